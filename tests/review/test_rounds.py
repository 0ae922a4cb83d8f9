"""The round of judging: drafts that do not count, when it is over, who may end it, ties put in order, the meeting."""

import pytest

from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant
from review.models import PanelMeeting, RoundStep, Score, ScoreDraft, TieOrder
from review.selectors.lists import standings_of, to_rank
from review.selectors.ranking import ranking
from review.selectors.results import kept_out, results, widest_first
from review.selectors.rounds import round_of
from review.services import lists, meeting, panel, rounds
from review.services.advance import Act
from review.services.undoing import undo
from review.stages import Stage
from tests import walk
from tests.builders import make_cycle
from tests.cast import make_cast
from tests.review.refusals import refused
from tests.review.test_panel import MARKS, VOTING, by, fresh_user, with_backup

TYPED = {"mark_politics": "88", "mark_results": "八十", "comment": ""}


@pytest.fixture
def case(cast):
    return walk.shortlisted(cast)[0]


@pytest.fixture
def tied(cast):
    """Three collectives: two at 80 points, one at 90; every score is in."""
    return walk.scored(cast, walk.drafted(cast, 3, 0), [80, 90, 80])


def chair_says(cast, reason="评审时限已到"):
    return Act(cast.chair, walk.SCORED, reason)


# -- drafts


def test_a_draft_is_kept_as_typed_and_counts_for_nothing(cast, case):
    member = cast.panellists[1]
    panel.keep_draft(case, TYPED, by(member))
    panel.keep_draft(case, TYPED | {"mark_politics": "89"}, by(member))
    assert ScoreDraft.objects.get().typed == TYPED | {"mark_politics": "89"}
    assert not Score.objects.exists()
    assert round_of(cast.cycle).missing == 10


def test_a_draft_goes_when_the_score_is_given_or_everything_is_deleted_or_the_member_keeps_out(cast, case):
    member = cast.panellists[1]
    for go in (
        lambda: panel.score(case, MARKS, by(member)),
        lambda: panel.keep_draft(case, dict.fromkeys(TYPED, ""), by(member)),
        lambda: panel.recuse(case, by(member, "亲属")),
    ):
        panel.keep_draft(case, TYPED, by(member))
        go()
        assert not ScoreDraft.objects.exists()
    with refused(("S1", "recused")):
        panel.keep_draft(case, TYPED, by(member))


def test_drafts_are_for_members_to_whom_the_case_is_open(cast, case):
    with refused(("W0", "not_yours")):
        panel.keep_draft(case, TYPED, by(cast.officer))
    RoleGrant.objects.filter(user=cast.panellists[2]).update(unit=cast.unit)
    with refused(("S1", "own_unit")):
        panel.keep_draft(case, TYPED, by(fresh_user(cast.panellists[2])))


# -- the end of the round


def test_scores_are_fixed_once_all_are_in(cast, tied):
    assert round_of(cast.cycle).over
    member = cast.panellists[1]
    with refused(("S1", "all_in")):
        panel.score(tied[0], MARKS, by(member))
    with refused(("S1", "all_in")):
        panel.recuse(tied[0], by(member, "亲属"))
    rounds.reopen_round(cast.cycle, chair_says(cast, "一名成员看错了人"))
    panel.score(tied[0], MARKS, by(member))
    assert not round_of(cast.cycle).over


def test_the_chair_ends_a_round_without_the_missing_scores(cast, case):
    cases = list(cast.cycle.cases.all())
    for member in cast.panellists[:4]:
        panel.score(case, MARKS, by(member))
    with refused(("S1", "missing")):
        lists.select(cast.cycle, cases, Act(cast.chair, walk.SELECTED))
    step = rounds.end_round(cast.cycle, chair_says(cast))
    assert (step.ends, step.missing, step.reason) == (True, 6, "评审时限已到")
    assert AuditEntry.objects.filter(action="round_ended", actor=cast.chair).exists()
    with refused(("S1", "round_ended")):
        panel.score(case, MARKS, by(cast.panellists[4]))
    with refused(("S1", "round_ended")):
        panel.keep_draft(case, TYPED, by(cast.panellists[4]))
    lists.select(cast.cycle, cases, Act(cast.chair, walk.SELECTED))
    assert {one.stage for one in walk.fresh(cases)} == {Stage.DEPARTMENT_OPINIONS}


def test_a_reopened_round_is_ended_by_the_chair_even_when_all_are_in(cast, tied):
    rounds.reopen_round(cast.cycle, chair_says(cast))
    act = Act(cast.chair, walk.SELECTED)
    with refused(("S1", "reopened")):
        lists.select(cast.cycle, tied, act)
    rounds.end_round(cast.cycle, chair_says(cast))
    lists.select(cast.cycle, tied, act)


def test_a_new_list_before_the_panel_begins_a_new_round(cast, case):
    rounds.end_round(cast.cycle, chair_says(cast))
    other = walk.submitted(cast, walk.drafted(cast, 1, 0, cast.other_recommendation))
    walk.shortlist(cast, other, walk.at(1, 18, 10))
    assert not round_of(cast.cycle).over
    panel.score(walk.fresh(other)[0], MARKS, Act(cast.chair, walk.at(1, 18, 11)))


@pytest.mark.parametrize("take", [rounds.end_round, rounds.reopen_round])
def test_ending_and_reopening_are_the_chairs_and_owe_a_reason(cast, case, take):
    with refused(("W0", "not_chair")):
        take(cast.cycle, Act(cast.panellists[1], walk.SCORED, "理由"))
    with refused(("W0", "not_chair")):
        take(cast.cycle, Act(None, walk.SCORED, "理由"))
    with refused(("W4", "text")):
        take(cast.cycle, chair_says(cast, " "))
    assert not RoundStep.objects.exists()


def test_what_is_so_already_is_not_done_again(cast, tied):
    with refused(("S1", "over_already")):
        rounds.end_round(cast.cycle, chair_says(cast))
    rounds.reopen_round(cast.cycle, chair_says(cast))
    with refused(("S1", "not_over")):
        rounds.reopen_round(cast.cycle, chair_says(cast))


def test_with_nobody_before_the_panel_there_is_no_round(cast):
    for take in (rounds.end_round, rounds.reopen_round):
        with refused(("S1", "nothing_there")):
            take(cast.cycle, chair_says(cast))


# -- ties


def test_the_chair_puts_a_tie_in_order(cast, tied):
    first, best, second = tied
    rounds.order_tie(cast.cycle, [second.pk, first.pk], chair_says(cast, "工作实绩更突出"))
    rows = ranking(cast.cycle)
    assert [(row.case.pk, row.standing.rank, row.standing.tied) for row in rows] == [
        (best.pk, 1, False), (second.pk, 2, False), (first.pk, 3, False),
    ]  # fmt: skip
    lists.select(cast.cycle, [best, second], Act(cast.chair, walk.SELECTED))
    assert [one.rank for one in walk.fresh(tied)] == [3, 1, 2]


def test_the_last_order_holds_and_only_for_a_tie(cast, tied):
    first, best, second = tied
    rounds.order_tie(cast.cycle, [second.pk, first.pk], chair_says(cast))
    rounds.order_tie(cast.cycle, [first.pk, second.pk], chair_says(cast, "改正"))
    assert [row.case.pk for row in ranking(cast.cycle)] == [best.pk, first.pk, second.pk]
    rounds.reopen_round(cast.cycle, chair_says(cast))
    for member in cast.panellists:
        panel.score(second, walk.marks_for(cast.cycle, 85), by(member))
    assert [row.case.pk for row in ranking(cast.cycle)] == [best.pk, second.pk, first.pk]
    assert {standing.order for standing in standings_of(cast.cycle, to_rank(cast.cycle))} == {None}


@pytest.mark.parametrize("which", [[0], [0, 1], [0, 0], [0, 1, 2], [1], []])
def test_only_the_whole_of_a_tie_is_ordered(cast, tied, which):
    with refused(("S2", "not_a_tie")):
        rounds.order_tie(cast.cycle, [tied[place].pk for place in which], chair_says(cast))
    assert not TieOrder.objects.exists()


def test_ties_are_ordered_by_the_chair_with_a_reason_once_the_round_is_over(cast, tied):
    keys = [tied[0].pk, tied[2].pk]
    with refused(("W0", "not_chair")):
        rounds.order_tie(cast.cycle, keys, Act(cast.panellists[1], walk.SCORED, "理由"))
    with refused(("W4", "text")):
        rounds.order_tie(cast.cycle, keys, chair_says(cast, ""))
    rounds.reopen_round(cast.cycle, chair_says(cast))
    with refused(("S1", "not_over")):
        rounds.order_tie(cast.cycle, keys, chair_says(cast))


# -- results


def test_results_say_who_is_late_how_far_apart_and_who_stands_out(cast):
    first, second = walk.shortlisted(cast, walk.drafted(cast, 2, 0))
    for member, mark in zip(cast.panellists, [80, 82, 84, 86, 40], strict=True):
        panel.score(first, walk.marks_for(cast.cycle, mark), by(member))
    panel.score(second, walk.marks_for(cast.cycle, 99), by(cast.chair))
    found = {one.row.case.pk: one for one in results(cast.cycle)}
    one, other = found[first.pk], found[second.pk]
    assert one.apart == [(cast.panellists[4], "40")]
    assert (one.range, one.mean, round(one.spread.deviation, 2)) == ("40—86", "82", 17.32)
    assert (one.late, other.late) == ([], cast.panellists[1:])
    assert [r.row.case.pk for r in widest_first(found.values())] == [first.pk, second.pk]


def test_votes_are_counted(db):
    cast = make_cast(make_cycle(source=VOTING))
    case = walk.shortlisted(cast)[0]
    for member, approves in zip(cast.panellists, [True, True, True, False, False], strict=True):
        panel.vote(case, approves, by(member))
    one = next(one for one in results(cast.cycle) if one.row.case.pk == case.pk)
    assert (one.approving, one.against, one.mean, one.spread) == (3, 2, "60", None)


# -- the meeting


def test_the_chair_moves_the_meeting_on_and_closes_it(cast):
    first, second = walk.shortlisted(cast)
    for case in (first, second):
        meeting.put_before(case, by(cast.chair))
        assert PanelMeeting.objects.get().case == case
    meeting.close_meeting(cast.cycle, by(cast.chair))
    meeting.close_meeting(cast.cycle, by(cast.chair))
    assert not PanelMeeting.objects.exists()
    assert AuditEntry.objects.filter(action="meeting_closed").count() == 1


def test_nobody_else_moves_it_and_only_what_is_before_the_panel_is_discussed(cast):
    case = walk.submitted(cast)[0]
    with refused(("S1", "not_before_panel")):
        meeting.put_before(case, by(cast.chair))
    for take in (lambda act: meeting.put_before(case, act), lambda act: meeting.close_meeting(cast.cycle, act)):
        with refused(("W0", "not_chair")):
            take(by(cast.panellists[1]))


def test_a_backup_is_discussed_with_its_principal(cast):
    _principal, backup = with_backup(cast)
    with refused(("S1", "not_before_panel")):
        meeting.put_before(backup, by(cast.chair))


def test_who_has_to_leave_the_room(cast, case):
    own, recused = cast.panellists[1], cast.panellists[2]
    RoleGrant.objects.create(user=own, role=Role.UNIT_CLERK, unit=cast.unit)
    panel.recuse(case, by(recused, "亲属"))
    closed = kept_out(cast.cycle)
    assert closed[case.pk] == [own, recused]
    assert [members for pk, members in closed.items() if pk != case.pk] == [[own]]


def test_a_round_that_was_ended_is_over_again_when_its_list_is_undone(cast, case):
    rounds.end_round(cast.cycle, chair_says(cast))
    roster = lists.select(cast.cycle, [case], Act(cast.chair, walk.SELECTED))
    undo(roster.decisions.first(), Act(cast.chair, walk.SELECTED, "选错了"))
    assert round_of(cast.cycle).ended
    with refused(("S1", "round_ended")):
        panel.score(case, MARKS, Act(cast.panellists[1], walk.SELECTED))
