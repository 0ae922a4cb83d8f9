"""The verbs that write what a unit fills in: drafts, their order, photos, reasons. Each holds its row while it writes.

`now` comes from the edge. Refusals are raised as `Refused` with the words to show; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from .edits import note_edit
from .enums import Kind
from .inquiries import ask_about
from .models import (
    AwardCycle,
    CollectiveNomination,
    IndividualNomination,
    Nomination,
    Recommendation,
    SoftReason,
    Unit,
    User,
    record,
)
from .permissions import acting_role, refusal_to_change, refusal_to_draft, refusal_to_edit, refusal_to_explain
from .selectors import with_what_blocks

Detail = CollectiveNomination | IndividualNomination
MODELS: dict[str, type[Detail]] = {Kind.COLLECTIVE: CollectiveNomination, Kind.INDIVIDUAL: IndividualNomination}


class Refused(Exception):
    """What was asked cannot be done; the words say why and what to do."""


class Stale(Exception):
    """The row was saved by somebody else since the form was made; `row` is as it stands now."""

    def __init__(self, row: Detail | Recommendation) -> None:
        super().__init__(row)
        self.row = row


@transaction.atomic
def open_recommendation(unit: Unit, cycle: AwardCycle, actor: User, now: datetime) -> Recommendation:
    """The unit's recommendation in the cycle, begun if there is none. Raises Refused."""
    row = Recommendation.objects.filter(unit=unit, cycle=cycle).first()
    if row:
        return row
    row = Recommendation(unit=unit, cycle=cycle)
    _refuse(refusal_to_draft(actor, row, now))
    if not unit.active:
        raise Refused(_("该单位已停用，不能推荐。请联系系统管理员。"))
    row, created = Recommendation.objects.get_or_create(unit=unit, cycle=cycle)
    if created:
        record(actor, "recommendation_opened", row, role=acting_role(actor, row))
    return row


@transaction.atomic
def add_nomination(recommendation: Recommendation, kind: str, actor: User, now: datetime) -> Detail:
    """An empty draft at the end of its kind's order. Raises Refused."""
    recommendation = _held(recommendation)
    _refuse(refusal_to_draft(actor, recommendation, now))
    last = recommendation.nominations.filter(kind=kind).aggregate(last=Max("order"))["last"] or 0
    row = MODELS[kind].objects.create(recommendation=recommendation, order=last + 1, updated_by=actor)
    record(actor, "nomination_added", row, role=acting_role(actor, recommendation), kind=kind)
    return row


@transaction.atomic
def save_draft(
    nomination: Nomination,
    values: Mapping[str, Any],
    unparsed: Mapping[str, str],
    *,
    version: int | None,
    actor: User,
    now: datetime,
) -> Detail:
    """Store `values` (column → value) and `unparsed`; a draft that says nothing new is left as it is.

    Of one that came back only what is to be corrected: anything else refuses the whole.
    Returns the row as stored, with its version. Raises Refused, and Stale where `version` is not the row's own.
    """
    row = _held(nomination.detail)
    _refuse(refusal_to_edit(actor, row, now))
    if version == row.version:  # an older form is told so first
        _refuse_closed(row, _differing(row, values, unparsed), now)
    then = copy(row)
    if changed := _store(row, values, unparsed, version):
        if "id_number" in changed:
            _refuse(ask_about([row.id_number], row.recommendation, actor, now))
        note_edit(then, changed, actor, now)
        row.updated_by = actor
        row.save(update_fields=["updated_by", "updated_at"])
    return row


@transaction.atomic
def save_recommendation(
    recommendation: Recommendation,
    values: Mapping[str, Any],
    unparsed: Mapping[str, str],
    *,
    version: int | None,
    actor: User,
    now: datetime,
) -> Recommendation:
    """As `save_draft`, for contact person and collective decision."""
    row = _held(recommendation)
    _refuse(refusal_to_draft(actor, row, now))
    _store(row, values, unparsed, version)
    return row


@transaction.atomic
def arrange(recommendation: Recommendation, kind: str, keys: Sequence[int], actor: User, now: datetime) -> None:
    """Put the nominees of one kind into the order of `keys`, all of them, each once. Raises Refused.

    Those that are locked, or came back to be corrected, keep their order among themselves.
    """
    recommendation = _held(recommendation)
    _refuse(refusal_to_draft(actor, recommendation, now))
    rows = {row.pk: row for row in recommendation.nominations.filter(kind=kind)}
    if sorted(keys) != sorted(rows):
        raise Refused(_("名单在您打开页面之后有增减，顺序没有改动。请刷新页面后重新调整。"))
    listed = sorted(rows.values(), key=lambda row: (row.order, row.pk))
    settled = [row.pk for row in listed if row.settled]
    if [key for key in keys if key in settled] != settled:  # what was made public stays as it was (P3)
        raise Refused(_("已经公示或报送的推荐对象之间，先后不能再变。顺序没有改动。"))
    moved = [rows[key] for place, key in enumerate(keys, start=1) if rows[key].order != place]
    if not moved:
        return
    for place, key in enumerate(keys, start=1):
        rows[key].order = place
    Nomination.objects.bulk_update(moved, ["order"])
    record(
        actor,
        "nominations_arranged",
        recommendation,
        role=acting_role(actor, recommendation),
        kind=kind,
        order=list(keys),
    )


def move(recommendation: Recommendation, key: int, step: int, actor: User, now: datetime) -> None:
    """Move one nominee up (-1) or down (+1) among its kind; at the end of the list nothing happens. Raises Refused."""
    row = recommendation.nominations.filter(pk=key).first()
    if row is None:
        raise Refused(_("该推荐对象已被删除，顺序没有改动。"))
    keys = list(recommendation.nominations.filter(kind=row.kind).order_by("order", "pk").values_list("pk", flat=True))
    place = keys.index(key)
    target = min(max(place + step, 0), len(keys) - 1)
    keys.insert(target, keys.pop(place))
    arrange(recommendation, row.kind, keys, actor, now)


@transaction.atomic
def set_photo(nomination: IndividualNomination, jpeg: bytes, actor: User, now: datetime) -> None:
    """Replace the photo by `jpeg`, already cropped and re-encoded; the old file goes with it. Raises Refused."""
    row = _held(nomination)
    _refuse(refusal_to_edit(actor, row, now))
    _refuse_closed(row, ["photo"], now)
    note_edit(row, ["photo"], actor, now)
    if row.photo:
        transaction.on_commit(partial(row.photo.storage.delete, row.photo.name))
    row.photo.save("photo.jpg", ContentFile(jpeg), save=False)
    row.updated_by = actor
    row.save(update_fields=["photo", "updated_by", "updated_at"])
    record(actor, "photo_replaced", row, role=acting_role(actor, row.recommendation))


@transaction.atomic
def delete_draft(nomination: Nomination, actor: User, now: datetime) -> None:
    """Delete a draft that was never made public or handed in. Raises Refused."""
    row = _held(nomination.detail)
    _refuse(refusal_to_edit(actor, row, now))
    if row.counted:
        raise Refused(_("该推荐对象已经报送并被退回，不能删除。不再推荐的，请办理撤回。"))
    if isinstance(row, IndividualNomination) and row.photo:
        transaction.on_commit(partial(row.photo.storage.delete, row.photo.name))
    record(actor, "nomination_deleted", row, role=acting_role(actor, row.recommendation))
    try:
        row.delete()
    except ProtectedError as error:  # the upper app keeps its history
        raise Refused(_("该推荐对象已有公示或报送记录，不能删除。不再推荐的，请办理撤回。")) from error


@transaction.atomic
def write_reason(
    recommendation: Recommendation, nomination: Nomination | None, rule: str, text: str, actor: User, now: datetime
) -> None:
    """Write down why an 原则上 rule is not kept, for one nominee or (None) the whole unit. Raises Refused.

    An empty `text` takes the reason back, which only works before the nominee is locked.
    """
    recommendation = _held(recommendation)
    _refuse(refusal_to_explain(actor, recommendation))
    about = {"recommendation": recommendation, "nomination": nomination, "rule": rule}
    if text:
        SoftReason.objects.update_or_create(**about, defaults={"text": text, "written_by": actor, "written_at": now})
    elif nomination is not None and nomination.locked:
        raise Refused(_("该推荐对象已经公示或报送，理由可以修改，不能清空。"))
    else:
        SoftReason.objects.filter(**about).delete()
    target = nomination or recommendation
    record(actor, "reason_written", target, role=acting_role(actor, recommendation), rule=rule)


def reveal(nomination: Nomination, actor: User) -> None:
    """Put on record that this person asked for ID and phone number in full."""
    record(actor, "numbers_revealed", nomination, role=acting_role(actor, nomination.recommendation))


def _refuse(words: str) -> None:
    if words:
        raise Refused(words)


def _refuse_closed(row: Detail, fields: Iterable[str], now: datetime) -> None:
    """Raises Refused for what the office did not open. What a rule forbids is opened, and stays so while it is mended."""
    if not refusal_to_change(row, fields):
        return
    row.corrections = with_what_blocks(row, now.astimezone(row.recommendation.cycle.notice.deadline.tzinfo).date())
    _refuse(refusal_to_change(row, fields))
    row.save(update_fields=["corrections"])


def _held(row: Any) -> Any:
    """The same row, read afresh and locked until the transaction ends. Raises Refused where it is gone."""
    parts = ("self",) if isinstance(row, Recommendation) else ("self", "nomination_ptr")
    rows = type(row).objects.select_for_update(of=parts).select_related(*_context(row))
    locked = rows.filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_("这份表已被删除，没有保存。请返回推荐名单查看。"))
    return locked


def _context(row: Any) -> tuple[str, ...]:
    if isinstance(row, Recommendation):
        return ("cycle", "unit")
    return ("recommendation__cycle", "recommendation__unit")


def _store(
    row: Detail | Recommendation, values: Mapping[str, Any], unparsed: Mapping[str, str], version: int | None
) -> list[str]:
    """Write what differs and raise the version; the names of what differs. Raises Stale."""
    wanted = {**values, "unparsed": dict(unparsed)}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:  # also where the same form was sent twice
        return []
    if version != row.version:
        raise Stale(row)
    for name in changed:
        setattr(row, name, wanted[name])
    row.version += 1
    columns = [
        name.removesuffix("_id") if name in ("backup_for_id", "leads_collective_id") else name for name in changed
    ]
    row.save(update_fields=[*columns, "version"])
    return changed


def _differing(row: Detail, values: Mapping[str, Any], unparsed: Mapping[str, str]) -> list[str]:
    """Columns, and fields with text that cannot be stored, of which `row` says something else."""
    names = {*unparsed, *row.unparsed}
    return [name for name, value in values.items() if getattr(row, name) != value] + [
        name for name in names if unparsed.get(name) != row.unparsed.get(name)
    ]
