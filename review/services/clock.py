"""What time alone does: nominees not handed in by the deadline lapse (视为弃权)."""

from datetime import datetime, timedelta

from nominations.enums import CycleStatus

from ..models import Case, Decision
from ..selectors.facts import due_moment
from ..stages import Stage
from .advance import Act, advance

OPEN_ENDED = (Stage.DRAFT, Stage.UNIT_PUBLICITY, Stage.RETURNED)


def lapse_overdue(now: datetime) -> list[Decision]:
    """Lapse what is late in every open cycle (T1 五（四）). Can be run as often as one likes. `now` is aware."""
    waiting = Case.objects.filter(
        stage__in=OPEN_ENDED, cycle__status=CycleStatus.OPEN
    ).select_related("cycle")
    late: dict[int, list[Case]] = {}
    for case in waiting:
        if now >= due_moment(case) + timedelta(seconds=1):
            late.setdefault(case.cycle_id, []).append(case)
    return [d for cases in late.values() for d in advance("lapse", cases, Act(None, now))]
