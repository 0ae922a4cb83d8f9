"""The panel's meeting: the chair puts one case after the other before everybody, and closes it."""

from django.db import transaction

from nominations.enums import Role
from nominations.models import AwardCycle, record

from ..models import Case, PanelMeeting
from ..stages import Stage
from .advance import Act, lock_cycle
from .refusing import demand_chair, refuse


@transaction.atomic
def put_before(case: Case, act: Act) -> PanelMeeting:
    """Make it the case under discussion; opens the meeting where none is on. Raises StepRefused."""
    chair = demand_chair(act.actor)
    lock_cycle(case.cycle)
    case.refresh_from_db(fields=["stage"])
    if case.stage != Stage.PANEL_REVIEW or case.nomination.backup_for_id is not None:
        refuse("S1", "not_before_panel", name=str(case))
    values = {"case": case, "moved_by": chair, "moved_at": act.now}
    meeting, _created = PanelMeeting.objects.update_or_create(cycle=case.cycle, defaults=values)
    record(chair, "meeting_moved", case, role=Role.PANEL)
    return meeting


@transaction.atomic
def close_meeting(cycle: AwardCycle, act: Act) -> None:
    """Everybody's screen says so. Closing a meeting that is over changes nothing. Raises StepRefused."""
    chair = demand_chair(act.actor)
    lock_cycle(cycle)
    meeting = PanelMeeting.objects.filter(cycle=cycle).first()
    if meeting:
        meeting.delete()
        record(chair, "meeting_closed", cycle, role=Role.PANEL)
