"""The cases: whom they are of, each step, and what panel, departments and the public said."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from django.db.models import Prefetch

from nominations.models import AwardCycle, CollectiveNomination, IndividualNomination

from ..models import Case, Decision, Objection, Opinion, PublicNotice, Recusal, Score
from ..selectors.receipts import form_digest
from .marks import mark, told

RAW = ("nature", "employer_nature", "person_category", "ownership", "is_cadre")  # what caps and matrix look at
DATA = ("document_number", "document_date", "first_day", "cure_by", "needs_publicity", "principal")  # no words of anybody's


def cases_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    """Every nominee of the cycle, drafts too, by key. A bounded number of queries."""
    zone = cycle.notice.deadline.tzinfo
    rows = cycle.cases.select_related(
        "nomination__recommendation__unit", "nomination__recommendation__cycle", "nomination__backup_for",
        "nomination__collectivenomination", "nomination__individualnomination", "consultation_choice",
    ).prefetch_related(
        Prefetch("decisions", Decision.objects.order_by("pk")),
        Prefetch("scores", Score.objects.order_by("pk")),
        Prefetch("recusals", Recusal.objects.order_by("pk")),
        Prefetch("opinions", Opinion.objects.order_by("pk")),
        Prefetch("objections", Objection.objects.order_by("pk")),
        Prefetch("public_notices", PublicNotice.objects.order_by("number")),
    )  # fmt: skip
    for case in rows.order_by("pk"):
        yield _nominee(case) | _course(case, zone) | _said(case, zone)


def _nominee(case: Case) -> dict[str, Any]:
    nominee = case.nomination
    return {
        "case": case.pk,
        "nominee": nominee.pk,
        "unit": nominee.recommendation.unit_id,
        "kind": nominee.kind,
        "name": nominee.name,
        "order": nominee.order,
        "division_level": nominee.division_level,
        "backup_for": nominee.backup_for_id,
        "replaced": nominee.replaced,
        "counted": nominee.counted,
        "publicity": nominee.publicity_id,
        "facts": facts_of(nominee.detail),
        "form": form_digest(nominee),
    }


def facts_of(row: CollectiveNomination | IndividualNomination) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RAW if hasattr(row, name)}


def _course(case: Case, zone: tzinfo) -> dict[str, Any]:
    return {
        "stage": case.stage,
        "cure_by": f"{case.cure_by}" if case.cure_by else None,
        "rank": case.rank,
        "mean": None if case.mean is None else f"{case.mean}",
        "decisions": [
            {
                "decision": step.pk, "action": step.action, "from": step.from_stage, "to": step.to_stage,
                "actor": step.actor_id, "role": step.role, "at": told(step.at, zone), "reason": mark(step.reason),
                "roster": step.roster_id, "batch": f"{step.batch}", "undoes": step.undoes_id,
                "data": {name: step.data[name] for name in DATA if name in step.data},
                "list_reasons": sorted(step.data.get("reasons", {})),
            }
            for step in case.decisions.all()
        ],
    }  # fmt: skip


def _said(case: Case, zone: tzinfo) -> dict[str, Any]:
    choice = getattr(case, "consultation_choice", None)
    return {
        "scores": [
            {"member": one.member_id, "marks": one.marks, "approve": one.approve, "at": told(one.scored_at, zone)}
            for one in case.scores.all()
        ],
        "recusals": [{"member": one.member_id, "at": told(one.at, zone)} for one in case.recusals.all()],
        "chosen_authorities": choice.authorities if choice else None,
        "opinions": [
            {
                "opinion": one.pk, "authority": one.authority, "verdict": one.verdict, "requested_at": told(one.requested_at, zone),
                "due_on": f"{one.due_on}", "answered_at": told(one.answered_at, zone), "answered_by": one.answered_by_id,
                "asked_again_at": told(one.asked_again_at, zone), "reason": mark(one.reason),
            }
            for one in case.opinions.all()
        ],
        "notices": [one.number for one in case.public_notices.all()],
        "objections": [
            {"notice": one.notice_id, "received_at": told(one.received_at, zone), "outcome": one.outcome,
             "decided_at": told(one.decided_at, zone)}
            for one in case.objections.all()
        ],
    }  # fmt: skip
