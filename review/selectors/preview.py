"""What a whole-list step would do, before it is done: who, the ratios, and what stands in the way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from nominations.models import AwardCycle, User
from nominations.policy.findings import Finding
from nominations.policy.quota import Composition, check_differential

from ..models import Case
from ..workflow import STEPS, Step, label_of, steps_named
from .facts import step_facts, with_facts
from .lists import RESTS_ON_PROPOSED, in_list_order, list_facts, list_reasons, reasons_given
from .offers import blocked


@dataclass(frozen=True)
class ListPreview:
    """`made_up`, `units`: by kind, as in ListFacts; `obstacles` by case pk; `findings` about the list as a whole."""

    cases: list[Case]
    backups: list[Case]
    made_up: Mapping[str, Composition]
    units: Mapping[str, Mapping[str, int]]
    findings: list[Finding]
    warnings: list[Finding]
    obstacles: dict[int, list[Finding]]
    reasons: list[dict[str, str]]

    @property
    def open(self) -> bool:
        return bool(self.cases) and not self.findings and not self.obstacles


def preview_list(
    action: str,
    cycle: AwardCycle,
    chosen: Collection[Case],
    now: datetime,
    actor: User,
    reasons: Mapping[str, str] | None = None,
) -> ListPreview:
    """A dry run of `action` with `chosen` by `actor`, in a bounded number of queries.

    Cases that have left the step's stage meanwhile are not among `cases` any more.
    """
    fetched = with_facts(cycle.cases.filter(pk__in=[case.pk for case in chosen]))
    steps = {case: steps_named(action, case.stage) for case in fetched}
    moves = {case: rows for case, rows in steps.items() if rows}
    facts = list_facts(action, cycle, moves, reasons or {})
    backups = _backups(moves)
    guards = dict.fromkeys(guard for step in STEPS if step.action == action for guard in step.list_guards)
    return ListPreview(
        cases=in_list_order(moves),
        backups=backups,
        made_up=facts.made_up,
        units=facts.units,
        findings=[finding for guard in guards for finding in guard(facts)],
        warnings=[f for f in facts.composition if f.needs_reason] + _differential(action, cycle),
        obstacles=_obstacles(moves, backups, now, actor),
        reasons=reasons_given([*moves, *backups]) + _list_reasons(action, cycle),
    )


def _obstacles(
    moves: Mapping[Case, list[Step]], backups: Collection[Case], now: datetime, actor: User
) -> dict[int, list[Finding]]:
    """What stands in the way of a case, or of a backup that travels along with it."""
    principals = {case.nomination_id: case for case in moves}
    along = {backup: principals[backup.nomination.backup_for_id] for backup in backups}
    facts = step_facts({**moves, **{backup: moves[case] for backup, case in along.items()}}, now, actor)
    found: dict[int, list[Finding]] = {}
    for case in (*moves, *along):
        principal = along.get(case, case)
        found.setdefault(principal.pk, []).extend(blocked(moves[principal][0], facts[case.pk]))
    return {pk: findings for pk, findings in found.items() if findings}


def _backups(moves: Mapping[Case, list[Step]]) -> list[Case]:
    """Backups that travel along."""
    principals = {c.nomination_id: c.stage for c, rows in moves.items() if rows[0].takes_backups}
    backups = with_facts(Case.objects.filter(nomination__backup_for__in=principals))
    return [b for b in backups if b not in moves and b.stage == principals[b.nomination.backup_for_id]]


def _list_reasons(action: str, cycle: AwardCycle) -> list[dict[str, str]]:
    if action not in RESTS_ON_PROPOSED:
        return []
    proposed = label_of("select")
    return [{"rule": rule, "who": proposed, "text": text} for rule, text in list_reasons(cycle).items()]


def _differential(action: str, cycle: AwardCycle) -> list[Finding]:
    """Q6, for the office: are more recommended than there are places? 一（二）"""
    if action != "shortlist":
        return []
    recommended = cycle.cases.filter(
        nomination__counted=True, nomination__replaced=False, nomination__backup_for=None
    )
    kinds = list(recommended.values_list("nomination__kind", flat=True))
    return check_differential(cycle.notice, {kind: kinds.count(kind) for kind in set(kinds)})
