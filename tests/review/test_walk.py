"""The whole way once, by the services, and what each stage means for the nominee."""

import pytest

from review.models import Decision, Roster
from review.stages import HIGHROAD, Stage
from tests import walk


def test_the_highroad_from_draft_to_commended(cast):
    cases = walk.drafted(cast, collectives=2, individuals=3)
    for stage in HIGHROAD[1:]:
        cases = walk.walk(cast, cases, stage)
        assert {case.nomination.locked for case in cases} == {True}
        assert {case.nomination.counted for case in cases} == {True}
    actions = ["announce", "submit", "shortlist", "select", "forward", "approve", "publish", "commend"]
    for case in cases:
        decisions = Decision.objects.filter(case=case).order_by("pk")
        assert [d.action for d in decisions] == actions
        assert [d.to_stage for d in decisions] == list(HIGHROAD[1:])
        assert all(d.actor and d.role and d.at for d in decisions)
    rosters = Roster.objects.filter(cycle=cast.cycle)
    assert [(r.number, r.action, r.entries.count()) for r in rosters] == [
        (1, "shortlist", 5), (2, "select", 5), (3, "approve", 5), (4, "commend", 5),
    ]


@pytest.mark.parametrize(
    ("bring", "stage"),
    [
        (walk.announced, Stage.UNIT_PUBLICITY), (walk.submitted, Stage.OFFICE_SCREENING),
        (walk.shortlisted, Stage.PANEL_REVIEW), (walk.scored, Stage.PANEL_REVIEW),
        (walk.selected, Stage.DEPARTMENT_OPINIONS), (walk.answered, Stage.DEPARTMENT_OPINIONS),
        (walk.forwarded, Stage.DISTRICT_APPROVAL), (walk.approved, Stage.APPROVED),
        (walk.published, Stage.PUBLIC_NOTICE), (walk.commended, Stage.COMMENDED), (walk.returned, Stage.RETURNED),
    ],
)
def test_each_helper_reaches_its_stage(cast, bring, stage):
    assert {case.stage for case in bring(cast)} == {stage}
