"""What is held on people goes when its time is over, and is given out to those it tells of. 个人信息保护法第 19、45、47 条"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nominations.enums import CycleStatus
from nominations.models import AwardCycle, IndividualNomination, SensitiveCharField, User, record

from ..models import Case, Decision, RosterEntry
from ..retention import HELD, Held
from ..stages import Stage

DATA_KEPT = ("document_number", "document_date", "revoking_body", "first_day", "cure_by", "needs_publicity", "principal", "step")
NAMED = ("name", "real_name")  # shown where an empty text would look like one that nobody wrote


def erased_word() -> str:
    """What stands where something was erased."""
    return _("（已按规定删除）")


def refusal_to_erase(cycle: AwardCycle, now: datetime) -> str:
    """Why the data of a cycle cannot be erased yet; "" where they can."""
    if cycle.status != CycleStatus.CLOSED or cycle.closed_at is None:
        return _("“%(title)s”尚未结束，不能删除其中的个人信息。") % {"title": cycle.title}
    due = _years_after(localtime(cycle.closed_at).date(), settings.RETENTION_YEARS)
    if localtime(now).date() < due:
        words = {"title": cycle.title, "years": settings.RETENTION_YEARS, "day": due}
        return _("“%(title)s”结束未满 %(years)d 年（RETENTION_YEARS），%(day)s 起方可删除其中的个人信息。") % words
    return ""


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return date(day.year + years, 3, 1)


@transaction.atomic
def erase(cycle: AwardCycle, actor: User | None, now: datetime) -> int:
    """Erase what `retention.HELD` says of a closed cycle; how many values and rows went. Raises ValidationError.

    Of files the names go here; the files themselves are what nobody names then (`tasks.delete_strays`).
    """
    cycle = AwardCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if refusal := refusal_to_erase(cycle, now):
        raise ValidationError(refusal)
    gone = sum(_erase(held, cycle) for held in HELD if held.cycle)
    if gone:
        record(actor, "cycle_anonymised", cycle, count=gone)
    return gone


def _erase(held: Held, cycle: AwardCycle) -> int:
    model = apps.get_model(held.model)
    rows = model._base_manager.filter(**{held.cycle: cycle})
    if held.model == "nominations.bar" and not _next_is_over(cycle):
        return 0
    if held.whole:
        return rows.delete()[0]
    gone = sum(_erase_column(rows, name) for name in held.erased.split())
    if held.unless_commended:
        commended = Case.objects.filter(cycle=cycle, stage=Stage.COMMENDED).values("nomination")
        others = rows.exclude(**{f"{held.nominee}__in": commended})
        gone += sum(_erase_column(others, name) for name in held.unless_commended.split())
    return gone


def _next_is_over(cycle: AwardCycle) -> bool:
    """E8: a bar holds in the cycle after its own."""
    return AwardCycle.objects.filter(issued_on__gt=cycle.issued_on, status=CycleStatus.CLOSED).exists()


def _erase_column(rows: QuerySet[Any], name: str) -> int:
    field = rows.model._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return _erase_json(rows, field)
    empty = _empty(field)
    standing = rows.exclude(**{name: empty}) if empty is not None else rows.exclude(**{f"{name}__isnull": True})
    if empty == erased_word():
        standing = standing.exclude(**{name: ""})
    return standing.update(**{name: empty})


def _empty(field: models.Field) -> Any:
    if isinstance(field, SensitiveCharField):
        return ""
    if isinstance(field, models.TextField) or field.name in NAMED:
        return erased_word()
    return "" if isinstance(field, models.CharField | models.FileField) else None


def _erase_json(rows: QuerySet[Any], field: models.JSONField) -> int:
    gone = 0
    for row in rows.only("pk", field.name).iterator():
        value = getattr(row, field.name)
        left = _left(row, value, field)
        if left != value:
            rows.model._base_manager.filter(pk=row.pk).update(**{field.name: left})
            gone += 1
    return gone


def _left(row: models.Model, value: Any, field: models.JSONField) -> Any:
    """What stays of a JSON value: what lists and papers of the whole cycle are made of."""
    if isinstance(row, Decision) and field.name == "data":
        return {key: value[key] for key in DATA_KEPT if key in value}
    if isinstance(row, Decision) and field.name == "before":
        return value | {"corrections": None} if value else value
    if isinstance(row, RosterEntry):
        return value | {"name": erased_word(), "employer": "", "position": ""}
    return None if field.null else field.get_default()


def held_on(number: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """All that is held on the person of that ID number, cycle by cycle: what for, and rows as label → value.

    Objections are not among it: they tell who objected, who is protected from being known (PIPL 44, 45).
    """
    people = IndividualNomination.objects.filter(id_number=number).values("pk")
    for held in HELD:
        model = apps.get_model(held.model)
        if held.model == "nominations.bar":
            rows = model._base_manager.filter(id_number=number)
        elif held.nominee:
            rows = model._base_manager.filter(**{f"{held.nominee}__in": people})
        else:
            continue
        found = [_told(row, held) for row in rows.order_by("pk")]
        if found:
            yield f"{model._meta.verbose_name}：{held.purpose}", found


def photos_of(number: str) -> Iterator[Any]:
    """The photos of the person, as they are stored."""
    for person in IndividualNomination.objects.filter(id_number=number).exclude(photo=""):
        yield person.photo


def _told(row: models.Model, held: Held) -> dict[str, str]:
    names = f"{held.kept} {held.unless_commended} {held.erased}".split()
    fields = [row._meta.get_field(name) for name in names]
    told = {str(field.verbose_name): str(field.value_to_string(row)) for field in fields}
    return {label: value for label, value in told.items() if value not in ("", "None", "{}", "[]")}
