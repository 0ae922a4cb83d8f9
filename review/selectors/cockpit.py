"""The unit's cockpit: all that one unit has in hand in one cycle, as it stands now. A bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from nominations.models import Nomination, Recommendation, SoftReason, UnitPublicity
from nominations.policy.eligibility import check_deadline, check_publicity
from nominations.policy.facts import Moment
from nominations.policy.findings import Finding
from nominations.policy.workdays import WorkCalendar, WorkPeriod
from nominations.selectors import (
    Findings,
    Quota,
    findings_for,
    live,
    nominees_of,
    quota_for,
    reasons_for,
    work_calendar,
)

from ..models import Case, Decision
from ..stages import Stage
from ..workflow import steps_named
from .days import latest_start, unit_period
from .facts import day_in, days_until, due_moment, publicity_facts, with_facts
from .returns import last_returns

PREPARED = (Stage.DRAFT, Stage.RETURNED)  # in the unit's hands, to be filled in
UNIT_STAGES = (*PREPARED, Stage.UNIT_PUBLICITY)


@dataclass(frozen=True)
class Line:
    """One nominee. `findings`: what still stands in the way of handing it in, its publicity and the clock apart."""

    case: Case
    nomination: Nomination
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    sent_back: Decision | None = None  # the return that it is to be cured of

    @property
    def ready(self) -> bool:
        return not self.findings

    @property
    def unfinished(self) -> bool:
        """Whether something must be put right first. A reason alone can still be written with the step."""
        return any(finding.blocks for finding in self.findings)

    @property
    def can_withdraw(self) -> bool:
        return bool(steps_named("withdraw", self.case.stage))


@dataclass(frozen=True)
class Posting:
    """One publicity of the unit, with its days: `findings` say why its nominees cannot be handed in yet."""

    publicity: UnitPublicity
    days: WorkPeriod
    gone: int
    left: int
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def waiting(self) -> tuple[Line, ...]:
        """Those of its nominees that are not handed in yet."""
        return tuple(line for line in self.lines if line.case.stage == Stage.UNIT_PUBLICITY)

    @property
    def in_cure(self) -> bool:
        """Whether a nominee of it was sent back: its proof may be what has to be put right."""
        return any(line.case.stage == Stage.RETURNED for line in self.lines)


@dataclass(frozen=True)
class Cockpit:
    recommendation: Recommendation
    now: datetime
    today: date
    lines: tuple[Line, ...]
    postings: tuple[Posting, ...]
    findings: tuple[Finding, ...]  # about the unit as a whole
    warnings: tuple[Finding, ...]
    late: tuple[Finding, ...]  # T1: the cycle's deadline is over
    quota: Quota
    latest_start: date  # the last day to begin a publicity that is over in time
    provisional: bool  # whether that day rests on a calendar not published yet

    def at(self, *stages: str) -> list[Line]:
        return [line for line in self.lines if line.case.stage in stages]

    @property
    def drafts(self) -> list[Line]:
        return self.at(Stage.DRAFT)

    @property
    def returned(self) -> list[Line]:
        return self.at(Stage.RETURNED)

    @property
    def handed_in(self) -> list[Line]:
        """All that have left the unit's hands, ended ones included."""
        return [line for line in self.lines if line.case.stage not in UNIT_STAGES]

    @property
    def days_left(self) -> int:
        """Whole days until the day of the deadline: 0 on that day, below 0 afterwards."""
        return days_until(self.recommendation.cycle, self.today)

    @property
    def missing(self) -> int:
        """How many things the unit still has to put right."""
        return len(self.findings) + sum(len(line.findings) for line in self.at(*UNIT_STAGES))


def cockpit(recommendation: Recommendation, now: datetime) -> Cockpit:
    """The cockpit of a recommendation (with its unit and cycle). `now` is aware."""
    cycle = recommendation.cycle
    today = day_in(cycle, now)
    nominees = nominees_of(recommendation)
    explained = reasons_for(recommendation)
    found = findings_for(recommendation, today, nominees)
    lines = _lines(recommendation, nominees, found, explained)
    due = cycle.notice.deadline.date()
    calendar = work_calendar([due])
    latest = latest_start(cycle, due, calendar)
    return Cockpit(
        recommendation=recommendation,
        now=now,
        today=today,
        lines=tuple(lines),
        postings=tuple(_postings(recommendation, lines, now, today)),
        findings=tuple(open_findings(found[None], explained)),
        warnings=tuple(warnings_in(found[None])),
        late=tuple(check_deadline(cycle.notice, Moment(now, cycle.notice.deadline))),
        quota=quota_for(recommendation, nominees),
        latest_start=latest,
        provisional=unit_period(cycle, latest, calendar).provisional,
    )


def open_findings(
    findings: Iterable[Finding], explained: dict[tuple[int | None, str], SoftReason]
) -> list[Finding]:
    """Those that still stand in the way: hard ones, and soft ones without a written reason."""
    return [f for f in findings if f.blocks or (f.needs_reason and (f.subject, f.rule) not in explained)]


def warnings_in(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if not f.blocks and not f.needs_reason]


def _lines(
    recommendation: Recommendation,
    nominees: list[Nomination],
    found: Findings,
    explained: dict[tuple[int | None, str], SoftReason],
) -> list[Line]:
    rows = with_facts(Case.objects.filter(nomination__recommendation=recommendation))
    cases = {case.nomination_id: case for case in rows}
    returns = last_returns([case.pk for case in rows if case.cure_by is not None])  # those still being cured
    judged = {nominee.pk for nominee in live(nominees)}
    return [
        Line(
            case=cases[nominee.pk],
            nomination=nominee,
            findings=tuple(open_findings(found.get(nominee.pk, ()), explained)) if nominee.pk in judged else (),
            warnings=tuple(warnings_in(found.get(nominee.pk, ()))),
            sent_back=returns.get(cases[nominee.pk].pk),
        )
        for nominee in nominees
    ]


def _postings(recommendation: Recommendation, lines: list[Line], now: datetime, today: date) -> list[Posting]:
    """The publicities that were not cancelled, newest first."""
    by_publicity: dict[int, list[Line]] = {}
    for line in lines:
        if line.nomination.publicity_id:
            by_publicity.setdefault(line.nomination.publicity_id, []).append(line)
    rows = recommendation.publicities.filter(cancelled_at=None).prefetch_related("objections")
    publicities = list(rows.order_by("-first_day", "-pk"))
    if not publicities:
        return []
    calendar = work_calendar([publicity.first_day for publicity in publicities])
    return [
        _posting(publicity, by_publicity.get(publicity.pk, []), calendar, now, today)
        for publicity in publicities
    ]


def _posting(
    publicity: UnitPublicity, lines: list[Line], calendar: WorkCalendar, now: datetime, today: date
) -> Posting:
    days = unit_period(publicity.recommendation.cycle, publicity.first_day, calendar)
    waiting = [line.case for line in lines if line.case.stage == Stage.UNIT_PUBLICITY]
    notice = publicity.recommendation.cycle.notice
    findings: list[Finding] = []
    if waiting:
        findings = check_publicity(notice, publicity_facts(waiting[0]), today)
        findings += check_deadline(notice, Moment(now, due_moment(waiting[0])))
    gone = min(days.elapsed(today), len(days.days))
    return Posting(publicity, days, gone, days.left(today), tuple(lines), tuple(findings))
