"""征求意见, for the office: the matrix, paper replies, what is objected to, whom to ask, and sending on."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle

from ..forms.opinions import AuthoritiesForm, DropForm, PaperReplyForm, SettleForm
from ..forms.publicity import CasesForm
from ..models import Opinion
from ..selectors.cases import READERS
from ..selectors.consultation import Line, matrix, state_of
from ..selectors.facts import day_in
from ..services import opinions
from ..workflow import label_of
from .common import act_of, case_seen_by, demand_role, demand_step, impossible, posted, take_step, uploaded
from .files import stored_file
from .whole_list import Cell, ListStep, demand_list_step, list_step

SHOWN = {
    "all": (_("全部"), lambda line: True),
    "open": (_("意见未收齐"), lambda line: line.open > 0),
    "doubts": (_("有异议或需说明"), lambda line: line.doubts > 0),
    "uncovered": (_("须选定部门"), lambda line: not line.chosen),
    "ready": (_("可提请审定"), lambda line: line.ready),
}
ASKED, ANSWERED, DOUBTS = _("应征求"), _("已答复"), _("待处理异议")
Take = Any


@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Nominees × authorities, with what is missing marked."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    lines = matrix(cycle, day_in(cycle, timezone.now()))
    shown = request.GET.get("show", "all")
    chosen = SHOWN.get(shown, SHOWN["all"])[1]
    context = {
        "cycle": cycle,
        "authorities": cycle.notice.consultation.authorities,
        "lines": [line for line in lines if chosen(line)],
        "filters": [
            (code, label, sum(map(fits, lines)), code == shown) for code, (label, fits) in SHOWN.items()
        ],
        "total": len(lines),
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/consultation/matrix.html", context)


@require_safe
def opinion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority's opinion of one nominee, and what the office can do with it."""
    demand_role(request.user, *READERS)
    opinion = fetch(pk)
    case = opinion.case
    context = {
        "opinion": opinion,
        "case": case,
        "authority": case.cycle.notice.authority(opinion.authority),
        "state": state_of(opinion, day_in(case.cycle, timezone.now())),
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/consultation/opinion.html", context)


@require_safe
def paper_file(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of a paper reply."""
    demand_role(request.user, *READERS)
    return stored_file(fetch(pk).paper)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a reply that came on paper."""
    demand_role(request.user, Role.OFFICE)
    opinion = fetch(pk)

    def take(given: dict[str, Any]) -> None:
        act = act_of(request, given["reason"])
        opinions.enter_paper_reply(opinion, given["verdict"], given["scan"], act)

    form = PaperReplyForm(posted(request), uploaded(request))
    return _of_opinion(request, opinion, form, take, _("录入书面答复"), _("已录入书面答复。"))


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on in spite of an objection or question."""
    demand_role(request.user, Role.OFFICE)
    opinion = fetch(pk)

    def take(given: dict[str, Any]) -> None:
        opinions.settle(opinion, act_of(request, given["reason"]))

    form = SettleForm(posted(request))
    return _of_opinion(request, opinion, form, take, _("写明处理情况，继续办理"), _("已记录处理情况。"))


def _of_opinion(
    request: HttpRequest, opinion: Opinion, form: Any, take: Take, title: Promise, done: Promise
) -> HttpResponse:
    authority = opinion.case.cycle.notice.authority(opinion.authority)
    text = f"{authority.label} · {opinion.get_verdict_display() or _('尚未答复')}"
    if opinion.reason:
        text += f"：{opinion.reason}"
    context = {"case": opinion.case, "title": title, "text": text}
    back = reverse("opinion", args=[opinion.pk])
    return take_step(
        request, form=form, take=take, template="review/cases/step.html", context=context, back=back, done=done
    )


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a case on a department's objection."""
    case = case_seen_by(request.user, pk)
    back = reverse("case", args=[pk])
    if not demand_step(request.user, "drop", case) and request.method != "POST":
        return impossible(request, case, "drop", back)
    objecting = {o.authority: o for o in case.opinions.filter(verdict=Opinion.Verdict.OBJECTION)}
    labels = [a for a in case.cycle.notice.consultation.authorities if a.code in objecting]
    form = DropForm(posted(request), objecting=labels)

    def take(given: dict[str, Any]) -> None:
        opinions.drop(objecting[given["authority"]], act_of(request, given["reason"]))

    context = {"case": case, "title": label_of("drop"), "danger": True}
    if not labels:
        context["text"] = _("没有部门对该对象提出异议，不能以部门异议为由取消。")
    return take_step(
        request, form=form, take=take, template="review/cases/step.html", context=context, back=back,
        done=_("已因部门异议取消。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask about a case that the notice does not cover."""
    demand_role(request.user, Role.OFFICE)
    case = case_seen_by(request.user, pk)
    choice = getattr(case, "consultation_choice", None)
    initial = {"authorities": choice.authorities, "reason": choice.reason} if choice else {}
    form = AuthoritiesForm(
        posted(request), authorities=case.cycle.notice.consultation.authorities, initial=initial
    )

    def take(given: dict[str, Any]) -> None:
        opinions.choose_authorities(case, given["authorities"], act_of(request, given["reason"]))

    return take_step(
        request, form=form, take=take, template="review/cases/step.html",
        context={"case": case, "title": _("选定征求意见部门")},
        back=reverse("consultation", args=[case.cycle_id]), done=_("已选定并征求意见。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit what is clear to the district."""
    demand_list_step(request.user, "forward")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    lines = {
        line.case.pk: line
        for line in matrix(cycle, day_in(cycle, timezone.now()))
        if line.case.nomination.backup_for_id is None
    }
    page = ListStep(
        action="forward",
        cases=[line.case for line in lines.values()],
        form=CasesForm,
        take=lambda chosen, form, act: opinions.forward(chosen, act),
        done=_("已提请区委、区政府审定。"),
        back=reverse("consultation", args=[pk]),
        intro=_("意见收齐且没有未处理异议的推荐对象才能提请审定；备选随同提请，其意见也须收齐。"),
        proposed=[key for key, line in lines.items() if line.ready],
        columns=(ASKED, ANSWERED, DOUBTS),
        cells={key: progress_cells(line) for key, line in lines.items()},
        metered=False,
    )
    return list_step(request, cycle, page)


def progress_cells(line: Line) -> tuple[Cell, ...]:
    return (
        Cell(ASKED, line.asked or "—", "" if line.chosen else _("须选定部门")),
        Cell(ANSWERED, line.asked - line.open, _("未收齐") if line.open else ""),
        Cell(DOUBTS, line.doubts or "—"),
    )


def fetch(pk: int) -> Opinion:
    """Raises Http404."""
    rows = Opinion.objects.select_related(
        "case__cycle", "case__nomination__recommendation__unit", "answered_by", "settled_by"
    )
    return get_object_or_404(rows, pk=pk)
