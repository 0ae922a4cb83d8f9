"""What the rules of §4 say of many nominees at once, as things stand; no step is asked about."""

from collections.abc import Collection
from datetime import date

from nominations.models import AwardCycle, Nomination, Recommendation
from nominations.policy.eligibility import check_nominee, check_recommendation
from nominations.policy.facts import NomineeFacts, RecommendationFacts, UnitFacts
from nominations.policy.findings import Finding
from nominations.selectors import barred_from, filled_fields, live, nominee_facts, unit_facts

from .judgement import pair_of

PARTS = ("recommendation__unit", "collectivenomination", "individualnomination")


def findings_of(cycle: AwardCycle, today: date, wanted: Collection[int]) -> dict[int, list[Finding]]:
    """Findings by key of the nominee (`wanted`, all of the cycle), those of its unit and of its pair included.

    Soft ones stand there whether or not a reason was written. A unit counts what is live, as on its own pages. A
    nominee that fell out is judged by itself. A bounded number of queries, however many nominees and units.
    """
    units = Nomination.objects.filter(pk__in=wanted).values("recommendation")
    rows = Nomination.objects.select_related(*PARTS).filter(recommendation__in=units)
    notice, barred = cycle.notice, barred_from(cycle)
    groups: dict[Recommendation, list[Nomination]] = {}
    for row in rows:
        groups.setdefault(row.recommendation, []).append(row)
    facts = nominee_facts([row for group in groups.values() for row in group], cycle, barred)
    found: dict[int, list[Finding]] = {}
    for recommendation, group in groups.items():
        standing = tuple(facts[row.pk] for row in live(group))
        whole = _whole(recommendation, standing, unit_facts(recommendation, barred))
        shared = check_recommendation(notice, whole)
        for row in group:
            if row.pk in wanted:
                own = check_nominee(notice, whole.unit, facts[row.pk], today, standing)
                found[row.pk] = own + _concerning(row.pk, shared, standing)
    return found


def _whole(recommendation: Recommendation, standing: tuple[NomineeFacts, ...], unit: UnitFacts) -> RecommendationFacts:
    return RecommendationFacts(
        unit=unit,
        nominees=standing,
        decision_on=recommendation.decision_on,
        decision_body=recommendation.decision_body,
        filled=filled_fields(recommendation),
    )


def _concerning(pk: int, shared: list[Finding], standing: tuple[NomineeFacts, ...]) -> list[Finding]:
    """Those of the unit's findings that concern this nominee: none where it fell out."""
    if all(nominee.key != pk for nominee in standing):
        return []
    subjects = {None, *pair_of(pk, standing)}
    return [finding for finding in shared if finding.subject in subjects]
