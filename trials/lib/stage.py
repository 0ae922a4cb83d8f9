"""The demonstration with everybody acting in it over HTTP, to be struck at random moments and looked at afterwards."""

import threading
import time
from argparse import Namespace
from collections.abc import Callable
from io import StringIO
from random import Random

from trials.lib.site import Site, until

SIZE = 40  # nominees of the demonstration
LONGEST = 0.8  # seconds of acting before it strikes


def prepared(site: Site, given: Namespace) -> Site:
    """The site with the demonstration in it."""
    site.set_up()
    from django.core.management import call_command

    call_command("load_cycle", "nominations/policy/notices/banan-2023.toml", stdout=StringIO())
    call_command("load_demo", seed=given.seed % 10**6, size=SIZE, stdout=StringIO())
    return site


class Stage:
    """The demonstration as it is served, with everybody acting in it, to be stopped and looked at."""

    def __init__(self, site: Site, given: Namespace) -> None:
        from review.demo.accounts import PASSWORD

        self.site, self.random, self.password = site, Random(given.seed), PASSWORD
        self.faults: list[str] = []
        self.going = threading.Event()
        self.actors = []
        self.master = site.serve()

    def enter(self) -> None:
        from trials.lib.actors import everybody

        self.actors = everybody(self.site, self.password, self.random, self.going)
        for actor in self.actors:
            actor.start()

    def acted_until(self, strike: Callable[[], None]) -> None:
        """Everybody acts for a random while, then it strikes, then all come to rest."""
        for actor in self.actors:
            actor.resting.clear()
        self.going.set()
        time.sleep(self.random.uniform(0, LONGEST))
        strike()
        time.sleep(self.random.uniform(0, 0.1))
        self.rest()

    def rest(self) -> None:
        self.going.clear()
        until(lambda: all(actor.resting.is_set() for actor in self.actors), "somebody does not come to rest")

    def look(self, when: str) -> None:
        """Hold what is stored against what everybody knows, and the data against each other."""
        from review.invariants import broken

        quiet()
        found = [fault for actor in self.actors for fault in actor.look()]
        found += [f"{one.invariant}: {row}" for one in broken(files=True) for row in one.rows]
        for fault in found:
            print(f"   FAULT: {when}: {fault}", flush=True)
        self.faults += [f"{when}: {fault}" for fault in found]

    def end(self) -> list[str]:
        for actor in self.actors:
            actor.ended, actor.tried = True, None
        self.going.set()
        for actor in self.actors:
            actor.join(30)
        self.site.stop(self.master)
        return self.faults


def quiet() -> None:
    """Wait until the database has done what killed processes asked it for: PostgreSQL finishes a statement first."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

        def done() -> bool:
            with connection.cursor() as cursor:
                cursor.execute(f"{others} AND state <> 'idle'")
                return cursor.fetchone()[0] == 0

        until(done, "the database does not come to rest")


def said(stage: Stage, number: int) -> None:
    done, lost = (sum(getattr(actor, name) for actor in stage.actors) for name in ("done", "lost"))
    print(f"   {number} kills: {done} acts acknowledged, {lost} cut off, {len(stage.faults)} faults", flush=True)
