"""Steps with many cases chosen on the desk: who is concerned, what will happen, what stands in the way; then all or none."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from nominations.models import AwardCycle

from ..forms.screening import ReturnManyForm, ScreenOutManyForm
from ..models import Case
from ..selectors.days import earliest_hand_in
from ..selectors.facts import day_in
from ..selectors.many import Affected, affected_by
from ..services.advance import Act, StepRefused
from ..services.screening import screen_out, send_back
from ..stages import Stage
from ..workflow import label_of
from .common import CHANGED, FAULTY, Said, act_of, posted, said
from .narrowing import TICKED, asked_for, keys_in
from .whole_list import demand_list_step


@dataclass(frozen=True)
class ManyStep:
    """What tells one such page from another. `make` makes the form of (data, cases=…), `take` gets it clean."""

    action: str
    target: Stage
    effect: Any
    make: Callable[..., Form]
    take: Callable[[Any, Act], Any]
    template: str
    danger: bool = False


@dataclass(frozen=True)
class ShownCase:
    affected: Affected
    obstacles: list[Said]
    checked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def return_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: send several nominees back for the same reasons."""
    demand_list_step(request.user, "return")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    today = day_in(cycle, timezone.now())

    def make(data: Any, cases: list[Case], **kwargs: Any) -> ReturnManyForm:
        kinds = {case.nomination.kind for case in cases}
        earliest = earliest_hand_in(cycle, today)
        return ReturnManyForm(data, cases=cases, kinds=kinds, today=today, earliest=earliest, **kwargs)

    def take(form: ReturnManyForm, act: Act) -> None:
        send_back(form.cleaned_data["case"], act, **form.given())

    effect = _l("退回推荐单位，只开放所选的项目；须在补正期限前再次报送，逾期视为弃权。")
    return _page(request, cycle, ManyStep("return", Stage.RETURNED, effect, make, take, "review/cases/return_many.html"))


@require_http_methods(["GET", "HEAD", "POST"])
def screen_out_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: end the way of several nominees for the same reason."""
    demand_list_step(request.user, "screen_out")
    cycle = get_object_or_404(AwardCycle, pk=pk)

    def take(form: ScreenOutManyForm, act: Act) -> None:
        screen_out(form.cleaned_data["case"], act)

    effect = _l("评选到此结束，不再进入联合评审；有备选的，由备选递补。")
    step = ManyStep(
        "screen_out", Stage.SCREENED_OUT, effect, ScreenOutManyForm, take, "review/cases/many.html", danger=True
    )
    return _page(request, cycle, step)


def _page(request: HttpRequest, cycle: AwardCycle, step: ManyStep) -> HttpResponse:
    """GET ticks whom nothing hinders; POST takes the step, 422 and 409 keep what was typed and change nothing.

    Whoever is hindered by then is named, and no longer ticked.
    """
    keys = keys_in(request.POST.getlist(TICKED)) if request.method == "POST" else asked_for(request) or set()
    look = partial(affected_by, step.action, step.target, cycle, keys, request.user, timezone.now())
    affected = look()
    free = [one.case.pk for one in affected if not one.obstacles]
    form = step.make(posted(request), cases=[one.case for one in affected], initial={"case": free})
    status, refused = 200, []
    if request.method == "POST" and not form.is_valid():
        status = FAULTY
    elif request.method == "POST":
        try:
            step.take(form, act_of(request, form.cleaned_data["reason"]))
        except StepRefused as refusal:
            refused, status, affected = said(refusal.findings), CHANGED, look()
        else:
            words = _("已对 %(n)d 个推荐对象办理“%(step)s”。")
            messages.success(request, words % {"n": len(form.cleaned_data["case"]), "step": label_of(step.action)})
            return redirect(_desk(cycle))
    checked = {str(key) for key in form["case"].value() or ()}
    context = {
        "cycle": cycle,
        "step": step,
        "title": label_of(step.action),
        "form": form,
        "shown": [
            ShownCase(one, said(one.obstacles), not one.obstacles and str(one.case.pk) in checked) for one in affected
        ],
        "hindered": sum(bool(one.obstacles) for one in affected),
        "refused": refused,
        "back": _desk(cycle),
    }
    return render(request, step.template, context, status=status)


def _desk(cycle: AwardCycle) -> str:
    return f"{reverse('cases')}?cycle={cycle.pk}&stage={Stage.OFFICE_SCREENING}"
