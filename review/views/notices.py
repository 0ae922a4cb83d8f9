"""公示, for the office: publish, objections and what was found of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, masked, record
from nominations.views.files import stored_file

from ..forms.notices import ObjectionForm, PublishForm, RegisterForm
from ..models import Case, Objection, ObjectionFile, Proposal
from ..selectors.facts import day_in
from ..selectors.notices import notice_period, under_notice
from ..selectors.preview import ListPreview
from ..services.advance import Act
from ..services.notices import Arrival, Objector, decide_objection, publish, raise_objection
from .common import act_of, demand_role, posted, take_step, uploaded
from .whole_list import ListStep, candidates, demand_list_step, list_step, unhindered

READERS = (Role.OFFICE, Role.AUDITOR)
PAGE = 50  # rows
BEGUN = _("公示已发布，任何人都可以在公示页查看。")
TO_BEGIN = _("公示已发布；从公示第一天起，任何人都可以在公示页查看。")


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Approved nominees, the first day, where to object, and the tick that secrecy was reviewed."""
    demand_list_step(request.user, "publish")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    now = timezone.now()
    today = day_in(cycle, now)
    cases = candidates(cycle, "publish")

    def take(chosen: list[Case], form: PublishForm, act: Act) -> None:
        asked = ("first_day", "contact", "secrecy_reviewed")
        publish(cycle, chosen, replace(act, data={name: form.cleaned_data[name] for name in asked}))

    def make(data: Any, *, cases: Iterable[Case], initial: dict[str, Any] | None = None) -> PublishForm:
        first = {"first_day": today, "contact": cycle.notice.office_contact}
        return PublishForm(data, cases=cases, today=today, initial=first | (initial or {}))

    def more(form: PublishForm, _preview: ListPreview) -> dict[str, Any]:
        return {"period": notice_period(cycle, first_day_in(form) or today)}

    page = ListStep(
        action="publish",
        cases=cases,
        form=make,
        take=take,
        done=lambda form: BEGUN if form.cleaned_data["first_day"] <= today else TO_BEGIN,
        back=reverse("objections", args=[pk]),
        template="review/notices/publish.html",
        intro=_("只公开姓名、工作单位和职务（集体只公开名称）。"),
        proposed=unhindered("publish", cycle, cases, now, request.user),
        more=more,
        metered=False,
    )
    return list_step(request, cycle, page)


def first_day_in(form: PublishForm) -> date | None:
    """The day typed or proposed; None while it is none."""
    try:
        return form.fields["first_day"].clean(form["first_day"].value())
    except ValidationError:
        return None


@require_safe
def objections(request: HttpRequest, pk: int) -> HttpResponse:
    """The cycle's public notices and what was objected to them, undecided first; without who objected."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    rows = Objection.objects.filter(case__cycle=cycle).select_related("case__nomination", "notice")
    context = {
        "cycle": cycle,
        "notices": cycle.public_notices.annotate(listed=Count("cases")).order_by("-number"),
        "page": Paginator(rows.order_by(F("decided_at").desc(nulls_first=True), "-pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "is_office": request.user.holds(Role.OFFICE),
        "today": day_in(cycle, timezone.now()),
    }
    return render(request, "review/notices/objections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: write down an objection that came by letter, telephone or visit; it gets a receipt like the others."""
    demand_role(request.user, Role.OFFICE)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    now = timezone.now()

    def take(given: dict[str, Any]) -> None:
        arrival = Arrival(given["channel"], given["received_on"], given["postmark"], request.user)
        objector = Objector(given["real_name"], given["contact"], given["text"], given["files"])
        raised = raise_objection(given["case"], objector, now, arrival)
        told = _now("回执号 %(receipt)s，请告知异议人：凭它可以在公示页查询处理结果。")
        messages.info(request, told % {"receipt": raised.receipt})

    return take_step(
        request,
        form=RegisterForm(
            posted(request), uploaded(request), cases=under_notice(cycle), today=day_in(cycle, now)
        ),
        take=take,
        template="review/notices/register.html",
        context={"cycle": cycle, "notices": cycle.public_notices.order_by("-number")},
        back=reverse("objections", args=[pk]),
        done=_("异议已登记。作出处理结论之前，该对象不能表彰。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is objected, and the office's inquiry and finding; who objects is shown to the office alone."""
    demand_role(request.user, *READERS)
    objection = fetch(pk)
    if request.method == "POST" or objection.decided_at is None:
        return _handle(request, objection)
    return render(request, "review/notices/objection.html", _shown(request, objection))


def _handle(request: HttpRequest, objection: Objection) -> HttpResponse:
    if request.method == "POST":
        demand_role(request.user, Role.OFFICE)
    # After a declined proposal the inquiry is taken up again from what was found before.
    before = {"inquiry": objection.inquiry, "finding": objection.finding}

    def take(given: dict[str, Any]) -> None:
        decide_objection(objection, given["outcome"], given["inquiry"], given["finding"], act_of(request))

    return take_step(
        request,
        form=ObjectionForm(posted(request), initial=before),
        take=take,
        template="review/notices/objection.html",
        context=_shown(request, objection),
        back=reverse("objections", args=[objection.case.cycle_id]),
        done=_("已作出处理结论。"),
    )


def _shown(request: HttpRequest, objection: Objection, *, revealed: bool = False) -> dict[str, Any]:
    is_office = request.user.holds(Role.OFFICE)
    objector = {}
    if is_office:
        contact = objection.contact if revealed else masked(objection.contact)
        objector = {"real_name": objection.real_name, "contact": contact, "files": objection.files.all()}
    return {
        "objection": objection,
        "case": objection.case,
        "objector": objector,
        "revealed": revealed,
        "is_office": is_office,
        "proposals": objection.case.proposals.filter(action=Proposal.Action.DISQUALIFY),
    }


@require_POST
def reveal_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The objector's contact in full, once; that is recorded (domain §2)."""
    demand_role(request.user, Role.OFFICE)
    objection = fetch(pk)
    record(request.user, "revealed_objector", objection, role=Role.OFFICE)
    form = ObjectionForm(initial={"inquiry": objection.inquiry, "finding": objection.finding})
    context = _shown(request, objection, revealed=True) | {"form": form}
    return render(request, "review/notices/objection.html", context)


@require_safe
def objection_file(request: HttpRequest, pk: int) -> FileResponse:
    """One of the files that the objector gave along; it may tell who they are."""
    demand_role(request.user, Role.OFFICE)
    return stored_file(get_object_or_404(ObjectionFile, pk=pk).file)


def fetch(pk: int) -> Objection:
    """Raises Http404."""
    rows = Objection.objects.select_related(
        "case__cycle", "case__nomination__recommendation__unit", "notice", "decided_by", "registered_by"
    )
    return get_object_or_404(rows, pk=pk)
