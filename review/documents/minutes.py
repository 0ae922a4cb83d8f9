"""评审会议纪要: the minutes of the panel's review, plain pages in the manner of GB/T 9704."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from nominations.policy.notice import VOTES, Notice

from ..messages import reason_title
from ..selectors.minutes import Minutes
from .pdf import lay_out, write
from .rosters import roster_sheet, short_mean
from .wording import clean


def minutes_pdf(minutes: Minutes) -> bytes:
    """A4 portrait, 第 n 页 below."""
    html = render_to_string("documents/minutes.html", context_of(minutes))
    return write(lay_out(html, "text", "minutes"))


def context_of(minutes: Minutes) -> dict[str, Any]:
    """What the page says, part by part; no personal numbers."""
    roster = minutes.roster
    notice = roster.cycle.notice
    sheet = roster_sheet(roster, minutes.entries)
    return {
        "title": f"{notice.honour}评审会议纪要",
        "roster": str(roster),
        "made_at": f"{localtime(roster.made_at):%Y年%-m月%-d日 %H:%M}",
        "minutes": minutes,
        "way": _way(notice),
        "votes": notice.panel.mode == VOTES,
        "tables": _tables(minutes, notice),
        "closed": [one for one in minutes.attendance if one.closed],
        "tie_reason": clean(roster.reasons.get("list", {}).get("S2", "")),
        "listed": [(group.heading, [_name(line.record.snapshot) for line in group.lines]) for group in sheet.groups],
        "ratios": [entry.shown(False) for entry in sheet.foot],
        "reasons": [clean(note) for note in sheet.notes if not note.startswith(reason_title("S2"))],
    }


def _way(notice: Notice) -> str:
    """How was judged, in a sentence. 五（一）"""
    panel = notice.panel
    if panel.mode == VOTES:
        return "采用投票方式，按赞成票占已投票数的百分比排定名次。"
    parts = "、".join(f"{dimension.label}{dimension.weight}%" for dimension in panel.dimensions)
    trimmed = f"；{panel.trim_from}人以上评分的，去掉一个最高分和一个最低分" if panel.trim_from else ""
    return f"采用评分方式，每项0至100分，权重为{parts}{trimmed}，取平均分排定名次。"


def _tables(minutes: Minutes, notice: Notice) -> list[tuple[str, list[dict[str, Any]]]]:
    """Kind of award → its ranking, best first."""
    return [
        (award.label, rows)
        for award in notice.awards
        if (rows := [_row(minutes, case) for case in minutes.ranked if case.nomination.kind == award.code])
    ]


def _row(minutes: Minutes, case: Any) -> dict[str, Any]:
    approving, cast = minutes.votes.get(case.pk, (0, 0))
    return {
        "rank": "—" if case.mean is None else case.rank,
        "name": clean(str(case)),
        "unit": clean(case.nomination.recommendation.unit.name),
        "mean": "—" if case.mean is None else short_mean(str(case.mean)),
        "cast": cast,
        "approving": approving,
        "listed": case.pk in minutes.listed,
    }


def _name(snapshot: dict[str, Any]) -> str:
    backup = "（备选）" if snapshot.get("backup") else ""
    return f"{clean(snapshot.get('name', ''))}{backup}"
