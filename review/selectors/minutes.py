"""What the minutes of a panel review tell: who took part and kept out, the ranking, ties, the list."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from nominations.models import User

from ..models import Case, Decision, Recusal, Roster, RosterEntry, RoundStep, Score, TieOrder
from .lists import in_list_order
from .panel import members, own_units
from .rounds import LISTS


@dataclass(frozen=True)
class Attendance:
    """`judged` of `owed`: the cases judged; `closed`: cases of the member's own units (回避)."""

    member: User
    is_chair: bool
    owed: int
    judged: int
    closed: int


@dataclass(frozen=True)
class Minutes:
    """`ranked`: every case that was judged, in the order of lists; `listed`: keys of those on the list.

    `ties`: the chair's orders with the names of the cases, best first. `cut`: the ties that the list cuts through, each
    as those taken and those left. `votes`: case → (approving, cast).
    """

    roster: Roster
    entries: list[RosterEntry]
    attendance: list[Attendance]
    recusals: list[Recusal]
    steps: list[RoundStep]
    ranked: list[Case]
    listed: set[int]
    ties: list[tuple[TieOrder, list[str]]]
    cut: list[tuple[list[Case], list[Case]]]
    votes: dict[int, tuple[int, int]]


def minutes_of(roster: Roster) -> Minutes:
    """Of the round that `roster`, a proposed list, closed; a bounded number of queries."""
    cases = _judged(roster)
    keys = {case.pk for case in cases}
    scores = list(Score.objects.filter(case__in=keys))
    entries = list(roster.entries.all())
    recusals = Recusal.objects.filter(case__in=keys).select_related("member", "case__nomination").order_by("pk")
    names = {case.pk: str(case) for case in cases}
    ranked = in_list_order(_as_ranked_then(roster, cases))
    listed = {entry.case_id for entry in entries}
    return Minutes(
        roster=roster,
        entries=entries,
        attendance=_attendance(cases, scores, recusals),
        recusals=list(recusals),
        steps=_steps(roster),
        ranked=ranked,
        listed=listed,
        ties=[
            (order, [names[pk] for pk in order.cases if pk in names])
            for order in TieOrder.objects.filter(cycle=roster.cycle)
            if keys.intersection(order.cases)
        ],
        cut=_cut(ranked, listed),
        votes=_votes(scores),
    )


def _judged(roster: Roster) -> list[Case]:
    """The principals that this list chose among: those it took, and those it left."""
    taken = Decision.objects.filter(
        case__cycle=roster.cycle, action__in=("select", "not_select"), at=roster.made_at
    ).values("case")
    cases = Case.objects.filter(pk__in=taken, nomination__backup_for=None)
    return list(cases.select_related("nomination__recommendation__unit"))


def _as_ranked_then(roster: Roster, cases: list[Case]) -> list[Case]:
    """The cases with rank and mean as this list left them: a later one ranks them anew."""
    later = roster.cycle.rosters.filter(action="select", number__gt=roster.number).order_by("number").first()
    then = later.ranks_before if later else {}
    for case in cases:
        rank, mean = then.get(str(case.pk), (case.rank, case.mean))
        case.rank, case.mean = rank, mean if mean is None else Decimal(mean)
    return cases


def _attendance(cases: Iterable[Case], scores: Iterable[Score], recusals: Iterable[Recusal]) -> list[Attendance]:
    """Members of today, and whoever else judged."""
    units = [case.nomination.recommendation.unit_id for case in cases]
    judged = Counter(score.member_id for score in scores)
    recused = Counter(recusal.member_id for recusal in recusals)
    sitting = members()
    gone = User.objects.filter(pk__in=set(judged) - {member.pk for member in sitting}).prefetch_related("grants")
    found = []
    for member in [*sitting, *gone]:
        own = own_units(member)
        closed = sum(unit in own for unit in units)
        chair = any(grant.is_chair for grant in member.held)
        found.append(Attendance(member, chair, len(units) - closed - recused[member.pk], judged[member.pk], closed))
    return sorted(found, key=lambda one: not one.is_chair)


def _steps(roster: Roster) -> list[RoundStep]:
    """What the chair did with the round, since the list before this one."""
    lists = roster.cycle.rosters.filter(action__in=LISTS, undone_at=None)
    before = lists.filter(number__lt=roster.number).order_by("number").last()
    steps = RoundStep.objects.filter(cycle=roster.cycle, at__lte=roster.made_at).select_related("by")
    return list(steps.filter(at__gte=before.made_at) if before else steps)


def _cut(ranked: Iterable[Case], listed: Collection[int]) -> list[tuple[list[Case], list[Case]]]:
    """Of each rank that several share: those on the list and those that are not, where there are both."""
    found: dict[tuple[str, int | None], tuple[list[Case], list[Case]]] = {}
    for case in ranked:
        taken, left = found.setdefault((case.nomination.kind, case.rank), ([], []))
        (taken if case.pk in listed else left).append(case)
    return [(taken, left) for taken, left in found.values() if taken and left]


def _votes(scores: Iterable[Score]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for score in scores:
        approving, cast = found.get(score.case_id, (0, 0))
        found[score.case_id] = (approving + bool(score.approve), cast + 1)
    return found
