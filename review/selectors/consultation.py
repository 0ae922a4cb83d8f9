"""征求意见 as pages show it: nominees × authorities for the office, the own questions for a department."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from nominations.models import AwardCycle, User
from nominations.policy.facts import NomineeFacts
from nominations.policy.notice import Authority
from nominations.selectors import nominee_facts

from ..consultation import row_for
from ..models import Case, Opinion
from ..stages import Stage
from .cases import asked_opinions
from .facts import asked_of, with_facts
from .lists import in_list_order

NOT_ASKED, OPEN, LATE, CLEAR, SETTLED, DOUBT = "not_asked", "open", "late", "clear", "settled", "doubt"


@dataclass(frozen=True)
class Cell:
    """Where one authority's opinion of one case stands; `opinion` is None where it is not asked."""

    authority: Authority
    state: str
    opinion: Opinion | None = None


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
        return self.count(OPEN, LATE)

    @property
    def doubts(self) -> int:
        return self.count(DOUBT)

    @property
    def ready(self) -> bool:
        return self.asked > 0 and not self.open and not self.doubts


def matrix(cycle: AwardCycle, today: date) -> list[Line]:
    """Every case out for opinions, backups too, in the order of lists; a bounded number of queries."""
    cases = in_list_order(with_facts(cycle.cases.filter(stage=Stage.DEPARTMENT_OPINIONS)))
    facts = nominee_facts([case.nomination for case in cases], cycle)
    authorities = cycle.notice.consultation.authorities
    return [_line(case, facts[case.nomination_id], authorities, today) for case in cases]


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
    return Cell(authority, state_of(opinion, today), opinion)


def state_of(opinion: Opinion, today: date) -> str:
    """One of this module's states for an opinion that is asked."""
    if not opinion.verdict:
        return LATE if opinion.due_on < today else OPEN
    if opinion.verdict == Opinion.Verdict.CLEAR:
        return CLEAR
    return DOUBT if opinion.is_unresolved else SETTLED


def asked_in(user: User, cycle: AwardCycle) -> QuerySet[Opinion]:
    """What this department is asked in the cycle while its cases are out for opinions, unanswered first."""
    return (
        asked_opinions(user)
        .filter(case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS)
        .select_related(
            "case__cycle",
            "case__nomination__recommendation__unit",
            "case__nomination__collectivenomination",
            "case__nomination__individualnomination",
            "answered_by",
        )
        .order_by("verdict", "due_on", "case__nomination__kind", "pk")
    )
