"""What follows from a fall: a reserve takes the place after an upheld objection, a revocation bars from the next cycle."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from nominations.administration.cycles import close_cycle, copy_cycle, open_cycle
from nominations.models import Bar
from review.documents.rosters import roster_sheet
from review.models import Objection, Proposal
from review.selectors.notices import commended, notices_begun
from review.selectors.revocations import revocations
from review.services import lists, notices, proposals, publicity
from review.services.advance import Act
from review.services.notices import Arrival, Objector
from review.stages import Stage
from tests import walk
from tests.builders import CHONGQING, make_cycle, make_recommendation, notice_source
from tests.cast import client_of, make_cast
from tests.review.refusals import refused
from tests.walk import at, fresh

OBJECTOR = Objector("周示例", "13900000000", "所报荣誉不实。")

# -- 公示异议 → 取消 → 递补 → 补充公示


@pytest.fixture
def pair(db):
    """One place for a collective: who stands under notice for it, and the reserve."""
    cast = make_cast(make_cycle(source=notice_source().replace("places = 50 ", "places = 1 ")))
    first, reserve = walk.scored(cast, walk.drafted(cast, 2, 0), marks=[90, 80])
    lists.select(cast.cycle, [first], Act(cast.chair, walk.SELECTED))
    walk.published(cast, [first])
    return cast, first, reserve


def stages(*cases):
    return [case.stage for case in fresh(cases)]


def disqualify(cast, case, letter):
    raised = notices.raise_objection(fresh([case])[0], OBJECTOR, at(2, 5), letter)
    notices.decide_objection(raised, Objection.Outcome.UPHELD, "已核实", "属实", Act(cast.officer, at(2, 5)))
    proposals.confirm(Proposal.objects.get(), Act(cast.director, at(2, 6)))


def call_up(cast, case, now):
    lists.call_up(cast.cycle, fresh([case]), Act(cast.chair, now))


def test_a_reserve_goes_the_whole_way_with_a_notice_of_its_own_days(pair):
    cast, first, reserve = pair
    with refused(("R1", "no_vacancy")):
        call_up(cast, reserve, at(2, 5))
    disqualify(cast, first, Arrival("letter", date(2024, 2, 5), date(2024, 2, 4), cast.officer))
    assert stages(first, reserve) == [Stage.DISQUALIFIED, Stage.NOT_SELECTED]
    call_up(cast, reserve, at(2, 6))
    with refused(("O1", "missing")):
        walk.opinions.forward(fresh([reserve]), Act(cast.officer, at(2, 6)))
    walk.forward(cast, fresh([reserve]), at(2, 6))
    walk.approve(cast, fresh([reserve]), at(2, 6))
    act = Act(cast.officer, at(2, 7), data=walk.PUBLISHING | {"first_day": date(2024, 2, 7)})
    supplement = notices.publish(cast.cycle, fresh([reserve]), act)
    assert (supplement.number, supplement.first_day, supplement.last_day) == (2, date(2024, 2, 7), date(2024, 2, 19))
    assert [one.shown for one in notices_begun(cast.cycle, date(2024, 2, 7))] == [[reserve], []]
    with refused(("N1", "not_over")):
        walk.commend(cast, fresh([reserve]), at(2, 19))
    walk.commend(cast, fresh([reserve]), at(2, 20))
    assert stages(first, reserve) == [Stage.DISQUALIFIED, Stage.COMMENDED]
    taken = [decision.action for decision in reserve.decisions.order_by("pk")]
    assert taken[-6:] == ["not_select", "call_up", "forward", "approve", "publish", "commend"]


def test_the_days_of_the_first_notice_are_none_of_the_supplementary_ones(pair):
    """A letter posted under the first notice is out of time for whoever was called up since."""
    cast, first, reserve = pair
    disqualify(cast, first, Arrival("phone", date(2024, 2, 2), None, cast.officer))
    call_up(cast, reserve, at(2, 6))
    walk.forward(cast, fresh([reserve]), at(2, 6))
    walk.approve(cast, fresh([reserve]), at(2, 6))
    act = Act(cast.officer, at(2, 7), data=walk.PUBLISHING | {"first_day": date(2024, 2, 7)})
    notices.publish(cast.cycle, fresh([reserve]), act)
    early = Arrival("letter", date(2024, 2, 6), date(2024, 2, 4), cast.officer)
    with refused(("N1", "posted_out_of_time")):
        notices.raise_objection(fresh([reserve])[0], OBJECTOR, at(2, 7), early)


# -- E8: 撤销 → the next cycle


def revoked(cast, cases, *, bars_unit):
    for case in cases:
        act = Act(cast.officer, at(2, 5), "申报材料弄虚作假")
        proposal = proposals.propose(case, Proposal.Action.REVOKE, act, bars_unit=bars_unit)
        proposals.confirm(proposal, Act(cast.director, at(2, 6), data=walk.REVOKING))


def following(cycle, admin, year):
    """The cycle after that one, copied from it and opened as the administrator does."""
    now = datetime(year, 12, 2, 9, tzinfo=CHONGQING)
    if cycle.is_open:
        close_cycle(cycle, admin, now)
    deadline = datetime(year + 1, 1, 20, 23, 59, 59, tzinfo=CHONGQING)
    after = copy_cycle(
        cycle, admin, slug=f"after-{year}", title=cycle.title, issued_on=date(year, 12, 1), deadline=deadline
    )
    return open_cycle(after, admin, now)


def announce(cycle, unit, lead, year, **nominee):
    """A collective of that unit, put forward and announced in that cycle; gives it back as it stands then."""
    recommendation = make_recommendation(cycle=cycle, unit=unit, decision_on=date(year, 12, 5))
    [case] = walk.drafted(None, 1, 0, recommendation, **nominee)
    act = Act(lead, datetime(year, 12, 16, 9, tzinfo=CHONGQING))
    publicity.announce(recommendation, [case], act, first_day=date(year, 12, 16), place="公示栏", evidence=None)
    return fresh([case])[0]


def test_who_was_revoked_is_barred_in_the_next_cycle_and_not_after(cast):
    [case] = walk.commended(cast, walk.drafted(cast, 1, 0))
    revoked(cast, [case], bars_unit=False)
    decision = "已于 2024-01-28 由中共重庆市巴南区委撤销（巴南委〔2024〕8号）"
    [public] = commended(cast.cycle)
    assert (public.lists, public.revoked) == ([], [(1, decision)])  # neither who nor why
    sheet = roster_sheet(public.roster, public.roster.entries.all(), revocations([case.pk]))
    assert f"{case}：{decision}，事由：申报材料弄虚作假" in sheet.notes
    assert sheet.rows(sheet.groups[0])[0][1] == f"{case}（已撤销）"
    firm = case.nomination.detail
    known = {"name": firm.name, "credit_code": firm.credit_code}
    after = following(cast.cycle, cast.admin, 2024)
    with refused(("E8", "nominee")):
        announce(after, cast.other_unit, cast.other_lead, 2024, **known)
    assert announce(after, cast.unit, cast.lead, 2024).stage == Stage.UNIT_PUBLICITY  # the unit itself is not barred
    later = following(after, cast.admin, 2025)
    anew = announce(later, cast.other_unit, cast.other_lead, 2025, **known)
    assert anew.stage == Stage.UNIT_PUBLICITY
    told = client_of(cast.officer).get(reverse("case", args=[anew.pk])).context
    assert [(one.case, one.step) for one in told["elsewhere"]][-1] == (case, "撤销评选资格")
    assert {"申报材料弄虚作假", "文号：巴南委〔2024〕8号"} <= set(told["elsewhere"][-1].lines)
    assert [bar.cycle for bar in told["bars"]] == [cast.cycle]


def test_the_unit_is_barred_where_so_decided_and_no_other(cast):
    [case] = walk.submitted(cast, walk.drafted(cast, 1, 0))
    revoked(cast, [case], bars_unit=True)
    assert Bar.objects.filter(unit=cast.unit).exists()
    after = following(cast.cycle, cast.admin, 2024)
    with refused(("E8", "unit")):
        announce(after, cast.unit, cast.lead, 2024)
    assert announce(after, cast.other_unit, cast.other_lead, 2024).stage == Stage.UNIT_PUBLICITY
