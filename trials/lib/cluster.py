"""A PostgreSQL of a trial's own, to be killed and stopped: never one that somebody else uses."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from trials.lib.guard import Guard
from trials.lib.site import WAIT, answers, free_port, until

BINARIES = Path("/usr/lib/postgresql")  # Debian's; elsewhere they are found by PATH
NO_ROOT = ["runuser", "-u", "postgres", "--"]  # PostgreSQL refuses to run as root


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None where they are missing, or cannot be run by this user."""
    if os.geteuid() == 0 and not shutil.which("runuser"):
        return None
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(BINARIES.glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.binaries = folder
        self.folder = Path(tempfile.mkdtemp(prefix="honours-trial-pg-"))
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.before = NO_ROOT if os.geteuid() == 0 else []
        stop = [*self.before, str(folder / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"]
        self.guard = Guard(commands=[stop], folders=[str(self.folder)])
        if self.before:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--auth", "trust", "--username", "postgres", "--encoding", "UTF8", "--pgdata", self.folder / "data")

    def start(self) -> None:
        """Start it, after a kill too; returns once it takes connections."""
        words = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        end = time.monotonic() + WAIT
        while True:
            try:
                self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", words, "start")
            except subprocess.CalledProcessError:  # what the killed one started is not gone yet
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """SIGKILL to the server; those that it started end by themselves."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until(lambda: not answers(self.port), "the killed database server goes on answering")

    def stop(self) -> None:
        """In order, cutting off whoever is connected."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop")

    def clear(self) -> None:
        self.guard.take_away()

    def _run(self, name: str, *arguments: object) -> None:
        command = [*self.before, str(self.binaries / name), *map(str, arguments)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run(command, check=True, **quiet)
