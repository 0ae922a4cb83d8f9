"""征求意见 as pages show it: nominees × authorities for the office, the own questions for a department."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from nominations.enums import Kind
from nominations.models import AwardCycle, Unit, User
from nominations.policy.facts import NomineeFacts
from nominations.policy.notice import Authority
from nominations.selectors import nominee_facts

from ..consultation import row_for
from ..models import AWAITED, Case, Opinion
from ..stages import Stage
from .cases import asked_opinions
from .facts import asked_of, day_in, with_facts
from .lists import in_list_order

NOT_ASKED, OPEN, AGAIN, LATE, CLEAR, DOUBT = "not_asked", "open", "again", "late", "clear", "doubt"
DOUBTS = Q(verdict__in=[Opinion.Verdict.OBJECTION, Opinion.Verdict.EXPLAIN], asked_again_at=None)  # the office's turn
ALL, UNCOVERED, READY = "all", "uncovered", "ready"
SHOWN = (ALL, UNCOVERED, OPEN, LATE, DOUBT, READY)  # what the table can be narrowed to

NOMINEE = (
    "case__cycle",
    "case__nomination__recommendation__unit",
    "case__nomination__collectivenomination",
    "case__nomination__individualnomination",
)
AWARD = "case__nomination__recommendation__cycle"  # by what a list calls the kinds of nominees


@dataclass(frozen=True)
class Cell:
    """Where one authority's opinion of one case stands; `opinion` is None where it is not asked.

    `days`: how many it is late.
    """

    authority: Authority
    state: str
    opinion: Opinion | None = None
    days: int = 0


@dataclass(frozen=True)
class Line:
    """One case. `row` is the label of the matrix row that fits, "" where the notice does not cover the case."""

    case: Case
    row: str
    cells: Sequence[Cell]
    chosen: bool  # the office has said whom to ask about an uncovered case

    @property
    def covered(self) -> bool:
        return bool(self.row)

    def count(self, *states: str) -> int:
        return sum(cell.state in states for cell in self.cells)

    @property
    def asked(self) -> int:
        return len(self.cells) - self.count(NOT_ASKED)

    @property
    def open(self) -> int:
        return self.count(OPEN, AGAIN, LATE)

    @property
    def doubts(self) -> int:
        return self.count(DOUBT)

    @property
    def ready(self) -> bool:
        return self.asked > 0 and not self.open and not self.doubts


@dataclass(frozen=True)
class Tally:
    """One authority in a cycle: how many opinions it is asked for, and how they stand; the days on which it was asked."""

    authority: Authority
    asked: int
    awaited: int
    late: int
    doubts: int
    rounds: Sequence[date]


def matrix(cycle: AwardCycle, today: date) -> list[Line]:
    """Every case out for opinions, backups too, in the order of lists; a bounded number of queries."""
    return lines_of(in_list_order(with_facts(_consulted(cycle))), today)


def lines_of(cases: Iterable[Case], today: date) -> list[Line]:
    """The table's lines for these cases, which come `with_facts`, in their order."""
    listed = list(cases)
    if not listed:
        return []
    cycle = listed[0].cycle
    facts = nominee_facts([case.nomination for case in listed], cycle)
    authorities = cycle.notice.consultation.authorities
    return [_line(case, facts[case.nomination_id], authorities, today) for case in listed]


def _consulted(cycle: AwardCycle) -> QuerySet[Case]:
    return cycle.cases.filter(stage=Stage.DEPARTMENT_OPINIONS)


def narrowed(
    cycle: AwardCycle, today: date, shown: str = ALL, authority: str = "", unit: Unit | None = None
) -> QuerySet[Case]:
    """The cases out for opinions that fit, `with_facts`: those waiting for the office's choice first, then as in lists.

    `shown` is one of SHOWN and, with an `authority`, speaks of its opinions alone.
    """
    cases = _consulted(cycle).filter(_fits(shown, today, authority))
    if unit:
        cases = cases.filter(nomination__recommendation__unit=unit)
    principal = "nomination__backup_for__"
    return with_facts(cases).order_by(
        Exists(Opinion.objects.filter(case=OuterRef("pk"))),
        "nomination__kind",
        Coalesce(f"{principal}case__rank", "rank").asc(nulls_last=True),
        "nomination__recommendation__unit",
        Coalesce(f"{principal}order", "nomination__order"),
        Coalesce(f"{principal}pk", "nomination__pk"),
        F(f"{principal}pk").asc(nulls_first=True),
        "pk",
    )


def counts(cycle: AwardCycle, today: date, authority: str = "", unit: Unit | None = None) -> dict[str, int]:
    """How many cases fit each of SHOWN; one query."""
    cases = _consulted(cycle)
    if unit:
        cases = cases.filter(nomination__recommendation__unit=unit)
    return cases.aggregate(**{shown: Count("pk", filter=_fits(shown, today, authority)) for shown in SHOWN})


def _fits(shown: str, today: date, authority: str = "") -> Q:
    """Every case that the matrix or the office's choice covers was asked about when it came in."""
    asked = Opinion.objects.filter(case=OuterRef("pk"))
    own = asked.filter(authority=authority) if authority else asked
    return {
        ALL: Q(Exists(own)) if authority else Q(pk__isnull=False),
        UNCOVERED: ~Q(Exists(asked)),
        OPEN: Q(Exists(own.filter(AWAITED))),
        LATE: Q(Exists(own.filter(AWAITED, due_on__lt=today))),
        DOUBT: Q(Exists(own.filter(DOUBTS))),
        READY: Q(Exists(own)) & ~Q(Exists(asked.exclude(verdict=Opinion.Verdict.CLEAR))),
    }[shown]


def tallies(cycle: AwardCycle, today: date) -> list[Tally]:
    """Every authority that is asked about a case now out for opinions, in the notice's order; two queries."""
    asked = Opinion.objects.filter(case__cycle=cycle)
    at_stake = asked.filter(case__stage=Stage.DEPARTMENT_OPINIONS).order_by().values("authority")
    counted = at_stake.annotate(
        asked=Count("pk"), awaited=Count("pk", AWAITED), late=Count("pk", AWAITED & Q(due_on__lt=today)),
        doubts=Count("pk", DOUBTS),
    )
    found = {row.pop("authority"): row for row in counted}
    days = rounds(cycle, asked)
    known = cycle.notice.consultation.authorities
    return [Tally(a, **found[a.code], rounds=days[a.code]) for a in known if a.code in found]


def rounds(cycle: AwardCycle, opinions: QuerySet[Opinion]) -> dict[str, list[date]]:
    """On which days of the cycle's calendar each authority was asked: one letter each."""
    moments: Iterable[tuple[str, datetime]] = opinions.order_by().values_list("authority", "requested_at").distinct()
    found: dict[str, set[date]] = {}
    for authority, moment in moments:
        found.setdefault(authority, set()).add(day_in(cycle, moment))
    return {authority: sorted(days) for authority, days in found.items()}


def _line(case: Case, nominee: NomineeFacts, authorities: Iterable[Authority], today: date) -> Line:
    row = row_for(case.cycle.notice, nominee)
    asked = asked_of(case, nominee)
    opinions = {opinion.authority: opinion for opinion in case.opinions.all()}
    cells = [_cell(authority, opinions, asked or (), today) for authority in authorities]
    return Line(case, row.label if row else "", cells, asked is not None)


def _cell(
    authority: Authority, opinions: Mapping[str, Opinion], asked: Collection[str], today: date
) -> Cell:
    opinion = opinions.get(authority.code)
    if opinion is None or authority.code not in asked:
        return Cell(authority, NOT_ASKED)
    return Cell(authority, state_of(opinion, today), opinion, days_late(opinion, today))


def state_of(opinion: Opinion, today: date) -> str:
    """One of this module's states for an opinion that is asked."""
    if opinion.is_awaited and opinion.due_on < today:
        return LATE
    if opinion.is_awaited:
        return AGAIN if opinion.verdict else OPEN
    return CLEAR if opinion.verdict == Opinion.Verdict.CLEAR else DOUBT


def days_late(opinion: Opinion, today: date) -> int:
    return max(0, (today - opinion.due_on).days) if opinion.is_awaited else 0


def asked_in(user: User, cycle: AwardCycle) -> QuerySet[Opinion]:
    """What this department is asked in the cycle while its cases are out for opinions, a second word owed first, then the unanswered."""
    return (
        asked_opinions(user)
        .filter(case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS)
        .select_related(*NOMINEE, "answered_by")
        .prefetch_related(AWARD)
        .order_by(F("asked_again_at").asc(nulls_last=True), "verdict", "due_on", "case__nomination__kind", "pk")
    )


def work_of(opinion: Opinion) -> str:
    """Work unit and position of a person, the nature of a collective: by which a department knows whom it is asked about."""
    nominee = opinion.case.nomination.detail
    if opinion.case.nomination.kind == Kind.INDIVIDUAL:
        return " ".join(part for part in (nominee.employer, nominee.position) if part)
    return opinion.case.cycle.notice.label("nature", nominee.nature)


def identity_of(opinion: Opinion) -> str:
    """The ID number in full where the authority is to check it, else "" (domain §2)."""
    checks = opinion.case.cycle.notice.authority(opinion.authority).checks_identity
    return opinion.case.nomination.detail.id_number if checks and opinion.case.nomination.kind == Kind.INDIVIDUAL else ""


def asked_on(cycle: AwardCycle, authority: str, day: date) -> list[Opinion]:
    """What that authority was asked on that day of the cycle's calendar, whatever became of it since."""
    asked = Opinion.objects.filter(case__cycle=cycle, authority=authority).select_related(*NOMINEE)
    asked = asked.prefetch_related(AWARD).order_by("case__nomination__kind", "case__rank", "pk")
    return [opinion for opinion in asked if day_in(cycle, opinion.requested_at) == day]


def owed_by(cycle: AwardCycle, authority: str) -> list[Opinion]:
    """What that authority has still to answer, the most urgent first."""
    owed = Opinion.objects.filter(AWAITED, case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS, authority=authority)
    return list(owed.select_related("case__nomination").order_by("due_on", "pk"))


def addressee_of(authority: Authority) -> str:
    """The unit that answers for the authority, or its office in general words where several do, or none."""
    names = list(Unit.objects.filter(authority=authority.code, active=True).values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else _("%(label)s部门") % {"label": authority.label}
