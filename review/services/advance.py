"""The one door to a case's stage: nothing else writes it.

`advance` locks the cycle and the cases, asks the table, asks the guards, writes stage and decision together,
and carries backups along. All or nothing, however many cases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from nominations.models import AuditEntry, AwardCycle, Nomination, User, entry, record_all
from nominations.policy.findings import Finding, Severity

from ..grounds import corrections
from ..guards import ListFacts
from ..models import Case, Decision, Roster
from ..models.case import CASE_KEPT, NOMINATION_KEPT, as_it_stands
from ..permissions import grant_for, may_take
from ..selectors.facts import cases_for_step, step_facts
from ..selectors.offers import blocked
from ..stages import FALLEN_OUT, Stage
from ..workflow import STEP_IN, UNDO, Step, label_of, outlasts_cycle, row_of, steps_named
from .receipts import acknowledge
from .telling import tell_of_steps

# What may be edited, and what no longer uses its unit's quota or bars the nominee elsewhere (Q1–Q4, I3).
EDITABLE = (Stage.DRAFT, Stage.RETURNED)
UNCOUNTED = (Stage.DRAFT, Stage.WITHDRAWN, Stage.LAPSED)


Moves = dict[Case, list[Step]]  # each case with the rows of the table that may fit


class StepRefused(Exception):
    """A step that cannot be taken; `findings` say why, each with its case as subject. Nothing was changed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(f"{f.rule}:{f.code}" for f in findings))
        self.findings = list(findings)


@dataclass(frozen=True)
class Act:
    """Who takes a step and what they gave with it. `actor` None is the clock.

    All that one act does carries its `batch`, and is undone as a whole.
    """

    actor: User | None
    now: datetime
    reason: str = ""
    data: dict[str, Any] | None = None
    batch: UUID = field(default_factory=uuid4)


def lock_cycle(cycle: AwardCycle, action: str = "") -> AwardCycle:
    """Hold the cycle's row until the transaction ends: whoever counts places counts alone.

    SQLite has no row locks; there the IMMEDIATE transaction holds the whole database. Raises StepRefused where the
    cycle is not open, unless for an `action` that outlasts it.
    """
    locked = AwardCycle.objects.select_for_update().get(pk=cycle.pk)
    if not locked.is_open and not outlasts_cycle(action):
        raise StepRefused([_finding("W1", "cycle_closed")])
    return locked


def chosen_in(cycle: AwardCycle, cases: Iterable[Case]) -> list[Case]:
    """The cases, all of `cycle`. Raises ValueError for others: that cycle's row would not be the lock."""
    chosen = list(cases)
    if any(case.cycle_id != cycle.pk for case in chosen):
        raise ValueError("a list is of one cycle")
    return chosen


@transaction.atomic
def advance(
    action: str,
    cases: Iterable[Case],
    act: Act,
    *,
    list_facts: ListFacts | None = None,
    roster: Roster | None = None,
) -> list[Decision]:
    """Take `action` with all of `cases` (of one cycle), or none.

    Returns the decisions written. Raises StepRefused with every finding of every case; PermissionDenied never:
    a person without the role gets the finding W0, because a step one may not take is a step refused. Raises
    ValueError for cases of several cycles.
    """
    wanted = list(cases)
    if not wanted:
        raise StepRefused([_finding("W1", "nothing_chosen")])
    if len({case.cycle_id for case in wanted}) > 1:
        raise ValueError("a step is taken within one cycle, whose row is the lock")
    lock_cycle(wanted[0].cycle, action)
    locked = cases_for_step([case.pk for case in wanted])
    steps, refused = _steps(action, locked, act)
    if refused:
        raise StepRefused(refused)
    moves = _with_backups(steps)
    refused = _guarded(moves, act, list_facts)
    if refused:
        raise StepRefused(refused)
    return _write(moves, act, roster)


def _finding(rule: str, code: str, case: Case | None = None, **params: Any) -> Finding:
    if case is not None:
        params |= {"name": str(case.nomination), "stage": case.get_stage_display()}
    return Finding(
        rule, code, Severity.HARD, "", subject=case.nomination_id if case else None, params=params
    )


def _steps(action: str, cases: list[Case], act: Act) -> tuple[Moves, list[Finding]]:
    """The rows of the table that fit each case, and why the others have none."""
    steps: Moves = {}
    refused = []
    for case in cases:
        named = steps_named(action, case.stage)
        missing = [[ask for ask in row.asks if _absent(ask, act.data)] for row in named]
        rows = [row for row, absent in zip(named, missing, strict=True) if not absent]
        if not named:
            refused.append(_finding("W1", "impossible", case, action=action))
        elif not may_take(act.actor, named[0], case):
            refused.append(_finding("W0", "not_allowed", case, action=action))
        elif named[0].owes_reason and not act.reason.strip():
            refused.append(_finding("W3", "reason_owed", case, action=action))
        elif not rows:
            refused.append(_finding("W4", "asks", case, action=action, missing=missing[0]))
        else:
            steps[case] = rows
    return steps, refused


TICKS = ("secrecy_reviewed",)  # must be ticked, not merely answered


def _absent(ask: str, data: dict[str, Any] | None) -> bool:
    value = (data or {}).get(ask)
    value = value.strip() if isinstance(value, str) else value
    return value in (None, "", []) or (ask in TICKS and value is not True)


def _with_backups(steps: Moves) -> Moves:
    """Add the backups that stand in the same stage as their principal, for steps they travel with."""
    travelling = {
        case.nomination_id: (case, rows) for case, rows in steps.items() if rows[0].takes_backups
    }
    backups = cases_for_step(
        Case.objects.filter(nomination__backup_for__in=travelling).values_list("pk", flat=True)
    )
    for backup in backups:
        principal, rows = travelling[backup.nomination.backup_for_id]
        if backup not in steps and backup.stage == principal.stage:
            steps[backup] = rows
    return steps


def _guarded(moves: Moves, act: Act, list_facts: ListFacts | None) -> list[Finding]:
    """What the guards say; leaves in `moves` the one row whose guards hold for each case."""
    facts = step_facts(moves, act.now, act.actor)
    refused: list[Finding] = []
    for case, rows in moves.items():
        answers = {row.target: blocked(row, facts[case.pk]) for row in rows}
        fitting = [row for row in rows if not answers[row.target]]
        if fitting:
            moves[case] = fitting[:1]
        else:
            refused += min(answers.values(), key=len)
    step = next(iter(moves.values()))[0]
    if step.list_guards and list_facts is None:
        raise ValueError(f"{step.action} is a step of a whole list: it needs list_facts")
    refused += [f for guard in step.list_guards for f in guard(list_facts)]
    return refused


def _write(moves: Moves, act: Act, roster: Roster | None) -> list[Decision]:
    """Write stage, lock, count and decision of every case, give a receipt for what is handed in, and tell whom it concerns."""
    decisions = []
    for case, (step, *_) in moves.items():
        grant = grant_for(act.actor, step.who, case) if act.actor else None
        decisions.append(
            Decision(
                case=case, action=step.action, from_stage=case.stage, to_stage=step.target,
                actor=act.actor, role=grant.role if grant else "", at=act.now,
                reason=act.reason.strip(), roster=roster, data=act.data or {},
                batch=act.batch, before=as_it_stands(case),
            )
        )
        _enter(case, step.target, act)
    Case.objects.bulk_update(moves, ["stage", "stage_since", "cure_by", "needs_publicity"])
    Nomination.objects.bulk_update(
        [case.nomination for case in moves], ["locked", "counted", "publicity", "corrections"]
    )
    written = Decision.objects.bulk_create(decisions) + _succession(moves, act)
    record_all(map(_trace, written))
    acknowledge(written, act.now)
    tell_of_steps(written)
    return written


def _trace(decision: Decision) -> AuditEntry:
    """The step in the audit trail, which adds no names: the decision itself says the rest."""
    return entry(
        decision.actor, "step_taken", decision.case, role=decision.role,
        step=label_of(decision.action), before=str(Stage(decision.from_stage).label),
        after=str(Stage(decision.to_stage).label),
    )


def _enter(case: Case, stage: Stage, act: Act) -> None:
    """Set on the objects what entering `stage` means."""
    nomination = case.nomination
    case.stage = stage
    case.stage_since = act.now
    if stage == Stage.RETURNED:
        case.cure_by = (act.data or {})["cure_by"]
        case.needs_publicity = bool((act.data or {})["needs_publicity"])
        nomination.corrections = corrections((act.data or {}).get("points", ()))
    elif stage not in (Stage.UNIT_PUBLICITY, Stage.DRAFT):  # a cure under way keeps its date
        case.cure_by, case.needs_publicity = None, False
        nomination.corrections = None
    nomination.locked = is_locked(stage)
    nomination.counted = is_counted(case)
    if stage == Stage.DRAFT:
        nomination.publicity = None


def is_locked(stage: str) -> bool:
    """Whether a nominee in that stage cannot be edited (P3)."""
    return stage not in EDITABLE


def is_counted(case: Case) -> bool:
    """Whether a nominee uses its unit's quota. A cure whose publicity was cancelled is a draft again, and still under way."""
    return case.stage not in UNCOUNTED or (case.stage == Stage.DRAFT and case.cure_by is not None)


def _succession(moves: Moves, act: Act) -> list[Decision]:
    """五（二）: where a principal fell out, its backup takes the place: its rank, and its place in the unit's quota."""
    fallen = [case.nomination_id for case, (step, *_) in moves.items() if step.target in FALLEN_OUT]
    if not fallen:
        return []
    heirs = list(
        Case.objects.filter(nomination__backup_for__in=fallen, nomination__counted=True)
        .exclude(stage__in=FALLEN_OUT)
        .select_related("nomination__backup_for__case")
    )
    before = {heir.pk: as_it_stands(heir) for heir in heirs}
    for heir in heirs:
        principal = heir.nomination.backup_for.case
        heir.rank, heir.mean = principal.rank, principal.mean
    Case.objects.bulk_update(heirs, ["rank", "mean"])
    Nomination.objects.filter(backups__case__in=heirs).update(replaced=True)
    # A form opened before, in which the principal still stands, is told and not obeyed.
    Nomination.objects.filter(case__in=heirs).update(backup_for=None, version=F("version") + 1)
    return Decision.objects.bulk_create(
        Decision(
            case=heir, action=STEP_IN, from_stage=heir.stage, to_stage=heir.stage, at=act.now,
            data={"principal": heir.nomination.backup_for_id}, batch=act.batch, before=before[heir.pk],
        )
        for heir in heirs
    )


def take_back(taken: Sequence[Decision], act: Act) -> list[Decision]:
    """Undo `taken`, whole batches that nothing rests on (`services.undoing` sees to that), newest first.

    Their cases and nominations are locked rows. What stood before stands again; the undoing is a step of its own.
    """
    written = []
    for decision in taken:
        decision.put_back()
        row = row_of(decision.action, decision.from_stage, decision.to_stage)
        grant = grant_for(act.actor, row.who, decision.case) if act.actor and row else None
        written.append(
            Decision(
                case=decision.case, action=UNDO, from_stage=decision.to_stage, to_stage=decision.from_stage,
                actor=act.actor, role=grant.role if grant else "", at=act.now, reason=act.reason.strip(),
                data={"step": decision.action}, undoes=decision, batch=act.batch,
            )
        )
    nominations = [decision.case.nomination for decision in taken]
    Case.objects.bulk_update([decision.case for decision in taken], CASE_KEPT)
    Nomination.objects.bulk_update(nominations, [name.removesuffix("_id") for name in NOMINATION_KEPT])
    # A form opened meanwhile, in which the backup stands in its own right, is told and not obeyed.
    heirs = [decision.case_id for decision in taken if decision.action == STEP_IN]
    Nomination.objects.filter(case__in=heirs).update(version=F("version") + 1)
    undone = Decision.objects.bulk_create(written)
    record_all(
        entry(
            act.actor, "step_undone", step.case, role=step.role, step=label_of(step.data["step"]),
            before=str(Stage(step.from_stage).label), after=str(Stage(step.to_stage).label),
        )
        for step in undone
    )
    return undone
