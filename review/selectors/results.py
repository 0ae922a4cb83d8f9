"""What the panel gave, case by case, for those who may read it: completeness, spread, ties, votes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nominations.models import AwardCycle, User
from nominations.policy.notice import SCORES

from ..models import Recusal, TieOrder
from ..tally import Spread, in_points, outliers, spread, weighted
from .panel import before_panel, duties, judgements, members, own_units
from .ranking import Ranked, ranking, tie_orders

FAR_APART = 15  # points from the median: worth a second look, no more


@dataclass(frozen=True)
class Result:
    """One case. `apart`: members whose score lies far from the others', with it. `late`: who has not judged it."""

    row: Ranked
    spread: Spread | None = None
    apart: list[tuple[User, str]] = field(default_factory=list)
    late: list[User] = field(default_factory=list)
    approving: int = 0
    against: int = 0
    order: TieOrder | None = None

    @property
    def mean(self) -> str:
        mean = self.row.standing.mean
        return "—" if mean is None else in_points(mean)

    @property
    def range(self) -> str:
        """From the lowest to the highest score."""
        if self.spread is None:
            return "—"
        return f"{in_points(self.spread.lowest)}—{in_points(self.spread.highest)}"

    @property
    def tied(self) -> bool:
        return self.row.standing.tied and self.row.standing.mean is not None


def results(cycle: AwardCycle) -> list[Result]:
    """Every case before the panel, collectives first, best first; a bounded number of queries."""
    rows = ranking(cycle)
    panel = members()
    judges = duties(cycle, panel)
    given = set(judgements(cycle))
    people = User.objects.in_bulk({score.member_id for row in rows for score in row.case.scores.all()})
    orders = tie_orders(rows)
    return [
        Result(
            row=row,
            late=[m for m in panel if m.pk in judges.get(row.case.pk, ()) and (row.case.pk, m.pk) not in given],
            order=orders.get(row.standing.order),
            **_opened(cycle, row, people),
        )
        for row in rows
    ]


def _opened(cycle: AwardCycle, row: Ranked, people: dict[int, User]) -> dict[str, object]:
    """What the judgements themselves say."""
    scores = list(row.case.scores.all())
    if cycle.notice.panel.mode != SCORES:
        approving = sum(bool(score.approve) for score in scores)
        return {"approving": approving, "against": len(scores) - approving}
    points = {score.member_id: weighted(cycle.notice.panel, score.marks) for score in scores}
    apart = [(people[pk], in_points(points[pk])) for pk in outliers(points, FAR_APART)]
    return {"spread": spread(list(points.values())), "apart": apart}


def widest_first(found: Iterable[Result]) -> list[Result]:
    """By kind, those on whom the members differ most first."""
    return sorted(found, key=lambda one: (one.row.case.nomination.kind, -(one.spread.deviation if one.spread else 0)))


def kept_out(cycle: AwardCycle) -> dict[int, list[User]]:
    """Case pk before the panel → members to whom it is closed: of its own unit, or recused (回避)."""
    panel = members()
    recused = set(Recusal.objects.filter(case__cycle=cycle).values_list("case", "member"))
    units = {member.pk: own_units(member) for member in panel}
    return {
        case: [member for member in panel if unit in units[member.pk] or (case, member.pk) in recused]
        for case, unit in before_panel(cycle)
    }
