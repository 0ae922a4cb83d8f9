"""THE table of steps: action, from, to, who, what must hold, whether a reason is owed.

Screens, permissions, refusals, the audit trail and the diagram in the docs all read this table; what is not
visible here does not happen. Source: domain §5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nominations.enums import Role
from nominations.policy.findings import Finding

from . import guards, reliance
from .stages import Stage

CaseGuard = Callable[[guards.StepFacts], list[Finding]]
ListGuard = Callable[[guards.ListFacts], list[Finding]]
UndoGuard = Callable[[reliance.TakenFacts], list[Finding]]

CLOCK = "clock"  # in place of a role: done by time alone
CHAIR = "chair"  # in place of a role: the panel member marked as chair


class Reason(StrEnum):
    NONE = "none"
    OWED = "owed"


@dataclass(frozen=True)
class Step:
    """One row. `who` is a Role, CHAIR or CLOCK; `asks` names what the actor must give besides a reason."""

    action: str
    label: str | Promise
    sources: tuple[Stage, ...]
    target: Stage
    who: str
    guards: tuple[CaseGuard, ...] = ()
    list_guards: tuple[ListGuard, ...] = ()
    reason: Reason = Reason.NONE
    asks: tuple[str, ...] = ()
    roster: str | Promise = ""  # a whole list at once, all or nothing, leaving a roster of this title
    takes_backups: bool = False  # backups travel with their principal
    after_close: bool = False  # also in a cycle that is over; all other steps need an open one
    undo: tuple[UndoGuard, ...] | None = None  # must hold, besides reliance.ALWAYS, to undo it; None: it cannot be

    @property
    def role(self) -> str:
        """The role in which it is taken: the chair is a member of the panel."""
        return Role.PANEL if self.who == CHAIR else self.who

    @property
    def owes_reason(self) -> bool:
        return self.reason is Reason.OWED

    @property
    def whole_list(self) -> bool:
        return bool(self.roster)


S = Stage
BEFORE_APPROVED = (
    S.DRAFT,
    S.UNIT_PUBLICITY,
    S.OFFICE_SCREENING,
    S.RETURNED,
    S.PANEL_REVIEW,
    S.NOT_SELECTED,
    S.DEPARTMENT_OPINIONS,
    S.DISTRICT_APPROVAL,
)
# "office_screening … commended": every stage of the highroad after hand-in, and those beside it.
REVOCABLE = (
    S.OFFICE_SCREENING,
    S.RETURNED,
    S.PANEL_REVIEW,
    S.NOT_SELECTED,
    S.DEPARTMENT_OPINIONS,
    S.DISTRICT_APPROVAL,
    S.APPROVED,
    S.PUBLIC_NOTICE,
    S.COMMENDED,
)
DECREE = ("document_number", "document_date")
REVOKING = ("revoking_body", *DECREE)
ONLY_ALWAYS: tuple[UndoGuard, ...] = ()  # undone while nothing rests on it that may rest on any step
PAIR = (guards.goes_along, guards.backups_at_hand)  # of steps that backups take with their principal

STEPS: tuple[Step, ...] = (
    Step(
        "announce", _("开始单位公示"), (S.DRAFT,), S.UNIT_PUBLICITY, Role.UNIT_LEAD,
        guards=(guards.rules_hold, guards.before_deadline, guards.principal_stands),
        asks=("first_day", "place"),
        undo=(reliance.not_begun,),
    ),
    Step(
        "cancel_publicity", _("取消公示"), (S.UNIT_PUBLICITY,), S.DRAFT, Role.UNIT_LEAD,
        reason=Reason.OWED,
        undo=(reliance.same_day,),
    ),
    Step(
        "submit", _("报送"), (S.UNIT_PUBLICITY,), S.OFFICE_SCREENING, Role.UNIT_LEAD,
        guards=(
            guards.rules_hold, guards.publicity_over, guards.before_deadline,
            guards.handed_in_together,
        ),
        takes_backups=True,
        undo=(reliance.nothing_proposed,),
    ),
    Step(
        "lapse", _("逾期视为弃权"), (S.DRAFT, S.UNIT_PUBLICITY, S.RETURNED), S.LAPSED, CLOCK,
        guards=(guards.time_is_over,), after_close=True,
    ),
    Step(
        "return", _("退回补正"), (S.OFFICE_SCREENING,), S.RETURNED, Role.OFFICE,
        reason=Reason.OWED, asks=("grounds", "cure_by", "needs_publicity"),
        undo=ONLY_ALWAYS,
    ),
    Step(
        "resubmit", _("补正后再次报送"), (S.RETURNED,), S.OFFICE_SCREENING, Role.UNIT_LEAD,
        guards=(
            guards.rules_hold, guards.cure_in_time, guards.publicity_not_demanded,
            guards.principal_stands,
        ),
        undo=ONLY_ALWAYS,
    ),
    Step(
        "resubmit", _("补正后重新公示"), (S.RETURNED,), S.UNIT_PUBLICITY, Role.UNIT_LEAD,
        guards=(
            guards.rules_hold, guards.cure_in_time, guards.publicity_demanded,
            guards.principal_stands,
        ),
        asks=("first_day", "place"),
        undo=(reliance.not_begun,),
    ),
    Step(
        "screen_out", _("筛选不通过"), (S.OFFICE_SCREENING,), S.SCREENED_OUT, Role.OFFICE,
        reason=Reason.OWED,
        undo=ONLY_ALWAYS,
    ),
    Step(
        "shortlist", _("列入建议名单"), (S.OFFICE_SCREENING,), S.PANEL_REVIEW, Role.OFFICE,
        guards=PAIR, roster=_("建议名单"), takes_backups=True,
        undo=(reliance.not_judged,),
    ),
    Step(
        "select", _("列入拟表彰名单"), (S.PANEL_REVIEW,), S.DEPARTMENT_OPINIONS, CHAIR,
        guards=PAIR,
        list_guards=(
            guards.scores_complete, guards.ties_broken, guards.within_places,
            guards.shares_explained,
        ),
        roster=_("拟表彰名单"), takes_backups=True,
        undo=(reliance.not_answered,),
    ),
    Step(
        "not_select", _("未入选"), (S.PANEL_REVIEW,), S.NOT_SELECTED, CHAIR,
        guards=PAIR, takes_backups=True,
        undo=ONLY_ALWAYS,
    ),
    Step(
        "call_up", _("递补"), (S.NOT_SELECTED,), S.DEPARTMENT_OPINIONS, CHAIR,
        guards=PAIR,
        list_guards=(
            guards.place_vacant, guards.in_rank_order, guards.ties_broken, guards.shares_explained,
        ),
        takes_backups=True,
        undo=(reliance.not_answered,),
    ),
    Step(
        "forward", _("提请审定"), (S.DEPARTMENT_OPINIONS,), S.DISTRICT_APPROVAL, Role.OFFICE,
        guards=(guards.opinions_clear, *PAIR), takes_backups=True,
        undo=ONLY_ALWAYS,
    ),
    Step(
        "drop", _("因部门异议取消"), (S.DEPARTMENT_OPINIONS,), S.DISQUALIFIED, Role.OFFICE,
        guards=(guards.department_objects,), reason=Reason.OWED, asks=("authority",),
        undo=(reliance.no_list_since,),
    ),
    Step(
        "approve", _("审定通过"), (S.DISTRICT_APPROVAL,), S.APPROVED, Role.DISTRICT,
        guards=PAIR, asks=DECREE, roster=_("审定名单"), takes_backups=True,
        undo=ONLY_ALWAYS,
    ),
    Step(
        "reject", _("审定不通过"), (S.DISTRICT_APPROVAL,), S.REJECTED, Role.DISTRICT,
        reason=Reason.OWED, asks=DECREE,
        undo=(reliance.no_list_since,),
    ),
    Step(
        "publish", _("发布公示"), (S.APPROVED,), S.PUBLIC_NOTICE, Role.OFFICE,
        guards=(guards.principal,), asks=("first_day", "contact", "secrecy_reviewed"),
        undo=(reliance.not_begun,),
    ),
    Step(
        "disqualify", _("取消表彰资格"), (S.PUBLIC_NOTICE,), S.DISQUALIFIED, Role.DISTRICT,
        guards=(guards.objection_upheld, guards.disqualification_proposed), reason=Reason.OWED,
        undo=(reliance.no_list_since,),
    ),
    Step(
        "commend", _("表彰"), (S.PUBLIC_NOTICE,), S.COMMENDED, Role.OFFICE,
        guards=(guards.notice_over,), asks=DECREE, roster=_("表彰名单"),
        undo=(reliance.given_today, reliance.nothing_proposed),
    ),
    Step(
        "withdraw", _("撤回"), BEFORE_APPROVED, S.WITHDRAWN, Role.UNIT_LEAD, reason=Reason.OWED,
        undo=(reliance.no_list_since,),
    ),
    Step(
        "revoke", _("撤销评选资格"), REVOCABLE, S.REVOKED, Role.DISTRICT,
        guards=(guards.revocation_proposed,), reason=Reason.OWED, asks=REVOKING, after_close=True,
        undo=(reliance.no_list_since, reliance.bar_not_applied),
    ),
)

# Recorded when a principal falls out and its backup becomes a nominee in its own right; the stage stays.
STEP_IN = "step_in"
# Recorded when a step is undone: a step of its own, from the stage it led to back to the one it left.
UNDO = "undo"


def steps_from(stage: str) -> list[Step]:
    return [step for step in STEPS if stage in step.sources]


def steps_named(action: str, stage: str) -> list[Step]:
    """The rows of that action that leave `stage`: none where the step is impossible, two for resubmit."""
    return [step for step in steps_from(stage) if step.action == action]


def outlasts_cycle(action: str) -> bool:
    """Whether that step is still taken once the cycle is closed."""
    return any(step.after_close for step in STEPS if step.action == action)


def row_of(action: str, source: str, target: str) -> Step | None:
    """The row by which that step was taken; None for what is recorded besides the table."""
    rows = (step for step in steps_named(action, source) if step.target == target)
    return next(rows, None)


def label_of(action: str) -> str:
    if action == STEP_IN:
        return str(_("备选递补"))
    if action == UNDO:
        return str(_("撤销上一步"))
    return str(next(step.label for step in STEPS if step.action == action))
