"""Takes away what a trial made, also where the trial was killed: its processes, its database, its folders.

A process of its own, which is told on stdin what runs at the time. Where stdin ends, so has the trial, one way or the
other, and all of it is taken away.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


class Guard:
    """The trial's end of it. `commands` are run and `folders` deleted when the trial is over, however it ended."""

    def __init__(self, commands: list[list[str]], folders: list[str]) -> None:
        command = [sys.executable, "-P", str(Path(__file__)), json.dumps([commands, folders])]
        self.process = subprocess.Popen(command, cwd="/", stdin=subprocess.PIPE, start_new_session=True)

    def watch(self, groups: Iterable[int]) -> None:
        """The process groups that run now, to be killed where the trial cannot end them any more."""
        self.process.stdin.write(json.dumps(list(groups)).encode() + b"\n")
        self.process.stdin.flush()

    def take_away(self) -> None:
        """The trial is over and its processes are ended: the rest goes too. Returns when it is gone."""
        self.watch([])
        self.process.stdin.close()
        self.process.wait()


def main() -> None:
    commands, folders = json.loads(sys.argv[1])
    groups: list[int] = []
    for line in sys.stdin:
        with suppress(ValueError):  # the trial was killed while it wrote
            groups = json.loads(line)
    for group in groups:
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
    for command in commands:
        subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
