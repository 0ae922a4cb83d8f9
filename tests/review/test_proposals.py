"""取消资格、撤销: proposed by the office, decided by the district, barring from the next cycle."""

from datetime import date, datetime

import pytest

from nominations.models import Bar
from nominations.selectors import barred_from
from review.models import Objection, Proposal
from review.services import lists, notices, proposals
from review.services.advance import Act
from review.stages import Stage
from review.workflow import REVOCABLE
from tests import walk
from tests.builders import CHONGQING, make_cycle
from tests.review.refusals import refused
from tests.review.test_notices import OBJECTOR

NOW = walk.at(2, 5)
GROUND = "申报材料弄虚作假"
Action = Proposal.Action


def by(user, reason=""):
    return Act(user, NOW, reason, walk.REVOKING)


def upheld(cast, case):
    one = notices.raise_objection(case, OBJECTOR, walk.at(2, 1))
    return notices.decide_objection(one, Objection.Outcome.UPHELD, "已查", "属实", by(cast.officer))


def revocation(cast, case, **given):
    return proposals.propose(case, Action.REVOKE, by(cast.officer, GROUND), **given)


def test_an_upheld_objection_ends_in_disqualification(cast):
    case = walk.published(cast)[0]
    upheld(cast, case)
    [decision] = proposals.confirm(Proposal.objects.get(), by(cast.director))
    assert (decision.action, decision.reason, decision.actor) == ("disqualify", "属实", cast.director)
    assert walk.fresh([case])[0].stage == Stage.DISQUALIFIED
    assert not Bar.objects.exists()
    proposal = Proposal.objects.get()
    assert (proposal.confirmed, proposal.decided_by) == (True, cast.director)


def test_the_district_may_give_its_own_reason(cast):
    case = walk.published(cast)[0]
    upheld(cast, case)
    [decision] = proposals.confirm(Proposal.objects.get(), by(cast.director, "会议研究决定"))
    assert decision.reason == "会议研究决定"


def test_without_an_upheld_objection_nobody_is_disqualified(cast):
    case = walk.published(cast)[0]
    with refused(("N1", "none_upheld")):
        proposals.propose(case, Action.DISQUALIFY, by(cast.officer, GROUND))
    assert not proposals.may_propose(case, Action.DISQUALIFY)


def test_before_the_notice_there_is_nothing_to_disqualify_from(cast):
    case = walk.approved(cast)[0]
    with refused(("W2", "too_late")):
        proposals.propose(case, Action.DISQUALIFY, by(cast.officer, GROUND))


def test_a_declined_disqualification_goes_back_to_the_office(cast):
    """The district holds that the nominee stays: the office inquires anew, and may then commend."""
    case = walk.published(cast)[0]
    one = upheld(cast, case)
    with refused(("W4", "text")):
        proposals.decline(Proposal.objects.get(), by(cast.director))
    proposals.decline(Proposal.objects.get(), by(cast.director, "情节轻微，已改正"))
    one.refresh_from_db()
    assert (one.outcome, one.decided_at, one.finding) == ("", None, "属实")
    assert Proposal.objects.get().decision_reason == "情节轻微，已改正"
    act = Act(cast.officer, walk.COMMENDED, data=walk.DECREE)
    with refused(("N1", "open_objections")):
        lists.commend(cast.cycle, [case], act)
    notices.decide_objection(one, Objection.Outcome.DISMISSED, "复核", "情节轻微", by(cast.officer))
    lists.commend(cast.cycle, [case], act)


@pytest.mark.parametrize("step", [walk.submitted, walk.shortlisted, walk.selected, walk.approved, walk.commended])
def test_a_revocation_is_possible_from_hand_in_to_the_end(cast, step):
    case = step(cast)[0]
    assert case.stage in REVOCABLE
    proposals.confirm(revocation(cast, case), by(cast.director))
    assert walk.fresh([case])[0].stage == Stage.REVOKED


def test_before_hand_in_there_is_nothing_to_revoke(cast):
    case = walk.drafted(cast)[0]
    with refused(("W2", "too_late")):
        revocation(cast, case)


def test_revoked_nominees_are_barred_from_the_next_cycle(cast):
    collective, individual = walk.submitted(cast)
    for case in (collective, individual):
        proposals.confirm(revocation(cast, case), by(cast.director))
    bars = {bar.name: (bar.id_number, bar.credit_code, bar.reason, bar.unit) for bar in Bar.objects.all()}
    firm, person = collective.nomination.detail, individual.nomination.detail
    assert bars == {
        firm.name: ("", firm.credit_code, GROUND, None),
        person.name: (person.id_number, "", GROUND, None),
    }
    following = make_cycle(issued_on=date(2024, 12, 1), opened_at=datetime(2024, 12, 2, tzinfo=CHONGQING))
    barred = barred_from(following)
    assert barred.know(firm)
    assert barred.know(person)
    assert not barred.units


def test_the_unit_is_barred_where_the_proposal_says_so(cast):
    case = walk.submitted(cast)[0]
    proposals.confirm(revocation(cast, case, bars_unit=True), by(cast.director))
    assert list(Bar.objects.exclude(unit=None).values_list("unit", flat=True)) == [cast.unit.pk]


def test_a_disqualification_bars_no_unit(cast):
    case = walk.published(cast)[0]
    upheld(cast, case)
    Proposal.objects.all().delete()
    proposal = proposals.propose(case, Action.DISQUALIFY, by(cast.officer, GROUND), bars_unit=True)
    assert not proposal.bars_unit


def test_a_declined_revocation_changes_nothing(cast):
    case = walk.submitted(cast)[0]
    proposals.decline(revocation(cast, case), by(cast.director, "证据不足"))
    assert walk.fresh([case])[0].stage == Stage.OFFICE_SCREENING
    assert not Bar.objects.exists()
    assert proposals.may_propose(case, Action.REVOKE)


def test_one_open_proposal_at_a_time(cast):
    case = walk.submitted(cast)[0]
    revocation(cast, case)
    assert not proposals.may_propose(case, Action.REVOKE)
    with refused(("W2", "proposed_already")):
        revocation(cast, case)


def test_a_proposal_is_decided_once(cast):
    case = walk.submitted(cast)[0]
    proposal = revocation(cast, case)
    proposals.confirm(proposal, by(cast.director))
    with refused(("W2", "decided")):
        proposals.confirm(proposal, by(cast.director))
    with refused(("W2", "decided")):
        proposals.decline(proposal, by(cast.director, "理由"))


def test_a_proposal_about_a_case_that_left_meanwhile_is_refused(cast):
    case = walk.submitted(cast)[0]
    proposal = revocation(cast, case)
    walk.publicity.withdraw([case], Act(cast.lead, NOW, "企业外迁"))
    with refused(("W1", "impossible")):
        proposals.confirm(proposal, by(cast.director))
    assert not Bar.objects.exists()
    proposals.decline(proposal, by(cast.director, "已撤回"))


def test_a_proposal_gives_its_ground(cast):
    case = walk.submitted(cast)[0]
    with refused(("W4", "text")):
        proposals.propose(case, Action.REVOKE, by(cast.officer, " "))


@pytest.mark.parametrize("part", ["lead", "chair", "director", "auditor", "admin"])
def test_only_the_office_proposes(cast, part):
    case = walk.submitted(cast)[0]
    with refused(("W0", "not_yours")):
        proposals.propose(case, Action.REVOKE, by(getattr(cast, part), GROUND))


@pytest.mark.parametrize("part", ["officer", "lead", "chair", "auditor", "admin"])
def test_only_the_district_decides(cast, part):
    proposal = revocation(cast, walk.submitted(cast)[0])
    with refused(("W0", "not_yours")):
        proposals.confirm(proposal, by(getattr(cast, part)))
    with refused(("W0", "not_yours")):
        proposals.decline(proposal, by(getattr(cast, part), "理由"))


def test_a_backup_takes_the_place_of_a_revoked_principal(cast):
    principal, backup = walk.drafted(cast, collectives=2, individuals=0)
    principal.nomination.detail.division_level = True
    principal.nomination.detail.save()
    backup.nomination.detail.backup_for = principal.nomination
    backup.nomination.detail.save()
    principal, backup = walk.approved(cast, [principal, backup])
    proposals.confirm(revocation(cast, principal), by(cast.director))
    backup = walk.fresh([backup])[0]
    assert (backup.stage, backup.nomination.backup_for_id) == (Stage.APPROVED, None)
    walk.published(cast, [backup])
