"""The recommending unit's verbs: announce, keep the publicity's record, hand in, take back."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from typing import TypeVar

from django.core.files.base import File
from django.db import transaction

from nominations.enums import Role
from nominations.models import Nomination, Recommendation, UnitObjection, UnitPublicity, record
from nominations.permissions import works_for
from nominations.policy.eligibility import check_announcement
from nominations.policy.facts import PublicityFacts
from nominations.policy.findings import blocking
from nominations.policy.workdays import period
from nominations.selectors import recommendation_facts, work_calendar
from nominations.services import write_reason

from ..models import Case, Decision, Printing
from ..selectors.facts import day_in
from ..selectors.receipts import receipt_of
from ..stages import Stage
from .advance import Act, StepRefused, advance, lock_cycle
from .refusing import demand_text, refuse

CLAUSE = "四（一）"
T = TypeVar("T")


@transaction.atomic
def explained(
    recommendation: Recommendation,
    reasons: Iterable[tuple[Nomination | None, str, str]],
    act: Act,
    take: Callable[[], T],
) -> T:
    """Write the `reasons` (nominee or None for the unit, rule, text) and `take` the step that they allow: both or neither.

    Raises StepRefused.
    """
    lock_cycle(recommendation.cycle)
    if act.actor is None or not works_for(act.actor, recommendation, Role.UNIT_LEAD):
        refuse("W0", "not_yours", role=Role.UNIT_LEAD.label)
    for nominee, rule, text in reasons:
        write_reason(recommendation, nominee, rule, text, act.actor, act.now)
    return take()


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
    if any(case.nomination.recommendation_id != recommendation.pk for case in chosen):
        raise ValueError("a publicity is of one recommendation")
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
    """End a publicity before its time: its nominees not handed in yet are drafts again (P3). Raises StepRefused.

    Where others were handed in on it, it stands for them; the reason is kept with each decision either way.
    """
    lock_cycle(publicity.recommendation.cycle)
    cases = Case.objects.filter(
        nomination__publicity=publicity, stage=Stage.UNIT_PUBLICITY
    )
    decisions = advance("cancel_publicity", cases, act)
    if publicity.nominations.filter(counted=True).exists():
        return decisions
    publicity.cancelled_at, publicity.cancel_reason = act.now, act.reason.strip()
    publicity.save(update_fields=["cancelled_at", "cancel_reason"])
    return decisions


def submit(cases: Collection[Case], act: Act) -> Printing:
    """Hand in nominees of one unit whose publicity ended well; the receipt. Raises StepRefused.

    Sent once more, be it by whoever lost the answer, it gives the same receipt and does nothing.
    """
    return _hand_in("submit", cases, act)


def resubmit(cases: Collection[Case], act: Act) -> Printing:
    """Hand in returned cases again, where the return demanded no new publicity. As `submit`."""
    return _hand_in("resubmit", cases, act)


def _hand_in(action: str, cases: Collection[Case], act: Act) -> Printing:
    if len({case.nomination.recommendation_id for case in cases}) > 1:
        raise ValueError("a receipt is of one unit")
    try:
        advance(action, cases, act)
    except StepRefused:
        receipt = receipt_of(cases)
        if receipt is None or receipt.content["action"] != action or not _leads(act, receipt.recommendation):
            raise
        return receipt
    return receipt_of(cases)


def _leads(act: Act, recommendation: Recommendation) -> bool:
    return act.actor is not None and works_for(act.actor, recommendation, Role.UNIT_LEAD)


def withdraw(cases: Collection[Case], act: Act) -> list[Decision]:
    """Take nominees back, with a reason. Raises StepRefused."""
    return advance("withdraw", cases, act)


@transaction.atomic
def add_evidence(publicity: UnitPublicity, evidence: File, act: Act) -> None:
    """Unit: keep the photo or scan that proves the publicity (P2); one kept before goes. Raises StepRefused."""
    publicity = _open_record(publicity, act)
    if publicity.evidence:
        transaction.on_commit(partial(publicity.evidence.storage.delete, publicity.evidence.name))
    publicity.evidence = evidence
    publicity.save(update_fields=["evidence"])
    record(act.actor, "publicity_evidence", publicity)


@transaction.atomic
def add_objection(
    publicity: UnitPublicity, received_on: date, content: str, act: Act
) -> UnitObjection:
    """Unit: write down an objection raised inside it; until it is resolved nothing is handed in (P2).

    Raises StepRefused.
    """
    objection = UnitObjection.objects.create(
        publicity=_open_record(publicity, act), received_on=received_on,
        content=demand_text(content, "objection_text"),
    )
    record(act.actor, "unit_objection", objection)
    return objection


@transaction.atomic
def resolve_objection(objection: UnitObjection, resolution: str, act: Act) -> None:
    """Lead: write down how an objection was looked into and resolved. Raises StepRefused."""
    _open_record(objection.publicity, act, Role.UNIT_LEAD)
    objection = UnitObjection.objects.get(pk=objection.pk)
    if objection.resolved_at is not None:
        refuse("P2", "resolved_already", CLAUSE)
    objection.resolution, objection.resolved_at = demand_text(resolution, "resolution"), act.now
    objection.save(update_fields=["resolution", "resolved_at"])
    record(act.actor, "unit_objection_resolved", objection)


def _open_record(publicity: UnitPublicity, act: Act, *roles: str) -> UnitPublicity:
    """The publicity as it stands now, held, while a nominee of it is in the unit's hands.

    Raises StepRefused for people of other units (or not in one of `roles`), and once all was handed in.
    """
    lock_cycle(publicity.recommendation.cycle)
    publicity = UnitPublicity.objects.select_related("recommendation").get(pk=publicity.pk)
    if act.actor is None or not works_for(act.actor, publicity.recommendation, *roles):
        refuse("W0", "not_yours", role=Role(roles[0] if roles else Role.UNIT_CLERK).label)
    in_hand = (Stage.UNIT_PUBLICITY, Stage.RETURNED)
    if not Case.objects.filter(nomination__publicity=publicity, stage__in=in_hand).exists():
        refuse("P2", "record_closed", CLAUSE)
    return publicity
