"""What a step with many chosen cases would do: to whom, what follows from it, and what stands in the way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from nominations.models import AwardCycle, Nomination, User
from nominations.policy.findings import Finding, Severity

from ..models import Case
from ..stages import FALLEN_OUT, Stage
from ..workflow import STEPS
from .facts import with_facts
from .lists import in_list_order
from .offers import offers_for


@dataclass(frozen=True)
class Affected:
    """One of the cases. Of its backups that are not among them, `stay` where they are or, `heirs`, take its place."""

    case: Case
    obstacles: tuple[Finding, ...]
    stay: tuple[Nomination, ...] = ()
    heirs: tuple[Nomination, ...] = ()


def affected_by(
    action: str, target: Stage, cycle: AwardCycle, keys: Collection[int], user: User, now: datetime
) -> list[Affected]:
    """The cases of `cycle` with these keys, in the order of lists; a bounded number of queries."""
    rows = with_facts(cycle.cases.filter(pk__in=keys))
    cases = in_list_order(rows.prefetch_related("nomination__recommendation__cycle"))  # whose notice names the kinds
    offered = offers_for(cases, user, now)
    found = []
    for case in cases:
        offers = [offer for offer in offered[case.pk] if offer.step.action == action]
        obstacles = offers[0].findings if offers else (_moved(case, action),)
        left = (b for b in case.nomination.counted_backups if b.case.stage not in FALLEN_OUT)
        backups = tuple(b for b in left if b.case.pk not in keys)
        falls = target in FALLEN_OUT
        found.append(Affected(case, obstacles, () if falls else backups, backups if falls else ()))
    return found


def moved_meanwhile(action: str, cycle: AwardCycle, keys: Collection[int]) -> list[Finding]:
    """What is to be said of those cases with these keys that stood where the step starts and stand there no longer.

    Others are not named: whoever sends keys at random reads nobody's name.
    """
    sources = [stage for step in STEPS if step.action == action for stage in step.sources]
    stood_there = cycle.cases.filter(pk__in=keys, decisions__from_stage__in=sources).exclude(stage__in=sources)
    return [_moved(case, action) for case in in_list_order(with_facts(stood_there.distinct()))]


def _moved(case: Case, action: str) -> Finding:
    params = {"name": str(case), "stage": case.get_stage_display(), "action": action}
    return Finding("W1", "impossible", Severity.HARD, "", subject=case.nomination_id, params=params)
