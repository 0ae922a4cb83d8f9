"""What a whole-list step looks at and leaves behind: composition, ranks, order, snapshots."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from nominations.models import AwardCycle, SoftReason
from nominations.policy.facts import NomineeFacts
from nominations.policy.figures import in_digits
from nominations.policy.matching import matches
from nominations.policy.notice import KINDS, VOTES, Notice
from nominations.policy.quota import Composition, check_list, list_composition
from nominations.selectors import nominee_facts

from .. import tally
from ..guards import ListFacts
from ..models import Case
from ..stages import Stage
from .facts import with_facts
from .panel import scores_missing

# Already on the proposed list and not fallen out: these hold a place (R1).
PLACED = (
    Stage.DEPARTMENT_OPINIONS,
    Stage.DISTRICT_APPROVAL,
    Stage.APPROVED,
    Stage.PUBLIC_NOTICE,
    Stage.COMMENDED,
)
# Where those stand who are on the list already that a step adds to.
ON_THE_LIST = {
    "shortlist": (Stage.PANEL_REVIEW, Stage.NOT_SELECTED, *PLACED),
    "select": PLACED,
    "call_up": PLACED,
    "approve": (Stage.APPROVED, Stage.PUBLIC_NOTICE, Stage.COMMENDED),
    "commend": (Stage.COMMENDED,),
}


def list_facts(
    action: str, cycle: AwardCycle, chosen: Collection[Case], reasons: Mapping[str, str]
) -> ListFacts:
    """The facts of the list that `action` with `chosen` would make."""
    listed = _listed(action, cycle, chosen)
    facts = facts_of(cycle, listed)
    found = compositions(cycle.notice, facts.values())
    standings = standings_of(cycle, to_rank(cycle)) if action in ("select", "call_up") else []
    picked = {case.pk for case in chosen}
    return ListFacts(
        composition=tuple(f for c in found.values() for f in check_list(cycle.notice, c)),
        reasons=reasons,
        scores_missing=scores_missing(cycle) if action == "select" else 0,
        unbroken_ties=len(ties(cycle, standings, picked)) if action == "select" else 0,
        places_left=min((c.places - c.count for c in found.values()), default=0),
        ratios={kind: ratio(c) for kind, c in found.items()},
        skipped=_skipped(cycle, picked) if action == "call_up" else (),
    )


def _listed(action: str, cycle: AwardCycle, chosen: Collection[Case]) -> list[Case]:
    """The chosen, and those that stand on the same list already: a share is one of the whole list."""
    on_it = Q(stage__in=ON_THE_LIST.get(action, ())) & ~Q(nomination__backup_for__isnull=False)
    picked = Q(pk__in=[case.pk for case in chosen])
    return list(with_facts(cycle.cases.filter(picked | on_it)))


def facts_of(cycle: AwardCycle, cases: Iterable[Case]) -> dict[int, NomineeFacts]:
    """Facts by nomination pk."""
    return nominee_facts([case.nomination for case in cases], cycle)


def compositions(notice: Notice, nominees: Iterable[NomineeFacts]) -> dict[str, Composition]:
    listed = list(nominees)
    return {kind: list_composition(notice, kind, listed) for kind in KINDS}


def ratio(composition: Composition) -> dict[str, Any]:
    """The composition in plain numbers, for a roster to keep and a page to show."""
    return {
        "count": composition.count,
        "places": composition.places,
        "capped": composition.capped,
        "cap": composition.cap,
        "percent": in_digits(composition.percent),
        "share": in_digits(composition.share, 1),
    }


def to_rank(cycle: AwardCycle) -> QuerySet[Case]:
    """Cases the panel ranks: principals before it, and reserves."""
    return (
        with_facts(cycle.cases.filter(stage__in=[Stage.PANEL_REVIEW, Stage.NOT_SELECTED]))
        .filter(nomination__backup_for=None)
        .prefetch_related("scores")
    )


def standings_of(cycle: AwardCycle, cases: Iterable[Case]) -> list[tally.Standing]:
    """Rank by kind: collectives among collectives, individuals among individuals."""
    by_kind: dict[str, dict[int, Fraction | None]] = {}
    for case in cases:
        by_kind.setdefault(case.nomination.kind, {})[case.pk] = mean_of(cycle.notice, case)
    return [s for means in by_kind.values() for s in tally.standings(means)]


def mean_of(notice: Notice, case: Case) -> Fraction | None:
    """The panel's result for a case, 0–100, from its prefetched scores; None where nobody scored."""
    scores = list(case.scores.all())
    if notice.panel.mode == VOTES:
        return tally.share_of_votes(bool(score.approve) for score in scores)
    return tally.mean(notice.panel, [tally.weighted(notice.panel, score.marks) for score in scores])


def as_decimal(mean: Fraction | None) -> Decimal | None:
    """To four places, for the column."""
    if mean is None:
        return None
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.0001"))


def ties(
    cycle: AwardCycle, standings: Iterable[tally.Standing], picked: Collection[int]
) -> list[int]:
    """Keys of cases in a tie that the choice cuts through, of either kind."""
    kinds = dict(cycle.cases.values_list("pk", "nomination__kind"))
    groups: dict[str, list[tally.Standing]] = {}
    for standing in standings:
        groups.setdefault(kinds[standing.key], []).append(standing)
    return [key for group in groups.values() for key in tally.tied_across(group, picked)]


def _skipped(cycle: AwardCycle, picked: Collection[int]) -> tuple[str, ...]:
    """Names of reserves that rank before one that is to be called up."""
    reserves = cycle.cases.filter(
        stage=Stage.NOT_SELECTED, nomination__backup_for=None
    ).select_related("nomination")
    worst: dict[str, int] = {}
    for case in reserves:
        if case.pk in picked:
            kind = case.nomination.kind
            worst[kind] = max(worst.get(kind, 0), case.rank or 0)
    return tuple(
        str(case)
        for case in reserves
        if case.pk not in picked and (case.rank or 0) < worst.get(case.nomination.kind, 0)
    )


def in_list_order(cases: Iterable[Case]) -> list[Case]:
    """Collectives first, then by rank where there is one, by unit, and in the unit's own order."""
    return sorted(
        cases,
        key=lambda case: (
            KINDS.index(case.nomination.kind),
            case.rank or 0,
            case.nomination.recommendation.unit_id,
            case.nomination.order,
            case.pk,
        ),
    )


def snapshot(case: Case, facts: NomineeFacts) -> dict[str, Any]:
    """The words of one line as they stand now; no personal numbers."""
    nomination, detail = case.nomination, case.nomination.detail
    award = case.cycle.notice.award(nomination.kind)
    return {
        "kind": nomination.kind,
        "name": nomination.name,
        "unit": nomination.recommendation.unit.name,
        "employer": getattr(detail, "employer", ""),
        "position": getattr(detail, "position", ""),
        "capped": matches(award.capped, facts),
        "division_level": nomination.division_level,
        "backup": nomination.backup_for_id is not None,
        "rank": case.rank,
        "mean": str(case.mean) if case.mean is not None else "",
    }


def reasons_given(cases: Iterable[Case]) -> list[dict[str, str]]:
    """Every soft rule against which somebody listed was put forward, with the reason written."""
    listed = list(cases)
    nominations = [case.nomination_id for case in listed]
    recommendations = {case.nomination.recommendation_id for case in listed}
    reasons = SoftReason.objects.filter(recommendation__in=recommendations).select_related(
        "nomination", "recommendation__unit"
    )
    return [
        {"rule": r.rule, "who": str(r.nomination or r.recommendation.unit), "text": r.text}
        for r in reasons
        if r.nomination_id is None or r.nomination_id in nominations
    ]
