"""A batch of forms: asked for, taken up by a worker, kept alive, cancelled, finished, expired."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from nominations.models import AwardCycle, Nomination, User

from ..models import Batch, DrawnForm

Status = Batch.Status
UNDER_WAY = (Status.WAITING, Status.RUNNING)
SILENT = timedelta(seconds=30)  # a worker unheard of for so long is dead: it gives a sign every few seconds


@transaction.atomic
def ask(
    user: User, cycle: AwardCycle, kind: str, scope: str, nominations: Sequence[Nomination], key: str, now: datetime
) -> tuple[Batch, bool]:
    """The batch with that file, and whether it is new: one that is under way or still there is not made twice."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two clicks at once make one batch
    there = Q(status__in=UNDER_WAY) | Q(status=Status.DONE, expires_at__gt=now)
    known = Batch.objects.filter(there, asked_by=user, key=key).first()
    if known and (known.is_under_way or default_storage.exists(known.file)):
        return known, False
    new = Batch(
        cycle=cycle, asked_by=user, asked_at=now, kind=kind, scope=scope[:300], key=key,
        nominations=[nomination.pk for nomination in nominations], total=len(nominations),
    )  # fmt: skip
    new.save()
    return new, True


def silent(now: datetime) -> QuerySet[Batch]:
    """Batches whose worker died over them; a sign of life to come is of before the clock was set back."""
    unheard = Q(heartbeat__lt=now - SILENT) | Q(heartbeat__gt=now + SILENT)
    return Batch.objects.filter(unheard, status=Status.RUNNING)


def is_silent(batch: Batch, now: datetime) -> bool:
    return batch.status == Status.RUNNING and abs(now - batch.heartbeat) > SILENT


def claim(pk: int, now: datetime) -> Batch | None:
    """The batch for the worker that takes it up, a dead one's too; None where it is another's, or over."""
    waiting = Batch.objects.filter(status=Status.WAITING) | silent(now)
    if waiting.filter(pk=pk).update(status=Status.RUNNING, heartbeat=now):
        return Batch.objects.select_related("cycle", "asked_by").get(pk=pk)
    return None


def give_back(now: datetime, pk: int) -> bool:
    """Let a batch whose worker died wait for the next one; False where there is nothing to give back."""
    return bool(silent(now).filter(pk=pk).update(status=Status.WAITING))


def beat(batch: Batch, now: datetime, done: int | None = None) -> bool:
    """A sign of life; False where the batch was cancelled meanwhile."""
    values = {"heartbeat": now} | ({} if done is None else {"done": done})
    return bool(Batch.objects.filter(pk=batch.pk, status=Status.RUNNING).update(**values))


def finish(batch: Batch, file: str, key: str, total: int, now: datetime) -> None:
    """Its file is there. `key` is of what is in it, should a record have changed after it was asked for."""
    Batch.objects.filter(pk=batch.pk, status=Status.RUNNING).update(
        status=Status.DONE, file=file, key=key, total=total, done=total, heartbeat=now,
        expires_at=now + timedelta(days=settings.BATCH_DAYS),
    )  # fmt: skip


def fail(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk, status=Status.RUNNING).update(status=Status.FAILED)


def cancel(batch: Batch) -> bool:
    """Stop it; False where it was over already. What was drawn of it is kept for the next one."""
    return bool(Batch.objects.filter(pk=batch.pk, status__in=UNDER_WAY).update(status=Status.CANCELLED))


def expire(now: datetime) -> set[str]:
    """What is over its days is no longer offered, nor drawn from. Gives the files that are still needed."""
    Batch.objects.filter(status=Status.DONE, expires_at__lte=now).update(status=Status.EXPIRED, file="")
    DrawnForm.objects.filter(used_at__lte=now - timedelta(days=settings.BATCH_DAYS)).delete()
    files = Batch.objects.exclude(file="").values_list("file", flat=True)
    return {*files, *DrawnForm.objects.values_list("file", flat=True)}
