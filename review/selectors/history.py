"""A case's history as a reader sees it: every step with who took it, as what, why, and what was given with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nominations.enums import Role
from nominations.policy.notice import Notice

from ..grounds import labels
from ..messages import reason_title
from ..models import Case, Decision
from ..stages import Stage
from ..workflow import STEP_IN, label_of

WITH = ("actor", "roster", "undoes", "undone_by__actor")  # related rows that an entry tells of


@dataclass(frozen=True)
class Entry:
    """As `includes/timeline.html` takes it; `roster` is the key of the list the step left, if any."""

    at: datetime
    title: str
    stage: str
    stage_label: str
    actor: str
    text: str
    roster: int | None = None
    undone: str = ""  # when and by whom, and why, where the step was undone


def history(case: Case) -> list[Entry]:
    """Newest first; two queries."""
    return told(case.decisions.select_related(*WITH).order_by("-pk"), case.cycle.notice)


def told(decisions: Iterable[Decision], notice: Notice) -> list[Entry]:
    """In the order given; rows with WITH keep it free of queries."""
    return [_entry(decision, notice) for decision in decisions]


def _entry(decision: Decision, notice: Notice) -> Entry:
    lines = [decision.reason, *details(decision.data, notice)]
    if decision.roster:
        lines.append(str(decision.roster))
    return Entry(
        at=decision.at,
        title=_title(decision),
        stage=decision.to_stage,
        stage_label=str(Stage(decision.to_stage).label),
        actor=_actor(decision),
        text="\n".join(line for line in lines if line),
        roster=decision.roster_id,
        undone=_undone(decision),
    )


def _title(decision: Decision) -> str:
    if decision.undoes is None:
        return label_of(decision.action)
    return _("撤销“%(step)s”") % {"step": label_of(decision.undoes.action)}


def _undone(decision: Decision) -> str:
    undoing: Decision | None = getattr(decision, "undone_by", None)
    if undoing is None:
        return ""
    when = f"{localtime(undoing.at):%Y-%m-%d %H:%M}"
    return _("%(when)s 由%(who)s撤销：%(why)s") % {"when": when, "who": undoing.actor, "why": undoing.reason}


def _actor(decision: Decision) -> str:
    if decision.actor is None:
        return _("系统随备选递补自动记录") if decision.action == STEP_IN else _("系统按期限自动办理")
    role = Role(decision.role).label if decision.role else ""
    return f"{decision.actor}（{role}）" if role else str(decision.actor)


def details(data: dict[str, Any], notice: Notice) -> Iterable[str]:
    """What was given with a step, in words; what is not listed here is for machines."""
    for key, describe in DETAILS.items():
        if data.get(key) not in (None, "", [], {}):
            yield describe(data[key], notice)


DETAILS: dict[str, Callable[[Any, Notice], str]] = {
    "grounds": lambda codes, notice: _("退回原因：%s") % "、".join(labels(codes)),
    "cure_by": lambda day, notice: _("补正期限：%s") % day,
    "needs_publicity": lambda needed, notice: _("须重新公示") if needed else _("不须重新公示"),
    "first_day": lambda day, notice: _("公示第一天：%s") % day,
    "place": lambda place, notice: _("公示地点（方式）：%s") % place,
    "authority": lambda code, notice: _("提出异议的部门：%s") % notice.authority(code).label,
    "reasons": lambda reasons, notice: "\n".join(f"{reason_title(rule)}：{text}" for rule, text in reasons.items()),
    "revoking_body": lambda body, notice: _("作出撤销决定的机关：%s") % body,
    "document_number": lambda number, notice: _("文号：%s") % number,
    "document_date": lambda day, notice: _("日期：%s") % day,
}
