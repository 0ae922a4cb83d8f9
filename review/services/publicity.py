"""The recommending unit's verbs: announce, keep the publicity's record, hand in, take back."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.files.base import File
from django.db import transaction

from nominations.models import Recommendation, UnitObjection, UnitPublicity, record
from nominations.policy.eligibility import check_announcement
from nominations.policy.facts import PublicityFacts
from nominations.policy.findings import blocking
from nominations.policy.workdays import period
from nominations.selectors import recommendation_facts, work_calendar

from ..models import Case, Decision
from ..selectors.facts import day_in
from ..stages import Stage
from .advance import Act, StepRefused, advance, lock_cycle


@transaction.atomic
def announce(
    recommendation: Recommendation,
    cases: Iterable[Case],
    act: Act,
    *,
    first_day: date,
    place: str,
    evidence: File | None = None,
) -> UnitPublicity:
    """Begin one publicity for the chosen drafts (or returned cases whose return demanded a new one).

    The last day follows from the notice's number of working days. Raises StepRefused, and then nothing is kept.
    """
    lock_cycle(recommendation.cycle)
    chosen = list(cases)
    returned = [case for case in chosen if case.stage == Stage.RETURNED and case.needs_publicity]
    fresh = [case for case in chosen if case not in returned]
    asked = Act(act.actor, act.now, act.reason, {"first_day": first_day, "place": place})
    for action, group in (("announce", fresh), ("resubmit", returned)):
        if group or not chosen:
            advance(action, group, asked)
    publicity = _publicity(recommendation, asked, first_day, place, evidence)
    nominations = [case.nomination_id for case in chosen]
    recommendation.nominations.filter(pk__in=nominations).update(publicity=publicity)
    return publicity


def _publicity(
    recommendation: Recommendation, act: Act, first_day: date, place: str, evidence: File | None
) -> UnitPublicity:
    notice = recommendation.cycle.notice
    rule = notice.publicity
    span = period(first_day, rule.unit_days, work_calendar([first_day]), rule.count_first_day)
    facts = PublicityFacts(first_day, span.last, has_evidence=bool(evidence))
    today = day_in(recommendation.cycle, act.now)
    refused = blocking(
        check_announcement(notice, recommendation_facts(recommendation, []), facts, today)
    )
    if refused:
        raise StepRefused(refused)
    return UnitPublicity.objects.create(
        recommendation=recommendation, first_day=first_day, last_day=span.last, place=place,
        evidence=evidence, announced_by=act.actor, announced_at=act.now,
    )


@transaction.atomic
def cancel_publicity(publicity: UnitPublicity, act: Act) -> list[Decision]:
    """End a publicity before its time: its nominees are drafts again (P3). Raises StepRefused."""
    cases = Case.objects.filter(
        nomination__publicity=publicity, stage=Stage.UNIT_PUBLICITY
    )
    decisions = advance("cancel_publicity", cases, act)
    publicity.cancelled_at, publicity.cancel_reason = act.now, act.reason.strip()
    publicity.save(update_fields=["cancelled_at", "cancel_reason"])
    return decisions


def submit(cases: Collection[Case], act: Act) -> list[Decision]:
    """Hand in nominees whose publicity ended well. Raises StepRefused."""
    return advance("submit", cases, act)


def resubmit(cases: Collection[Case], act: Act) -> list[Decision]:
    """Hand in returned cases again, where the return demanded no new publicity. Raises StepRefused."""
    return advance("resubmit", cases, act)


def withdraw(cases: Collection[Case], act: Act) -> list[Decision]:
    """Take nominees back, with a reason. Raises StepRefused."""
    return advance("withdraw", cases, act)


@transaction.atomic
def add_evidence(publicity: UnitPublicity, evidence: File, act: Act) -> None:
    """Keep the photo or scan that proves the publicity (P2)."""
    publicity.evidence = evidence
    publicity.save(update_fields=["evidence"])
    record(act.actor, "publicity_evidence", publicity)


@transaction.atomic
def add_objection(
    publicity: UnitPublicity, received_on: date, content: str, act: Act
) -> UnitObjection:
    """Write down an objection raised inside the unit: until it is resolved nothing is handed in (P2)."""
    objection = UnitObjection.objects.create(
        publicity=publicity, received_on=received_on, content=content.strip()
    )
    record(act.actor, "unit_objection", objection)
    return objection


@transaction.atomic
def resolve_objection(objection: UnitObjection, resolution: str, act: Act) -> None:
    objection.resolution, objection.resolved_at = resolution.strip(), act.now
    objection.save(update_fields=["resolution", "resolved_at"])
    record(act.actor, "unit_objection_resolved", objection)
