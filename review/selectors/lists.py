"""What a whole-list step looks at and leaves behind: composition, ranks, order, snapshots."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from nominations.models import AwardCycle, SoftReason
from nominations.policy.facts import NomineeFacts
from nominations.policy.figures import in_digits
from nominations.policy.matching import matches
from nominations.policy.notice import KINDS, VOTES, Notice
from nominations.policy.quota import Composition, check_list, list_composition
from nominations.selectors import nominee_facts

from .. import tally
from ..guards import ListFacts
from ..models import Case, Decision, RosterEntry, Score, TieOrder
from ..stages import Stage
from .facts import NOMINEE, with_facts
from .rounds import round_of

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
# The soft rules broken by the list as a whole were answered when it was made; these lists rest on it.
RESTS_ON_PROPOSED = ("approve", "commend")
# Among whom the chair chooses: with these a tie can be cut through.
CHOSEN_FROM = {"select": (Stage.PANEL_REVIEW, Stage.NOT_SELECTED), "call_up": (Stage.NOT_SELECTED,)}
LAST = 10**9  # in place of a rank, behind all ranks


def list_facts(
    action: str, cycle: AwardCycle, chosen: Collection[Case], reasons: Mapping[str, str]
) -> ListFacts:
    """The facts of the list that `action` with `chosen` would make."""
    on_list = listed(action, cycle, chosen)
    facts = facts_of(cycle, on_list)
    found = compositions(cycle.notice, facts.values())
    picked = {case.pk for case in chosen}
    judging = round_of(cycle) if action == "select" else None
    return ListFacts(
        composition=tuple(f for c in found.values() for f in check_list(cycle.notice, c)),
        reasons=reasons,
        scores_missing=judging.missing if judging and not judging.over else 0,
        reopened=judging is not None and judging.reopened,
        unbroken_ties=0 if judging and not judging.over else _cut(action, cycle, picked),
        crowded=tuple(_crowded(cycle, chosen)) if action == "call_up" else (),
        made_up=found,
        units=_by_unit(on_list),
        skipped=_skipped(cycle, picked) if action == "call_up" else (),
    )


def listed(action: str, cycle: AwardCycle, chosen: Collection[Case]) -> list[Case]:
    """The chosen, and those that stand on the same list already, with nominee and unit: a share is one of the whole."""
    on_it = Q(stage__in=ON_THE_LIST.get(action, ())) & ~Q(nomination__backup_for__isnull=False)
    picked = Q(pk__in=[case.pk for case in chosen])
    return list(cycle.cases.filter(picked | on_it).select_related(*NOMINEE))


def vacancies(cycle: AwardCycle) -> dict[str, int]:
    """Kind → places on the proposed list that fell vacant and nobody has taken since; within R1 一（二）.

    Places that the chair left empty are none: who was not chosen does not move up by that.
    """
    placed = cycle.cases.filter(stage__in=PLACED, nomination__backup_for=None)
    held = Counter(placed.values_list("nomination__kind", flat=True))
    listed = RosterEntry.objects.filter(roster__cycle=cycle, roster__action="select", roster__undone_at=None)
    given = Counter(listed.filter(snapshot__backup=False).values_list("case__nomination__kind", flat=True))
    return {a.code: max(0, min(given[a.code], a.places) - held[a.code]) for a in cycle.notice.awards}


def _crowded(cycle: AwardCycle, chosen: Collection[Case]) -> Iterator[dict[str, Any]]:
    """The kinds of which more are chosen than places fell vacant, in numbers."""
    free = vacancies(cycle)
    taken = Counter(case.nomination.kind for case in chosen if case.nomination.backup_for_id is None)
    for award in cycle.notice.awards:
        if taken[award.code] > free[award.code]:
            numbers = {"free": free[award.code], "chosen": taken[award.code]}
            yield {"kind": award.label, "measure": award.measure, **numbers}


def _by_unit(cases: Iterable[Case]) -> dict[str, dict[str, int]]:
    """Kind → brief name of a unit → how many of its nominees are on the list, most first."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        if case.nomination.backup_for_id is None:
            counts.setdefault(case.nomination.kind, Counter())[case.nomination.recommendation.unit.brief] += 1
    return {kind: dict(count.most_common()) for kind, count in counts.items()}


def facts_of(cycle: AwardCycle, cases: Iterable[Case]) -> dict[int, NomineeFacts]:
    """Facts by nomination pk."""
    return nominee_facts([case.nomination for case in cases], cycle)


def compositions(notice: Notice, nominees: Iterable[NomineeFacts]) -> dict[str, Composition]:
    listed = list(nominees)
    return {kind: list_composition(notice, kind, listed) for kind in KINDS}


def ratio(composition: Composition) -> dict[str, Any]:
    """The composition in plain numbers, for a roster to keep."""
    return {
        "count": composition.count,
        "places": composition.places,
        "capped": composition.capped,
        "cap": composition.cap,
        "percent": in_digits(composition.percent),
        "share": in_digits(composition.share, 1),
    }


def counting(cycle: AwardCycle, cases: Iterable[Case]) -> set[int]:
    """Keys of those cases whose nominees count towards the share that R2 or R3 limits, 五（二）."""
    listed = list(cases)
    facts = facts_of(cycle, listed)
    capped = {award.code: award.capped for award in cycle.notice.awards}
    return {case.pk for case in listed if matches(capped[case.nomination.kind], facts[case.nomination_id])}


def to_rank(cycle: AwardCycle) -> QuerySet[Case]:
    """Principals the panel has or had before it and that stand: a later round is ranked among the earlier ones.

    Scores of members who belong to the nominee's own unit by now do not count (回避).
    """
    own_unit = F("case__nomination__recommendation__unit")
    counting = Score.objects.exclude(member__grants__unit=own_unit)
    return (
        with_facts(cycle.cases.filter(stage__in=[Stage.PANEL_REVIEW, Stage.NOT_SELECTED, *PLACED]))
        .filter(nomination__backup_for=None)
        .prefetch_related(Prefetch("scores", counting))
    )


def standings_of(cycle: AwardCycle, cases: Iterable[Case]) -> list[tally.Standing]:
    """Rank by kind: collectives among collectives, individuals among individuals."""
    return [standing for group in _standings(cycle, cases) for standing in group]


def _standings(cycle: AwardCycle, cases: Iterable[Case]) -> list[list[tally.Standing]]:
    by_kind: dict[str, dict[int, Fraction | None]] = {}
    for case in cases:
        by_kind.setdefault(case.nomination.kind, {})[case.pk] = mean_of(cycle.notice, case)
    orders = dict(TieOrder.objects.filter(cycle=cycle).order_by("pk").values_list("pk", "cases"))
    return [tally.standings(means, orders) for means in by_kind.values()]


def mean_of(notice: Notice, case: Case) -> Fraction | None:
    """The panel's result for a case, 0–100, from its prefetched scores; None where nobody scored.

    A backup that took the place of one already judged keeps that one's mean; a case on the list keeps the mean with
    which it was put there, whoever's scores count no more since.
    """
    kept = None if case.mean is None else Fraction(case.mean)
    scores = list(case.scores.all())
    if not scores:
        return kept
    if notice.panel.mode == VOTES:
        given = tally.share_of_votes(bool(score.approve) for score in scores)
    else:
        given = tally.mean(notice.panel, [tally.weighted(notice.panel, score.marks) for score in scores])
    changed = case.stage in PLACED and as_decimal(given) != case.mean
    return kept if changed and kept is not None else given


def as_decimal(mean: Fraction | None) -> Decimal | None:
    """To four places, for the column."""
    if mean is None:
        return None
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.0001"))


def _cut(action: str, cycle: AwardCycle, picked: Collection[int]) -> int:
    """How many cases stand in a tie that the choice cuts through."""
    return len(ties(cycle, to_rank(cycle).filter(stage__in=CHOSEN_FROM.get(action, ())), picked))


def ties(cycle: AwardCycle, cases: Iterable[Case], picked: Collection[int]) -> list[int]:
    """Keys of those of `cases` in a tie that the choice cuts through, of either kind."""
    return [key for group in _standings(cycle, cases) for key in tally.tied_across(group, picked)]


def _skipped(cycle: AwardCycle, picked: Collection[int]) -> tuple[str, ...]:
    """Names of reserves that rank before one that is to be called up, best first."""
    reserves = (
        cycle.cases.filter(stage=Stage.NOT_SELECTED, nomination__backup_for=None)
        .select_related("nomination")
        .order_by("nomination__kind", "rank", "pk")
    )
    worst: dict[str, int] = {}
    for case in reserves:
        if case.pk in picked:
            kind = case.nomination.kind
            worst[kind] = max(worst.get(kind, 0), rank_of(case))
    return tuple(
        str(case)
        for case in reserves
        if case.pk not in picked and rank_of(case) < worst.get(case.nomination.kind, 0)
    )


def rank_of(case: Case) -> int:
    return LAST if case.rank is None else case.rank


def in_list_order(cases: Iterable[Case]) -> list[Case]:
    """Collectives first, then by rank where there is one, by unit, and in the unit's own order; a backup after its
    principal.
    """
    listed = list(cases)
    by_nominee = {case.nomination_id: case for case in listed}

    def place(case: Case) -> tuple[int, ...]:
        first = by_nominee.get(case.nomination.backup_for_id, case)
        nominee = first.nomination
        unit = nominee.recommendation.unit_id
        return KINDS.index(nominee.kind), rank_of(first), unit, nominee.order, first.pk, case is not first, case.pk

    return sorted(listed, key=place)


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
    nominations = {case.nomination_id for case in listed}
    recommendations = {case.nomination.recommendation_id for case in listed}
    reasons = SoftReason.objects.filter(recommendation__in=recommendations).select_related(
        "nomination", "recommendation__unit"
    )
    return [
        {"rule": r.rule, "who": str(r.nomination or r.recommendation.unit), "text": r.text}
        for r in reasons
        if r.nomination_id is None or r.nomination_id in nominations
    ]


def list_reasons(cycle: AwardCycle) -> dict[str, str]:
    """Rule → what was written against it when the proposed list was made and added to, earliest first."""
    made = cycle.rosters.filter(action="select", undone_at=None).order_by("number").values_list("reasons", flat=True)
    calls = Decision.objects.filter(case__cycle=cycle, action="call_up", undone_by=None)
    added = calls.order_by("pk").values_list("data", flat=True)
    texts: dict[str, dict[str, None]] = {}  # a dict keeps order and each text once
    for given in [*(reasons.get("list", {}) for reasons in made), *(data.get("reasons", {}) for data in added)]:
        for rule, text in given.items():
            texts.setdefault(rule, {})[text] = None
    return {rule: "\n".join(each) for rule, each in texts.items()}
