"""The whole-list steps: all or nothing, each leaving a numbered, immutable roster."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from nominations.models import AwardCycle

from ..guards import ListFacts
from ..models import Case, Decision, Roster, RosterEntry
from ..selectors.lists import (
    RESTS_ON_PROPOSED,
    as_decimal,
    facts_of,
    in_list_order,
    list_facts,
    list_reasons,
    ratio,
    reasons_given,
    snapshot,
    standings_of,
    to_rank,
)
from ..stages import Stage
from ..workflow import STEPS
from .advance import Act, advance, chosen_in, lock_cycle
from .opinions import request_opinions


@transaction.atomic
def shortlist(
    cycle: AwardCycle, cases: Iterable[Case], act: Act, reasons: Mapping[str, str] | None = None
) -> Roster:
    """Office: the chosen cases become the 建议名单. Raises StepRefused; then nothing has changed."""
    return _take(cycle, "shortlist", cases, act, reasons)


@transaction.atomic
def select(
    cycle: AwardCycle, cases: Iterable[Case], act: Act, reasons: Mapping[str, str] | None = None
) -> Roster:
    """Chair: the chosen cases become the 拟表彰名单; all others before the panel are not selected, in reserve.

    `reasons`: rule id → text, for R2, R3 and S2 (ties). Every case keeps its mean and rank; the departments
    are asked at once. Raises StepRefused; then nothing has changed.
    """
    lock_cycle(cycle)
    ranks_before = _keep_ranks(cycle)
    chosen = list(cases)
    roster = _take(cycle, "select", chosen, act, reasons)
    roster.ranks_before = ranks_before
    roster.save(update_fields=["ranks_before"])
    rest = to_rank(cycle).filter(stage=Stage.PANEL_REVIEW)  # the chosen have left the panel by now
    if rest:
        advance("not_select", rest, act)
    request_opinions(_moved(roster), act)
    return roster


@transaction.atomic
def call_up(
    cycle: AwardCycle, cases: Iterable[Case], act: Act, reasons: Mapping[str, str] | None = None
) -> list[Decision]:
    """Chair: reserves fill places that fell vacant (递补), in rank order. Raises StepRefused.

    `reasons`: as for `select`; kept with each decision.
    """
    lock_cycle(cycle)
    chosen = chosen_in(cycle, cases)
    given = written(reasons)
    facts = list_facts("call_up", cycle, chosen, given)
    decisions = advance("call_up", chosen, replace(act, data={"reasons": given}), list_facts=facts)
    request_opinions([decision.case for decision in decisions], act)
    return decisions


def written(reasons: Mapping[str, str] | None) -> dict[str, str]:
    """Rule → text, of those that say something."""
    return {rule: text.strip() for rule, text in (reasons or {}).items() if text.strip()}


@transaction.atomic
def approve(cycle: AwardCycle, cases: Iterable[Case], act: Act) -> Roster:
    """District: `act.data` names the decision (document_number, document_date). Raises StepRefused."""
    return _take(cycle, "approve", cases, act)


def reject(cases: Iterable[Case], act: Act) -> list[Decision]:
    """District: by name, with a reason and the decision's number and date. Raises StepRefused."""
    return advance("reject", cases, act)


@transaction.atomic
def commend(cycle: AwardCycle, cases: Iterable[Case], act: Act) -> Roster:
    """Office: the final list, under the number and date of the commending document. Raises StepRefused."""
    return _take(cycle, "commend", cases, act)


def _take(
    cycle: AwardCycle, action: str, cases: Iterable[Case], act: Act, reasons: Mapping[str, str] | None = None
) -> Roster:
    lock_cycle(cycle)
    chosen = chosen_in(cycle, cases)
    given = written(reasons)
    facts = list_facts(action, cycle, chosen, given)
    roster = _roster(cycle, action, act, facts)
    decisions = advance(action, chosen, act, list_facts=facts, roster=roster)
    listed = [decision.case for decision in decisions if decision.roster_id]
    _entries(roster, listed)
    about_list = list_reasons(cycle) if action in RESTS_ON_PROPOSED else given
    roster.reasons = {"list": about_list, "nominees": reasons_given(listed)}
    roster.save(update_fields=["reasons"])
    return roster


def _roster(cycle: AwardCycle, action: str, act: Act, facts: ListFacts) -> Roster:
    last = cycle.rosters.aggregate(last=Max("number"))["last"] or 0
    title = next(step.roster for step in STEPS if step.action == action)
    return Roster.objects.create(
        cycle=cycle, number=last + 1, action=action, title=str(title), made_by=act.actor,
        made_at=act.now, ratios={kind: ratio(made) for kind, made in facts.made_up.items()}, data=act.data or {},
    )


def _entries(roster: Roster, cases: Sequence[Case]) -> None:
    facts = facts_of(roster.cycle, cases)
    RosterEntry.objects.bulk_create(
        RosterEntry(
            roster=roster, case=case, order=order, snapshot=snapshot(case, facts[case.nomination_id])
        )
        for order, case in enumerate(in_list_order(cases), start=1)
    )


def _moved(roster: Roster) -> list[Case]:
    return [entry.case for entry in roster.entries.select_related("case")]


def _keep_ranks(cycle: AwardCycle) -> dict[str, list[Any]]:
    """Write mean and rank of every case that the panel judged: reserves are called up in that order.

    Those of earlier lists are ranked anew too, or their ranks would not be of one order with the others'. Gives what
    they were before, by case.
    """
    cases = {case.pk: case for case in to_rank(cycle)}
    before = {str(pk): [case.rank, _as_text(case.mean)] for pk, case in cases.items()}
    for standing in standings_of(cycle, cases.values()):
        cases[standing.key].mean = as_decimal(standing.mean)
        cases[standing.key].rank = standing.rank
    Case.objects.bulk_update(cases.values(), ["mean", "rank"])
    return before


def _as_text(mean: Decimal | None) -> str | None:
    return None if mean is None else str(mean)
