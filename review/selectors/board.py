"""How a cycle stands: how many in which stage, unit by unit, and on which days of its calendar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from nominations.models import AwardCycle
from nominations.policy.notice import KINDS
from nominations.selectors import work_calendar

from ..models import PublicNotice
from ..stages import HIGHROAD, Stage
from ..workflow import STEPS
from .days import latest_start
from .facts import day_in

IN_UNIT = (Stage.DRAFT, Stage.UNIT_PUBLICITY)


@dataclass(frozen=True)
class UnitLine:
    """One unit's nominees, backups left out: still in the unit, back with it, on their way, at an end outside the list."""

    recommendation: int
    unit: str
    in_unit: int
    returned: int
    under_way: int
    commended: int
    ended: int

    @property
    def total(self) -> int:
        return self.in_unit + self.returned + self.under_way + self.commended + self.ended


@dataclass(frozen=True)
class Marked:
    """A day of the cycle's calendar; `last` where it is a stretch of days."""

    stage: Stage  # beside which it stands
    label: str
    day: date
    last: date | None = None


def by_stage(cycle: AwardCycle) -> dict[str, Counter[str]]:
    """Stage → kind → how many nominees, backups included; one query."""
    counts: dict[str, Counter[str]] = {}
    rows = cycle.cases.order_by().values_list("stage", "nomination__kind").annotate(Count("pk"))
    for stage, kind, number in rows:
        counts.setdefault(stage, Counter(dict.fromkeys(KINDS, 0)))[kind] = number
    return counts


def by_unit(cycle: AwardCycle) -> list[UnitLine]:
    """One line a recommending unit, in the order of kinds and names; one query."""
    principals = cycle.cases.filter(nomination__backup_for=None)
    recommendation = "nomination__recommendation"
    fields = (recommendation, f"{recommendation}__unit__short_name", f"{recommendation}__unit__name", "stage")
    rows = principals.order_by(f"{recommendation}__unit__kind", f"{recommendation}__unit__name").values_list(*fields)
    lines: dict[int, tuple[str, Counter[str]]] = {}
    for pk, short, name, stage, number in rows.annotate(Count("pk")):
        lines.setdefault(pk, (short or name, Counter()))[1][_column(stage)] += number
    return [
        UnitLine(pk, unit, *(counts[name] for name in ("in_unit", "returned", "under_way", "commended", "ended")))
        for pk, (unit, counts) in lines.items()
    ]


def _column(stage: str) -> str:
    if stage in IN_UNIT:
        return "in_unit"
    if stage in (Stage.RETURNED, Stage.COMMENDED):
        return Stage(stage).value
    return "under_way" if stage in HIGHROAD else "ended"


def side_roads() -> dict[Stage, list[Stage]]:
    """Stage of the highroad → the stages beside it that a case can first turn off to there, by the table of steps."""
    found: dict[Stage, list[Stage]] = {stage: [] for stage in HIGHROAD}
    for side in Stage:
        sources = [source for step in STEPS if step.target == side for source in step.sources if source in HIGHROAD]
        if side not in HIGHROAD:
            found[min(sources, key=HIGHROAD.index)].append(side)
    return found


def calendar(cycle: AwardCycle, now: datetime) -> list[Marked]:
    """The cycle's days in the order in which they come; three queries. `now` is aware."""
    deadline = day_in(cycle, cycle.deadline)
    start = latest_start(cycle, deadline, work_calendar([deadline]))
    marked = [
        Marked(Stage.DRAFT, "issued", cycle.issued_on),
        *([Marked(Stage.DRAFT, "opened", day_in(cycle, cycle.opened_at))] if cycle.opened_at else []),
        Marked(Stage.UNIT_PUBLICITY, "latest_start", start),
        Marked(Stage.OFFICE_SCREENING, "deadline", deadline),
        *(
            Marked(Stage.PUBLIC_NOTICE, "notice", notice.first_day, notice.last_day)
            for notice in PublicNotice.objects.filter(cycle=cycle)
        ),
        *(
            Marked(Stage.COMMENDED, "commended", day_in(cycle, roster.made_at))
            for roster in cycle.rosters.filter(action="commend")
        ),
        Marked(Stage.COMMENDED, "today", day_in(cycle, now)),
    ]
    return sorted(marked, key=lambda one: one.day)
