"""A whole site for a trial: a database, files, keys, a port, the web server and the worker; gone when the trial ends.

One a process, for Django's settings are one a process: `Site` sets the environment, so Django is set up after it.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from trials.lib import server as servers
from trials.lib.guard import Guard

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL") or "postgres://postgres@127.0.0.1:5432/honours"
WAIT = 60  # seconds, for whatever has to start
WORKERS = 2  # of deploy/gunicorn.conf.py
WORK = ("manage.py", "work", "--interval", "0.1", "--no-startup-delay", "--no-reload", "--verbosity", "0")
TICK = 0.05


class Site:
    """With `server` (a PostgreSQL URL; only its host and user matter) a new database there, else a SQLite file."""

    def __init__(self, server: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="honours-trial-"))
        self.media, self.log = self.folder / "media", self.folder / "log"
        self.server = server
        self.database = f"honours_trial_{os.getpid()}"
        url = f"sqlite:///{self.folder / 'site.sqlite3'}"
        if server:
            parts = urlsplit(server)
            url = f"{parts.scheme}://{parts.netloc}/{self.database}"
            servers.on_server(server, f'CREATE DATABASE "{self.database}"')
        self.port = free_port()
        self.children: list[subprocess.Popen] = []
        self.guard = Guard(commands=[self._drop()] if server else [], folders=[str(self.folder)])
        os.environ |= {
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(self.media),
            "AUDIT_HEADS": str(self.folder / "heads.jsonl"),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "AUDIT_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": f"1:{secrets.token_urlsafe(48)}",
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "PORT": str(self.port),
            "DEBUG": "false",
            "TMPDIR": str(self.folder),
        }

    def set_up(self) -> None:
        """Tables, and Django in this process."""
        import logging

        import django
        from django.core.management import call_command

        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)

    def serve(self, application: str = "config.wsgi", **variables: str) -> subprocess.Popen:
        """The web server as `make run` starts it; gives its master once it answers."""
        command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
        master = self.start(*command, **variables)
        until(lambda: answers(self.port) and len(self.workers(master)) == WORKERS, "the web server does not answer")
        return master

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen:
        """A process of the site, whose words go to the log; `clear` ends it."""
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=os.environ | variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.children.append(child)
        self.guard.watch(one.pid for one in self.children)
        return child

    def stop(self, child: subprocess.Popen) -> None:
        """End a process and all that it started."""
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.children.remove(child)

    def workers(self, master: subprocess.Popen) -> list[int]:
        """Process ids of the web server's workers."""
        return children_of(master.pid)

    def words(self) -> str:
        """What was written to the log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def tracebacks(self) -> list[str]:
        """One fault for all that the log has, with the first of them; none where it has none."""
        words = self.words()
        if "Traceback" not in words:
            return []
        first = words[words.index("Traceback") :].splitlines()[:60]
        return ["\n".join([f"{words.count('Traceback')} tracebacks in the log, the first:", *first])]

    def clear(self) -> None:
        """Nothing of it is left."""
        for child in list(self.children):
            self.stop(child)
        if self.server:
            from django.db import connections

            connections.close_all()
        self.guard.take_away()

    def _drop(self) -> list[str]:
        statement = f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)'
        return [sys.executable, "-P", str(Path(servers.__file__)), self.server, statement]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    """Processes that this one started, in whichever thread, and that live."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread is over
            found += [int(child) for child in children.read_text().split()]
    return found


def memory_of(pid: int) -> float:
    """Resident memory of a process, in MB; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0)


def until(there, otherwise: str, wait: float = WAIT) -> None:
    """Wait for it. Raises TimeoutError in those words."""
    end = time.monotonic() + wait
    while not there():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(TICK)
