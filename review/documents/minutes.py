"""评审会议纪要: the minutes of the panel's review, laid out as GB/T 9704 has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.timezone import localtime

from nominations.audit_chain import head
from nominations.policy.notice import VOTES, Notice

from ..messages import RESULT
from ..models import Case
from ..selectors.minutes import Minutes
from ..tally import shown_mean
from .official import Part, audit_note, by_hand, heading, lead, official_pdf, paragraph, table, under_title
from .rosters import reason_lines, roster_sheet
from .sheet import Column, Value
from .wording import PLACES, moment, sentence


def minutes_pdf(minutes: Minutes) -> bytes:
    """A4 portrait; no personal numbers."""
    roster = minutes.roster
    notice = roster.cycle.notice
    parts = [
        under_title(f"{moment(localtime(roster.made_at))}\u3000{roster}"),
        heading("一、参加评审人员"),
        _attendance(minutes),
        heading("二、回避"),
        *map(paragraph, _recusals(minutes)),
        heading("三、评审方式和过程"),
        paragraph(_way(notice)),
        *map(paragraph, _steps(minutes)),
        heading("四、评审结果"),
        *_rankings(minutes, notice),
        heading("五、并列及取舍"),
        *map(paragraph, _ties(minutes)),
        heading("六、拟表彰名单"),
        *map(paragraph, _listed(minutes)),
        by_hand("组长（签字）：", "成员（签字）：", day="年\u3000\u3000月\u3000\u3000日"),
        *audit_note(head()),
    ]
    return official_pdf((notice.honour, "评审会议纪要"), parts)


def _attendance(minutes: Minutes) -> Part:
    columns = (_text("姓名"), _short("职责"), _short("应评"), _short("已评"))
    return table(
        columns,
        [(str(one.member), "组长" if one.is_chair else "成员", one.owed, one.judged) for one in minutes.attendance],
    )


def _recusals(minutes: Minutes) -> list[str]:
    closed = [
        f"{one.member}：本单位推荐的{one.closed}个推荐对象，按规定回避。" for one in minutes.attendance if one.closed
    ]
    asked = [f"{one.member}：对“{one.case}”申请回避，理由：{sentence(one.reason)}" for one in minutes.recusals]
    return [*closed, *asked] or ["无。"]


def _steps(minutes: Minutes) -> list[str]:
    return [
        f"{moment(localtime(step.at))}，组长{step.by}"
        + (f"结束评审（当时{step.missing}项未评）" if step.ends else "重新开放评审")
        + f"，理由：{sentence(step.reason)}"
        for step in minutes.steps
    ]


def _ties(minutes: Minutes) -> list[str]:
    ordered = [
        f"{'、'.join(names)}评审结果并列，由组长{order.by}按上述次序排定，理由：{sentence(order.reason)}"
        for order, names in minutes.ties
    ]
    cut = [f"{_named(taken)}入选；评审结果与其并列的{_named(left)}列为候补。" for taken, left in minutes.cut]
    reason = minutes.roster.reasons.get("list", {}).get("S2", "")
    return [*ordered, *cut, *([f"取舍的理由：{sentence(reason)}"] if reason else [])] or ["入选与候补的分界处没有并列。"]


def _listed(minutes: Minutes) -> list[str]:
    sheet = roster_sheet(minutes.roster, minutes.entries)
    lists = [f"{one.heading}：{'、'.join(_name(line.record.snapshot) for line in one.lines)}。" for one in sheet.groups]
    ratios = [f"{entry.shown(False)}。" for entry in sheet.foot]
    reasons = reason_lines(minutes.roster, but=("S2",))
    return [*lists, *ratios, *(["原则性规定的理由：", *reasons] if reasons else [])]


def _way(notice: Notice) -> str:
    """How was judged, in a sentence. 五（一）"""
    panel = notice.panel
    if panel.mode == VOTES:
        return "采用投票方式，按赞成票占已投票数的百分比排定名次。"
    parts = "、".join(f"{dimension.label}{dimension.weight}%" for dimension in panel.dimensions)
    trimmed = f"；{panel.trim_from}人以上评分的，去掉一个最高分和一个最低分" if panel.trim_from else ""
    return f"采用评分方式，每项0至100分，权重为{parts}{trimmed}，取平均分排定名次。"


def _rankings(minutes: Minutes, notice: Notice) -> Iterator[Part]:
    """Of each kind that was judged its ranking, best first."""
    judged = [
        (award.label, rows)
        for award in notice.awards
        if (rows := [_row(minutes, notice, case) for case in minutes.ranked if case.nomination.kind == award.code])
    ]
    counted = "赞成/票数" if notice.panel.mode == VOTES else "评分人数"
    columns = (
        *(_short("名次"), _text("名称（姓名）"), _text("推荐单位"), _short(counted)),
        *(_short(str(RESULT[notice.panel.mode])), _short("结果")),
    )
    for place, (label, rows) in zip(PLACES, judged, strict=False):
        yield lead(f"（{place}）{label}")
        yield table(columns, rows)


def _row(minutes: Minutes, notice: Notice, case: Case) -> tuple[Value, ...]:
    approving, cast = minutes.votes.get(case.pk, (0, 0))
    return (
        "—" if case.mean is None else case.rank,
        str(case),
        case.nomination.recommendation.unit.name,
        f"{approving}/{cast}" if notice.panel.mode == VOTES else cast,
        shown_mean(notice.panel, case.mean) or "—",
        "入选" if case.pk in minutes.listed else "候补",
    )


def _text(words: str) -> Column:
    return Column(words, 0, str, left=True)


def _short(words: str) -> Column:
    return Column(words, 0, str)


def _named(cases: Iterable[Case]) -> str:
    return "、".join(map(str, cases))


def _name(snapshot: dict[str, Any]) -> str:
    backup = "（备选）" if snapshot.get("backup") else ""
    return f"{snapshot.get('name', '')}{backup}"
