"""推荐单位: added, changed, taken over from Excel as a whole or not at all."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..enums import CycleStatus, Role
from ..models import AwardCycle, Unit, User, record
from ..units_workbook import FIELDS, UnitRow

Change = tuple[str, Any, Any]  # field of Unit, before, after


@dataclass(frozen=True)
class UnitChange:
    """What one line of a workbook would do; `unit` is None where it adds one."""

    row: UnitRow
    unit: Unit | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ImportPlan:
    changes: tuple[UnitChange, ...]
    unchanged: int

    @property
    def added(self) -> int:
        return sum(change.unit is None for change in self.changes)

    @property
    def seal(self) -> str:
        """Stands for what was shown: another plan for the same file has another seal."""
        text = repr([(change.row, change.changes) for change in self.changes])
        return hashlib.sha256(text.encode()).hexdigest()


def plan_import(rows: Iterable[UnitRow]) -> ImportPlan:
    """What the rows would change among the units there are. A unit is known by its full name."""
    return _plan(list(rows), {unit.name: unit for unit in Unit.objects.all()})


def _plan(rows: list[UnitRow], known: Mapping[str, Unit]) -> ImportPlan:
    changes = [UnitChange(row, known.get(row.name), _changes(row, known.get(row.name))) for row in rows]
    return ImportPlan(
        changes=tuple(change for change in changes if change.unit is None or change.changes),
        unchanged=sum(change.unit is not None and not change.changes for change in changes),
    )


def _changes(row: UnitRow, unit: Unit | None) -> tuple[Change, ...]:
    if unit is None:
        return ()
    pairs = ((field, getattr(unit, field), getattr(row, field)) for field in FIELDS.values())
    return tuple((field, before, after) for field, before, after in pairs if before != after)


@transaction.atomic
def import_units(rows: Iterable[UnitRow], seal: str, actor: User) -> ImportPlan:
    """Do all that the rows say, if it is still what was shown (`seal` of that plan).

    Raises ValidationError when the units have changed since, or a running cycle does not know a kind;
    then nothing is written.
    """
    known = {unit.name: unit for unit in Unit.objects.select_for_update()}
    plan = _plan(list(rows), known)
    if plan.seal != seal:
        raise ValidationError(
            _("预览之后单位资料有了变化，下面是按现在的资料重新得出的结果，请核对后再确认。"), code="outdated"
        )
    _refuse_unknown_kinds(change.row.kind for change in plan.changes)
    for change in plan.changes:
        _apply(change, actor)
    return plan


def _refuse_unknown_kinds(kinds: Iterable[str]) -> None:
    """A kind that a running cycle's notice does not know would leave the unit without a quota rule there."""
    wanted = set(kinds)
    for cycle in AwardCycle.objects.filter(status=CycleStatus.OPEN):
        unknown = wanted - {kind.code for kind in cycle.notice.unit_kinds}
        if unknown:
            words = _("正在进行的“%(cycle)s”没有这个单位类别（%(kinds)s），请等活动结束后再改用新的类别。")
            raise ValidationError({"kind": words % {"cycle": cycle.title, "kinds": "、".join(sorted(unknown))}})


def _apply(change: UnitChange, actor: User) -> None:
    unit = change.unit or Unit()
    before = values(unit) if change.unit else {}
    for field in FIELDS.values():
        setattr(unit, field, getattr(change.row, field))
    unit.save()
    _record(unit, before, actor, imported=True)


def values(unit: Unit) -> dict[str, Any]:
    """The fields of a unit that an administrator sets."""
    return {field: getattr(unit, field) for field in FIELDS.values()}


def state_of(unit: Unit) -> str:
    """Stands for what a unit's form showed: it is another once anything of that has changed."""
    return hashlib.sha256(repr(values(unit)).encode()).hexdigest()


@transaction.atomic
def save_unit(unit: Unit, actor: User, seen: str = "") -> Unit:
    """Store a unit as its form filled it in; `unit.pk` is None for a new one. `seen`: its state when the form was opened.

    Raises ValidationError when somebody else took the name at the same moment, a running cycle does not know the kind,
    or the unit is not as it was `seen` (code "outdated").
    """
    stored = Unit.objects.select_for_update().filter(pk=unit.pk).first()
    if stored and state_of(stored) != seen:
        raise ValidationError(_("您打开这一页之后，别人修改了这个单位的资料，您填写的还没有保存。"), code="outdated")
    _refuse_unknown_kinds([unit.kind])
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("已有同名的单位，请核对单位全称。")}) from error
    _record(unit, values(stored) if stored else {}, actor)
    return unit


def _record(unit: Unit, before: Mapping[str, Any], actor: User, **how: Any) -> None:
    """One entry for a unit that was added or changed; none where nothing is otherwise than before."""
    after = values(unit)
    if not before:
        record(actor, "unit_added", unit, role=Role.ADMIN, **after, **how)
        return
    changes = {field: [before[field], after[field]] for field in after if before[field] != after[field]}
    if changes:
        record(actor, "unit_changed", unit, role=Role.ADMIN, name=unit.name, changes=changes, **how)
