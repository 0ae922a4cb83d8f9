"""A step is undone by the one who took it while nothing rests on it, and what stood before stands again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.models import AuditEntry, Bar, Nomination, UnitPublicity
from nominations.services import save_draft
from review.models import Case, Decision, Objection, Opinion, Proposal, PublicNotice, Score
from review.selectors.cockpit import cockpit
from review.selectors.lists import list_reasons
from review.services import clock, lists, notices, opinions, panel, proposals, publicity, screening
from review.services.advance import Act, StepRefused
from review.services.notices import Objector
from review.services.undoing import undo
from review.stages import Stage
from tests import walk
from tests.builders import make_collective, make_cycle, notice_source
from tests.cast import make_cast, person
from tests.review.refusals import refused
from tests.rivals import together
from tests.walk import at, case_of, fresh

RISES = {"version", "updated_at"}


def rows():
    """All that any step writes: every column of the cases and nominations, and how many of what hangs on them."""
    nominations = Nomination.objects.order_by("pk").values()
    return (
        list(Case.objects.order_by("pk").values()),
        [{key: value for key, value in row.items() if key not in RISES} for row in nominations],
        list(Opinion.objects.order_by("pk").values("case", "authority", "verdict")),
        list(Proposal.objects.order_by("pk").values("case", "decided_at", "confirmed")),
        PublicNotice.objects.count(),
        Bar.objects.count(),
    )


def last_of(case):
    return case.decisions.filter(undoes=None, undone_by=None).order_by("pk").last()


def take_back(case, by, now, reason="点错了"):
    return undo(last_of(case), Act(by, now, reason))


def pair(cast):
    principal = make_collective(recommendation=cast.recommendation, division_level=True)
    return [case_of(principal), case_of(make_collective(recommendation=cast.recommendation, backup_for=principal))]


def object_to(cast, case):
    police = case.opinions.get(authority="police")
    opinions.answer(police, "objection", Act(cast.departments["police"], walk.ANSWERED, "有行政处罚"))
    return case.opinions.get(authority="police")


# -- each step ------------------------------------------------------------------------------------------------


def withdraw(cast, cases):
    publicity.withdraw(fresh(cases), Act(cast.lead, walk.SELECTED, "不再推荐"))


def screen_out(cast, cases):
    screening.screen_out(fresh(cases), Act(cast.officer, walk.RETURNED, "不符合条件"))


def reject(cast, cases):
    lists.reject(fresh(cases), Act(cast.director, walk.APPROVED, "事迹不突出", dict(walk.DECREE)))


def drop(cast, cases):
    opinions.drop(object_to(cast, cases[0]), Act(cast.officer, walk.ANSWERED, "属实"))


def publish_later(cast, cases):
    data = walk.PUBLISHING | {"first_day": date(2024, 2, 19)}
    notices.publish(cast.cycle, cases, Act(cast.officer, walk.PUBLISHED, data=data))


def revoke(cast, cases):
    act = Act(cast.officer, walk.APPROVED, "弄虚作假")
    proposals.propose(fresh(cases)[0], "revoke", act, bars_unit=True)
    walk.confirm_proposal(cast)


def disqualify(cast, cases):
    objector = Objector("钱示例", "023-60000003", "事迹有出入")
    raised = notices.raise_objection(fresh(cases)[0], objector, walk.PUBLISHED)
    act = Act(cast.officer, walk.PUBLISHED)
    notices.decide_objection(raised, Objection.Outcome.UPHELD, "已核实", "异议成立", act)
    walk.confirm_proposal(cast)


def send_back(cast, cases):
    walk.returned(cast, cases, needs_publicity=True)


# Where they stand, the step, by whom, when it is undone.
WAYS = {
    "announce": ("draft", walk.announce, "lead", walk.ANNOUNCED),
    "submit": ("unit_publicity", walk.submit, "lead", walk.SUBMITTED),
    "return": ("office_screening", send_back, "officer", walk.RETURNED),
    "screen_out": ("office_screening", screen_out, "officer", walk.RETURNED),
    "shortlist": ("office_screening", walk.shortlist, "officer", walk.SHORTLISTED),
    "select": ("panel_review", walk.select, "chair", walk.SELECTED),
    "forward": ("department_opinions", walk.forward, "officer", walk.FORWARDED),
    "drop": ("department_opinions", drop, "officer", walk.ANSWERED),
    "approve": ("district_approval", walk.approve, "director", walk.APPROVED),
    "reject": ("district_approval", reject, "director", walk.APPROVED),
    "publish": ("approved", publish_later, "officer", walk.PUBLISHED),
    "commend": ("public_notice", walk.commend, "officer", walk.COMMENDED),
    "withdraw": ("panel_review", withdraw, "lead", walk.SELECTED),
    "disqualify": ("public_notice", disqualify, "director", walk.PUBLISHED),
    "revoke": ("approved", revoke, "director", walk.PUBLISHED),
}
BEFORE = {"select": walk.judge, "forward": walk.clear, "drop": lambda cast, cases: object_to(cast, cases[0])}
PROPOSED = {"disqualify", "revoke"}  # the proposal stands open again


@pytest.mark.parametrize("action", WAYS)
def test_what_stood_before_stands_again(cast, action):
    stage, step, who, now = WAYS[action]
    cases = walk.walk(cast, walk.drafted(cast, 1, 1), Stage(stage)) if stage != "draft" else walk.drafted(cast, 1, 1)
    cases = cases[:1] if action in {"drop", *PROPOSED} else cases
    BEFORE.get(action, lambda *_: None)(cast, cases)
    before = rows()
    step(cast, cases)
    assert rows() != before
    taken = last_of(cases[0])
    undone = undo(taken, Act(getattr(cast, who), now + timedelta(minutes=5), " 点错了 "))
    after = rows()
    assert after[:3] == before[:3]
    assert after[4:] == before[4:]
    assert len(after[3]) == (action in PROPOSED)
    assert all(row["decided_at"] is None for row in after[3])
    assert {(one.action, one.from_stage, one.to_stage, one.reason, one.undoes.action) for one in undone} == {
        ("undo", taken.to_stage, taken.from_stage, "点错了", action)
    }
    assert {one.role for one in undone} == {taken.role}
    assert AuditEntry.objects.filter(action="step_undone").count() == len(undone) == len(cases)


@pytest.mark.parametrize("action", ["screen_out", "withdraw"])
def test_a_backup_that_stepped_in_stands_by_again(cast, action):
    stage, step, who, now = WAYS[action]
    cases = walk.walk(cast, pair(cast), Stage(stage))
    before = rows()
    step(cast, cases[:1])
    assert fresh(cases)[1].nomination.backup_for_id is None
    assert len(take_back(cases[0], getattr(cast, who), now)) == 2
    assert rows() == before


def test_the_fall_of_a_principal_stands_once_its_heir_went_on(cast):
    cases = walk.submitted(cast, pair(cast))
    screen_out(cast, cases[:1])
    fall = last_of(cases[0])
    walk.shortlist(cast, fresh(cases[1:]))
    with refused(("W5", "later_step")):
        undo(fall, Act(cast.officer, walk.SHORTLISTED, "点错了"))


def test_a_returned_publicity_comes_back_as_it_was(cast):
    """Returned with a new publicity demanded, announced anew, undone: still returned, with the old one."""
    cases = walk.returned(cast, needs_publicity=True)
    before = rows()
    walk.announce(cast, cases, now=walk.RETURNED, first_day=date(2024, 1, 9))
    take_back(cases[0], cast.lead, walk.RETURNED)
    assert rows() == before
    assert UnitPublicity.objects.order_by("pk").last().cancel_reason == "点错了"


def test_a_cancelled_publicity_goes_on_the_same_day_only(cast):
    cases = walk.announced(cast)
    before, posted = rows(), cases[0].nomination.publicity
    publicity.cancel_publicity(posted, Act(cast.lead, at(1, 2), "要改"))
    with refused(("W5", "another_day")):
        take_back(cases[0], cast.lead, at(1, 3))
    take_back(cases[0], cast.lead, at(1, 2, 17))
    assert rows() == before
    posted.refresh_from_db()
    assert (posted.cancelled_at, posted.cancel_reason) == (None, "")


def test_a_place_taken_meanwhile_is_not_there_to_come_back_to(cast):
    """34 enterprises × 15 % → 5 places."""
    *others, one, last = walk.drafted(cast, 6, 0)
    walk.announce(cast, [*others, one])
    publicity.withdraw(fresh([one]), Act(cast.lead, walk.ANNOUNCED, "不再推荐"))
    walk.announce(cast, [last])
    before = rows()
    with refused(("Q2", "over")):
        take_back(one, cast.lead, walk.ANNOUNCED)
    assert rows() == before


def test_ranks_of_an_earlier_round_come_back(cast):
    first = walk.submitted(cast, walk.drafted(cast, 4, 0))
    walk.shortlist(cast, first[:2])
    walk.judge(cast, first[:2], [90, 70])
    lists.select(cast.cycle, fresh(first[:1]), Act(cast.chair, walk.SELECTED))
    walk.shortlist(cast, fresh(first[2:]))
    walk.judge(cast, first[2:], [95, 60])
    before = rows()
    roster = lists.select(cast.cycle, fresh(first[2:3]), Act(cast.chair, walk.SELECTED))
    assert [case.rank for case in fresh(first)] == [2, 3, 1, 4]
    take_back(first[2], cast.chair, walk.SELECTED)
    assert rows() == before
    assert [case.rank for case in fresh(first)] == [1, 2, None, None]
    roster.refresh_from_db()
    assert (roster.undone_by, roster.undo_reason) == (cast.chair, "点错了")
    assert "已撤销" in str(roster)
    assert roster.entries.count() == 1
    again = lists.select(cast.cycle, fresh(first[2:3]), Act(cast.chair, walk.SELECTED))
    assert again.number == roster.number + 1


def test_a_later_list_may_be_undone_although_the_earlier_went_on(cast):
    first, reserve = walk.scored(cast, walk.drafted(cast, 2, 0))
    lists.select(cast.cycle, fresh([first]), Act(cast.chair, walk.SELECTED))
    (late,) = walk.scored(cast, walk.drafted(cast, 1, 0), marks=[95])
    lists.select(cast.cycle, fresh([late]), Act(cast.chair, walk.SELECTED))
    walk.forward(cast, fresh([first]))
    take_back(late, cast.chair, walk.FORWARDED)
    assert [case.rank for case in fresh([first, reserve])] == [1, 2]


def test_an_earlier_step_that_is_undone_leaves_the_ranks_of_a_later_list(cast):
    (first,) = walk.forwarded(cast, walk.drafted(cast, 1, 0))
    (late,) = walk.scored(cast, walk.drafted(cast, 1, 0), marks=[95])
    lists.select(cast.cycle, fresh([late]), Act(cast.chair, walk.FORWARDED))
    take_back(first, cast.officer, walk.FORWARDED)
    assert [(case.stage, case.rank) for case in fresh([first, late])] == [
        (Stage.DEPARTMENT_OPINIONS, 2), (Stage.DEPARTMENT_OPINIONS, 1),
    ]  # fmt: skip


def test_who_stepped_in_since_has_the_rank_that_stands(cast):
    principal, heir = walk.selected(cast, pair(cast))
    (late,) = walk.scored(cast, walk.drafted(cast, 1, 0), marks=[95])
    lists.select(cast.cycle, fresh([late]), Act(cast.chair, walk.SELECTED))
    withdraw(cast, fresh([principal]))
    assert fresh([heir])[0].rank == 2
    take_back(late, cast.chair, walk.SELECTED)
    assert fresh([heir])[0].rank == 1


def test_who_was_called_up_is_a_reserve_again(cast):
    first, reserve = walk.scored(cast, walk.drafted(cast, 2, 0))
    lists.select(cast.cycle, fresh([first]), Act(cast.chair, walk.SELECTED))
    withdraw(cast, [first])
    before = rows()
    lists.call_up(cast.cycle, fresh([reserve]), Act(cast.chair, walk.ANSWERED))
    assert fresh([reserve])[0].stage == Stage.DEPARTMENT_OPINIONS
    take_back(reserve, cast.chair, walk.ANSWERED)
    assert rows() == before


def test_reasons_of_an_undone_list_no_longer_count(cast):
    cases = walk.scored(cast)
    lists.select(cast.cycle, fresh(cases), Act(cast.chair, walk.SELECTED), {"R2": "保障要素"})
    assert list_reasons(cast.cycle) == {"R2": "保障要素"}
    take_back(cases[0], cast.chair, walk.SELECTED)
    assert list_reasons(cast.cycle) == {}


def test_steps_are_undone_one_after_the_other(cast):
    cases = walk.shortlisted(cast)
    take_back(cases[0], cast.officer, walk.SHORTLISTED)
    take_back(cases[0], cast.lead, walk.SUBMITTED)
    assert {case.stage for case in fresh(cases)} == {Stage.UNIT_PUBLICITY}
    walk.submit(cast, fresh(cases))
    assert {case.stage for case in fresh(cases)} == {Stage.OFFICE_SCREENING}


def test_a_return_that_was_undone_is_no_longer_the_unit_s(cast):
    cases = walk.returned(cast)
    take_back(cases[0], cast.officer, walk.RETURNED)
    walk.returned(cast, fresh(cases), now=walk.RETURNED + timedelta(minutes=1))
    lines = cockpit(cast.recommendation, walk.RETURNED).lines
    assert all(line.sent_back.undoes is None and line.sent_back.pk == last_of(line.case).pk for line in lines)


# -- what rests on it -----------------------------------------------------------------------------------------


def test_scored(cast):
    cases = walk.shortlisted(cast)
    panel.score(fresh(cases)[0], walk.marks_for(cast.cycle, 80), Act(cast.chair, walk.SCORED))
    with refused(("W5", "judged")):
        take_back(cases[0], cast.officer, walk.SCORED)
    assert Score.objects.count() == 1


def test_answered(cast):
    cases = walk.selected(cast)
    object_to(cast, cases[0])
    with refused(("W5", "answered")):
        take_back(cases[1], cast.chair, walk.ANSWERED)


def test_a_later_step_of_one_of_the_list(cast):
    cases = walk.shortlisted(cast)
    withdraw(cast, cases[:1])
    with refused(("W5", "later_step")) as caught:
        take_back(cases[1], cast.officer, walk.SELECTED)
    assert caught.value.findings[0].params["name"] == str(cases[0])


def test_begun(cast):
    """Both kinds of publicity, on the morning of their first day."""
    cases = walk.announced(cast)
    with refused(("W5", "begun")):
        take_back(cases[0], cast.lead, at(12, 28, 0, 2023))
    cases = walk.published(cast, cases)
    with refused(("W5", "begun")):
        take_back(cases[0], cast.officer, walk.PUBLISHED)


def test_mended_by_the_unit(cast):
    (case,) = walk.returned(cast, walk.drafted(cast, 1, 0))
    row = case.nomination.detail
    values = {"deeds": "补充了事迹。"}
    Nomination.objects.filter(pk=row.pk).update(corrections=None)
    row.refresh_from_db()
    save_draft(row, values, {}, version=row.version, actor=cast.clerk, now=walk.RETURNED)
    with refused(("W5", "edited")):
        take_back(case, cast.officer, walk.RETURNED)


def test_overdue_where_it_would_go_back_to(cast):
    cases = walk.submitted(cast)
    with refused(("W5", "time_over")):
        take_back(cases[0], cast.lead, at(1, 13))


def test_a_revocation_proposed_since(cast):
    cases = walk.submitted(cast)
    proposals.propose(fresh(cases)[0], "revoke", Act(cast.officer, walk.SUBMITTED, "弄虚作假"))
    with refused(("W5", "proposed")):
        take_back(cases[0], cast.lead, walk.SUBMITTED)


def test_a_place_filled_since(db):
    cast = make_cast(make_cycle(source=notice_source().replace("places = 50 ", "places = 1 ")))
    cases = walk.scored(cast, walk.submitted(cast, walk.drafted(cast, 2, 0)))
    lists.select(cast.cycle, fresh(cases[:1]), Act(cast.chair, walk.SELECTED))
    withdraw(cast, cases[:1])
    lists.call_up(cast.cycle, fresh(cases[1:]), Act(cast.chair, walk.SELECTED))
    with refused(("W5", "place_taken"), ("W5", "listed_since")):
        take_back(cases[0], cast.lead, walk.SELECTED)
    take_back(cases[1], cast.chair, walk.SELECTED)
    take_back(cases[0], cast.lead, walk.SELECTED)
    assert [case.stage for case in fresh(cases)] == [Stage.DEPARTMENT_OPINIONS, Stage.NOT_SELECTED]


def test_a_pair_is_not_parted(cast):
    """The backup withdrew, then its principal: it does not come back to nobody."""
    cases = walk.submitted(cast, pair(cast))
    withdraw(cast, cases[1:])
    withdraw(cast, cases[:1])
    with refused(("W5", "pair_parted")):
        take_back(cases[1], cast.lead, walk.SELECTED)


def test_another_cycle_to_which_the_bar_applies(cast):
    cases = walk.approved(cast, walk.drafted(cast, 1, 0))
    revoke(cast, cases)
    make_cycle(issued_on=cast.cycle.issued_on + timedelta(days=300))
    with refused(("W5", "bar_applied")):
        take_back(cases[0], cast.director, walk.PUBLISHED)


def test_what_nobody_undoes(cast):
    (case,) = walk.drafted(cast, 1, 0)
    clock.lapse_overdue(at(1, 13))
    with refused(("W5", "final")):
        take_back(case, cast.officer, walk.COMMENDED)


def test_an_honour_that_has_stood_for_a_day_is_only_revoked(cast):
    (given,) = walk.commended(cast, walk.drafted(cast, 1, 0))
    with refused(("W5", "given")):
        take_back(given, cast.officer, walk.COMMENDED + timedelta(days=1))
    proposals.propose(given, "revoke", Act(cast.officer, walk.COMMENDED, "弄虚作假"), bars_unit=True)
    with refused(("W5", "proposed")):
        take_back(given, cast.officer, walk.COMMENDED)


# -- who, and how ---------------------------------------------------------------------------------------------


def test_the_one_who_took_it_still_in_office(cast):
    cases = walk.shortlisted(cast)
    for other in (person("second_officer", "office"), cast.admin, cast.chair, None):
        with refused(("W5", "not_yours")):
            take_back(cases[0], other, walk.SHORTLISTED)
    cast.officer.grants.all().delete()
    with refused(("W5", "not_yours")):
        take_back(cases[0], type(cast.officer).objects.get(pk=cast.officer.pk), walk.SHORTLISTED)


def test_never_twice_and_never_an_undoing(cast):
    cases = walk.shortlisted(cast)
    taken = last_of(cases[0])
    (undoing, _other) = undo(taken, Act(cast.officer, walk.SHORTLISTED, "点错了"))
    for one in (taken, undoing):
        with refused(("W5", "undone_already")):
            undo(one, Act(cast.officer, walk.SHORTLISTED, "点错了"))


def test_a_reason_is_owed_and_the_cycle_open(cast):
    cases = walk.shortlisted(cast)
    with refused(("W4", "text")):
        take_back(cases[0], cast.officer, walk.SHORTLISTED, reason="  ")
    cast.cycle.status, cast.cycle.closed_at = "closed", walk.SHORTLISTED
    cast.cycle.save()
    with refused(("W1", "cycle_closed")):
        take_back(cases[0], cast.officer, walk.SHORTLISTED)


def test_a_step_from_before_batches_is_left_alone(cast):
    cases = walk.shortlisted(cast)
    Decision.objects.update(batch=None)
    with refused(("W5", "undone_already")):
        take_back(cases[0], cast.officer, walk.SHORTLISTED)


def test_a_list_of_thirty_costs_as_many_queries_as_one_of_three(cast):
    cast.unit.above_scale_enterprises = 400
    cast.unit.save()
    assert cast.officer.holds("office")  # asked once a person, not once a list
    costs = []
    for number in (3, 30):
        cases = walk.shortlisted(cast, walk.drafted(cast, number, 0))
        with CaptureQueriesContext(connection) as spent:
            take_back(cases[0], cast.officer, walk.SHORTLISTED)
        costs.append(len(spent))
        assert {case.stage for case in fresh(cases)} == {Stage.OFFICE_SCREENING}
    assert costs[0] == costs[1] <= 45


# -- at the same moment ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["the next step", "the same again"])
def test_of_an_undoing_and_its_rival_one_wins(transactional_db, rival):
    cast = make_cast()
    cases = walk.shortlisted(cast)
    taken = last_of(cases[0])
    act = Act(cast.officer, walk.SCORED, "点错了")
    others = {
        "the next step": lambda: publicity.withdraw(fresh(cases[:1]), Act(cast.lead, walk.SCORED, "不再推荐")),
        "the same again": lambda: undo(taken, replace(act, reason="又点了一次")),
    }
    raised = together(lambda: undo(taken, act), others[rival])
    stages = [case.stage for case in fresh(cases)]
    if rival == "the same again":
        assert [type(error) for error in raised if error] == [StepRefused]
    elif raised[0] is None:  # undone first: withdrawing is possible from where they stand then, too
        assert raised[1] is None
        assert stages == [Stage.WITHDRAWN, Stage.OFFICE_SCREENING]
        return
    else:
        assert (type(raised[0]), raised[1]) == (StepRefused, None)
        assert stages == [Stage.WITHDRAWN, Stage.PANEL_REVIEW]
        return
    assert set(stages) == {Stage.OFFICE_SCREENING}
    assert Decision.objects.filter(action="undo").count() == len(cases)


@pytest.mark.django_db(transaction=True)
def test_of_an_undoing_and_a_score_one_wins(transactional_db):
    cast = make_cast()
    cases = walk.shortlisted(cast)
    judged, taken = fresh(cases)[0], last_of(cases[0])
    raised = together(
        lambda: undo(taken, Act(cast.officer, walk.SCORED, "点错了")),
        lambda: panel.score(judged, walk.marks_for(cast.cycle, 80), Act(cast.chair, walk.SCORED)),
    )
    assert [type(error) for error in raised if error] == [StepRefused]
    assert (fresh(cases)[0].stage == Stage.PANEL_REVIEW) == (Score.objects.count() == 1)
