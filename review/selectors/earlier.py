"""How the same nominee fared in the other cycles of this system: what was decided, and what bars it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from nominations.enums import Kind
from nominations.models import AwardCycle, Bar

from ..models import Case, Decision
from ..workflow import label_of
from .history import details
from .kin import Kin


@dataclass(frozen=True)
class Earlier:
    """A case of another cycle. `step`, `at` and `lines`: the last step it took, and what was given with it."""

    case: Case
    marks: tuple[str, ...]
    award: str
    step: str = ""
    at: datetime | None = None
    lines: tuple[str, ...] = ()


def earlier_of(kin: Collection[Kin]) -> list[Earlier]:
    """In the same order; two queries, however many."""
    cycles = AwardCycle.objects.in_bulk({one.case.cycle_id for one in kin})
    steps = Decision.objects.filter(case__in=[one.case for one in kin], undoes=None, undone_by=None)
    last = {step.case_id: step for step in steps.order_by("pk")}
    return [_earlier(one, cycles[one.case.cycle_id], last.get(one.case.pk)) for one in kin]


def _earlier(one: Kin, cycle: AwardCycle, step: Decision | None) -> Earlier:
    notice = cycle.notice
    award = notice.award(one.case.nomination.kind).label
    if step is None:
        return Earlier(one.case, one.marks, award)
    lines = tuple(line for line in (step.reason, *details(step.data, notice)) if line)
    return Earlier(one.case, one.marks, award, label_of(step.action), step.at, lines)


def bars_on(case: Case) -> QuerySet[Bar]:
    """E8: revocations that bar, or barred, this nominee or its unit. 五（三）"""
    detail = case.nomination.detail
    found = Q(unit=case.nomination.recommendation.unit)
    if detail.kind == Kind.INDIVIDUAL and detail.id_number:
        found |= Q(id_number=detail.id_number)
    elif detail.kind == Kind.COLLECTIVE:
        found |= Q(name=detail.name, id_number="", unit=None) if detail.name else Q()
        found |= Q(credit_code=detail.credit_code) if detail.credit_code else Q()
    return Bar.objects.filter(found).select_related("cycle", "unit").order_by("-made_at")
