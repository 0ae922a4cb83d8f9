"""What must hold before a step: pure functions from facts to findings.

A guard of one case takes `StepFacts`; a guard of a whole list takes `ListFacts`. The rules of the notice itself
(§4 of the domain) live in `nominations.policy`; a guard only says which of them bind at which step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from nominations.policy.findings import Finding, Severity
from nominations.policy.quota import Composition


@dataclass(frozen=True)
class OpinionFacts:
    """`authority`: its label. `answered`: its word is not awaited. `resolved`: its last word is 无异议."""

    authority: str
    answered: bool
    objects: bool
    resolved: bool


@dataclass(frozen=True)
class NoticeFacts:
    first_day: date
    last_day: date
    open_objections: int = 0


@dataclass(frozen=True)
class PrincipalFacts:
    """Whom a backup stands by for, and its stage in words. `gone`: past the office's screening, or fallen out."""

    name: str
    stage: str = ""
    along: bool = False  # takes the same step now
    handed_in: bool = True
    gone: bool = False


@dataclass(frozen=True)
class StepFacts:
    """One case before one step. `findings` are those of the rules that bind now, soft ones with a reason left out."""

    now: datetime  # aware
    today: date  # in the cycle's time zone
    findings: tuple[Finding, ...] = ()
    publicity: tuple[Finding, ...] = ()  # P2, judged by the policy
    deadline: tuple[Finding, ...] = ()  # T1, judged by the policy
    cure_by: date | None = None
    needs_publicity: bool = False
    principal: PrincipalFacts | None = None  # of a backup that stands by
    backups_elsewhere: tuple[str, ...] = ()  # names of its standing backups in another stage
    asked: tuple[str, ...] | None = ()  # labels of the authorities the matrix demands; None: not covered and not yet chosen
    opinions: tuple[OpinionFacts, ...] = ()
    notice: NoticeFacts | None = None
    upheld_objections: int = 0
    proposed: frozenset[str] = frozenset()  # actions of open proposals
    parts: frozenset[str] = frozenset()  # roles in which whoever takes the step had a part in the case
    closed: bool = False  # the cycle is over, or has not begun
    overdue: bool = False  # the clock's own question: is the time for this case over
    key: int | None = None  # of the nominee: whom a finding is about


@dataclass(frozen=True)
class ListFacts:
    """A whole list before a step. `made_up`: how the list of each kind would be made up."""

    composition: tuple[Finding, ...] = ()  # R1–R3, judged by the policy
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)  # rule → written reason
    scores_missing: int = 0  # none once the chair has ended the round
    reopened: bool = False  # the chair took the round up again and has not ended it
    unbroken_ties: int = 0
    crowded: tuple[Mapping[str, object], ...] = ()  # kinds of which more are called up than places fell vacant
    made_up: Mapping[str, Composition] = field(default_factory=dict, hash=False)
    units: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)  # kind → unit → how many
    skipped: tuple[str, ...] = ()  # better-ranked reserves passed over


def _refuse(rule: str, code: str, clause: str, about: StepFacts | None = None, **params: object) -> list[Finding]:
    return [Finding(rule, code, Severity.HARD, clause, subject=about.key if about else None, params=params)]


# -- one case ---------------------------------------------------------------------------------------------


def cycle_open(facts: StepFacts) -> list[Finding]:
    """Holds for every step but those that outlast the cycle."""
    return _refuse("W1", "cycle_closed", "", facts) if facts.closed else []


def rules_hold(facts: StepFacts) -> list[Finding]:
    """All rules on the nominee and its recommendation; a soft one counts while it has no written reason."""
    return [f for f in facts.findings if f.severity is not Severity.WARNING]


def publicity_over(facts: StepFacts) -> list[Finding]:
    """P2: full working days of publicity, ended, proven, without open objection. 四（一）"""
    return list(facts.publicity)


def before_deadline(facts: StepFacts) -> list[Finding]:
    """T1 五（四）"""
    return list(facts.deadline)


def cure_in_time(facts: StepFacts) -> list[Finding]:
    """A returned case comes back by its cure date, that day included."""
    if facts.cure_by and facts.today > facts.cure_by:
        return _refuse("T1", "cure_over", "五（四）", facts, cure_by=facts.cure_by)
    return []


def publicity_not_demanded(facts: StepFacts) -> list[Finding]:
    return _refuse("P3", "publicity_demanded", "四（一）", facts) if facts.needs_publicity else []


def publicity_demanded(facts: StepFacts) -> list[Finding]:
    return [] if facts.needs_publicity else _refuse("P3", "publicity_not_demanded", "四（一）", facts)


def opinions_clear(facts: StepFacts) -> list[Finding]:
    """O1: every demanded opinion is in, and none is an unresolved objection. 四（三）

    A department that objected or asked is asked again with the office's reason, and has the last word.
    """
    if facts.asked is None:
        return _refuse("O1", "not_covered", "四（三）", facts)
    answered = {o.authority: o for o in facts.opinions if o.answered}
    missing = tuple(code for code in facts.asked if code not in answered)
    unresolved = tuple(o.authority for o in answered.values() if not o.resolved)
    found = []
    if missing:
        found += _refuse("O1", "missing", "四（三）", facts, authorities=missing)
    if unresolved:
        found += _refuse("O1", "unresolved", "四（三）", facts, authorities=unresolved)
    return found


def department_objects(facts: StepFacts) -> list[Finding]:
    """A case is dropped only on a department's objection. 四（三）"""
    if any(o.objects for o in facts.opinions):
        return []
    return _refuse("O1", "no_objection", "四（三）", facts)


def principal(facts: StepFacts) -> list[Finding]:
    """A backup stands by until its principal falls out. 五（二）"""
    return _refuse("Q5", "still_backup", "五（二）", facts) if facts.principal else []


def principal_stands(facts: StepFacts) -> list[Finding]:
    """Nobody becomes, or becomes again, the backup of one that fell out or went on without it. 五（二）"""
    principal = facts.principal
    if principal is None or not principal.gone:
        return []
    return _refuse("Q5", "principal_gone", "五（二）", facts, principal=principal.name, stage=principal.stage)


def handed_in_together(facts: StepFacts) -> list[Finding]:
    """同时推荐: a backup is not handed in before its principal. 五（二）"""
    return [] if facts.principal and facts.principal.handed_in else goes_along(facts)


def goes_along(facts: StepFacts) -> list[Finding]:
    """A backup travels with its principal, not by itself. 五（二）"""
    if facts.principal is None or facts.principal.along:
        return []
    return _refuse("Q5", "goes_along", "五（二）", facts, principal=facts.principal.name)


def backups_at_hand(facts: StepFacts) -> list[Finding]:
    """A principal leaves no backup behind: one that is being cured comes back first, or falls out. 五（二）"""
    if not facts.backups_elsewhere:
        return []
    return _refuse("Q5", "backup_elsewhere", "五（二）", facts, names=facts.backups_elsewhere)


def notice_over(facts: StepFacts) -> list[Finding]:
    """N1: full working days of public notice, ended, all objections decided. 四（四）"""
    if facts.notice is None:
        return _refuse("N1", "no_notice", "四（四）", facts)
    found = []
    if facts.today <= facts.notice.last_day:
        found += _refuse("N1", "not_over", "四（四）", facts, last_day=facts.notice.last_day)
    if facts.notice.open_objections:
        found += _refuse("N1", "open_objections", "四（四）", facts, count=facts.notice.open_objections)
    if facts.upheld_objections:
        code = "upheld_proposed" if "disqualify" in facts.proposed else "upheld"
        found += _refuse("N1", code, "四（四）", facts, count=facts.upheld_objections)
    return found


def objection_upheld(facts: StepFacts) -> list[Finding]:
    return [] if facts.upheld_objections else _refuse("N1", "none_upheld", "四（四）", facts)


def disqualification_proposed(facts: StepFacts) -> list[Finding]:
    return _proposed(facts, "disqualify", "四（四）")


def revocation_proposed(facts: StepFacts) -> list[Finding]:
    return _proposed(facts, "revoke", "五（三）")


def _proposed(facts: StepFacts, action: str, clause: str) -> list[Finding]:
    return [] if action in facts.proposed else _refuse("W2", "not_proposed", clause, facts)


def time_is_over(facts: StepFacts) -> list[Finding]:
    """T1, from the clock's side: it lapses what is late and nothing else. 五（四）"""
    return [] if facts.overdue else _refuse("T1", "not_over", "五（四）", facts)


# -- a whole list -----------------------------------------------------------------------------------------


def scores_complete(facts: ListFacts) -> list[Finding]:
    """All judgements are in, or the chair has ended the round without the missing ones."""
    if facts.scores_missing:
        return _refuse("S1", "missing", "四（三）", count=facts.scores_missing)
    return _refuse("S1", "reopened", "四（三）") if facts.reopened else []


def ties_broken(facts: ListFacts) -> list[Finding]:
    """A tie across the line of selection is broken by the chair, with a reason."""
    if not facts.unbroken_ties or facts.reasons.get("S2", "").strip():
        return []
    return _refuse("S2", "tie", "四（三）", count=facts.unbroken_ties)


def within_places(facts: ListFacts) -> list[Finding]:
    """R1 一（二）"""
    return [f for f in facts.composition if f.rule == "R1" and f.blocks]


def shares_explained(facts: ListFacts) -> list[Finding]:
    """R2, R3 五（二）: 原则上, so a share over its cap goes on with a written reason."""
    return [
        f for f in facts.composition if f.needs_reason and not facts.reasons.get(f.rule, "").strip()
    ]


def place_vacant(facts: ListFacts) -> list[Finding]:
    """A reserve fills a place that fell vacant, never one more. 一（二）"""
    return [finding for kind in facts.crowded for finding in _refuse("R1", "no_vacancy", "一（二）", **kind)]


def in_rank_order(facts: ListFacts) -> list[Finding]:
    if not facts.skipped:
        return []
    return _refuse("S3", "skipped", "四（三）", names=facts.skipped)
