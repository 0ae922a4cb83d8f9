"""联合评审, for a member: whom to judge, judging one, keeping out of one."""

from typing import Any

from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User
from nominations.policy.findings import Finding
from nominations.policy.notice import SCORES

from ..forms.panel import RecuseForm, ScoreForm, VoteForm, judging_form
from ..forms.readback import read_as
from ..messages import words
from ..models import Case, PanelMeeting, Score
from ..selectors.nominee import Reading
from ..selectors.panel import ballot, closed_to, is_chair, known_to, recused_from, to_judge
from ..selectors.rounds import round_of
from ..services import panel
from ..services.advance import Act, StepRefused
from ..services.refusing import finding
from ..stages import Stage
from .common import CHANGED, act_of, demand_role, posted, take_step


@require_safe
def panel_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A member's nominees with how far they are; not judged yet first; those closed to them are only counted."""
    demand_role(request.user, Role.PANEL)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases = sorted(to_judge(request.user, cycle), key=lambda case: bool(case.own_scores))
    judged = sum(bool(case.own_scores) for case in cases)
    judging = round_of(cycle)
    context = {
        "cycle": cycle,
        "cases": cases,
        "dimensions": cycle.notice.panel.dimensions,
        "scores": cycle.notice.panel.mode == SCORES,
        "judged": judged,
        "next": next((case for case in cases if not case.own_scores and not judging.over), None),
        "closed": closed_to(request.user, cycle),
        "is_chair": is_chair(request.user),
        "round": judging,
        "meeting": PanelMeeting.objects.filter(cycle=cycle).exists(),
    }
    return render(request, "review/panel/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Score or vote on one nominee, reading it beside the form; then on to the next one not judged yet."""
    case = known_case(request.user, pk)
    closed = why_closed(request.user, case)
    if closed:
        return over(request, case, closed, judging_form(case.cycle.notice.panel, posted(request), None))
    kept = next(iter(case.own_scores), None)
    draft = next(iter(case.own_drafts), None)
    form = judging_form(case.cycle.notice.panel, posted(request), kept, draft)
    places = ballot(request.user, case.cycle)
    context = {
        "case": case,
        "kept": kept,
        "given": given_lines(case, kept),
        "typed": typed_lines(form),
        "draft": draft,
        "round": round_of(case.cycle),
        "scores": case.cycle.notice.panel.mode == SCORES,
        "judged": sum(places.values()),
        "sections": read_as(case.nomination, Reading.PANEL),
        "backups": case.nomination.backups.all(),
        **neighbours(case.pk, list(places)),
    }
    return take_step(
        request,
        form=form,
        take=lambda given: keep(case, form, act_of(request)),
        template="review/panel/judge.html",
        context=context,
        back=onward(case, places),
        done=_("已保存对“%(name)s”的评审。") % {"name": case},
    )


def given_lines(case: Case, kept: Score | None) -> list[tuple[str, Any]]:
    """What the member gave, each with its heading."""
    if kept is None:
        return []
    panel_of = case.cycle.notice.panel
    vote = [(_("表决"), _("赞成") if kept.approve else _("不赞成"))]
    marks = [(dimension.label, kept.marks.get(dimension.code, "")) for dimension in panel_of.dimensions]
    comment = [(_("评语"), kept.comment)] if kept.comment else []
    return (marks if panel_of.mode == SCORES else vote) + comment


def typed_lines(form: Form) -> list[tuple[Any, str]]:
    """What was typed into the form, word for word, each with its heading; nothing before anything is posted."""
    if not form.is_bound:
        return []
    return [(field.label, chosen(field) or field.value()) for field in form if field.value()]


def chosen(field: BoundField) -> str:
    """The words of the choice that was made; "" where there is none to make."""
    return str(dict(getattr(field.field, "choices", ())).get(field.value(), ""))


def keep(case: Case, form: ScoreForm | VoteForm, act: Act) -> Score:
    """Hand what the form holds to the cycle's way of judging."""
    comment = form.cleaned_data["comment"]
    if isinstance(form, ScoreForm):
        return panel.score(case, form.marks(), act, comment)
    return panel.vote(case, form.cleaned_data["approve"], act, comment)


@require_POST
def keep_draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep for a script what is typed so far: 200 with the time, 409 with the words of the refusal."""
    case = known_case(request.user, pk)
    form = judging_form(case.cycle.notice.panel, request.POST, None)
    act = act_of(request)
    try:
        panel.keep_draft(case, form.typed(), act)
    except StepRefused as refusal:
        message = " ".join(words(one) for one in refusal.findings)
        return JsonResponse({"error": "refused", "message": message}, status=CHANGED)
    return JsonResponse({"saved_at": f"{localtime(act.now):%H:%M:%S}"})


@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep out of one nominee, with a reason."""
    case = known_case(request.user, pk)
    form = RecuseForm(posted(request))
    closed = why_closed(request.user, case)
    if closed:
        return over(request, case, closed, form)
    return take_step(
        request,
        form=form,
        take=lambda given: panel.recuse(case, act_of(request, given["reason"])),
        template="review/panel/recuse.html",
        context={"case": case},
        back=reverse("panel", args=[case.cycle_id]),
        done=_("已对“%(name)s”回避。") % {"name": case},
    )


def known_case(user: User, pk: int) -> Case:
    """The case, if it is or was before the panel and the member may know so. Raises PermissionDenied, Http404."""
    demand_role(user, Role.PANEL)
    return get_object_or_404(known_to(user), pk=pk)


def why_closed(user: User, case: Case) -> Finding | None:
    """Why the member has nothing more to do with the case; to whoever kept out of it no stage is told."""
    if recused_from(user, case):
        return finding("S1", "recused", name=str(case))
    if case.stage != Stage.PANEL_REVIEW:
        return finding("S1", "closed", name=str(case), stage=case.get_stage_display())
    return None


def over(request: HttpRequest, case: Case, closed: Finding, form: Form) -> HttpResponse:
    """Why it is too late (409), with what was typed into `form` meanwhile."""
    context = {
        "reason": words(closed),
        "back_url": reverse("panel", args=[case.cycle_id]),
        "typed": typed_lines(form),
    }
    return render(request, "409.html", context, status=CHANGED)


def neighbours(pk: int, places: list[int]) -> dict[str, int | None]:
    """Where in the member's list the case stands (from 1), and the keys of the cases before and after it."""
    place = places.index(pk)
    return {
        "number": place + 1,
        "total": len(places),
        "previous": places[place - 1] if place else None,
        "following": places[place + 1] if place + 1 < len(places) else None,
    }


def onward(case: Case, places: dict[int, bool]) -> str:
    """The next case not judged yet, from this one on and around; the list when there is none."""
    order = list(places)
    here = order.index(case.pk)
    open_ones = [pk for pk in order[here + 1 :] + order[:here] if not places[pk]]
    return reverse("judge", args=open_ones[:1]) if open_ones else reverse("panel", args=[case.cycle_id])
