"""征求意见, for the office: the matrix, paper replies, what is objected to, whom to ask, and sending on."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle
from nominations.permissions import READERS, REVEALERS
from nominations.views.files import stored_file

from ..forms.opinions import (
    SHOWN_WORDS,
    AuthoritiesForm,
    ConsultationFilter,
    DropForm,
    PaperReplyForm,
    ProlongForm,
    SettleForm,
)
from ..forms.publicity import CasesForm
from ..models import Case, Opinion, OpinionNote
from ..selectors.consultation import (
    Line,
    counts,
    days_late,
    lines_of,
    matrix,
    narrowed,
    owed_by,
    state_of,
    tallies,
)
from ..selectors.facts import day_in
from ..selectors.thread import told
from ..services import opinions
from ..services.reminding import remind_departments
from ..stages import Stage
from ..workflow import label_of
from .common import (
    act_of,
    case_seen_by,
    demand_role,
    demand_step,
    impossible,
    no_form,
    posted,
    press,
    take_step,
    uploaded,
)
from .rounds import reminded
from .whole_list import Cell, ListStep, demand_list_step, list_step

ASKED, ANSWERED, DOUBTS = _("应征求"), _("已答复"), _("待处理异议")
PER_PAGE = 30
Take = Any


@require_safe
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Nominees × authorities, with what is missing marked; those that wait for the office's choice first."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    today = day_in(cycle, timezone.now())
    form = ConsultationFilter(request.GET, cycle=cycle)
    given = form.given()
    page = Paginator(narrowed(cycle, today, **given), PER_PAGE).get_page(request.GET.get("page"))
    tallied = tallies(cycle, today)
    counted = counts(cycle, today, given["authority"], given["unit"])
    context = {
        "cycle": cycle,
        "form": form,
        "authorities": cycle.notice.consultation.authorities,
        "page": page,
        "lines": lines_of(page.object_list, today),
        "filters": [(code, label, counted[code], code == given["shown"]) for code, label in SHOWN_WORDS],
        "tallies": tallied,
        "owed": any(tally.awaited for tally in tallied),
        "may_download": request.user.holds(*REVEALERS),
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/consultation/matrix.html", context)


@require_safe
def opinion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority's opinion of one nominee with all that was said, and what the office can do with it."""
    demand_role(request.user, *READERS)
    opinion = fetch(pk)
    today = day_in(opinion.case.cycle, timezone.now())
    notes = list(opinion.notes.select_related("by"))
    context = {
        "opinion": opinion,
        "case": opinion.case,
        "authority": opinion.case.cycle.notice.authority(opinion.authority),
        "state": state_of(opinion, today),
        "days": days_late(opinion, today),
        "thread": told(notes),
        "on_paper": any(note.paper for note in notes if note.kind == note.Kind.ANSWER),
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/consultation/opinion.html", context)


@require_safe
def paper_file(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of a paper reply, the one that came with this word of the thread."""
    demand_role(request.user, *READERS)
    return stored_file(get_object_or_404(OpinionNote, pk=pk).paper)


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
    """Answer a question, or go on in spite of an objection: the department is asked again."""
    demand_role(request.user, Role.OFFICE)
    opinion = fetch(pk)

    def take(given: dict[str, Any]) -> None:
        opinions.settle(opinion, act_of(request, given["reason"]))

    form = SettleForm(posted(request))
    done = _("已写明处理情况，并再次征求该部门意见。")
    return _of_opinion(request, opinion, form, take, _("写明处理情况，再次征求"), done)


@require_http_methods(["GET", "HEAD", "POST"])
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    """A later last day for one opinion."""
    demand_role(request.user, Role.OFFICE)
    opinion = fetch(pk)

    def take(given: dict[str, Any]) -> None:
        opinions.prolong([opinion.pk], opinion.case.cycle, given["due_on"], act_of(request, given["reason"]))

    form = ProlongForm(posted(request))
    return _of_opinion(request, opinion, form, take, _("延长答复期限"), _("已延长答复期限。"))


@require_http_methods(["GET", "HEAD", "POST"])
def prolong_all(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """A later last day for all that one department still owes."""
    demand_role(request.user, Role.OFFICE)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    found = next((a for a in cycle.notice.consultation.authorities if a.code == authority), None)
    if found is None:
        raise Http404
    owed = owed_by(cycle, authority)

    def take(given: dict[str, Any]) -> None:
        keys = [opinion.pk for opinion in owed]
        opinions.prolong(keys, cycle, given["due_on"], act_of(request, given["reason"]))

    return take_step(
        request, form=ProlongForm(posted(request)), take=take, template="review/consultation/prolong.html",
        context={"cycle": cycle, "authority": found, "owed": owed},
        back=reverse("consultation", args=[pk]), done=_("已延长答复期限。"),
    )  # fmt: skip


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the departments that have not answered, or the one named. Raises Http404 for one that nobody knows."""
    demand_role(request.user, Role.OFFICE)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    authority = request.POST.get("authority", "")
    if authority and authority not in {known.code for known in cycle.notice.consultation.authorities}:
        raise Http404
    back = reverse("consultation", args=[pk])
    return press(request, lambda: remind_departments(cycle, act_of(request), authority), back, reminded)


def _of_opinion(
    request: HttpRequest, opinion: Opinion, form: Any, take: Take, title: Promise, done: Promise
) -> HttpResponse:
    case, back = opinion.case, reverse("opinion", args=[opinion.pk])
    if request.method != "POST" and case.stage != Stage.DEPARTMENT_OPINIONS:
        return went_on(request, case, back)
    authority = case.cycle.notice.authority(opinion.authority)
    text = f"{authority.label} · {opinion.get_verdict_display() or _('尚未答复')}"
    if opinion.reason:
        text += f"：{opinion.reason}"
    context = {"case": case, "title": title, "text": text}
    return take_step(
        request, form=form, take=take, template="review/cases/step.html", context=context, back=back, done=done
    )


def went_on(request: HttpRequest, case: Case, back: str) -> HttpResponse:
    """The case is out for opinions no longer (409)."""
    return no_form(request, "O1", "closed", back, name=str(case), stage=case.get_stage_display())


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a case on a department's objection."""
    case = case_seen_by(request.user, pk)
    back = reverse("case", args=[pk])
    if not demand_step(request.user, "drop", case) and request.method != "POST":
        return impossible(request, case, "drop", back)
    objecting = {o.authority: o for o in case.opinions.filter(verdict=Opinion.Verdict.OBJECTION)}
    labels = [a for a in case.cycle.notice.consultation.authorities if a.code in objecting]
    if not labels and request.method != "POST":
        return no_form(request, "O1", "no_objection", back)
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
    if request.method != "POST" and case.stage != Stage.DEPARTMENT_OPINIONS:
        return went_on(request, case, reverse("case", args=[pk]))
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
        "case__cycle", "case__nomination__recommendation__unit", "answered_by"
    )
    return get_object_or_404(rows, pk=pk)
