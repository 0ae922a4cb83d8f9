"""Work in the background: batches of forms and long sheets. Every task may be killed at any time, and be run again."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.utils import timezone
from django_tasks import task

from nominations.models import AwardCycle, Nomination, User
from nominations.selectors import detail_rows

from .documents.assembly import assemble
from .documents.batch import BEAT, FOLDER, batch_key, drawn_forms, path_of, sheet_key
from .documents.sheet_pdf import sheet_pdf
from .documents.sheets import cycle_sheet
from .models import Batch
from .selectors.printing import Nominee, in_order
from .services import batches
from .services.printing import printed, sheet_printed

logger = logging.getLogger(__name__)
STRAY = timedelta(hours=1)  # a file that nobody names may still be under way for so long


class Cancelled(Exception):
    """The batch is no longer wanted."""


def start_batch(
    user: User, cycle: AwardCycle, kind: str, scope: str, nominations: Sequence[Nomination], now: datetime
) -> Batch:
    """The batch of these nominees' forms, set going unless it is known."""
    batch, is_new = batches.ask(user, cycle, kind, scope, nominations, batch_key(kind, nominations), now)
    if is_new:
        make_batch.enqueue(batch.pk)
    return batch


def start_sheet(user: User, cycle: AwardCycle, kind: str, nominees: Sequence[Nominee], now: datetime) -> Batch:
    """The batch of a whole cycle's Attachment 3 or 4 (`kind`: policy.notice.KINDS), set going unless it is known."""
    key = sheet_key(kind, cycle_sheet(cycle, kind, nominees))
    scope = f"{cycle} {cycle.notice.award(kind).sheet.attachment}"
    batch, is_new = batches.ask(user, cycle, kind, scope, nominees, key, now)
    if is_new:
        make_batch.enqueue(batch.pk)
    return batch


def revive(batch: Batch, now: datetime) -> None:
    """Set a batch going again whose worker died over it, as somebody looks at it."""
    if batches.is_silent(batch, now) and batches.give_back(now, batch.pk):
        make_batch.enqueue(batch.pk)


def revive_at_start(now: datetime) -> None:
    """What a worker finds when it starts: what ran may have died with the one before, which is known only later."""
    for left in Batch.objects.filter(status__in=batches.UNDER_WAY):
        due = min(left.heartbeat or now, now) + batches.SILENT + timedelta(seconds=1)
        make_batch.using(run_after=max(due, now)).enqueue(left.pk)


@task()
def make_batch(pk: int) -> None:
    """Draw what is not drawn, put it together, keep the file."""
    batch = batches.claim(pk, timezone.now())
    if batch is None:
        return
    try:
        _make(batch)
    except Cancelled:
        logger.info("Batch %s was cancelled.", pk)
    except Exception:
        logger.exception("Batch %s could not be made.", pk)
        batches.fail(batch)
    purge(timezone.now())


def _make(batch: Batch) -> None:
    nominations = batch_rows(batch.nominations)
    name = f"{FOLDER}/{uuid4()}.{batch.suffix}"
    target = path_of(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    key = (_make_sheet if batch.is_sheet else _make_forms)(batch, nominations, target)
    batches.finish(batch, name, key, len(nominations), timezone.now())


def _make_forms(batch: Batch, nominations: Sequence[Nomination], target: Path) -> str:
    pulse = _Pulse(batch)
    forms = drawn_forms(nominations, timezone.now(), pulse.alive)
    assemble(target, forms, nominations, as_zip=batch.kind == Batch.Kind.ZIP, alive=pulse.alive)
    printed(nominations, batch.asked_by, timezone.now())  # as they were drawn, not as they are when the file is fetched
    return batch_key(batch.kind, nominations)


def _make_sheet(batch: Batch, nominations: Sequence[Nomination], target: Path) -> str:
    nominees = in_order(nominations, batch.kind)
    sheet, pulse, done = cycle_sheet(batch.cycle, batch.kind, nominees), _Pulse(batch), [0]
    with ThreadPoolExecutor(1) as pool:
        drawn = pool.submit(sheet_pdf, sheet, done.append)
        while not drawn.done():
            pulse.alive(min(done[-1], len(nominees)))
            wait([drawn], BEAT)
    target.write_bytes(drawn.result())
    sheet_printed(batch.cycle, batch.kind, nominees, batch.asked_by, timezone.now())
    return sheet_key(batch.kind, sheet)


def batch_rows(keys: Sequence[int]) -> list[Nomination]:
    """The nominees with all that their forms need, in the order of `keys`; one that was deleted is left out."""
    rows = detail_rows().select_related("backup_for").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


class _Pulse:
    """Signs of life of a batch's worker."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def alive(self, done: int | None = None) -> None:
        """Raises Cancelled."""
        if not batches.beat(self.batch, timezone.now(), done):
            raise Cancelled


def purge(now: datetime) -> int:
    """Delete what is over its days, and what was left lying; how many files that were."""
    needed = batches.expire(now)
    folder = path_of(FOLDER)
    found = list(folder.iterdir()) if folder.exists() else []
    old = (now - STRAY).timestamp()
    gone = [path for path in found if f"{FOLDER}/{path.name}" not in needed and path.stat().st_mtime < old]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def delete_strays(now: datetime) -> int:
    """Delete the uploads that no row names any more; how many. What was made in the background has its own rule (`purge`)."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, FileField)]
    named = {name for field in fields for name in field.model._base_manager.values_list(field.name, flat=True)}
    root, made, old = Path(settings.MEDIA_ROOT), path_of(FOLDER), (now - STRAY).timestamp()
    files = [path for path in root.rglob("*") if path.is_file() and made not in path.parents]
    strays = [path for path in files if path.relative_to(root).as_posix() not in named and path.stat().st_mtime < old]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
