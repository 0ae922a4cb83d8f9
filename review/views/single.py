"""Steps with one case: send back, screen out, withdraw."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ..forms.fields import ReasonForm
from ..forms.screening import ReturnForm
from ..models import Case
from ..selectors.days import earliest_hand_in
from ..selectors.facts import day_in
from ..services.advance import Act
from ..services.publicity import withdraw
from ..services.screening import screen_out, send_back
from ..workflow import label_of
from .common import act_of, case_seen_by, demand_step, impossible, posted, take_step
from .narrowing import list_query

Take = Callable[[list[Case], Act], Any]


@require_http_methods(["GET", "HEAD", "POST"])
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: send a nominee back to its unit."""
    case = case_seen_by(request.user, pk)
    today = day_in(case.cycle, timezone.now())
    form = ReturnForm(
        posted(request), kinds={case.nomination.kind}, today=today, earliest=earliest_hand_in(case.cycle, today)
    )

    def take(given: dict[str, Any]) -> None:
        send_back([case], act_of(request, given["reason"]), **form.given())

    return _page(request, case, "return", form, take, _("已退回推荐单位补正。"), "review/cases/return.html")


@require_http_methods(["GET", "HEAD", "POST"])
def screen_out_(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: end the way of a nominee that does not qualify."""
    return _with_reason(request, pk, "screen_out", screen_out, _("已记为筛选未通过。"))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit lead: take a nominee back."""
    return _with_reason(request, pk, "withdraw", withdraw, _("已撤回。"))


def _with_reason(request: HttpRequest, pk: int, action: str, service: Take, done: Promise) -> HttpResponse:
    case = case_seen_by(request.user, pk)

    def take(given: dict[str, Any]) -> None:
        service([case], act_of(request, given["reason"]))

    return _page(request, case, action, ReasonForm(posted(request)), take, done)


def _page(
    request: HttpRequest,
    case: Case,
    action: str,
    form: Form,
    take: Callable[[dict[str, Any]], None],
    done: Promise,
    template: str = "review/cases/step.html",
) -> HttpResponse:
    """The step's page; where the case has left the stage, GET says so instead (409)."""
    query = list_query(request)
    back = reverse("case", args=[case.pk]) + (f"?{query}" if query else "")
    if not demand_step(request.user, action, case) and request.method != "POST":
        return impossible(request, case, action, back)
    context = {"case": case, "title": label_of(action), "danger": action != "return"}
    return take_step(request, form=form, take=take, template=template, context=context, back=back, done=done)
