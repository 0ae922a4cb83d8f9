"""`kill -9` at random moments, while people act: nothing acknowledged is lost, nothing is half done.

    .venv/bin/python trials/kill.py [--seed N] [--on sqlite] [--web 200] [--jobs 200] [--server 20]

Workers of the web server are killed while people save drafts, upload photos, judge, answer and hand in over HTTP; the
worker in the background while it makes batches; and the database server itself, where PostgreSQL's own programs are at
hand for one that nobody else uses. After each kill the rows are held against what everybody was told, and
`check_invariants --files` must find nothing.
"""

import os
import sys
import time
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.browser import Browser
from trials.lib.cluster import Cluster, binaries
from trials.lib.running import CLUSTER, options, run, run_on_cluster
from trials.lib.site import WORK, WORKERS, Site, until
from trials.lib.stage import Stage, prepared, said

SLOW = 180  # seconds, until the last batch is made


def main() -> int:
    words = "Kill -9 at random moments, while people act: nothing acknowledged is lost, nothing is half done."
    given = options(
        words, web=(200, "kills of a web worker"), jobs=(200, "kills of the worker in the background"),
        server=(20, "kills of the database server"),
    )  # fmt: skip
    if given.on == CLUSTER:
        return run_on_cluster(given, by_server)
    return run(given, by_processes, more=(CLUSTER,) if binaries() else ())


def by_processes(site: Site, given: Namespace) -> list[str]:
    prepared(site, given)
    return by_web(site, given) + by_jobs(site, given)


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
    from nominations.selectors import detail_rows, live

    rows = Recommendation.objects.filter(cycle__slug="banan-demo")
    units = [row for row in rows if live(detail_rows().filter(recommendation=row))]
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
            stage.faults.append(f"a batch was answered {answer.status} {answer.location}")
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
