"""What time alone does: nominees not handed in by the deadline lapse (视为弃权)."""

from datetime import datetime, timedelta

from django.db import transaction

from nominations.enums import CycleStatus
from nominations.models import AwardCycle

from ..models import Case, Decision
from ..selectors.facts import is_overdue
from ..workflow import STEPS
from .advance import Act, advance, lock_cycle

LAPSE = "lapse"
OPEN_ENDED = {stage for step in STEPS if step.action == LAPSE for stage in step.sources}
# The moment that counts is when a form was read, before it waits for the lock: what arrived in time and still waits then
# must not find itself lapsed.
PATIENCE = timedelta(minutes=1)


def lapse_overdue(now: datetime, patience: timedelta = timedelta(0)) -> list[Decision]:
    """Lapse what is late in every cycle that was opened, closed ones too (T1 五（四）), and has been for so long.

    `now` is aware. Can be run as often as one likes, and while units hand in.
    """
    begun = AwardCycle.objects.exclude(status=CycleStatus.PREPARING).order_by("pk")
    return [decision for cycle in begun for decision in _lapse(cycle, now, patience)]


@transaction.atomic
def _lapse(cycle: AwardCycle, now: datetime, patience: timedelta) -> list[Decision]:
    lock_cycle(cycle, LAPSE)
    waiting = Case.objects.filter(cycle=cycle, stage__in=OPEN_ENDED).select_related("cycle")
    late = [case for case in waiting if is_overdue(case, now - patience)]
    return advance(LAPSE, late, Act(None, now)) if late else []
