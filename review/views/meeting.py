"""The panel's meeting: the case under discussion on every member's screen, and who has to leave the room."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle
from nominations.policy.notice import KINDS

from ..forms.readback import read_as
from ..models import Case, PanelMeeting
from ..selectors.nominee import Reading
from ..selectors.panel import is_chair
from ..selectors.results import kept_out
from ..services import meeting as service
from ..stages import Stage
from .common import act_of, demand_role, press
from .rounds import demand_chair


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """What is under discussion; whoever is to leave the room reads that instead of the material."""
    demand_role(request.user, Role.PANEL)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    current = PanelMeeting.objects.filter(cycle=cycle).select_related("case__nomination__recommendation__unit").first()
    case = current.case if current and current.case and current.case.stage == Stage.PANEL_REVIEW else None
    closed = kept_out(cycle)
    leaving = closed.get(case.pk, []) if case else []
    agenda = _agenda(cycle)
    context = {
        "cycle": cycle,
        "on": current is not None,
        "version": _version(current),
        "case": case,
        "leaving": leaving,
        "must_leave": request.user in leaving,
        "sections": read_as(case.nomination, Reading.PANEL) if case and request.user not in leaving else [],
        "is_chair": is_chair(request.user),
        "agenda": [(one, closed.get(one.pk, [])) for one in agenda],
        "following": _after(case, agenda),
    }
    return render(request, "review/panel/meeting.html", context)


@require_safe
def meeting_state(request: HttpRequest, pk: int) -> JsonResponse:
    """For a script: another `version` means another page."""
    demand_role(request.user, Role.PANEL)
    get_object_or_404(AwardCycle, pk=pk)
    return JsonResponse({"version": _version(PanelMeeting.objects.filter(cycle=pk).first())})


@require_POST
def put_before(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair: this case is discussed now."""
    demand_chair(request.user)
    rows = Case.objects.filter(stage=Stage.PANEL_REVIEW).select_related("cycle", "nomination")
    case = get_object_or_404(rows, pk=pk)
    return press(request, lambda: service.put_before(case, act_of(request)), reverse("meeting", args=[case.cycle_id]))


@require_POST
def close_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair: the meeting is over."""
    demand_chair(request.user)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    return press(request, lambda: service.close_meeting(cycle, act_of(request)), reverse("meeting", args=[pk]))


def _version(current: PanelMeeting | None) -> str:
    return f"{current.case_id}@{current.moved_at:%Y%m%d%H%M%S%f}" if current else ""


def _agenda(cycle: AwardCycle) -> list[Case]:
    """Every case before the panel, in the order of the members' lists."""
    rows = Case.objects.filter(cycle=cycle, stage=Stage.PANEL_REVIEW, nomination__backup_for=None)
    rows = rows.select_related("nomination__recommendation__unit")
    return sorted(rows, key=lambda case: (KINDS.index(case.nomination.kind), *_place(case)))


def _place(case: Case) -> tuple[int, int, int]:
    return case.nomination.recommendation.unit_id, case.nomination.order, case.pk


def _after(case: Case | None, agenda: list[Case]) -> Case | None:
    """The case that follows; the first where none is under discussion."""
    keys = [one.pk for one in agenda]
    rest = agenda[keys.index(case.pk) + 1 :] if case and case.pk in keys else agenda
    return rest[0] if rest else None
