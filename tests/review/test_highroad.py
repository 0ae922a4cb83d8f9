"""The way without an obstacle, from draft to commended, by the real services alone."""

from review.stages import HIGHROAD, Stage
from tests import walk


def test_a_collective_and_an_individual_are_commended(cast):
    cases = walk.commended(cast)
    assert {case.stage for case in cases} == {Stage.COMMENDED}
    for case in cases:
        assert [d.to_stage for d in case.decisions.all()] == list(HIGHROAD[1:])


def test_each_whole_list_step_left_a_numbered_roster(cast):
    walk.commended(cast)
    rosters = cast.cycle.rosters.order_by("number")
    assert [(r.number, r.action) for r in rosters] == [(1, "shortlist"), (2, "select"), (3, "approve"), (4, "commend")]
    assert all(roster.entries.count() == 2 for roster in rosters)
