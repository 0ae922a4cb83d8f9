"""The recommending units: what their places follow from, how many they have and use."""

from collections.abc import Iterator
from typing import Any

from nominations.models import AuditEntry, AwardCycle, Recommendation, Unit
from nominations.policy.facts import UnitFacts
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL, KINDS
from nominations.policy.quota import working
from nominations.selectors import detail_rows, recommendation_facts

from ..models import Decision
from .marks import mark, told

BASE = "above_scale_enterprises"


def units_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    """Every unit that put somebody forward in that cycle."""
    closing = AuditEntry.objects.filter(action="cycle_closed", object_type="awardcycle", object_id=str(cycle.pk))
    closed = closing.order_by("pk").values_list("pk", flat=True).last()
    rows = cycle.recommendations.exclude(nominations=None).select_related("unit", "cycle").distinct()
    for recommendation in rows.prefetch_related("reasons", "publicities").order_by("unit"):
        base = base_then(recommendation.unit, closed)
        yield _unit(recommendation) | {"enterprises": base} | _places(recommendation, base)


def base_then(unit: Unit, closed: int | None) -> int:
    """The number of enterprises when the cycle was closed, by the audit trail (`closed`: that entry); the present one before."""
    later = AuditEntry.objects.filter(action="unit_changed", object_type="unit", object_id=str(unit.pk), pk__gt=closed or 0)
    for entry in later.order_by("pk") if closed else ():
        if BASE in entry.detail["changes"]:
            return entry.detail["changes"][BASE][0]
    return unit.above_scale_enterprises


def _unit(recommendation: Recommendation) -> dict[str, Any]:
    zone = recommendation.cycle.notice.deadline.tzinfo
    return {
        "unit": recommendation.unit_id,
        "recommendation": recommendation.pk,
        "name": recommendation.unit.name,
        "kind": recommendation.unit.kind,
        "reasons": [
            {"rule": reason.rule, "nominee": reason.nomination_id, "reason": mark(reason.text)}
            for reason in recommendation.reasons.all()
        ],
        "publicities": [
            {
                "publicity": one.pk, "first_day": f"{one.first_day}", "last_day": f"{one.last_day}",
                "cancelled_at": told(one.cancelled_at, zone),
            }
            for one in recommendation.publicities.all()
        ],
    }  # fmt: skip


def _places(recommendation: Recommendation, base: int) -> dict[str, dict[str, int]]:
    """As `invariants.places` counts them: those withdrawn later gave places for individuals too (Q3)."""
    notice = recommendation.cycle.notice
    nominees = detail_rows().filter(recommendation=recommendation, counted=True, locked=True)
    facts = recommendation_facts(recommendation, nominees)
    used = {kind: len(facts.of_kind(kind)) for kind in KINDS}
    announced = Decision.objects.filter(action="announce", case__nomination__recommendation=recommendation).filter(
        case__nomination__kind=COLLECTIVE, case__nomination__backup_for=None
    )
    collectives = max(used[COLLECTIVE], announced.values("case").distinct().count())
    unit = UnitFacts(facts.unit.key, facts.unit.name, facts.unit.kind, base)
    shown = {kind: working(notice, unit, kind, collectives, used[INDIVIDUAL]) for kind in KINDS}
    return {"used": used, "allowed": {kind: one.allowed for kind, one in shown.items()}}
