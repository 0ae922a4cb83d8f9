"""What time alone does: nominees not handed in by the deadline lapse (视为弃权)."""

from datetime import datetime

from django.db import transaction

from nominations.enums import CycleStatus
from nominations.models import AwardCycle

from ..models import Case, Decision
from ..selectors.facts import is_overdue
from ..workflow import STEPS
from .advance import Act, advance, lock_cycle

LAPSE = "lapse"
OPEN_ENDED = {stage for step in STEPS if step.action == LAPSE for stage in step.sources}


def lapse_overdue(now: datetime) -> list[Decision]:
    """Lapse what is late in every cycle that was opened, closed ones too (T1 五（四）). `now` is aware.

    Can be run as often as one likes, and while units hand in.
    """
    begun = AwardCycle.objects.exclude(status=CycleStatus.PREPARING).order_by("pk")
    return [decision for cycle in begun for decision in _lapse(cycle, now)]


@transaction.atomic
def _lapse(cycle: AwardCycle, now: datetime) -> list[Decision]:
    lock_cycle(cycle, LAPSE)
    waiting = Case.objects.filter(cycle=cycle, stage__in=OPEN_ENDED).select_related("cycle")
    late = [case for case in waiting if is_overdue(case, now)]
    return advance(LAPSE, late, Act(None, now)) if late else []
