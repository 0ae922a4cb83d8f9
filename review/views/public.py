"""What anybody may read and do without an account: notices, commendations, objections and their answers."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from nominations.models import AwardCycle
from nominations.policy.workdays import WorkCalendar
from nominations.selectors import work_calendar

from ..documents.public_notice import notice_pdf
from ..forms.notices import PublicObjectionForm, ReceiptForm
from ..models import Case, Objection, PublicNotice
from ..selectors.facts import day_in
from ..selectors.notices import (
    commended,
    notices_begun,
    open_notice,
    public_cycles,
    public_line,
    public_lists,
)
from ..services.advance import StepRefused
from ..services.notices import Objector, raise_objection
from ..services.proof import fault_of, new_challenge
from ..services.throttle import admit
from .common import CHANGED, FAULTY, posted, said, uploaded
from .downloads import PDF, as_file

OBJECTIONS_AN_HOUR, LOOK_UPS_AN_HOUR = 5, 60  # from one address
HOUR = 60 * 60  # seconds
TOO_MANY = 429
PROOF = "proof"  # the field with the answer to the challenge
UNPROVEN = {
    "missing": gettext_lazy(
        "没有提交：浏览器没有完成自动验证。请允许本页运行脚本后再次提交；不能运行脚本的，请来信、来电或来访反映：%(contact)s。"
    ),
    "wrong": gettext_lazy("没有提交：自动验证没有通过，现已重新验证。请再点一次“提交异议”。"),
    "expired": gettext_lazy("没有提交：页面打开过久，自动验证已过期，现已重新验证。请再点一次“提交异议”。"),
    "spent": gettext_lazy(
        "没有提交：这次自动验证已经用过，现已重新验证。已经得到回执号的，不必再提交；另有异议的，请再点一次“提交异议”。"
    ),
}


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """The cycles of which there is something to read."""
    context = {"cycles": public_cycles(timezone.localdate()), "form": ReceiptForm()}
    return render(request, "review/public/index.html", context)


@login_not_required
@require_safe
def public_cycle(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is to be honoured with what, from when to when, and where to object; and who was."""
    cycle, today = open_cycle(slug)
    begun = notices_begun(cycle, today)
    calendar = work_calendar([one.first_day for one in begun])
    context = {
        "cycle": cycle,
        "notices": [shown_notice(cycle, one, today, calendar) for one in begun],
        "is_commended": cycle.rosters.filter(action="commend").exists(),
    }
    return render(request, "review/public/cycle.html", context)


def shown_notice(cycle: AwardCycle, public_notice: PublicNotice, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Names stand there while the notice runs, and not a day longer."""
    running = today <= public_notice.last_day
    days = public_notice.counted_days
    return {
        "notice": public_notice,
        "running": running,
        "days": [(day, calendar.is_provisional(day)) for day in days],
        "provisional": any(calendar.is_provisional(day) for day in days),
        "counts_first_day": cycle.notice.publicity.count_first_day,
        "lists": public_lists(cycle, public_notice.shown) if running else [],
    }


@login_not_required
@require_safe
def notice_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A notice as the paper that is put up; while it runs, as on the page."""
    cycle, today = open_cycle(slug)
    found = next((one for one in notices_begun(cycle, today) if one.number == number), None)
    if found is None or today > found.last_day:
        raise Http404
    name = _("公示 第%(number)s期.pdf") % {"number": number}
    return as_file(notice_pdf(found, found.shown), name, PDF)


@login_not_required
@require_safe
def commendation(request: HttpRequest, slug: str) -> HttpResponse:
    """The commendation list, with the number and date of its document."""
    cycle, _today = open_cycle(slug)
    commendations = commended(cycle)
    if not commendations:
        raise Http404
    return render(request, "review/public/commendation.html", {"cycle": cycle, "commendations": commendations})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form of an objection, during the days of the notice."""
    cycle, today = open_cycle(slug)
    case = get_object_or_404(Case.objects.select_related("cycle", "nomination"), cycle=cycle, pk=pk)
    if not case.public_notices.filter(first_day__lte=today).exists():
        raise Http404
    public_notice = open_notice(case, today)
    if public_notice is None:
        return over(request, cycle)
    form = PublicObjectionForm(posted(request), uploaded(request))
    context = {"cycle": cycle, "nominee": public_line(case), "notice": public_notice, "form": form}
    if request.method != "POST":
        return _form(request, context)
    return _receive(request, case, form, context)


def _receive(request: HttpRequest, case: Case, form: PublicObjectionForm, context: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    if not form.is_valid():
        return _form(request, context, FAULTY)
    fault = fault_of(request.POST.get(PROOF, ""), now)
    if fault:
        form.add_error(None, UNPROVEN[fault] % {"contact": context["notice"].contact})
        return _form(request, context, FAULTY)
    if not admit("object", request.META["REMOTE_ADDR"], OBJECTIONS_AN_HOUR, HOUR, now):
        limit = _("同一网络地址每小时最多提交 %(most)s 件异议，请稍后再提交，或按公示的联系方式反映。")
        form.add_error(None, limit % {"most": OBJECTIONS_AN_HOUR})
        return _form(request, context, TOO_MANY)
    try:
        objection = raise_objection(case, Objector(**form.cleaned_data), now)
    except StepRefused as refusal:
        return _form(request, context | {"refused": said(refusal.findings)}, CHANGED)
    return redirect("receipt", receipt=objection.receipt)


def _form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Each time with a challenge of its own: an answer counts once."""
    challenge = new_challenge(timezone.now())
    return render(request, "review/public/object.html", context | {"challenge": challenge}, status=status)


def over(request: HttpRequest, cycle: AwardCycle) -> HttpResponse:
    """The days of the notice are over (409)."""
    reason = _("公示期已经结束，不能再通过本页提交异议。仍需反映问题的，请与工作专班办公室联系。")
    back = reverse("public_cycle", args=[cycle.slug])
    return render(request, "409.html", {"reason": reason, "back_url": back}, status=CHANGED)


@login_not_required
@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of an objection: for whoever has its receipt. The objector is not named even here."""
    objection = get_object_or_404(Objection.objects.select_related("case__cycle", "case__nomination"), receipt=receipt)
    context = {"objection": objection, "cycle": objection.case.cycle, "nominee": objection.case.nomination.name}
    response = render(request, "review/public/receipt.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Find the answer by receipt number."""
    form = ReceiptForm(posted(request))
    status = 200
    if request.method == "POST":
        status = FAULTY
        if not admit("look_up", request.META["REMOTE_ADDR"], LOOK_UPS_AN_HOUR, HOUR, timezone.now()):
            form.add_error(None, _("查询过于频繁，请一小时后再试。"))
            status = TOO_MANY
        elif form.is_valid():
            return redirect("receipt", receipt=form.cleaned_data["receipt"])
    return render(request, "review/public/look_up.html", {"form": form}, status=status)


def open_cycle(slug: str) -> tuple[AwardCycle, date]:
    """A cycle of which the public may read something, and its own today. Raises Http404."""
    cycle = get_object_or_404(AwardCycle, slug=slug)
    today = day_in(cycle, timezone.now())
    if not public_cycles(today).filter(pk=cycle.pk).exists():
        raise Http404
    return cycle, today
