"""Rows → the facts that the rules look at. Two queries however many nominees, and one for bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import Q, QuerySet

from ..models import (
    AwardCycle,
    Bar,
    CollectiveNomination,
    IndividualNomination,
    Nomination,
    Recommendation,
)
from ..policy.facts import (
    CollectiveFacts,
    IndividualFacts,
    NomineeFacts,
    RecommendationFacts,
    UnitFacts,
)
from ..policy.notice import ENTERPRISE, Notice
from .access import detail_rows

Detail = CollectiveNomination | IndividualNomination


def live(nominees: Iterable[Nomination]) -> list[Nomination]:
    """Those that use a place or may come to: drafts and what is under way, not what was withdrawn or lapsed."""
    return [nominee for nominee in nominees if nominee.counted or not nominee.locked]


@dataclass(frozen=True)
class Marks:
    """What identifies nominees: ID numbers of people; full names and credit codes of collectives."""

    id_numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    credit_codes: frozenset[str] = frozenset()
    units: frozenset[int] = field(default_factory=frozenset)

    def know(self, row: Detail) -> bool:
        if isinstance(row, IndividualNomination):
            return row.id_number in self.id_numbers
        return row.name in self.names or row.credit_code in self.credit_codes


def barred_from(cycle: AwardCycle) -> Marks:
    """E8: whose place was revoked in the cycle just before this one (五（三）)."""
    before = (
        AwardCycle.objects.filter(issued_on__lt=cycle.issued_on, opened_at__isnull=False)
        .order_by("-issued_on", "-pk")
        .values("pk")[:1]
    )
    bars = list(Bar.objects.filter(cycle__in=before))
    return Marks(
        id_numbers=frozenset(bar.id_number for bar in bars if bar.id_number),
        names=frozenset(bar.name for bar in bars if bar.name and not bar.id_number),
        credit_codes=frozenset(bar.credit_code for bar in bars if bar.credit_code),
        units=frozenset(bar.unit_id for bar in bars if bar.unit_id),
    )


def unit_facts(recommendation: Recommendation, barred: Marks | None = None) -> UnitFacts:
    unit = recommendation.unit
    barred = barred or barred_from(recommendation.cycle)
    return UnitFacts(
        key=unit.pk,
        name=unit.name,
        kind=unit.kind,
        above_scale_enterprises=unit.above_scale_enterprises,
        barred=unit.pk in barred.units,
    )


def nominee_facts(
    nominees: Iterable[Nomination], cycle: AwardCycle, barred: Marks | None = None
) -> dict[int, NomineeFacts]:
    """Facts by primary key; fetch `nominees` by `detail_rows()` to keep this at three queries."""
    rows = [nominee.detail for nominee in nominees]
    if not rows:
        return {}
    barred = barred or barred_from(cycle)
    taken = _taken(rows, cycle)
    notice = cycle.notice
    return {row.pk: _facts(row, notice, barred=barred.know(row), nominated_elsewhere=row.pk in taken) for row in rows}


def recommendation_facts(
    recommendation: Recommendation, nominees: Iterable[Nomination] | None = None
) -> RecommendationFacts:
    """One unit in one cycle with `nominees` (default: all that are live)."""
    if nominees is None:
        nominees = live(detail_rows().filter(recommendation=recommendation))
    barred = barred_from(recommendation.cycle)
    facts = nominee_facts(nominees, recommendation.cycle, barred)
    return RecommendationFacts(
        unit=unit_facts(recommendation, barred),
        nominees=tuple(facts.values()),
        decision_on=recommendation.decision_on,
        decision_body=recommendation.decision_body,
        filled=filled_fields(recommendation),
    )


def filled_fields(row: Recommendation | Nomination) -> frozenset[str]:
    """Names of the columns that hold something; False is an answer."""
    return frozenset(
        column.name for column in row._meta.concrete_fields if getattr(row, column.attname) not in (None, "", [], {})
    )


def _taken(rows: list[Detail], cycle: AwardCycle) -> set[int]:
    """I3: keys of those of `rows` whose person or collective another nominee of the cycle uses a place for."""
    people = [row for row in rows if isinstance(row, IndividualNomination) and row.id_number]
    groups = [row for row in rows if isinstance(row, CollectiveNomination)]
    under_way = {"recommendation__cycle": cycle, "counted": True}
    same_people = IndividualNomination.objects.filter(id_number__in={row.id_number for row in people}, **under_way)
    same_groups = CollectiveNomination.objects.filter(
        Q(name__in={row.name for row in groups if row.name})
        | Q(credit_code__in={row.credit_code for row in groups if row.credit_code}),
        **under_way,
    )
    return _repeated(people, same_people, "id_number") | _repeated(groups, same_groups, "name", "credit_code")


def _repeated(rows: Sequence[Detail], others: QuerySet[Any], *marks: str) -> set[int]:
    """Keys of `rows` that share a mark with another row."""
    if not rows:
        return set()
    owners: dict[tuple[str, str], set[int]] = {}
    for key, *values in others.values_list("pk", *marks):
        for mark, value in zip(marks, values, strict=True):
            owners.setdefault((mark, value), set()).add(key)
    return {
        row.pk
        for row in rows
        for mark in marks
        if getattr(row, mark) and owners.get((mark, getattr(row, mark)), set()) - {row.pk}
    }


def _facts(row: Detail, notice: Notice, **judged: bool) -> NomineeFacts:
    """What the columns of the same name hold, and what has to be worked out from them."""
    kind = CollectiveFacts if isinstance(row, CollectiveNomination) else IndividualFacts
    wanted = {one.name for one in fields(kind)}
    held = {column.name: getattr(row, column.attname) for column in row._meta.concrete_fields if column.name in wanted}
    return kind(**held | _derived(row, notice) | judged)


def _derived(row: Detail, notice: Notice) -> dict[str, Any]:
    sector = sector_of(row, notice)
    derived = {
        "key": row.pk,
        "sector": sector,
        # Only an enterprise has an ownership: what was chosen before the nature was corrected does not count.
        "ownership": row.ownership if sector == ENTERPRISE else "",
        "criteria": tuple(row.criteria),
        "filled": filled_fields(row),
        "unreadable": row.unparsed,
    }
    if isinstance(row, IndividualNomination):
        category = notice.option("person_category", row.person_category)
        derived |= {
            "head": bool(category and category.head),
            "assessments": {int(year): code for year, code in row.assessments.items() if code},
        }
    return derived


def sector_of(row: Detail, notice: Notice) -> str:
    """The sector (policy.notice.SECTORS) of the collective or of the person's employer; "" while unknown.

    Where somebody works tells more than what they are, which stands in while the employer's nature is open.
    """
    names = ("nature",) if isinstance(row, CollectiveNomination) else ("employer_nature", "person_category")
    options = (notice.option(name, getattr(row, name)) for name in names)
    return next((option.sector for option in options if option), "")
