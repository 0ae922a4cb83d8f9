"""Who uses a place of a unit, and how many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nominations.models import AuditEntry, AwardCycle, Nomination, Recommendation
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL, KINDS
from nominations.policy.quota import division_level, over_allowance, working
from nominations.selectors import detail_rows, nominee_facts, recommendation_facts

from ..models import Case, Decision
from ..services.advance import is_counted, is_locked


def locked_and_counted_follow_the_stage() -> Iterator[str]:
    """As entering the stage sets them, and undoing sets them again; a date to cure by only while a cure is under way."""
    for case in Case.objects.select_related("nomination"):
        nominee = case.nomination
        if nominee.locked != is_locked(case.stage):
            yield f"case {case.pk} in {case.stage}: locked is {nominee.locked}"
        if nominee.counted != is_counted(case):
            yield f"case {case.pk} in {case.stage}: counted is {nominee.counted}"


def no_unit_is_over_its_hard_quota() -> Iterator[str]:
    """In cycles that are not closed: a unit's number of enterprises may have changed since.

    What came back to be corrected may be edited into anything meanwhile and is judged when it is handed in again. Where
    the places for individuals follow from the collectives (Q3), those withdrawn later gave places too.
    """
    for recommendation in Recommendation.objects.exclude(cycle__status="closed").select_related("cycle", "unit"):
        nominees = detail_rows().filter(recommendation=recommendation, counted=True, locked=True)
        facts = recommendation_facts(recommendation, nominees)
        used = {kind: len(facts.of_kind(kind)) for kind in KINDS}
        counts = {COLLECTIVE: max(used[COLLECTIVE], _announced_collectives(recommendation)), INDIVIDUAL: used[INDIVIDUAL]}
        for kind in KINDS:
            notice = recommendation.cycle.notice
            shown = working(notice, facts.unit, kind, counts[COLLECTIVE], counts[INDIVIDUAL])
            for finding in over_allowance(notice, facts.unit, replace(shown, used=used[kind])):
                if finding.blocks:
                    yield f"recommendation {recommendation.pk}: {used[kind]} {kind}s for {shown.allowed} places ({finding.rule})"
            for finding in division_level(notice, facts, kind):
                count, allowed = finding.params["used"], finding.params["allowed"]
                yield f"recommendation {recommendation.pk}: {count} {kind}s of division level for {allowed} ({finding.rule})"


def _announced_collectives(recommendation: Recommendation) -> int:
    steps = Decision.objects.filter(action="announce", case__nomination__recommendation=recommendation)
    return steps.filter(case__nomination__kind=COLLECTIVE, case__nomination__backup_for=None).values("case").distinct().count()


def nobody_is_put_forward_twice() -> Iterator[str]:
    """I3, of what cannot be edited at present: one person or collective once a cycle."""
    for cycle in AwardCycle.objects.all():
        if not erased(cycle):
            yield from _twice(cycle)


def _twice(cycle: AwardCycle) -> Iterator[str]:
    rows: Iterable[Nomination] = detail_rows().filter(recommendation__cycle=cycle, counted=True, locked=True)
    for pk, facts in sorted(nominee_facts(rows, cycle).items()):
        if facts.nominated_elsewhere:
            yield f"nomination {pk} is of somebody whom another of the cycle is of"


def erased(cycle: AwardCycle) -> bool:
    """Whether `anonymise_cycle` went through it: what tells people apart is gone then."""
    return AuditEntry.objects.filter(action="cycle_anonymised", object_type="awardcycle", object_id=str(cycle.pk)).exists()
