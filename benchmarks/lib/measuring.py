"""Ways of doing the same thing, side by side: medians of runs that take turns, ratios, and memory.

Seconds are those of the processor, of this process and its children, so that other programs weigh little.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

MIB = 1024  # kB, in which Linux counts


def seconds_of(ways: dict[Any, Callable[[], object]], times: int = 3) -> dict[Any, float]:
    """The median of each way, which take turns. A run before the first is not counted: it fills caches."""
    taken: dict[Any, list[float]] = {name: [] for name in ways}
    for turn in range(times + 1):
        for name, way in ways.items():
            start = sum(os.times()[:4])
            way()
            if turn:
                taken[name].append(sum(os.times()[:4]) - start)
    return {name: median(some) for name, some in taken.items()}


def show(title: str, seconds: dict[str, float], base: str) -> None:
    """A table of the ways, and how many times as fast as `base` each is."""
    print(title)
    for name, taken in seconds.items():
        print(f"  {name:44}{taken:9.2f} s{seconds[base] / taken:9.2f} ×")


def peak_of(script: str, what: str) -> float:
    """MiB that `script what` says it took, in a process of its own."""
    done = subprocess.run([sys.executable, script, what], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return float(done.stdout.split()[-1])


def peak() -> float:
    """The most that this process and the largest of its children held, in MiB.

    What getrusage says of this process counts the parent's memory at its start: hence its own high-water mark.
    """
    status = Path("/proc/self/status").read_text()
    own = int(status.partition("VmHWM:")[2].split()[0])
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / MIB
