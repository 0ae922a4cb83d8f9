"""The steps that a unit takes with several nominees at once: announce, hand in, hand in again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nominations.enums import Role
from nominations.forms.reasons import Question, questions
from nominations.models import Recommendation
from nominations.permissions import works_for
from nominations.policy.findings import Finding, blocking
from nominations.selectors import visible_to, work_calendar

from ..forms.publicity import AnnounceForm, UnitCasesForm
from ..models import Printing
from ..selectors.cockpit import Cockpit, Line, cockpit
from ..selectors.days import latest_start, possible_starts
from ..services.advance import Act
from ..services.publicity import announce, explained, resubmit, submit
from .cockpit import QUOTA_RULES
from .common import Said, act_of, posted, said, take_step, uploaded
from .mending import said_of_nominee, said_of_unit


@dataclass(frozen=True)
class Choice:
    """One nominee on the page: ticked or not, why it cannot be, and whether it owes a reason, to be written below."""

    line: Line
    blocked: list[Said]
    owes: bool
    ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def announce_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin one publicity for the nominees that the lead ticks."""
    recommendation, desk = _desk(request, pk)
    lines = desk.drafts + [line for line in desk.returned if line.case.needs_publicity]
    latest = _latest_start(desk, lines)
    starts = possible_starts(recommendation.cycle, desk.today, latest)
    form = AnnounceForm(
        posted(request),
        uploaded(request),
        cases=[line.case for line in desk.lines],
        asked=_asked(desk, lines),
        earliest=desk.today,
        latest=latest,
        initial={"first_day": starts[0].first if starts else None},
    )

    def take(given: dict[str, Any], act: Act) -> None:
        days = {name: given[name] for name in ("first_day", "place", "evidence")}
        announce(recommendation, given["cases"], act, **days)

    context = {"choices": _choices(request, lines), "starts": starts, "latest": latest}
    return _page(request, desk, form, take, "review/cockpit/announce.html", context, _("单位公示已开始，内容已锁定。"))


@require_http_methods(["GET", "HEAD", "POST"])
def submit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in nominees whose publicity ended well."""
    _recommendation, desk = _desk(request, pk)
    lines = [line for posting in desk.postings for line in posting.waiting]
    waits = {line.case.pk: posting.findings for posting in desk.postings for line in posting.waiting}
    form = UnitCasesForm(posted(request), cases=[line.case for line in desk.lines], asked=_asked(desk, lines))

    def take(given: dict[str, Any], act: Act) -> Printing:
        return submit(given["cases"], act)

    context = {"choices": _choices(request, lines, waits), "action": "submit"}
    done = _("已报送工作专班办公室，回执如下。")
    return _page(request, desk, form, take, "review/cockpit/submit.html", context, done, to_receipt)


@require_http_methods(["GET", "HEAD", "POST"])
def resubmit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in returned nominees again, where no new publicity is demanded."""
    _recommendation, desk = _desk(request, pk)
    lines = [line for line in desk.returned if not line.case.needs_publicity]
    form = UnitCasesForm(posted(request), cases=[line.case for line in desk.lines], asked=_asked(desk, lines))

    def take(given: dict[str, Any], act: Act) -> Printing:
        return resubmit(given["cases"], act)

    context = {"choices": _choices(request, lines), "action": "resubmit"}
    done = _("补正材料已再次报送，回执如下。")
    return _page(request, desk, form, take, "review/cockpit/submit.html", context, done, to_receipt)


def to_receipt(receipt: Printing) -> str:
    return reverse("checked", args=[receipt.code])


def _desk(request: HttpRequest, pk: int) -> tuple[Recommendation, Cockpit]:
    """The unit's cockpit, for its lead. Raises Http404 for strangers, PermissionDenied for other readers."""
    recommendation = get_object_or_404(visible_to(request.user), pk=pk)
    if not works_for(request.user, recommendation, Role.UNIT_LEAD):
        raise PermissionDenied(_("公示、报送由推荐单位负责人办理。"))
    return recommendation, cockpit(recommendation, timezone.now())


def _asked(desk: Cockpit, lines: Iterable[Line]) -> list[Question]:
    """What the unit and the nominees on the page owe a reason for: it is asked for there and then (domain §4)."""
    listed = list(lines)
    found = {None: desk.findings, **{line.nomination.pk: line.findings for line in listed}}
    return questions(found, [line.nomination for line in listed], {})


def _choices(
    request: HttpRequest, lines: Iterable[Line], waits: Mapping[int, Iterable[Finding]] | None = None
) -> list[Choice]:
    """`waits`: what else each case (by pk) waits for. Ticked: as posted, as asked for by ?case=, or all that are ready."""
    listed = list(lines)
    wanted = _wanted(request, listed)
    choices = []
    for line in listed:
        blocked = said_of_nominee(line.nomination, blocking(line.findings)) + said((waits or {}).get(line.case.pk, ()))
        owes = any(finding.needs_reason for finding in line.findings)
        ticked = str(line.case.pk) in wanted if wanted is not None else not blocked and not owes
        choices.append(Choice(line, blocked, owes, ticked))
    return choices


def _wanted(request: HttpRequest, lines: list[Line]) -> set[str] | None:
    if request.method == "POST":
        return set(request.POST.getlist("cases"))
    wanted = request.GET.get("case", "")
    return {wanted} if wanted in {str(line.case.pk) for line in lines} else None


def _latest_start(desk: Cockpit, lines: Iterable[Line]) -> date:
    """By the cycle's deadline, or by the latest cure date among nominees that were sent back."""
    cycle = desk.recommendation.cycle
    due = max([cycle.notice.deadline.date(), *(line.case.cure_by for line in lines if line.case.cure_by)])
    return latest_start(cycle, due, work_calendar([due]))


def _page(
    request: HttpRequest,
    desk: Cockpit,
    form: UnitCasesForm,
    take: Callable[[dict[str, Any], Act], Any],
    template: str,
    context: Mapping[str, Any],
    done: Promise,
    onward: Callable[[Any], str] | None = None,
) -> HttpResponse:
    recommendation = desk.recommendation
    findings = [finding for finding in desk.findings if finding.rule not in QUOTA_RULES]

    def take_explained(given: dict[str, Any]) -> Any:
        act = act_of(request)  # the moment that counts is before any wait for the lock
        step, reasons = partial(take, given, act), form.answers()
        return explained(recommendation, reasons, act, step) if reasons else step()

    return take_step(
        request,
        form=form,
        take=take_explained,
        template=template,
        context={
            **context,
            "recommendation": recommendation,
            "desk": desk,
            "reasons": form.boxes(),
            "unit_missing": said_of_unit(recommendation, findings),
        },
        back=reverse("cockpit", args=[recommendation.pk]),
        done=done,
        names={line.nomination.pk: str(line.nomination) for line in desk.lines},
        onward=onward,
    )
