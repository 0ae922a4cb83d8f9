"""撤销: the one who took a step takes it back, with a reason; a whole list as a whole."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nominations.models import User

from ..forms.fields import ReasonForm
from ..models import Case, Decision, Roster
from ..selectors.cases import cases_visible_to
from ..selectors.undoing import Taken, latest_step, taken_with, what_rests_on
from ..services.undoing import undo
from ..stages import Stage
from ..workflow import STEP_IN
from .common import CHANGED, Said, act_of, case_seen_by, posted, said, take_step

# What goes back besides the stages, by step.
BESIDES: dict[str, Promise] = {
    "announce": gettext_lazy("这次单位公示一并取消。"),
    "resubmit": gettext_lazy("恢复为退回补正，补正期限不变；重新开始的公示一并取消。"),
    "cancel_publicity": gettext_lazy("原来的公示继续，日期不变。"),
    "select": gettext_lazy("发给各部门的征求意见一并收回，未入选的恢复到联合评审，评审结果和名次恢复原状。"),
    "call_up": gettext_lazy("发给各部门的征求意见一并收回。"),
    "publish": gettext_lazy("这期公示尚未开始，一并收回。"),
    "disqualify": gettext_lazy("办公室的提请恢复为待审定。"),
    "revoke": gettext_lazy("办公室的提请恢复为待审定，因此产生的下一次参评限制一并取消。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def undo_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who and what goes back to where it stood; 409 with what rests on the step where it cannot be undone."""
    decision = get_object_or_404(Decision.objects.select_related("case__cycle"), pk=pk)
    taken = taken_with(decision)
    _demand_taker(request.user, decision, taken)
    context = {"decision": decision, "taken": taken, "title": _("撤销这一步")}
    back = _back(request.user, decision, taken)
    findings = what_rests_on(taken, timezone.now()) if taken else ()
    if request.method != "POST" and (findings or not taken):
        refused = said(findings) or [_gone(decision)]
        return render(request, "review/undoing/undo.html", {**context, "refused": refused, "back": back}, status=CHANGED)
    if taken:
        context |= {"besides": BESIDES.get(taken.main.action, ""), "lines": _lines(taken)}

    def take(given: dict[str, Any]) -> None:
        undo(decision, act_of(request, given["reason"]))

    return take_step(
        request, form=ReasonForm(posted(request)), take=take, template="review/undoing/undo.html", context=context,
        back=back, done=_("已撤销，恢复到办理之前的状态，并记入办理记录。"),
    )  # fmt: skip


def _demand_taker(user: User, decision: Decision, taken: Taken | None) -> None:
    """404 for those who may not see the case, 403 for those who see it and did not take the step (or no longer may)."""
    took = taken.taken_by(user) if taken else decision.actor_id == user.pk
    if not took:
        case_seen_by(user, decision.case_id)
        raise PermissionDenied(_("只有当时办理这一步、现仍担任该角色的人可以撤销。"))


def _gone(decision: Decision) -> Said:
    name = str(decision.case)
    return Said("hard", _("“%(name)s”的这一步已经撤销，或者没有留下撤销所需的记录。请查看办理记录。") % {"name": name})


def _back(user: User, decision: Decision, taken: Taken | None) -> str:
    if taken and taken.roster:
        return reverse("roster", args=[taken.roster.pk])
    if cases_visible_to(user).filter(pk=decision.case_id).exists():
        return reverse("case", args=[decision.case_id])
    return reverse("home")


def _lines(taken: Taken) -> list[dict[str, Any]]:
    """One a nominee, in the order in which it was taken: where it stands, where it goes back to."""
    return [
        {
            "case": one.case,
            "unit": one.case.nomination.recommendation.unit,
            "now": (one.to_stage, Stage(one.to_stage).label),
            "then": (one.from_stage, Stage(one.from_stage).label),
            "stands_back": one.action == STEP_IN,
        }
        for one in reversed(taken.decisions)
    ]


def undo_of_case(user: User, case: Case) -> tuple[str, str, list[Said]] | None:
    """Label, address, and what stands in the way, of undoing the case's latest step; None where it is not this person's."""
    latest = latest_step(case)
    # Who stepped in did so with a step of somebody's; anybody else's own step is not this person's to undo.
    taken = taken_with(latest) if latest and (latest.action == STEP_IN or latest.actor_id == user.pk) else None
    if latest is None or taken is None or taken.final or not taken.taken_by(user):
        return None
    label = _("撤销“%(step)s”") % {"step": taken.label}
    return label, reverse("undo", args=[latest.pk]), said(what_rests_on(taken, timezone.now()))


def undo_of_roster(user: User, roster: Roster) -> tuple[str, list[Said]] | None:
    """The same of a list: address, and what stands in the way."""
    first = roster.decisions.order_by("pk").first()
    taken = taken_with(first) if first and first.actor_id == user.pk else None
    if first is None or taken is None or taken.final or not taken.taken_by(user):
        return None
    return reverse("undo", args=[first.pk]), said(what_rests_on(taken, timezone.now()))
