"""The panel's result as the chair reads it: who stands where, and how many places fell vacant."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nominations.models import AwardCycle

from ..models import Case, TieOrder
from ..stages import Stage
from ..tally import Standing
from .lists import in_list_order, standings_of, to_rank, vacancies
from .panel import duties, judgements, members


@dataclass(frozen=True)
class Ranked:
    """A case with its standing so far; `given` of `owed` members judged it."""

    case: Case
    standing: Standing
    given: int
    owed: int


def ranking(cycle: AwardCycle) -> list[Ranked]:
    """Cases before the panel, collectives first, best first; a bounded number of queries."""
    judged = list(to_rank(cycle))
    cases = {case.pk: case for case in judged if case.stage == Stage.PANEL_REVIEW}
    judges = duties(cycle, members())
    given = Counter(case for case, member in judgements(cycle) if member in judges.get(case, ()))
    standings = {standing.key: standing for standing in standings_of(cycle, judged)}
    rows = [Ranked(case, standings[pk], given[pk], len(judges.get(pk, ()))) for pk, case in cases.items()]
    place = {case.pk: number for number, case in enumerate(in_list_order(cases.values()))}
    return sorted(rows, key=lambda row: (row.case.nomination.kind, row.standing.rank, place[row.case.pk]))


def tied_with(cycle: AwardCycle, pk: int) -> list[Case]:
    """The cases of the same kind and mean as that one before the panel, by rank; none where it stands alone."""
    judged = {case.pk: case for case in to_rank(cycle)}
    if pk not in judged or judged[pk].stage != Stage.PANEL_REVIEW:
        return []
    kind = judged[pk].nomination.kind
    standings = standings_of(cycle, (case for case in judged.values() if case.nomination.kind == kind))
    mean = next(standing.mean for standing in standings if standing.key == pk)
    same = [judged[standing.key] for standing in standings if standing.mean == mean]
    return same if len(same) > 1 else []


def tie_orders(rows: Iterable[Ranked]) -> dict[int, TieOrder]:
    """The chair's orders that set some of these cases apart, by key."""
    return TieOrder.objects.select_related("by").in_bulk({row.standing.order for row in rows} - {None})


def to_call_up(cycle: AwardCycle) -> int:
    """How many reserves could be called up now: vacancies for which there is one, of either kind."""
    reserves = cycle.cases.filter(stage=Stage.NOT_SELECTED, nomination__backup_for=None)
    waiting = Counter(reserves.values_list("nomination__kind", flat=True))
    return sum(min(free, waiting[kind]) for kind, free in vacancies(cycle).items()) if waiting else 0


def from_the_top(cycle: AwardCycle, cases: Iterable[Case]) -> Collection[int]:
    """Keys of as many cases of each kind, in the order given, as places are vacant."""
    free = vacancies(cycle)
    picked = []
    for case in cases:
        if free[case.nomination.kind] > 0:
            free[case.nomination.kind] -= 1
            picked.append(case.pk)
    return picked
