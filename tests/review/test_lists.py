"""The whole-list steps: ranks and ties over several rounds, what the rosters keep, and how many queries it takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.enums import Role
from nominations.models import RoleGrant, SoftReason
from review.models import Decision, Score
from review.selectors.history import history
from review.selectors.lists import in_list_order
from review.selectors.minutes import minutes_of
from review.selectors.preview import preview_list
from review.selectors.ranking import ranking
from review.services import lists, opinions
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_cycle, make_recommendation, make_unit, make_user, notice_source
from tests.cast import make_cast
from tests.review.refusals import refused
from tests.walk import fresh

PUBLIC = {"nature": "agency", "ownership": "", "credit_code": "", "registered_here": None, "operating_normally": None}


def chair(cast):
    return Act(cast.chair, walk.SELECTED)


def select(cast, cases, reasons=None):
    return lists.select(cast.cycle, fresh(cases), chair(cast), reasons)


def call_up(cast, cases, reasons=None):
    return lists.call_up(cast.cycle, fresh(cases), chair(cast), reasons)


def stages(cases):
    return [case.stage for case in fresh(cases)]


def ranks(cases):
    return [case.rank for case in fresh(cases)]


@pytest.fixture
def one_place(db):
    """A notice with one place for a collective."""
    cast = make_cast(make_cycle(source=notice_source().replace("places = 50 ", "places = 1 ")))
    assert cast.cycle.notice.collective.places == 1
    return cast


def drop(cast, case):
    police = case.opinions.get(authority="police")
    opinions.answer(police, "objection", Act(cast.departments["police"], walk.ANSWERED, "有行政处罚"))
    opinions.drop(police, Act(cast.officer, walk.ANSWERED, "属实"))


# -- ranks and ties ---------------------------------------------------------------------------------------


def test_a_later_round_is_ranked_among_the_earlier_one(cast):
    first = walk.scored(cast, walk.drafted(cast, 3, 0), marks=[90, 80, 70])
    select(cast, first[:1])
    late = walk.scored(cast, walk.drafted(cast, 2, 0), marks=[85, 75])
    assert [row.standing.rank for row in ranking(cast.cycle)] == [2, 4]
    select(cast, late[:1])
    assert stages([*first, *late]) == [
        "department_opinions",
        "not_selected",
        "not_selected",
        "department_opinions",
        "not_selected",
    ]
    assert ranks([*first, *late]) == [1, 3, 5, 2, 4]
    drop(cast, first[0])
    drop(cast, late[0])
    with refused(("S3", "skipped")):
        call_up(cast, first[2:])
    call_up(cast, [first[1], late[1]])


def test_a_better_one_of_a_later_list_moves_the_earlier_ones_down(cast):
    first = walk.scored(cast, walk.drafted(cast, 2, 0), marks=[90, 70])
    select(cast, first[:1])
    late = walk.scored(cast, walk.drafted(cast, 2, 0), marks=[95, 80])
    lists.select(cast.cycle, fresh(late[:1]), Act(cast.chair, walk.SELECTED + timedelta(hours=1)))
    assert ranks([*first, *late]) == [2, 4, 1, 3]
    walk.forward(cast, fresh([first[0], late[0]]))
    roster = lists.approve(cast.cycle, fresh([first[0], late[0]]), Act(cast.director, walk.APPROVED, data=walk.DECREE))
    lines = [(line.snapshot["rank"], line.snapshot["mean"]) for line in roster.entries.all()]
    assert lines == [(1, "95.0000"), (2, "90.0000")]
    early = cast.cycle.rosters.get(number=2)
    assert [(case.rank, case.mean) for case in minutes_of(early).ranked] == [(1, 90), (2, 70)]


def test_who_is_on_the_list_keeps_the_mean(cast):
    """回避 since: of 80 and twice 0 the means are 53⅓ and then 80; the list was made with the first."""
    (first,) = walk.scored(cast, walk.drafted(cast, 1, 0), marks=[80])
    given = Score.objects.filter(case=first, member__in=cast.panellists[:2])
    given.update(marks=walk.marks_for(cast.cycle, 0))
    select(cast, [first])
    for member in cast.panellists[:2]:
        RoleGrant.objects.create(user=member, role=Role.UNIT_CLERK, unit=cast.unit)
    late = walk.scored(cast, walk.drafted(cast, 1, 0, cast.other_recommendation), marks=[60])
    assert [row.standing.rank for row in ranking(cast.cycle)] == [1]
    select(cast, late)
    assert [(case.rank, str(case.mean)) for case in fresh([first, *late])] == [(2, "53.3333"), (1, "60.0000")]


def test_the_skipped_are_named_best_first(one_place):
    cast = one_place
    *reserves, chosen = walk.scored(cast, walk.drafted(cast, 4, 0), marks=[60, 70, 80, 90])
    select(cast, [chosen])
    drop(cast, chosen)
    with refused(("S3", "skipped")) as caught:
        call_up(cast, reserves[:1])
    assert caught.value.findings[0].params["names"] == (str(reserves[2]), str(reserves[1]))


def test_a_tie_among_reserves_is_broken_with_a_reason(one_place):
    cast = one_place
    chosen, *reserves = walk.scored(cast, walk.drafted(cast, 3, 0), marks=[90, 80, 80])
    select(cast, [chosen])
    drop(cast, chosen)
    with refused(("S2", "tie")):
        call_up(cast, reserves[:1])
    call_up(cast, reserves[:1], {"S2": " 规上企业优先 "})
    decision = Decision.objects.get(action="call_up")
    assert decision.data == {"reasons": {"S2": "规上企业优先"}}


def test_both_of_a_tie_need_no_reason(cast):
    one, another, *reserves = walk.scored(cast, walk.drafted(cast, 4, 0), marks=[95, 90, 80, 80])
    select(cast, [one, another])
    drop(cast, one)
    drop(cast, another)
    call_up(cast, reserves)
    assert stages(reserves) == [Stage.DEPARTMENT_OPINIONS] * 2


def test_a_share_over_its_cap_is_explained_at_call_up_too(cast):
    """R2: one of two is 50 %."""
    enterprises = walk.drafted(cast, 2, 0)
    agency = walk.drafted(cast, 1, 0, **PUBLIC)
    cases = walk.scored(cast, enterprises + agency, marks=[90, 85, 80])
    select(cast, cases[:2])
    drop(cast, cases[0])
    with refused(("R2", "over")):
        call_up(cast, cases[2:])
    call_up(cast, cases[2:], {"R2": "要素保障一线"})


def test_a_score_counts_no_more_once_the_member_belongs_to_the_unit(cast):
    """回避: four give 80, the chair gave 0 and joined the unit afterwards."""
    case = walk.scored(cast, walk.drafted(cast, 1, 0), marks=[80])[0]
    Score.objects.filter(case=case, member=cast.chair).update(marks=walk.marks_for(cast.cycle, 0))
    assert ranking(cast.cycle)[0].standing.mean == 80  # the lowest and the highest of five are left out
    Score.objects.filter(case=case, member=cast.panellists[1]).update(marks=walk.marks_for(cast.cycle, 40))
    assert ranking(cast.cycle)[0].standing.mean < 80
    for member in cast.panellists[:2]:
        RoleGrant.objects.create(user=member, role=Role.UNIT_CLERK, unit=cast.unit)
    assert ranking(cast.cycle)[0].standing.mean == 80


def test_who_has_no_rank_comes_last(cast):
    cases = walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    for case, rank in zip(cases, [2, None, 1], strict=True):
        case.rank = rank
    assert [case.rank for case in in_list_order(cases)] == [1, 2, None]


# -- part of a list ---------------------------------------------------------------------------------------


def test_a_part_is_approved_a_part_rejected_and_a_reserve_goes_the_same_way(one_place):
    cast = one_place
    first, second = walk.scored(cast, walk.drafted(cast, 2, 0), marks=[90, 80])
    select(cast, [first])
    walk.forward(cast, fresh([first]))
    with refused(("R1", "no_vacancy")):
        call_up(cast, [second])
    lists.reject(fresh([first]), Act(cast.director, walk.APPROVED, "不予表彰", walk.DECREE))
    call_up(cast, [second])
    assert fresh([second])[0].opinions.filter(verdict="").count() == 7
    commended = walk.commended(cast, fresh([second]))
    assert stages([first, *commended]) == [Stage.REJECTED, Stage.COMMENDED]
    assert [(r.number, r.action) for r in cast.cycle.rosters.order_by("number")] == [
        (1, "shortlist"), (2, "select"), (3, "approve"), (4, "commend"),
    ]  # fmt: skip


def test_two_commendations_leave_two_rosters(cast):
    cases = walk.published(cast, walk.drafted(cast, 2, 0))
    walk.commend(cast, cases[:1])
    walk.commend(cast, fresh(cases[1:]))
    rosters = cast.cycle.rosters.filter(action="commend")
    assert [[entry.order for entry in roster.entries.all()] for roster in rosters] == [[1], [1]]
    assert [roster.ratios["collective"]["count"] for roster in rosters] == [1, 2]


# -- what a roster keeps ----------------------------------------------------------------------------------


def test_every_later_roster_lists_the_reasons_of_the_proposed_list(cast):
    enterprises, agency = walk.drafted(cast, 2, 0), walk.drafted(cast, 1, 0, **PUBLIC)
    SoftReason.objects.create(
        recommendation=cast.recommendation, nomination=agency[0].nomination, rule="E7", text="业务骨干",
        written_by=cast.lead, written_at=walk.ANNOUNCED,
    )  # fmt: skip
    best, *cases = walk.scored(cast, enterprises + agency, marks=[90, 85, 80])
    select(cast, [best, cases[0]])
    drop(cast, best)
    call_up(cast, cases[1:], {"R2": "要素保障一线", "S2": "  "})
    walk.forward(cast, fresh(cases))
    shown = preview_list("approve", cast.cycle, cases, walk.APPROVED, cast.director)
    assert [(r["rule"], r["text"]) for r in shown.reasons] == [("E7", "业务骨干"), ("R2", "要素保障一线")]
    walk.commended(cast, cases)
    kept = {roster.action: roster.reasons for roster in cast.cycle.rosters.all()}
    assert kept["select"] == {"list": {}, "nominees": []}
    for action in ("approve", "commend"):
        assert kept[action]["list"] == {"R2": "要素保障一线"}
        assert [reason["text"] for reason in kept[action]["nominees"]] == ["业务骨干"]
    called = next(step for step in history(fresh(agency)[0]) if "递补" in step.title)
    assert "集体超过比例的理由：要素保障一线" in called.text


def test_a_refused_list_leaves_nothing(cast):
    cases = walk.shortlisted(cast, walk.drafted(cast, 2, 0))
    with refused(("S1", "missing")):
        select(cast, cases)
    assert ranks(cases) == [None, None]
    assert not cast.cycle.rosters.filter(action="select").exists()
    assert stages(cases) == [Stage.PANEL_REVIEW] * 2


def test_the_same_list_sent_twice_is_refused(cast):
    cases = walk.scored(cast, walk.drafted(cast, 2, 0))
    select(cast, cases)
    with refused(("W1", "impossible")):
        select(cast, cases)
    assert cast.cycle.rosters.filter(action="select").count() == 1


def test_a_list_is_of_one_cycle(cast):
    case = walk.submitted(cast, walk.drafted(cast, 1, 0))
    with pytest.raises(ValueError, match="cycle"):
        lists.shortlist(make_cycle(), case, Act(cast.officer, walk.SHORTLISTED))
    assert stages(case) == [Stage.OFFICE_SCREENING]


# -- how many queries -------------------------------------------------------------------------------------


def three_units(cast):
    """The cast in a cycle of its own, with one lead for three units' recommendations."""
    cycle = make_cycle()
    made = [make_recommendation(cycle=cycle, unit=make_unit(above_scale_enterprises=2000)) for _n in range(3)]
    lead = make_user()
    for recommendation in made:
        RoleGrant.objects.create(user=lead, role=Role.UNIT_LEAD, unit=recommendation.unit)
    return replace(cast, cycle=cycle, recommendation=made[0], lead=lead, other_lead=lead), made


def queries(cast, size):
    """Step → how many reads and writes it takes for `size` collectives of three units, walked to the commendation."""
    cast, recommendations = three_units(cast)
    cases, taken = [], {}
    for recommendation in recommendations:
        cases += walk.submitted(cast, walk.drafted(cast, size // 3, 0, recommendation=recommendation))

    def take(step, who=slice(None)):
        moved = fresh(cases)[who]
        with CaptureQueriesContext(connection) as captured:
            step(cast, moved)
        reads = sum(query["sql"].startswith("SELECT") for query in captured)
        taken[step.__name__] = reads, len(captured) - reads

    take(walk.shortlist)
    walk.judge(cast, fresh(cases))
    fallen, chosen = size // 3, size // 3 * 2
    take(select, slice(chosen))
    for case in fresh(cases[:fallen]):
        drop(cast, case)
    take(call_up, slice(chosen, None))
    cases = cases[fallen:]
    walk.clear(cast, cases)
    take(walk.forward)
    take(walk.approve)
    take(walk.publish)
    take(walk.commend)
    return taken


def test_a_list_of_thirty_takes_no_more_queries_than_one_of_three(cast):
    """Rows are written in bulk, of which SQLite takes 999 values at once."""
    few, many = queries(cast, 3), queries(cast, 30)
    assert len(few) == 7
    assert {step: reads for step, (reads, _writes) in many.items() if reads > few[step][0]} == {}
    assert {step: writes for step, (_reads, writes) in many.items() if writes > few[step][1] + 3} == {}
