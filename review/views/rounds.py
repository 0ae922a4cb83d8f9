"""联合评审, its results: how far everybody is, what came of it, ending the round, ordering a tie, the minutes."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User
from nominations.permissions import READERS
from nominations.policy.notice import SCORES

from ..documents.minutes import minutes_pdf
from ..forms.panel import RoundForm, TieForm
from ..models import Case, Roster
from ..navigation import roles_of
from ..selectors.cases import cases_visible_to
from ..selectors.minutes import minutes_of
from ..selectors.panel import is_chair, progress
from ..selectors.ranking import tied_with
from ..selectors.results import FAR_APART, results, widest_first
from ..selectors.rounds import round_of
from ..services import rounds
from ..services.advance import Act
from ..services.reminding import Reminded, remind_panel
from ..stages import Stage
from ..workflow import CHAIR
from .common import act_of, demand_role, posted, press, take_step
from .downloads import PDF, as_file


@require_safe
def panel_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the round is over the chair sees who is late and nobody what was given; then all members the results."""
    demand_role(request.user, Role.PANEL)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    judging, chair = round_of(cycle), is_chair(request.user)
    found = results(cycle) if judging.over or chair else []
    by_spread = judging.over and request.GET.get("sort") == "spread"
    keys = [one.row.case.pk for one in found]
    context = {
        "cycle": cycle,
        "round": judging,
        "is_chair": chair,
        "scores": cycle.notice.panel.mode == SCORES,
        "by_spread": by_spread,
        "groups": by_kind(cycle, widest_first(found) if by_spread else found),
        "progress": progress(cycle) if chair else [],
        "readable": set(cases_visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True)),
        "far_apart": FAR_APART,
        "minutes": Roster.objects.filter(cycle=cycle, action="select").exists() and may_read_minutes(request.user),
    }
    return render(request, "review/panel/results.html", context)


def by_kind(cycle: AwardCycle, found: list[Any]) -> list[tuple[str, list[Any]]]:
    """The results under the names of the awards; kinds without any are left out."""
    kinds = [(a.label, [one for one in found if one.row.case.nomination.kind == a.code]) for a in cycle.notice.awards]
    return [(label, rows) for label, rows in kinds if rows]


@require_http_methods(["GET", "HEAD", "POST"])
def end_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair: go on without the judgements that are missing."""
    return _round_page(request, pk, rounds.end_round, _("结束评审"), _("评审已结束，结果已公开。"))


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair: let the members judge again."""
    return _round_page(request, pk, rounds.reopen_round, _("重新开放评审"), _("评审已重新开放，结果暂不公开。"))


def _round_page(
    request: HttpRequest, pk: int, take: Callable[[AwardCycle, Act], Any], title: str, done: str
) -> HttpResponse:
    demand_chair(request.user)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    return take_step(
        request,
        form=RoundForm(posted(request)),
        take=lambda given: take(cycle, act_of(request, given["reason"])),
        template="review/panel/round_step.html",
        context={"cycle": cycle, "title": title, "round": round_of(cycle), "ends": take is rounds.end_round},
        back=reverse("panel_results", args=[pk]),
        done=done,
    )


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Office or chair: remind the members who are late. The office goes back to the board: it does not see who they are."""
    if not is_chair(request.user):
        demand_role(request.user, Role.OFFICE)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    back = reverse("panel_results" if is_chair(request.user) else "board", args=[pk])
    return press(request, lambda: remind_panel(cycle, act_of(request)), back, reminded)


def reminded(done: Reminded) -> str:
    """In words, with those whom no message reaches."""
    said = _("已提醒 %(count)d 人。") % {"count": done.count} if done.count else _("今天已经提醒过，没有重复发送。")
    if done.unreachable:
        said += _("以下部门没有可以登录的账号，请书面催办：%(names)s。") % {"names": "、".join(done.unreachable)}
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def order_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair: the order among all cases that share this one's mean."""
    demand_chair(request.user)
    case = get_object_or_404(Case.objects.filter(stage=Stage.PANEL_REVIEW).select_related("cycle", "nomination"), pk=pk)
    same = tied_with(case.cycle, pk) if round_of(case.cycle).over else []
    if not same:
        raise Http404
    form = TieForm(posted(request), same)
    return take_step(
        request,
        form=form,
        take=lambda given: rounds.order_tie(case.cycle, form.order(), act_of(request, given["reason"])),
        template="review/panel/tie.html",
        context={"case": case},
        back=reverse("panel_results", args=[case.cycle_id]),
        done=_("已排定并列次序。"),
    )


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """评审会议纪要 as PDF, once the proposed list is made."""
    if not may_read_minutes(request.user):
        raise PermissionDenied(_("评审会议纪要由工作专班办公室、评审组组长、区委区政府审定人和审计员查看。"))
    cycle = get_object_or_404(AwardCycle, pk=pk)
    roster = get_object_or_404(Roster.objects.filter(cycle=cycle, action="select").order_by("-number")[:1])
    content = minutes_pdf(minutes_of(roster))
    return as_file(content, f"{_('评审会议纪要')} {roster}.pdf", PDF)


def may_read_minutes(user: User) -> bool:
    return bool(roles_of(user).intersection((*READERS, CHAIR)))


def demand_chair(user: User) -> None:
    """Raises PermissionDenied, in words, for everybody else."""
    if not is_chair(user):
        raise PermissionDenied(_("这个页面只供评审组组长使用。"))
