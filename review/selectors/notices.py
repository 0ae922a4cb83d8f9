"""Public notices: their days, what the public may read of a cycle, and to which notice an objection belongs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from nominations.enums import CycleStatus, Kind
from nominations.models import AwardCycle
from nominations.policy.workdays import WorkCalendar, WorkPeriod, period
from nominations.selectors import work_calendar

from ..models import Case, Decision, PublicNotice, Roster
from ..stages import Stage
from .revocations import Revocation, revocations


@dataclass(frozen=True)
class PublicLine:
    """All that the public reads of a nominee: a person's name, work unit and position; a collective's name."""

    pk: int
    name: str
    work: str


@dataclass(frozen=True)
class PublicList:
    """Those proposed for, or given, one award: `award` is its full title."""

    award: str
    label: str
    measure: str
    lines: list[PublicLine]

    @property
    def of_people(self) -> bool:
        """Whether there is a column for work unit and position."""
        return any(line.work for line in self.lines)


def notice_period(cycle: AwardCycle, first_day: date, calendar: WorkCalendar | None = None) -> WorkPeriod:
    """The working days of a public notice that begins on `first_day`; one query where no `calendar` is given. 四（四）"""
    rule = cycle.notice.publicity
    return period(first_day, rule.notice_days, calendar or work_calendar([first_day]), rule.count_first_day)


def open_notice(case: Case, today: date) -> PublicNotice | None:
    """The notice to which one can object on that day; None before its first day and after its last."""
    if case.stage != Stage.PUBLIC_NOTICE:
        return None
    return case.public_notices.filter(first_day__lte=today, last_day__gte=today).order_by("-number").first()


def latest_notice(case: Case) -> PublicNotice | None:
    """The notice under which the case stands, begun or over; None in any other stage."""
    if case.stage != Stage.PUBLIC_NOTICE:
        return None
    return case.public_notices.order_by("-number").first()


def under_notice(cycle: AwardCycle) -> list[Case]:
    """Those to whom one can still object, by letter even after the last day, in the order of the public lists."""
    return list(
        Case.objects.filter(cycle=cycle, stage=Stage.PUBLIC_NOTICE)
        .select_related("cycle", "nomination__collectivenomination", "nomination__individualnomination")
        .order_by("nomination__kind", "rank", "pk")
    )


def public_cycles(today: date) -> QuerySet[AwardCycle]:
    """Cycles of which the public may read something on that day."""
    begun = Q(public_notices__first_day__lte=today)
    return AwardCycle.objects.exclude(status=CycleStatus.PREPARING).filter(begun).distinct()


def notices_begun(cycle: AwardCycle, today: date) -> list[PublicNotice]:
    """Latest first, each with its nominees as `shown`: those still under notice, and only while it runs.

    `called_up`: all of it are reserves that fill vacant places.
    """
    called_up = Decision.objects.filter(action="call_up", undone_by=None).values("case")
    others = Case.objects.filter(public_notices=OuterRef("pk")).exclude(pk__in=called_up)
    running = Case.objects.filter(stage=Stage.PUBLIC_NOTICE).select_related(
        "nomination__collectivenomination", "nomination__individualnomination"
    )
    return list(
        cycle.public_notices.filter(first_day__lte=today)
        .annotate(called_up=~Exists(others))
        .prefetch_related(Prefetch("cases", running.order_by("rank", "pk"), to_attr="shown"))
        .order_by("-number")
    )


def public_lists(cycle: AwardCycle, cases: Iterable[Case]) -> list[PublicList]:
    """The nominees by award, in the order given; awards without any are left out."""
    listed = list(cases)
    lists = [
        PublicList(
            award.award,
            award.label,
            award.measure,
            [public_line(case) for case in listed if case.nomination.kind == award.code],
        )
        for award in cycle.notice.awards
    ]
    return [one for one in lists if one.lines]


def public_line(case: Case) -> PublicLine:
    row = case.nomination.detail
    parts = (row.employer, row.position) if case.nomination.kind == Kind.INDIVIDUAL else ()
    return PublicLine(case.pk, row.name, " ".join(part for part in parts if part))


@dataclass(frozen=True)
class Commendation:
    """A commendation list as the public reads it: `revoked` says how many fell out since, by which decision; not who."""

    roster: Roster
    lists: list[PublicList]
    revoked: list[tuple[int, str]]


def commended(cycle: AwardCycle) -> list[Commendation]:
    """The commendation lists, earliest first, less whoever was revoked since; a bounded number of queries."""
    rosters = cycle.rosters.filter(action="commend").order_by("number")
    entries = Prefetch(
        "entries__case",
        Case.objects.select_related("nomination__collectivenomination", "nomination__individualnomination"),
    )
    listed = {
        roster: [entry.case for entry in roster.entries.all()] for roster in rosters.prefetch_related("entries", entries)
    }
    gone = revocations(case.pk for cases in listed.values() for case in cases if case.stage == Stage.REVOKED)
    return [
        Commendation(
            roster=roster,
            lists=public_lists(cycle, [case for case in cases if case.stage == Stage.COMMENDED]),
            revoked=[(number, words) for words, number in _decisions(gone, cases).items()],
        )
        for roster, cases in listed.items()
    ]


def _decisions(gone: Mapping[int, Revocation], cases: Iterable[Case]) -> Counter[str]:
    return Counter(gone[case.pk].words for case in cases if case.pk in gone)
