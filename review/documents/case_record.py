"""案卷记录: everything that happened to a case on one sheet, group by group, oldest first.

Who objected is not in it: that is for the office alone (domain §2), and an archive travels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from nominations.policy.notice import VOTES, Notice

from ..messages import RESULT, reason_title
from ..models import Case, PublicNotice
from ..selectors.dossier import Dossier
from ..selectors.history import told
from ..selectors.thread import told as thread
from ..tally import shown_mean
from .sheet import Column, Entry, Line, Sheet, group, numbers
from .wording import joined


@dataclass(frozen=True)
class Event:
    at: datetime | date | None
    what: str
    by: str = ""
    text: str = ""


def record_sheet(dossier: Dossier) -> Sheet:
    """`dossier` of `selectors.dossier`."""
    case, notice = dossier.case, dossier.case.cycle.notice
    groups = {
        "办理记录": _steps(case, notice),
        "突破“原则上”规定的理由": (Event(None, reason_title(one.rule), text=one.text) for one in dossier.reasons),
        "单位公示": _unit_publicity(case),
        "部门意见": _opinions(case, notice),
        "公示": _notices(case.public_notices.all()),
        "公示异议": _objections(case),
        "提请与审定": _proposals(case),
    }
    unit = case.nomination.recommendation.unit
    return Sheet(
        attachment="",
        title=f"{case}案卷记录",
        columns=COLUMNS,
        groups=tuple(made for heading, events in groups.items() if (made := group(events, heading)).lines),
        head=(
            Entry("推荐单位", unit.name),
            Entry("类别", str(case.nomination.get_kind_display())),
            Entry("阶段", str(case.get_stage_display())),
            Entry("评审", _result(notice, case)),
        ),
    )


def _result(notice: Notice, case: Case) -> str:
    """第3名 90.13分; 第3名 赞成率80%."""
    mean = shown_mean(notice.panel, case.mean)
    words = f"{RESULT[VOTES]}{mean}" if notice.panel.mode == VOTES else f"{mean}分"
    return joined([f"第{case.rank}名" if case.rank else "", words if mean else ""], " ")


def _steps(case: Case, notice: Notice) -> Iterator[Event]:
    for entry in told(case.decisions.all(), notice):
        undone = f"（已撤销：{entry.undone}）" if entry.undone else ""
        yield Event(entry.at, f"{entry.title}{undone}", entry.actor, entry.text)


def _unit_publicity(case: Case) -> Iterator[Event]:
    publicity = case.nomination.publicity
    if publicity is None:
        return
    days = f"{publicity.first_day}至{publicity.last_day}，{publicity.place}"
    yield Event(publicity.announced_at, "单位公示", str(publicity.announced_by), days)
    for objection in publicity.objections.all():
        yield Event(objection.received_on, "单位公示期间的异议", "", _lines(objection.content, objection.resolution))


def _opinions(case: Case, notice: Notice) -> Iterator[Event]:
    for opinion in case.opinions.all():
        label = notice.authority(opinion.authority).label
        yield Event(opinion.requested_at, f"征求{label}意见", text=f"答复期限：{opinion.due_on}")
        for said in reversed(thread(opinion.notes.all())):
            yield Event(said.at, f"{label}：{said.title}", said.actor, said.text)


def _notices(notices: Iterable[PublicNotice]) -> Iterator[Event]:
    for notice in notices:
        words = f"{notice.first_day}至{notice.last_day}；异议受理：{notice.contact}"
        yield Event(notice.published_at, f"第{notice.number}期公示", str(notice.reviewed_by), words)


def _objections(case: Case) -> Iterator[Event]:
    for one in case.objections.all():
        yield Event(one.received_at, f"收到异议（回执号{one.receipt}，{one.get_channel_display()}）", text=one.text)
        if one.decided_at:
            by = str(one.decided_by)
            yield Event(one.decided_at, str(one.get_outcome_display()), by, _lines(one.inquiry, one.finding))


def _proposals(case: Case) -> Iterator[Event]:
    for one in case.proposals.all():
        yield Event(one.proposed_at, f"提请{one.get_action_display()}", str(one.proposed_by), one.ground)
        if one.decided_at:
            yield Event(one.decided_at, "同意" if one.confirmed else "不同意", str(one.decided_by), one.decision_reason)


def _lines(*texts: str) -> str:
    return joined(texts, "\n")


def _when(line: Line) -> str:
    at = line.record.at
    return f"{localtime(at):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at or "")


COLUMNS = (
    numbers(13),
    Column("时间", 34, _when),
    Column("事项", 62, lambda line: line.record.what, left=True),
    Column("办理人", 48, lambda line: line.record.by, left=True),
    Column("内容", 110, lambda line: line.record.text, left=True),
)
