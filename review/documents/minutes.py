"""评审会议纪要: the minutes of the panel's review, laid out as GB/T 9704 has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from nominations.policy.notice import VOTES, Notice

from ..messages import RESULT
from ..models import Case
from ..selectors.minutes import Minutes
from ..tally import shown_mean
from .official import official_pdf
from .rosters import reason_lines, roster_sheet
from .wording import PLACES, clean, sentence


def minutes_pdf(minutes: Minutes) -> bytes:
    """A4 portrait."""
    return official_pdf("minutes", context_of(minutes))


def context_of(minutes: Minutes) -> dict[str, Any]:
    """What the page says, part by part; no personal numbers."""
    roster = minutes.roster
    notice = roster.cycle.notice
    sheet = roster_sheet(roster, minutes.entries)
    tie_reason = roster.reasons.get("list", {}).get("S2", "")
    return {
        "title": f"{notice.honour}评审会议纪要",
        "roster": str(roster),
        "made_at": f"{localtime(roster.made_at):%Y年%-m月%-d日 %H:%M}",
        "minutes": minutes,
        "way": _way(notice),
        "votes": notice.panel.mode == VOTES,
        "result": RESULT[notice.panel.mode],
        "tables": _tables(minutes, notice),
        "closed": [one for one in minutes.attendance if one.closed],
        "steps": [(step, sentence(clean(step.reason))) for step in minutes.steps],
        "recusals": [(recusal, sentence(clean(recusal.reason))) for recusal in minutes.recusals],
        "ties": [(order, names, sentence(clean(order.reason))) for order, names in minutes.ties],
        "cut": [(_named(taken), _named(left)) for taken, left in minutes.cut],
        "tie_reason": sentence(clean(tie_reason)) if tie_reason else "",
        "listed": [(group.heading, [_name(line.record.snapshot) for line in group.lines]) for group in sheet.groups],
        "ratios": [entry.shown(False) for entry in sheet.foot],
        "reasons": [clean(line) for line in reason_lines(roster, but=("S2",))],
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
    """Heading of each kind that was judged → its ranking, best first."""
    judged = [
        (award.label, rows)
        for award in notice.awards
        if (rows := [_row(minutes, notice, case) for case in minutes.ranked if case.nomination.kind == award.code])
    ]
    return [(f"（{place}）{label}", rows) for place, (label, rows) in zip(PLACES, judged, strict=False)]


def _row(minutes: Minutes, notice: Notice, case: Any) -> dict[str, Any]:
    approving, cast = minutes.votes.get(case.pk, (0, 0))
    return {
        "rank": "—" if case.mean is None else case.rank,
        "name": clean(str(case)),
        "unit": clean(case.nomination.recommendation.unit.name),
        "mean": shown_mean(notice.panel, case.mean) or "—",
        "cast": cast,
        "approving": approving,
        "listed": case.pk in minutes.listed,
    }


def _named(cases: Iterable[Case]) -> str:
    return "、".join(clean(str(case)) for case in cases)


def _name(snapshot: dict[str, Any]) -> str:
    backup = "（备选）" if snapshot.get("backup") else ""
    return f"{clean(snapshot.get('name', ''))}{backup}"
