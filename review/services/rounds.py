"""The chair ends the round of judging, takes it up again, and orders cases of equal means (四（三）)."""

from collections.abc import Sequence

from django.db import transaction

from nominations.enums import Role
from nominations.models import AwardCycle, record

from ..models import RoundStep, TieOrder
from ..selectors.panel import before_panel
from ..selectors.ranking import tied_with
from ..selectors.rounds import Round, round_of
from .advance import Act, lock_cycle
from .refusing import demand_chair, demand_text, refuse


@transaction.atomic
def end_round(cycle: AwardCycle, act: Act) -> RoundStep:
    """Go on without the judgements that are missing, with a reason. Raises StepRefused."""
    chair, current = demand_chair(act.actor), _current(cycle)
    reason = demand_text(act.reason, "round_end")
    if current.over:
        refuse("S1", "over_already")
    step = RoundStep.objects.create(
        cycle=cycle, ends=True, reason=reason, missing=current.missing, by=chair, at=act.now
    )
    record(chair, "round_ended", cycle, role=Role.PANEL, missing=current.missing)
    return step


@transaction.atomic
def reopen_round(cycle: AwardCycle, act: Act) -> RoundStep:
    """Let members judge again, with a reason: results are hidden until the chair ends the round. Raises StepRefused."""
    chair, current = demand_chair(act.actor), _current(cycle)
    reason = demand_text(act.reason, "round_reopening")
    if not current.over:
        refuse("S1", "not_over")
    step = RoundStep.objects.create(
        cycle=cycle, ends=False, reason=reason, missing=current.missing, by=chair, at=act.now
    )
    record(chair, "round_reopened", cycle, role=Role.PANEL, missing=current.missing)
    return step


@transaction.atomic
def order_tie(cycle: AwardCycle, keys: Sequence[int], act: Act) -> TieOrder:
    """Put the cases of one tie (keys, best first) in an order, with a reason. Raises StepRefused."""
    chair, current = demand_chair(act.actor), _current(cycle)
    reason = demand_text(act.reason, "tie_order")
    if not current.over:
        refuse("S1", "not_over")
    if not keys or sorted(keys) != sorted(case.pk for case in tied_with(cycle, keys[0])):
        refuse("S2", "not_a_tie")
    order = TieOrder.objects.create(cycle=cycle, cases=list(keys), reason=reason, by=chair, at=act.now)
    record(chair, "tie_ordered", cycle, role=Role.PANEL, cases=list(keys))
    return order


def _current(cycle: AwardCycle) -> Round:
    """The round, held until the transaction ends. Raises StepRefused where nobody is before the panel."""
    lock_cycle(cycle)
    if not before_panel(cycle):
        refuse("S1", "nothing_there")
    return round_of(cycle)
