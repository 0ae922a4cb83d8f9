"""Rosters as sheets: the numbered lists of the whole-list steps, drawn from what they keep, not from today's rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.timezone import localtime

from nominations.audit_chain import head
from nominations.policy.notice import Notice

from ..messages import RESULT, reason_title
from ..models import Roster, RosterEntry
from ..selectors.revocations import Revocation
from ..tally import shown_mean
from .official import Part, audit_note, heading, official_pdf, paragraph, signed, table, under_title
from .sheet import Column, Entry, Group, Line, Sheet, group, numbers
from .wording import PLACES, full_date, joined, moment, sentence


def roster_sheet(
    roster: Roster, entries: Iterable[RosterEntry], revoked: Mapping[int, Revocation] | None = None
) -> Sheet:
    """The list as it was made, by kind of award. `roster` with its cycle; `entries` in their order.

    `revoked`: key of a case → how it was revoked since; marked, and told in a note.
    """
    gone = revoked or {}
    notice = roster.cycle.notice
    listed = list(entries)
    groups = [
        (award, [entry for entry in listed if entry.snapshot.get("kind") == award.code]) for award in notice.awards
    ]
    return Sheet(
        attachment="",
        title=f"{notice.honour}{roster.title}",
        columns=_columns(notice, gone),
        groups=tuple(group(rows, f"{award.label}（{len(rows)}{award.measure}）") for award, rows in groups if rows),
        head=(
            Entry("编号", f"第{roster.number}号"),
            Entry("形成时间", f"{localtime(roster.made_at):%Y-%m-%d %H:%M}"),
            *([Entry("已撤销", f"{localtime(roster.undone_at):%Y-%m-%d %H:%M}")] if roster.undone_at else []),
        ),
        foot=tuple(_ratio(notice, kind, ratio) for kind, ratio in roster.ratios.items()),
        notes=(*reason_lines(roster), *_revoked_lines(listed, gone)),
    )


def roster_pdf(
    roster: Roster, entries: Iterable[RosterEntry], revoked: Mapping[int, Revocation] | None = None
) -> bytes:
    """The list as an official paper: its columns on A4 portrait. As for `roster_sheet`."""
    sheet = roster_sheet(roster, entries, revoked)
    made_at = localtime(roster.made_at)
    ratios = "".join(f"{entry.shown(hidden=False)}。" for entry in sheet.foot)
    parts = [under_title(f"（第{roster.number}号）"), paragraph(f"本名单形成于{moment(made_at)}。{ratios}")]
    if roster.undone_at:
        parts.append(paragraph(f"本名单已于{moment(localtime(roster.undone_at))}撤销。"))
    for place, one in zip(PLACES, sheet.groups, strict=False):
        parts += [heading(f"{place}、{one.heading}"), _filled(sheet, one)]
    parts += map(paragraph, sheet.footnotes)
    parts += [signed(roster.cycle.notice.office, full_date(made_at.date())), *audit_note(head())]
    return official_pdf((roster.cycle.notice.honour, roster.title), parts)


def _filled(sheet: Sheet, group: Group) -> Part:
    """Of one kind of award the columns that say something of it."""
    filled = [
        (column, values)
        for column, values in zip(sheet.columns, zip(*sheet.rows(group), strict=True), strict=True)
        if any(value != "" for value in values)
    ]
    return table([column for column, _values in filled], zip(*(values for _column, values in filled), strict=True))


def sheet_going_up(roster: Roster, entries: Iterable[RosterEntry]) -> Sheet:
    """The list on its way to approval, with what the departments said; it was never saved and has no number."""
    sheet = roster_sheet(roster, entries)
    printed = Entry("制表时间", f"{localtime(roster.made_at):%Y-%m-%d %H:%M}")
    notes = ("数量和占比连同本次活动已审定的一并计算。", *sheet.notes)
    return replace(sheet, columns=_going_up(roster.cycle.notice), head=(printed,), notes=notes)


def _ratio(notice: Notice, kind: str, ratio: Mapping[str, Any]) -> Entry:
    award = notice.award(kind)
    measure = award.measure
    parts = [f"{ratio['count']}{measure}（表彰名额{ratio['places']}{measure}）"]
    if award.capped:
        parts.append(
            f"其中{award.capped_label}{ratio['capped']}{measure}，占{ratio['share']}%，"
            f"上限{ratio['percent']}%即{ratio['cap']}{measure}"
        )
    return Entry(award.label, "；".join(parts))


def reason_lines(roster: Roster, but: Collection[str] = ()) -> list[str]:
    """Every reason with which an 原则上 rule was passed by: about the list, then about its nominees and units.

    `but`: rules to be left out.
    """
    reasons = roster.reasons
    about_list = [(reason_title(rule), rule, text) for rule, text in reasons.get("list", {}).items() if text]
    about_others = [(_about(one), one["rule"], one["text"]) for one in reasons.get("nominees", [])]
    return [f"{about}：{sentence(text)}" for about, rule, text in about_list + about_others if rule not in but]


def _about(reason: Mapping[str, str]) -> str:
    return f"{reason['who']}（{reason_title(reason['rule'])}）"


MARKS = {"capped": "占比对象", "division_level": "处级", "backup": "备选"}


def _marks(line: Line) -> str:
    """What the rules count of the nominee, in words."""
    return joined([word for name, word in MARKS.items() if line.record.snapshot.get(name)], "、")


def _kept(line: Line, *names: str) -> str:
    return joined([line.record.snapshot.get(name) or "" for name in names], "")


def _result(notice: Notice, width: int) -> Column:
    """The mean, or the share of votes."""
    panel = notice.panel
    return Column(str(RESULT[panel.mode]), width, lambda line: shown_mean(panel, line.record.snapshot.get("mean")))


def _columns(notice: Notice, revoked: Collection[int]) -> tuple[Column, ...]:
    def name(line: Line) -> str:
        return _kept(line, "name") + ("（已撤销）" if line.record.case_id in revoked else "")

    return (
        numbers(13),
        Column("名称（姓名）", 60, name, left=True),
        Column("推荐单位", 60, lambda line: _kept(line, "unit"), left=True),
        Column("工作单位及职务", 64, lambda line: _kept(line, "employer", "position"), left=True),
        Column("标注", 34, _marks),
        Column("名次", 15, lambda line: line.record.snapshot.get("rank") or ""),
        _result(notice, 21),
    )


def _revoked_lines(entries: Iterable[RosterEntry], revoked: Mapping[int, Revocation]) -> list[str]:
    found = [(entry, revoked[entry.case_id]) for entry in entries if entry.case_id in revoked]
    return [f"{entry.snapshot.get('name', '')}：{one.words}，事由：{one.ground}" for entry, one in found]


def _going_up(notice: Notice) -> tuple[Column, ...]:
    return (
        numbers(13),
        Column("名称（姓名）", 48, lambda line: _kept(line, "name"), left=True),
        Column("推荐单位", 44, lambda line: _kept(line, "unit"), left=True),
        Column("工作单位及职务", 48, lambda line: _kept(line, "employer", "position"), left=True),
        Column("标注", 30, _marks),
        Column("名次", 11, lambda line: line.record.snapshot.get("rank") or ""),
        _result(notice, 17),
        Column("部门意见", 56, lambda line: _kept(line, "opinions"), left=True),
    )
