"""The database goes away, and the disk is full: a page in words, nothing half stored, and the site goes on by itself.

    .venv/bin/python trials/outage.py [--seed N] [--on cluster] [--times 10] [--full 10]

On a PostgreSQL of its own that is stopped and started again while people act and pages are asked for; and with SQLite and
the uploads on a small disk in memory that is filled to its last byte and emptied again (as root on Linux). While it lasts
every page is answered, in words; files that need no database come as ever. Afterwards all pages come again without a
restart, the rows are as everybody was told, and `check_invariants --files` finds nothing.
"""

import os
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.browser import Answer, Browser
from trials.lib.cluster import Cluster, binaries
from trials.lib.running import CLUSTER, SQLITE, options, run, run_on_cluster
from trials.lib.site import WORK, Site, until
from trials.lib.stage import Stage, prepared

DISK = "96m"  # of which the demonstration takes a third
BEFORE = 2.0  # seconds, at most, in which everybody acts
LASTS = 3.0  # seconds, at least: long enough that no connection is held from before
BACK_WITHIN = 10  # seconds until all pages come again
WORDS = "返回首页"  # on every page that says what went wrong
STATIC = "/static/css/site.css"


def main() -> int:
    words = "The database goes away, and the disk is full: a page in words, nothing half stored, it goes on by itself."
    given = options(words, times=(10, "stops of the database server"), full=(10, "times that the disk is full"))
    if given.on is None:
        command = [sys.executable, *sys.argv, "--seed", str(given.seed), "--on"]
        kinds = [SQLITE, CLUSTER] if binaries() else [SQLITE]
        return max(subprocess.run([*command, kind], check=False).returncode for kind in kinds)
    return run(given, full) if given.on == SQLITE else run_on_cluster(given, away)


class Asker(threading.Thread):
    """Asks for pages all the time, and counts how they were answered while it is said to be out."""

    def __init__(self, site: Site, password: str) -> None:
        super().__init__(daemon=True)
        self.out, self.ended = threading.Event(), threading.Event()
        self.answers: Counter = Counter()
        self.faults: set[str] = set()
        clerk = Browser(site.port)
        clerk.sign_in("clerk01", password)
        stranger = Browser(site.port)
        self.pages: list[Callable[[], Answer]] = [
            lambda: clerk.get("/"),
            lambda: stranger.get("/login/"),
            lambda: signing_in(site.port, "clerk01", password),
            lambda: stranger.get(STATIC),
        ]

    def run(self) -> None:
        while not self.ended.wait(0.02):
            for page in self.pages:
                out = self.out.is_set()
                answer = page()
                if out and self.out.is_set():
                    self._note(answer, page is self.pages[-1])

    def _note(self, answer: Answer, needs_nothing: bool) -> None:
        self.answers["file" if needs_nothing else "page", answer.status] += 1
        if needs_nothing and answer.status != 200:
            self.faults.add(f"a file that needs no database was answered {answer.status}")
        if not answer.status or (answer.status >= 500 and (answer.status != 503 or WORDS not in answer.body.decode())):
            self.faults.add(f"answered {answer.status} instead of 503, or without words")

    def well(self) -> bool:
        """Whether all come as ever."""
        return all(0 < page().status < 500 for page in self.pages)


def signing_in(port: int, name: str, password: str) -> Answer:
    """In a browser of its own."""
    browser = Browser(port)
    browser.get("/login/")
    return browser.post("/login/", {"username": name, "password": password})


def away(site: Site, given: Namespace, cluster: Cluster) -> list[str]:
    prepared(site, given)

    def begin() -> None:
        cluster.stop()

    return out(site, given, given.times, begin, cluster.start, "the database server was away")


def full(site: Site, given: Namespace) -> list[str]:
    disk = site.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        print(f"-- no full disk: {mounted.stderr.decode().strip()}")
        return []
    site.media = disk / "media"
    os.environ |= {"DATABASE_URL": f"sqlite:///{disk / 'site.sqlite3'}", "MEDIA_ROOT": str(site.media), "TMPDIR": str(disk)}
    try:
        prepared(site, given)
        ballast = disk / "ballast"
        return out(site, given, given.full, lambda: fill(ballast), ballast.unlink, "the disk was full")
    finally:
        for child in list(site.children):
            site.stop(child)
        subprocess.run(["umount", "--lazy", disk], check=False)


def fill(ballast: Path) -> None:
    """Write until there is no byte left, nor room in what SQLite has taken already."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with ballast.open("wb", buffering=0) as file:
        for size in (1024**2, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue


def out(
    site: Site, given: Namespace, times: int, begin: Callable[[], object], end: Callable[[], object], words: str
) -> list[str]:
    """So many times: it begins while everybody acts, lasts, and ends; what is found."""
    from trials.lib.actors import Actor

    stage, worker = Stage(site, given), site.start(*WORK)
    stage.enter()
    asker = Asker(site, stage.password)
    asker.start()

    def strike() -> None:
        time.sleep(stage.random.uniform(0, BEFORE))
        Actor.outage = True
        begin()
        asker.out.set()
        time.sleep(LASTS + stage.random.uniform(0, 1))

    for number in range(1, times + 1):
        stage.acted_until(strike)
        asker.out.clear()
        end()
        started = time.monotonic()
        try:
            until(asker.well, "pages do not come again", BACK_WITHIN)
        except TimeoutError as error:
            stage.faults.append(f"{words}, {number}: {error}")
        back = time.monotonic() - started
        stage.look(f"{words}, {number}")
        Actor.outage = False
        if worker.poll() is not None:
            stage.faults.append(f"{words}, {number}: the worker in the background ended")
            worker = site.start(*WORK)
        done, lost = (sum(getattr(actor, name) for actor in stage.actors) for name in ("done", "lost"))
        print(f"   {words}, {number}: answered meanwhile {shown(asker.answers)}; all pages again after {back:.1f} s; "
              f"{done} acts acknowledged, {lost} cut off, {len(stage.faults)} faults", flush=True)
    stage.acted_until(lambda: time.sleep(1))
    stage.look("after the last time")
    asker.ended.set()
    asker.join()
    return stage.end() + sorted(asker.faults)


def shown(answers: Counter) -> str:
    return ", ".join(f"{kind} {status}: {number}" for (kind, status), number in sorted(answers.items()))


if __name__ == "__main__":
    sys.exit(main())
