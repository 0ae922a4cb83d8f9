"""Asking for a file to be opened and written anew, by a process that is begun for it and gone after it.

One for each file, so that what one leaves behind, memory too, is not there for the next.
"""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from .bounded import Refused

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60  # by the clock, for a machine that has much else to do
AT_ONCE = BoundedSemaphore(2)  # of one web worker: four uploads at once are not to take four gigabytes


def cleaned(module: str, work: str, content: bytes, **given: Any) -> bytes:
    """What `work` of `nominations.cleaning.<module>` makes of the file, with the values `given`.

    Raises Refused: with that work's codes; `heavy` where it takes too much memory or time; `unreadable` for whatever
    else goes wrong in it.
    """
    command = [sys.executable, "-E", "-s", "-m", f"nominations.cleaning.{module}", work, json.dumps(given)]
    with AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command, without a shell
                command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=ROOT, env={}, timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise Refused("heavy") from late
    if done.returncode:  # killed by its bounds, or by what it met
        raise Refused("heavy")
    head, _end, clean = done.stdout.partition(b"\n")
    told = json.loads(head)
    if told["code"]:
        raise Refused(told["code"], **told["params"])
    return clean
