"""取消资格、撤销: the office proposes, the district decides."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, Bar, User
from nominations.permissions import READERS

from ..forms.proposals import CONFIRM, ProposalDecisionForm, ProposalForm, RevocationDecisionForm, RevocationForm
from ..messages import words
from ..models import Case, Proposal
from ..selectors.facts import day_in
from ..selectors.revocations import revocations
from ..services.proposals import confirm, decline, obstacles, propose
from .common import CHANGED, Said, act_of, case_seen_by, demand_role, posted, said, take_step

Action = Proposal.Action
FORMS = {Action.DISQUALIFY: ProposalForm, Action.REVOKE: RevocationForm}
TITLES = {Action.DISQUALIFY: _("提请取消表彰资格"), Action.REVOKE: _("提请撤销")}


@require_safe
def proposal_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What was proposed in a cycle, undecided first, and who is barred from the next."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    rows = Proposal.objects.filter(case__cycle=cycle).select_related(
        "case__nomination__recommendation__unit", "proposed_by", "decided_by"
    )
    context = {
        "cycle": cycle,
        "open": rows.filter(decided_at=None),
        "decided": rows.exclude(decided_at=None).order_by("-decided_at"),
        "bars": Bar.objects.filter(cycle=cycle).select_related("unit"),
        "is_district": request.user.holds(Role.DISTRICT),
    }
    return render(request, "review/proposals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_page(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Office: put a disqualification or a revocation to the district."""
    demand_role(request.user, Role.OFFICE)
    if action not in Action.values:
        raise Http404
    case, back = case_seen_by(request.user, pk), reverse("case", args=[pk])
    in_the_way = obstacles(case, action)
    if in_the_way and request.method != "POST":
        reason = " ".join(map(words, in_the_way))
        return render(request, "409.html", {"reason": reason, "back_url": back}, status=CHANGED)

    def take(given: dict[str, Any]) -> None:
        propose(case, action, act_of(request, given["reason"]), bars_unit=given.get("bars_unit", False))

    return take_step(
        request,
        form=FORMS[Action(action)](posted(request)),
        take=take,
        template="review/cases/step.html",
        context={"case": case, "title": TITLES[Action(action)], "danger": True},
        back=back,
        done=_("已提请区委、区政府审定。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal; the district decides here."""
    demand_role(request.user, *READERS)
    if request.method == "POST":
        demand_role(request.user, Role.DISTRICT)
    proposal = fetch(pk)

    form = decision_form(request, proposal)

    def take(given: dict[str, Any]) -> None:
        decide = confirm if given["decision"] == CONFIRM else decline
        decide(proposal, replace(act_of(request, given["reason"]), data=form.given()))

    return take_step(
        request,
        form=form,
        take=take,
        template="review/proposals/proposal.html",
        context={
            "proposal": proposal,
            "case": proposal.case,
            "revocation": revocations([proposal.case_id]).get(proposal.case_id) if proposal.confirmed else None,
            "may_decide": request.user.holds(Role.DISTRICT) and proposal.decided_at is None,
        },
        back=reverse("proposals", args=[proposal.case.cycle_id]),
        done=_("已审定。"),
    )


def decision_form(request: HttpRequest, proposal: Proposal) -> ProposalDecisionForm:
    if proposal.action == Action.DISQUALIFY:
        return ProposalDecisionForm(posted(request))
    cycle = proposal.case.cycle
    days = {"earliest": cycle.issued_on, "today": day_in(cycle, timezone.now())}
    return RevocationDecisionForm(posted(request), **days, bodies=cycle.notice.commending_bodies)


def to_propose(user: User, case: Case) -> list[tuple[str, str, list[Said]]]:
    """What the office may put to the district about a case now: words and address of each, and that it is there already."""
    if not user.holds(Role.OFFICE):
        return []
    found = {action: obstacles(case, action) for action in Action.values}
    return [
        (str(TITLES[Action(action)]), reverse("propose", args=[case.pk, action]), said(in_the_way))
        for action, in_the_way in found.items()
        if all(one.code == "proposed_already" for one in in_the_way)
    ]


def fetch(pk: int) -> Proposal:
    """Raises Http404."""
    rows = Proposal.objects.select_related(
        "case__cycle", "case__nomination__recommendation__unit", "proposed_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)
