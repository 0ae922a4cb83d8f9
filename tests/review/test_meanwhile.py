"""What changed between the page and the click: services look again, under the lock."""

from review.models import Case, Objection, Opinion
from review.services import notices, opinions, proposals, publicity
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.review.refusals import refused
from tests.walk import at, fresh

OBJECTOR = notices.Objector("周示例", "13900000000", "所报荣誉不实")
INQUIRED = at(2, 1)


def answer(cast, case, authority, verdict):
    opinion = case.opinions.get(authority=authority)
    return opinions.answer(opinion, verdict, Act(cast.departments[authority], walk.ANSWERED, "有行政处罚"))


def test_an_objection_corrected_meanwhile_drops_nobody(cast):
    """Another department still objects: the case may be dropped, but not in the first one's name."""
    case = walk.selected(cast, walk.drafted(cast, 1, 0))[0]
    stale = answer(cast, case, "police", "objection")
    answer(cast, case, "tax", "objection")
    answer(cast, case, "police", "clear")
    with refused(("O1", "no_objection")):
        opinions.drop(stale, Act(cast.officer, walk.ANSWERED, "属实"))
    opinions.drop(Opinion.objects.get(case=case, authority="tax"), Act(cast.officer, walk.ANSWERED, "属实"))
    assert case.decisions.get(action="drop").data == {"authority": "tax"}


def test_an_objection_is_answered_also_when_its_case_fell_out_meanwhile(cast):
    case = walk.published(cast, walk.drafted(cast, 1, 0))[0]
    first, second = (notices.raise_objection(case, OBJECTOR, at(1, 31)) for _n in range(2))
    notices.decide_objection(first, Objection.Outcome.UPHELD, "已核实", "成立", Act(cast.officer, INQUIRED))
    proposals.confirm(case.proposals.get(), Act(cast.director, INQUIRED))
    second = notices.decide_objection(second, Objection.Outcome.UPHELD, "同上", "成立", Act(cast.officer, INQUIRED))
    assert (second.outcome, case.proposals.count()) == (Objection.Outcome.UPHELD, 1)
    assert fresh([case])[0].stage == Stage.DISQUALIFIED


def test_a_page_left_open_takes_no_objection(cast):
    case = walk.published(cast, walk.drafted(cast, 1, 0))[0]
    shown = Case.objects.get(pk=case.pk)
    proposal = proposals.propose(case, "revoke", Act(cast.officer, INQUIRED, "弄虚作假"))
    proposals.confirm(proposal, Act(cast.director, INQUIRED, data=walk.REVOKING))
    with refused(("N1", "not_open")):
        notices.raise_objection(shown, OBJECTOR, INQUIRED)


def test_a_finding_of_a_guard_names_its_case(cast):
    cases = walk.selected(cast, walk.drafted(cast, 2, 0))
    walk.clear(cast, cases[:1])
    with refused(("O1", "missing")) as said:
        opinions.forward(cases, Act(cast.officer, walk.FORWARDED))
    assert [finding.subject for finding in said.value.findings] == [cases[1].nomination_id]


def test_the_same_announcement_sent_twice(cast):
    cases = walk.drafted(cast, 1, 0)
    walk.announce(cast, cases)
    with refused(("W1", "impossible")):
        walk.announce(cast, cases)
    assert cast.recommendation.publicities.count() == 1


def test_the_same_withdrawal_sent_twice(cast):
    cases = walk.submitted(cast, walk.drafted(cast, 1, 0))
    publicity.withdraw(cases, Act(cast.lead, walk.RETURNED, "不再推荐"))
    with refused(("W1", "impossible")):
        publicity.withdraw(cases, Act(cast.lead, walk.RETURNED, "不再推荐"))
    assert cases[0].decisions.filter(action="withdraw").count() == 1
