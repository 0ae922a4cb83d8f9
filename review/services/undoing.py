"""A step taken by mistake is undone by the one who took it, while nothing rests on it.

Undoing is a step of its own, with a reason, for all that was done with the step: a whole list as a whole. What the
step set going besides (questions to departments, a publicity, a notice, a proposal's end) is taken back with it.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

from nominations.models import Bar, UnitPublicity

from ..models import Case, Decision, Opinion, Proposal, PublicNotice, Roster
from ..selectors.facts import cases_for_step, day_in
from ..selectors.judgement import judge
from ..selectors.undoing import STANDS, taken_with, what_rests_on
from ..stages import Stage
from ..workflow import STEP_IN
from .advance import Act, StepRefused, lock_cycle, take_back
from .refusing import demand_text, refuse
from .telling import Occasion, tell_of_undoing

# What holds under concurrency when somebody comes back: the unit's quota, and once a cycle (domain §4).
COMING_BACK = ("Q1", "Q2", "Q3", "Q4", "Q5", "I3")


@transaction.atomic
def undo(decision: Decision, act: Act) -> list[Decision]:
    """Take back all that was done with `decision`, with `act.reason`. Raises StepRefused; then nothing has changed."""
    lock_cycle(decision.case.cycle, decision.action)
    taken = taken_with(decision)
    if taken is None:
        refuse("W5", "undone_already", name=str(decision.case))
    if act.actor is None or not (taken.final or taken.taken_by(act.actor)):
        refuse("W5", "not_yours", step=taken.label)
    _hold(taken.decisions)
    found = what_rests_on(taken, act.now)
    if found:
        raise StepRefused(found)
    demand_text(act.reason, "undo")
    for action in {one.action for one in taken.decisions} & EFFECTS.keys():
        EFFECTS[action]([one for one in taken.decisions if one.action == action], act)
    returning = [one for one in taken.decisions if one.before["counted"] and not one.case.nomination.counted]
    undone = take_back(taken.decisions, act)
    if taken.roster:
        _mark(taken.roster, act)
    _check_room(returning, act)
    batches = {one.batch for one in taken.decisions if one.batch}
    tell_of_undoing(Occasion(decision.case.cycle, act.now, act.actor), batches)
    return undone


def _hold(decisions: Sequence[Decision]) -> None:
    """Lock the cases, and let the decisions speak of the locked rows."""
    locked = {case.pk: case for case in cases_for_step([decision.case_id for decision in decisions])}
    for decision in decisions:
        decision.case = locked[decision.case_id]


def _check_room(returning: Sequence[Decision], act: Act) -> None:
    """Whoever uses a place again needs one that is free, as on the day it was put forward."""
    if not returning:
        return
    today = day_in(returning[0].case.cycle, act.now)
    found = judge([decision.case.nomination for decision in returning], today)
    full = [f for findings in found.values() for f in findings if f.rule in COMING_BACK and (f.blocks or f.needs_reason)]
    if full:
        raise StepRefused(list(dict.fromkeys(full)))


def _mark(roster: Roster, act: Act) -> None:
    """The list stays, marked; ranks are again what they were before it, also of who took a ranked one's place since."""
    roster.undone_at, roster.undone_by, roster.undo_reason = act.now, act.actor, act.reason.strip()
    roster.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    ranked = {case.nomination_id: case for case in Case.objects.filter(pk__in=roster.ranks_before)}
    for case in ranked.values():
        case.rank, case.mean = roster.ranks_before[str(case.pk)]
    steps = Decision.objects.filter(STANDS, action=STEP_IN, data__principal__in=list(ranked)).select_related("case")
    heirs = [(step.case, ranked[step.data["principal"]]) for step in steps]
    for heir, principal in heirs:
        heir.rank, heir.mean = principal.rank, principal.mean
    Case.objects.bulk_update([*ranked.values(), *(heir for heir, _principal in heirs)], ["rank", "mean"])


# -- what a step set going besides -----------------------------------------------------------------------


def _end_publicity(taken: Sequence[Decision], act: Act) -> None:
    begun = {one.case.nomination.publicity_id for one in taken if one.to_stage == Stage.UNIT_PUBLICITY}
    UnitPublicity.objects.filter(pk__in=begun).update(cancelled_at=act.now, cancel_reason=act.reason.strip())


def _resume_publicity(taken: Sequence[Decision], act: Act) -> None:
    ended = {one.before["publicity_id"] for one in taken}
    UnitPublicity.objects.filter(pk__in=ended).update(cancelled_at=None, cancel_reason="")


def _ask_no_more(taken: Sequence[Decision], act: Act) -> None:
    """Nobody has answered: the questions go."""
    Opinion.objects.filter(case__in=[one.case_id for one in taken], verdict="").delete()


def _unpublish(taken: Sequence[Decision], act: Act) -> None:
    """The notice has not begun: nobody has read it."""
    PublicNotice.objects.filter(cases__in=[one.case_id for one in taken], published_at=taken[0].at).delete()


def _reopen_proposal(taken: Sequence[Decision], act: Act) -> None:
    """The proposal is before the district again; the bar that came with a revocation goes (E8)."""
    for one in taken:
        Proposal.objects.filter(case=one.case_id, action=one.action, decided_at=one.at).update(
            decided_at=None, decided_by=None, confirmed=None
        )
        Bar.objects.filter(cycle=one.case.cycle_id, made_at=one.at).delete()


EFFECTS: dict[str, Callable[[Sequence[Decision], Act], None]] = {
    "announce": _end_publicity,
    "resubmit": _end_publicity,
    "cancel_publicity": _resume_publicity,
    "select": _ask_no_more,
    "call_up": _ask_no_more,
    "publish": _unpublish,
    "disqualify": _reopen_proposal,
    "revoke": _reopen_proposal,
}
