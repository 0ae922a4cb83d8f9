"""`kill -9` at random moments, while people act: nothing acknowledged is lost, nothing is half done.

    .venv/bin/python trials/kill.py [--seed N] [--on sqlite] [--web 200] [--jobs 200] [--server 20]

Workers of the web server are killed while people save drafts, upload photos, judge, answer and hand in over HTTP; the
worker in the background while it makes batches; and the database server itself, where PostgreSQL's own programs are at
hand for one that nobody else uses. After each kill the rows are held against what everybody was told, and
`check_invariants --files` must find nothing.
"""

import os
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from random import Random
from signal import SIGKILL

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.browser import Browser
from trials.lib.cluster import Cluster, binaries
from trials.lib.running import CLUSTER, options, run
from trials.lib.site import WORKERS, Site, until

SIZE = 40  # nominees of the demonstration
LONGEST = 0.8  # seconds of acting before a kill
SLOW = 180  # seconds, until the last batch is made
WORK = ("manage.py", "work", "--interval", "0.1", "--no-startup-delay", "--no-reload", "--verbosity", "0")


def main() -> int:
    words = "Kill -9 at random moments, while people act: nothing acknowledged is lost, nothing is half done."
    given = options(
        words, web=(200, "kills of a web worker"), jobs=(200, "kills of the worker in the background"),
        server=(20, "kills of the database server"),
    )  # fmt: skip
    if given.on == CLUSTER:
        return on_own_cluster(given)
    return run(given, by_processes, more=(CLUSTER,) if binaries() else ())


def by_processes(site: Site, given: Namespace) -> list[str]:
    prepared(site, given)
    return by_web(site, given) + by_jobs(site, given)


def on_own_cluster(given: Namespace) -> int:
    folder = binaries()
    if folder is None:
        print("-- the database server is not killed: initdb and pg_ctl are missing here")
        return 0
    cluster = Cluster(folder)
    try:
        cluster.start()
        return run(given, lambda site, given: by_server(site, given, cluster), server=cluster.url)
    finally:
        cluster.clear()


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


def by_web(site: Site, given: Namespace) -> list[str]:
    if not given.web:
        return []
    stage = Stage(site, given)
    stage.enter()

    def strike() -> None:
        workers = site.workers(stage.master)
        if workers:
            os.kill(stage.random.choice(workers), SIGKILL)

    for number in range(1, given.web + 1):
        stage.acted_until(strike)
        stage.look(f"kill {number} of a web worker")
        until(lambda: len(site.workers(stage.master)) == WORKERS, "the killed worker is not followed by another")
        if number % 20 == 0:
            said(stage, number)
    said(stage, given.web)
    return stage.end() + site.tracebacks()


def said(stage: Stage, number: int) -> None:
    done, lost = (sum(getattr(actor, name) for actor in stage.actors) for name in ("done", "lost"))
    print(f"   {number} kills: {done} acts acknowledged, {lost} cut off, {len(stage.faults)} faults", flush=True)


def by_server(site: Site, given: Namespace, cluster: Cluster) -> list[str]:
    prepared(site, given)
    from trials.lib.actors import Actor

    stage = Stage(site, given)
    stage.enter()

    def strike() -> None:
        Actor.outage = True
        cluster.kill()
        time.sleep(stage.random.uniform(0, 0.5))

    for number in range(1, given.server + 1):
        stage.acted_until(strike)
        cluster.start()
        stage.look(f"kill {number} of the database server")
        Actor.outage = False
        said(stage, number)
    stage.acted_until(lambda: None)
    stage.look("after the last kill")
    return stage.end()


def by_jobs(site: Site, given: Namespace) -> list[str]:
    """Batches are asked for, the worker is killed over them; in the end all are made, each once."""
    if not given.jobs:
        return []
    stage = Stage(site, given)
    from nominations.models import Recommendation, User

    units = [row for row in Recommendation.objects.filter(cycle__slug="banan-demo") if row.nominations.exists()]
    clerks = {}
    asked: set[str] = set()
    cut, worker = 0, site.start(*WORK)
    for number in range(1, given.jobs + 1):
        recommendation = stage.random.choice(units)
        if recommendation.pk not in clerks:
            clerk = User.objects.get(grants__role="unit_clerk", grants__unit=recommendation.unit_id)
            clerks[recommendation.pk] = Browser(site.port)
            clerks[recommendation.pk].sign_in(clerk.username, stage.password)
        browser = clerks[recommendation.pk]
        kind = stage.random.choice(["pdf", "zip"])
        draw_anew(recommendation)
        answer = browser.post(f"/recommendations/{recommendation.pk}/forms/", {"kind": kind})
        if answer.status == 302 and "/batches/" in answer.location:
            asked.add((recommendation.pk, answer.location))
        else:
            stage.faults.append(f"a batch was answered {answer.status}")
        taken_up()
        time.sleep(stage.random.uniform(0, 1))
        os.kill(worker.pid, SIGKILL)
        worker.wait()
        site.children.remove(worker)
        cut += being_made()
        stage.look(f"kill {number} of the worker")
        worker = site.start(*WORK)
        if number % 20 == 0 or number == given.jobs:
            told = f"{len(asked)} batches asked for, {cut} cut off, {len(stage.faults)} faults"
            print(f"   {number} kills of the worker: {told}", flush=True)
    stage.faults += all_made(asked, clerks)
    stage.look("in the end")
    site.stop(worker)
    return stage.end()


def taken_up() -> None:
    """Wait until the worker is at the newest batch, for what is killed before is only its start; not for ever."""
    from review.models import Batch

    with suppress(TimeoutError):
        until(lambda: Batch.objects.order_by("pk").last().status != Batch.Status.WAITING, "nobody takes it up", 15)


def being_made() -> bool:
    from review.models import Batch

    return Batch.objects.order_by("pk").last().status == Batch.Status.RUNNING


def draw_anew(recommendation) -> None:
    """Something in the forms differs, so that they cannot be taken from what was drawn before."""
    from django.utils import timezone

    recommendation.contact_name = f"秦{timezone.now():%H%M%S}"
    recommendation.save(update_fields=["contact_name"])
    for nominee in recommendation.nominations.filter(locked=False):
        type(nominee).objects.filter(pk=nominee.pk).update(remarks=f"{timezone.now():%H%M%S%f}")


def all_made(asked: set, clerks: dict) -> list[str]:
    """Every batch that was asked for is made in the end, whole, and can be fetched."""
    from review.models import Batch
    from review.services.batches import UNDER_WAY

    try:
        until(lambda: not Batch.objects.filter(status__in=UNDER_WAY).exists(), "batches are never made", SLOW)
    except TimeoutError as error:
        return [f"{error}: {list(Batch.objects.filter(status__in=UNDER_WAY).values_list('pk', 'status'))}"]
    faults = [f"batch {one.pk} is {one.status}, {one.done} of {one.total}" for one in Batch.objects.all()
              if one.status != Batch.Status.DONE or one.done != one.total]
    for recommendation, page in sorted(asked):
        answer = clerks[recommendation].get(f"{page}file/")
        if answer.status != 200 or answer.body[:4] not in (b"%PDF", b"PK\x03\x04"):
            faults.append(f"{page}: the file was answered {answer.status}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
