"""四（四）: which objections to a public notice come in time. Plain Python without Django, database or clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nominations.policy.findings import Finding, Severity

CLAUSE = "四（四）"


@dataclass(frozen=True)
class DaysFacts:
    """The days of a notice, both included, and those of one objection; only a letter has a postmark."""

    first_day: date
    last_day: date
    received_on: date
    postmark: date | None = None

    def within(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def check_in_time(facts: DaysFacts) -> list[Finding]:
    """Received on a day of the notice, or posted on one: the postmark counts, however late the letter comes. 四（四）"""
    if facts.within(facts.received_on) or (facts.postmark and facts.within(facts.postmark)):
        return []
    code = "posted_out_of_time" if facts.postmark else "out_of_time"
    return [Finding("N1", code, Severity.HARD, CLAUSE, params=dict(vars(facts)))]
