"""What the rules of §4 say of many nominees at once, as things stand; no step is asked about."""

from collections.abc import Collection
from datetime import date

from nominations.models import AwardCycle, CollectiveNomination, IndividualNomination, Nomination, Recommendation
from nominations.policy.eligibility import check_nominee, check_recommendation
from nominations.policy.facts import NomineeFacts, RecommendationFacts, UnitFacts
from nominations.policy.findings import Finding
from nominations.selectors import barred_from, filled_fields, live, nominee_facts, unit_facts

from .facts import BEFORE_PANEL
from .judgement import pair_of

Detail = CollectiveNomination | IndividualNomination
UNIT_QUOTA = ("Q1", "Q2", "Q3", "Q4")  # how many one unit may put forward, 一（二）


def findings_of(cycle: AwardCycle, today: date, wanted: Collection[int]) -> dict[int, list[Finding]]:
    """Findings by key of the nominee (`wanted`, all of the cycle), those of its unit and of its pair included.

    Soft ones stand there whether or not a reason was written. A unit counts what is live, as on its own pages. A
    nominee that fell out is judged by itself; past screening nobody can mend the unit's quota, and it is not spoken of.
    A bounded number of queries, however many nominees and units.
    """
    notice, barred = cycle.notice, barred_from(cycle)
    whose = Nomination.objects.filter(pk__in=wanted).values_list("pk", "recommendation", "case__stage")
    past = {pk for pk, _recommendation, stage in whose if stage not in BEFORE_PANEL}
    groups = _groups({recommendation for _pk, recommendation, _stage in whose})
    facts = nominee_facts([row for _unit, group in groups for row in group], cycle, barred)
    found: dict[int, list[Finding]] = {}
    for recommendation, group in groups:
        standing = tuple(facts[row.pk] for row in live(group))
        whole = _whole(recommendation, standing, unit_facts(recommendation, barred))
        shared = check_recommendation(notice, whole)
        for row in group:
            if row.pk in wanted:
                own = check_nominee(notice, whole.unit, facts[row.pk], today, standing)
                of_unit = [one for one in shared if row.pk not in past or one.rule not in UNIT_QUOTA]
                found[row.pk] = own + _concerning(row.pk, notice.award(row.kind).label, of_unit, standing)
    return found


def _groups(keys: Collection[int]) -> list[tuple[Recommendation, list[Detail]]]:
    """The recommendations of these keys, each with all its nominees in their order.

    Each row is made once, of its own kind and without its unit's beside it: of thousands that is most of the time.
    """
    groups: dict[int, list[Detail]] = {key: [] for key in keys}
    for model in (CollectiveNomination, IndividualNomination):
        for row in model.objects.filter(recommendation__in=keys).order_by("order", "pk"):
            groups[row.recommendation_id].append(row)
    units = Recommendation.objects.select_related("unit").in_bulk(keys)
    return [(units[key], group) for key, group in groups.items()]


def _whole(recommendation: Recommendation, standing: tuple[NomineeFacts, ...], unit: UnitFacts) -> RecommendationFacts:
    return RecommendationFacts(
        unit=unit,
        nominees=standing,
        decision_on=recommendation.decision_on,
        decision_body=recommendation.decision_body,
        filled=filled_fields(recommendation),
    )


def _concerning(pk: int, kind: str, shared: list[Finding], standing: tuple[NomineeFacts, ...]) -> list[Finding]:
    """Those of the unit's findings that concern this nominee: not what counts the other kind, none where it fell out."""
    if not shared or all(nominee.key != pk for nominee in standing):
        return []
    subjects = {None, *pair_of(pk, standing)}
    return [f for f in shared if f.subject in subjects and f.params.get("kind", kind) == kind]
