"""How a trial is run: its options, on which databases, and what it says at the end."""

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from trials.lib.cluster import Cluster, binaries
from trials.lib.site import POSTGRES, Site

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PR_SET_PDEATHSIG = 1  # of Linux's prctl(2)
CLUSTER = "cluster"  # a PostgreSQL of the trial's own
SHORT, LEAST = 20, 10  # --short divides by the first, down to the second

Trial = Callable[[Site, Namespace], list[str]]


def options(words: str, **numbers: tuple[int, str]) -> Namespace:
    """The command line: `numbers` are options of the trial with their defaults and words."""
    parser = ArgumentParser(description=words)
    parser.add_argument("--short", action="store_true", help="a twentieth of each number that is not given, at least ten: minutes")
    parser.add_argument("--seed", type=int, help="the same seed does the same again, as far as chance is in our hands")
    parser.add_argument("--on", choices=[SQLITE, POSTGRESQL, CLUSTER], help="one database only; otherwise all that there are")
    for name, (default, help_words) in numbers.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=f"{help_words} ({default})")
    given = parser.parse_args()
    for name, (default, _words) in numbers.items():
        if getattr(given, name) is None:
            setattr(given, name, min(default, max(default // SHORT, LEAST)) if given.short else default)
    given.seed = random.SystemRandom().randrange(10**9) if given.seed is None else given.seed
    return given


def run(given: Namespace, trial: Trial, *, more: tuple[str, ...] = (), server: str = "") -> int:
    """Do the trial on each database, and on `more`; 0 where it held, 1 where not. `trial` gives its faults in words.

    `server`: the URL of a PostgreSQL other than the machine's.
    """
    if given.on is None:
        return max([_alone(database, given.seed) for database in (*databases(), *more)])
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    name = f"{Path(sys.argv[0]).name} on {given.on}"
    asked = ", ".join(f"{key} {value}" for key, value in vars(given).items() if key not in ("on", "short"))
    print(f"-- {name}: {asked}", flush=True)
    site = Site(server or (POSTGRES if given.on == POSTGRESQL else ""))
    try:
        faults = trial(site, given)
    finally:
        site.clear()
    for fault in faults[:50]:
        print(f"FAULT: {fault}")
    held = "held" if not faults else f"{len(faults)} faults"
    print(f"-- {name}: {held}, {time.monotonic() - started:.0f} s ({asked})", flush=True)
    return bool(faults)


def run_on_cluster(given: Namespace, trial: Callable[[Site, Namespace, Cluster], list[str]]) -> int:
    """As `run`, on a PostgreSQL server that nobody else uses. Raises nothing where there are no programs for one: says so."""
    folder = binaries()
    if folder is None:
        print(f"-- {Path(sys.argv[0]).name}: no server of its own, for initdb and pg_ctl are missing here")
        return 0
    cluster = Cluster(folder)
    try:
        cluster.start()
        return run(given, lambda site, given: trial(site, given, cluster), server=cluster.url)
    finally:
        cluster.clear()


def _alone(database: str, seed: int) -> int:
    """In a process of its own, which ends with this one: Django knows one database a process."""
    command = [sys.executable, *sys.argv, "--on", database, "--seed", str(seed)]
    return subprocess.run(command, preexec_fn=_end_with_parent, check=False).returncode


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def databases() -> list[str]:
    """SQLite, and PostgreSQL where it answers; says so where it does not."""
    there = subprocess.run(
        [sys.executable, "tests/postgres_answers.py"],
        env=os.environ | {"TEST_DATABASE_URL": POSTGRES},
        capture_output=True,
        text=True,
        check=False,
    )
    if there.returncode == 0:
        return [SQLITE, POSTGRESQL]
    print(f"-- not on PostgreSQL: {there.stderr.strip()}")
    return [SQLITE]
