"""The rules of §4 asked about nominees, as they stand at a step."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from nominations.models import Nomination, Recommendation, SoftReason
from nominations.policy.eligibility import check_nominee, check_recommendation
from nominations.policy.facts import NomineeFacts
from nominations.policy.findings import Finding
from nominations.selectors import detail_rows, recommendation_facts


def judge(nominations: Iterable[Nomination], today: date) -> dict[int, list[Finding]]:
    """Findings by nomination pk, those of its recommendation included; soft ones with a written reason left out.

    Quotas count what is under way already and `nominations` themselves, so that nominees who are announced
    together are counted together. What is wrong with a pair (Q5) stands in the way of both. A bounded number of
    queries a recommendation.
    """
    groups: dict[Recommendation, set[int]] = {}
    for nomination in nominations:
        groups.setdefault(nomination.recommendation, set()).add(nomination.pk)
    return {
        pk: findings
        for recommendation, pks in groups.items()
        for pk, findings in _judge(recommendation, pks, today).items()
    }


def _judge(recommendation: Recommendation, pks: set[int], today: date) -> dict[int, list[Finding]]:
    notice = recommendation.cycle.notice
    rows = detail_rows().filter(Q(counted=True) | Q(pk__in=pks), recommendation=recommendation)
    facts = recommendation_facts(recommendation, rows)
    explained = set(
        SoftReason.objects.filter(recommendation=recommendation).values_list("nomination", "rule")
    )
    shared = check_recommendation(notice, facts)
    own = {
        nominee.key: check_nominee(notice, facts.unit, nominee, today, facts.nominees)
        for nominee in facts.nominees
        if nominee.key in pks
    }
    return {
        pk: [
            finding
            for finding in own[pk] + [f for f in shared if f.subject in (None, *pair_of(pk, facts.nominees))]
            if not (finding.needs_reason and (finding.subject, finding.rule) in explained)
        ]
        for pk in own
    }


def pair_of(pk: int, nominees: Iterable[NomineeFacts]) -> set[int]:
    """Keys of the nominee itself, of whom it stands by for, and of its backups."""
    pairs = ({nominee.key, nominee.backup_for} for nominee in nominees if nominee.backup_for)
    return {pk}.union(*(pair for pair in pairs if pk in pair))
