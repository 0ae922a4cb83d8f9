"""联合评审: a member scores, votes or keeps out of a case (四（三）, 五（一）)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from nominations.enums import Role
from nominations.models import User, record
from nominations.policy.notice import SCORES, VOTES, Panel

from ..models import Case, Recusal, Score, ScoreDraft
from ..selectors.panel import recused_from, stands_apart_from
from ..selectors.rounds import round_of
from ..stages import Stage
from .advance import Act, lock_cycle
from .refusing import demand_apart, demand_role, demand_text, refuse

LOWEST, HIGHEST = 0, 100


@transaction.atomic
def score(case: Case, marks: Mapping[str, int], act: Act, comment: str = "") -> Score:
    """Keep the actor's marks on a case: dimension code → whole number 0–100, every dimension once.

    May be changed until all are in or the chair ends the round. Raises StepRefused.
    """
    member = _judge(case, SCORES, act)
    _check_marks(case.cycle.notice.panel, marks)
    return _keep(case, member, act, marks=dict(marks), approve=None, comment=comment.strip())


@transaction.atomic
def vote(case: Case, approve: bool, act: Act, comment: str = "") -> Score:
    """Keep the actor's vote, where the cycle votes instead of scoring. Raises StepRefused."""
    member = _judge(case, VOTES, act)
    return _keep(case, member, act, marks={}, approve=approve, comment=comment.strip())


@transaction.atomic
def keep_draft(case: Case, typed: Mapping[str, str], act: Act) -> None:
    """Keep what the actor has typed, as typed, to go on with later; it counts for nothing. Raises StepRefused."""
    member = _judge(case, case.cycle.notice.panel.mode, act)
    if any(typed.values()):
        values = {"typed": dict(typed), "saved_at": act.now}
        ScoreDraft.objects.update_or_create(case=case, member=member, defaults=values)
    else:
        ScoreDraft.objects.filter(case=case, member=member).delete()


@transaction.atomic
def recuse(case: Case, act: Act) -> Recusal:
    """Close a case to the actor for good, with a reason; a score given before no longer counts.

    Not once the round is over: what others gave is known by then. Raises StepRefused.
    """
    member = _member(case, act)
    reason = demand_text(act.reason, "recusal")
    Score.objects.filter(case=case, member=member).delete()
    ScoreDraft.objects.filter(case=case, member=member).delete()
    recusal = Recusal.objects.create(case=case, member=member, reason=reason, at=act.now)
    record(member, "recused", case, role=Role.PANEL)
    return recusal


def _judge(case: Case, mode: str, act: Act) -> User:
    if case.cycle.notice.panel.mode != mode:
        refuse("S1", "other_mode", case.cycle.notice.panel.clause)
    member = _member(case, act)
    demand_apart(member, Role.PANEL, case)
    return member


def _member(case: Case, act: Act) -> User:
    """The actor, who has to judge this case now; whoever makes the list waits until this is written."""
    lock_cycle(case.cycle)
    member = demand_role(act.actor, Role.PANEL)
    case.refresh_from_db(fields=["stage"])
    clause, name = case.cycle.notice.panel.clause, str(case)
    # First: what became of a case is not told to whoever kept out of it.
    if recused_from(member, case):
        refuse("S1", "recused", clause, name=name)
    if case.stage != Stage.PANEL_REVIEW:
        refuse("S1", "closed", clause, name=name, stage=case.get_stage_display())
    if case.nomination.backup_for_id is not None:
        refuse("S1", "backup", clause, name=name)
    if stands_apart_from(member, case):
        refuse("S1", "own_unit", clause, name=name)
    judging = round_of(case.cycle)
    if judging.over:
        refuse("S1", "round_ended" if judging.ended else "all_in", clause, name=name)
    return member


def _check_marks(panel: Panel, marks: Mapping[str, Any]) -> None:
    wanted = {dimension.code: dimension.label for dimension in panel.dimensions}
    wrong = [label for code, label in wanted.items() if not _is_mark(marks.get(code))]
    if wrong or marks.keys() != wanted.keys():
        refuse("S1", "marks", panel.clause, names=wrong, lowest=LOWEST, highest=HIGHEST)


def _is_mark(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LOWEST <= value <= HIGHEST


def _keep(case: Case, member: User, act: Act, **judgement: Any) -> Score:
    values = judgement | {"scored_at": act.now}
    kept, _created = Score.objects.update_or_create(case=case, member=member, defaults=values)
    ScoreDraft.objects.filter(case=case, member=member).delete()
    record(member, "scored", case, role=Role.PANEL, mac=kept.sealed())
    return kept
