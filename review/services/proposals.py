"""取消资格、撤销: the office proposes, the district confirms or declines (四（四）, 五（三）)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nominations.enums import Kind, Role
from nominations.models import Bar, User, record
from nominations.policy.findings import Finding

from ..models import Case, Decision, Objection, Proposal
from ..selectors.recipients import holders
from ..workflow import steps_named
from .advance import Act, StepRefused, advance, lock_cycle
from .refusing import demand_apart, demand_role, demand_text, finding, refuse
from .telling import Occasion, Telling, tell

Action = Proposal.Action
CLAUSES = {Action.DISQUALIFY: "四（四）", Action.REVOKE: "五（三）"}


@transaction.atomic
def propose(case: Case, action: str, act: Act, *, bars_unit: bool = False) -> Proposal:
    """Office: ask the district to disqualify or revoke a case; the ground is `act.reason`.

    `bars_unit`: with a revocation, the recommending unit shall be barred from the next cycle too (E8).
    Raises StepRefused where the case's stage does not allow it or the same is proposed already.
    """
    officer = demand_role(act.actor, Role.OFFICE)
    lock_cycle(case.cycle, action)
    case.refresh_from_db(fields=["stage"])
    demand_apart(officer, Role.OFFICE, case)
    found = obstacles(case, action)
    if found:
        raise StepRefused(found)
    proposal = Proposal.objects.create(
        case=case, action=action, ground=demand_text(act.reason, "ground"), proposed_by=officer,
        proposed_at=act.now, bars_unit=bars_unit and action == Action.REVOKE,
    )
    record(officer, f"proposed_{action}", case, role=Role.OFFICE)
    _tell(proposal, "to_decide", Role.DISTRICT, act)
    return proposal


def propose_disqualification(objection: Objection, act: Act) -> None:
    """An upheld objection goes to the district, unless its case is there already or fell out meanwhile. 四（四）"""
    case = objection.case
    if steps_named(Action.DISQUALIFY, case.stage) and not case.proposals.filter(action=Action.DISQUALIFY, decided_at=None).exists():
        propose(case, Action.DISQUALIFY, Act(act.actor, act.now, objection.finding))


def may_propose(case: Case, action: str) -> bool:
    """Whether the office could put this to the district as the case stands."""
    return not obstacles(case, action)


def obstacles(case: Case, action: str) -> list[Finding]:
    """What stands in the way of putting this to the district as the case stands."""
    clause, name = CLAUSES[Action(action)], str(case)
    if not steps_named(action, case.stage):
        stage = case.get_stage_display()
        return [finding("W2", "too_late", clause, name=name, stage=stage, action=action)]
    if case.proposals.filter(action=action, decided_at=None).exists():
        return [finding("W2", "proposed_already", clause, name=name)]
    upheld = case.objections.filter(outcome=Objection.Outcome.UPHELD)
    if action == Action.DISQUALIFY and not upheld.exists():
        return [finding("N1", "none_upheld", clause)]
    return []


@transaction.atomic
def confirm(proposal: Proposal, act: Act) -> list[Decision]:
    """District: the case falls out; a revocation bars from the next cycle (E8). Raises StepRefused.

    The decision's reason is `act.reason`, or else the office's ground; for a revocation `act.data` names the body
    that revokes, its document and the date (workflow.REVOKING).
    """
    proposal, director = _open(proposal, act)
    reason = act.reason.strip() or proposal.ground
    decisions = advance(proposal.action, [proposal.case], Act(director, act.now, reason, act.data))
    if proposal.action == Action.REVOKE:
        _bar(proposal, reason, act)
    _decide(proposal, director, act, confirmed=True)
    return decisions


@transaction.atomic
def decline(proposal: Proposal, act: Act) -> Proposal:
    """District: the case stays, with the reason why. Raises StepRefused.

    Upheld objections behind a declined disqualification go back to the office, to be inquired into anew:
    as they stand the case could neither be commended nor fall out.
    """
    proposal, director = _open(proposal, act)
    proposal.decision_reason = demand_text(act.reason, "decline")
    _decide(proposal, director, act, confirmed=False)
    if proposal.action == Action.DISQUALIFY:
        proposal.case.objections.filter(outcome=Objection.Outcome.UPHELD).update(
            outcome="", decided_at=None, decided_by=None
        )
    return proposal


def _open(proposal: Proposal, act: Act) -> tuple[Proposal, User]:
    """The proposal as it stands now, with its case held. Raises StepRefused when it is decided."""
    director = demand_role(act.actor, Role.DISTRICT)
    lock_cycle(proposal.case.cycle, proposal.action)
    proposal = Proposal.objects.select_related(
        "case__cycle", "case__nomination__recommendation__unit",
        "case__nomination__collectivenomination", "case__nomination__individualnomination",
    ).get(pk=proposal.pk)
    if proposal.decided_at is not None:
        refuse("W2", "decided", CLAUSES[Action(proposal.action)], name=str(proposal.case))
    demand_apart(director, Role.DISTRICT, proposal.case)
    return proposal, director


def _decide(proposal: Proposal, director: User, act: Act, *, confirmed: bool) -> None:
    proposal.decided_by, proposal.decided_at, proposal.confirmed = director, act.now, confirmed
    proposal.save()
    record(director, "proposal_decided", proposal, role=Role.DISTRICT, confirmed=confirmed)
    _tell(proposal, "proposal_decided", Role.OFFICE, act, outcome=_("同意") if confirmed else _("不同意"))


def _tell(proposal: Proposal, kind: str, role: str, act: Act, **words: str) -> None:
    words |= {"action": proposal.get_action_display(), "names": str(proposal.case)}
    occasion = Occasion(proposal.case.cycle, act.now, act.actor)
    tell(occasion, [Telling(kind, holders(role), proposal.pk, words)])


def _bar(proposal: Proposal, reason: str, act: Act) -> None:
    """E8 五（三）: the nominee, by what identifies it, and the unit where the proposal says so."""
    case = proposal.case
    row = case.nomination.detail
    marks = {"name": row.name}
    if case.nomination.kind == Kind.INDIVIDUAL:
        marks["id_number"] = row.id_number
    else:
        marks["credit_code"] = row.credit_code
    Bar.objects.create(cycle=case.cycle, reason=reason, made_at=act.now, **marks)
    if proposal.bars_unit:
        unit = case.nomination.recommendation.unit
        Bar.objects.create(cycle=case.cycle, unit=unit, reason=reason, made_at=act.now)
