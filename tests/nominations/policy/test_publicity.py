"""P1, P2, T1: decided, made public long enough, handed in in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nominations.policy.eligibility import check_announcement, check_deadline, check_publicity, check_recommendation
from nominations.policy.facts import Moment, PublicityFacts
from nominations.policy.findings import Severity

from .people import TOWN, banan, collective, recommendation

CHONGQING = ZoneInfo("Asia/Shanghai")
DEADLINE = banan().deadline
TODAY = date(2023, 12, 26)
PUBLICITY = PublicityFacts(date(2023, 12, 28), date(2024, 1, 4), has_evidence=True)


def places(findings):
    return [(finding.rule, finding.code, finding.field) for finding in findings]


def test_p1_the_decision_is_recorded():
    assert check_recommendation(banan(), recommendation(TOWN, collective())) == []
    findings = check_recommendation(banan(), recommendation(TOWN, decision_on=None, decision_body=" "))
    assert places(findings) == [("P1", "no_date", "decision_on"), ("P1", "no_body", "decision_body")]
    assert all(finding.blocks and finding.clause == "四（一）" for finding in findings)


def announced(publicity=PUBLICITY, today=TODAY, **overrides):
    return check_announcement(banan(), recommendation(TOWN, **overrides), publicity, today)


@pytest.mark.parametrize("decided", [date(2023, 12, 15), TODAY])
def test_p1_decided_before_the_publicity_starts(decided):
    assert announced(decision_on=decided) == []


@pytest.mark.parametrize(
    ("decided", "first", "today"),
    [
        (date(2023, 12, 29), date(2023, 12, 28), date(2023, 12, 28)),  # after the first day
        (date(2023, 12, 27), date(2023, 12, 28), TODAY),  # tomorrow
    ],
)
def test_p1_decided_too_late(decided, first, today):
    findings = announced(replace(PUBLICITY, first_day=first), today, decision_on=decided)
    assert places(findings) == [("P1", "decided_late", "decision_on")]


def test_p1_not_decided_at_all():
    assert places(announced(decision_on=None)) == [("P1", "no_date", "decision_on")]


def test_p2_not_before_the_notice():
    early = PublicityFacts(date(2023, 12, 6), date(2023, 12, 12))
    findings = announced(early, date(2023, 12, 5), decision_on=date(2023, 12, 1))
    assert places(findings) == [("P2", "before_notice", "first_day")]
    assert findings[0].blocks


def test_p2_not_before_today():
    """What is made public is frozen from now on; for a day that is over nobody could say so."""
    findings = announced(PUBLICITY, PUBLICITY.first_day + timedelta(days=1))
    assert places(findings) == [("P2", "first_day_over", "first_day")]
    assert announced(PUBLICITY, PUBLICITY.first_day) == []


@pytest.mark.parametrize(("last", "late"), [(date(2024, 1, 11), False), (date(2024, 1, 12), True)])
def test_p2_a_period_too_late_for_the_deadline_is_a_warning(last, late):
    findings = announced(replace(PUBLICITY, last_day=last))
    assert places(findings) == [("P2", "ends_late", "first_day")] * late
    assert {finding.severity for finding in findings} <= {Severity.WARNING}


@pytest.mark.parametrize(
    ("today", "over"),
    [(date(2023, 12, 28), False), (date(2024, 1, 4), False), (date(2024, 1, 5), True), (date(2024, 2, 1), True)],
)
def test_p2_submission_from_the_day_after_the_last(today, over):
    found = check_publicity(banan(), PUBLICITY, today)
    assert places(found) == [] if over else places(found) == [("P2", "not_over", "")]


def test_p2_all_that_is_wrong_with_a_publicity():
    poor = replace(PUBLICITY, open_objections=2, has_evidence=False)
    found = check_publicity(banan(), poor, TODAY)
    assert places(found) == [("P2", "not_over", ""), ("P2", "open_objections", ""), ("P2", "no_evidence", "evidence")]
    assert found[0].params == {"last_day": date(2024, 1, 4), "days": 5}
    assert all(finding.blocks for finding in found)


def test_p2_no_publicity():
    assert places(check_publicity(banan(), None, TODAY)) == [("P2", "none", "")]


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (DEADLINE - timedelta(seconds=1), False),
        (DEADLINE, False),
        (DEADLINE + timedelta(microseconds=999_999), False),  # the second it names still counts
        (DEADLINE + timedelta(seconds=1), True),
        (datetime(2024, 1, 12, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2024, 1, 12, 16, 0, 0, tzinfo=UTC), True),
        (datetime(2024, 1, 13, tzinfo=CHONGQING), True),
    ],
)
def test_t1_to_the_second(now, late):
    found = check_deadline(banan(), Moment(now, DEADLINE))
    assert places(found) == [("T1", "late", "")] * late
    assert all(finding.blocks and finding.params["deadline"] == DEADLINE for finding in found)


def test_t1_a_cure_date_goes_by_the_same_rule():
    cure = datetime(2024, 1, 20, 23, 59, 59, tzinfo=CHONGQING)
    assert check_deadline(banan(), Moment(datetime(2024, 1, 20, 12, tzinfo=CHONGQING), cure)) == []
