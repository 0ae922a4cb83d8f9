"""Attachments 3 and 4 as people send them: where the table stands in a sheet, and what each of its lines says.

Found by its headings, wherever they stand and however they are spaced. What is no nominee's line (title, contact
person, notes, blank lines) is set aside and can be shown: nothing is passed over in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from .policy.notice import COLLECTIVE, INDIVIDUAL
from .units_workbook import RowFault
from .xlsx import Area, Row, SheetData

MOST_NOMINEES = 2_000
NUMBER, LEADER, POST = "number", "leader", "post"  # columns that are no field: 序号, and two that hold several

# column → the headings it goes by, the notice's own first; squeezed as `squeezed` does
HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    COLLECTIVE: {
        NUMBER: ("序号", "编号"),
        "name": ("集体全称", "集体名称", "集体名称(全称)", "集体全称(全称)", "单位全称", "单位名称", "名称"),
        "nature": ("集体性质", "单位性质", "性质"),
        "level": ("集体级别", "单位级别", "级别"),
        "headcount": ("集体人数", "单位人数", "人数"),
        LEADER: ("集体负责人姓名及职务", "负责人姓名及职务", "姓名及职务", "集体负责人姓名、职务", "集体负责人及职务"),
        "leader_name": ("集体负责人姓名", "负责人姓名", "集体负责人", "负责人"),
        "leader_position": ("集体负责人职务", "负责人职务", "职务"),
        "remarks": ("备注",),
    },
    INDIVIDUAL: {
        NUMBER: ("序号", "编号"),
        "name": ("姓名",),
        "gender": ("性别",),
        "ethnicity": ("民族",),
        "birth_month": ("出生年月", "出生日期", "出生时间"),
        "political_status": ("政治面貌",),
        "education": ("学历", "文化程度"),
        POST: (
            *("工作单位及职务(职级)", "工作单位及职务", "单位及职务", "工作单位及职务(级别)", "工作单位职务"),
            *("工作单位和职务", "工作单位、职务", "单位及职务(职级)"),
        ),
        "employer": ("工作单位", "单位", "工作单位(全称)"),
        "position": ("职务",),
        "grade": ("职级", "级别"),
        "professional_title": ("职称", "专业技术职称"),
        "person_category": ("人员身份", "身份"),
        "id_number": ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码"),
        "remarks": ("备注",),
    },
}
DEMANDED = {COLLECTIVE: ("name",), INDIVIDUAL: ("name", "id_number")}
ENOUGH = 3  # headings by which a line is known as the heading line
WIDE = 3  # columns of a merged cell that may hold a note
# How the lines around the table begin: a label, alone or with a colon behind it. 手机事业部 may be a nominee.
LABELS = "附件|填报单位|推荐单位|填表|填报|联系人|联系电话|办公电话|手机|说明|合计|总计|制表|审核"
ASIDE = re.compile(
    rf"(?:{LABELS})(?:主要|联系人|负责人|经办人|签字|单位|人|号码?|日期|时间|[0-9])*(?:\([^)]*\))?(?::|$)"
    r"|(?:注|说明)[:0-9]|\(无\)"
)
SERIAL = re.compile(r"\(?[0-9]")  # how a line's 序号 begins


@dataclass(frozen=True)
class Entry:
    """One nominee's line: `cells` by column, as typed."""

    line: int
    cells: Mapping[str, Any]


@dataclass
class Table:
    """`headings`: column → its heading as it stands; `aside`: lines that are no nominee's; `unread`: other headings."""

    headings: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def find_table(sheet: SheetData, kind: str) -> Table:
    """The table of that kind in the sheet; with `faults` and no entries where there is none to be sure of."""
    names = {heading: column for column, headings in HEADINGS[kind].items() for heading in headings}
    place, found = max(
        ((place, _headings(row, names)) for place, row in enumerate(sheet.rows)), key=lambda one: len(one[1])
    )
    number, cells = sheet.rows[place]
    table = Table()
    table.faults = _heading_faults(number, [column for column, _at in found], kind)
    if table.faults:
        return table
    columns = dict(found)
    table.headings = {column: line_of(cells[at]) for column, at in columns.items()}
    known = set(columns.values())
    table.unread = [line_of(cell) for at, cell in enumerate(cells) if at not in known and line_of(cell)]
    table.aside = [(line, _first_text(values)) for line, values in sheet.rows[:place]]
    wide = {area[0] for area in sheet.merged if area[3] - area[1] + 1 >= WIDE}
    for row in _below(sheet.rows[place + 1 :], sheet.merged, columns):
        _sort_in(row, columns, wide, cells, table)
    if not table.entries and not table.faults:
        table.faults.append(RowFault(number, table.headings["name"], _("标题行下面没有推荐对象，请至少填写一行。")))
    return table


def _headings(row: Row, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """The columns known in a line and where they stand."""
    texts = ((squeezed(cell), at) for at, cell in enumerate(row[1]) if isinstance(cell, str))
    return [(names[text], at) for text, at in texts if text in names]


def _heading_faults(line: int, columns: list[str], kind: str) -> list[RowFault]:
    own = {column: headings[0] for column, headings in HEADINGS[kind].items()}
    missing = [own[column] for column in DEMANDED[kind] if column not in columns]
    if missing or len(columns) < ENOUGH:
        words = _("没有找到汇总表的标题行。标题须在同一行，有“%(own)s”等列，且必须有“%(demanded)s”。")
        demanded = "”“".join(own[column] for column in DEMANDED[kind])
        return [RowFault(line, "、".join(missing), words % {"own": "”“".join(own.values()), "demanded": demanded})]
    words = _("这一列出现了不止一次，请只保留一列。")
    return [RowFault(line, own[column], words) for column in dict.fromkeys(columns) if columns.count(column) > 1]


def _sort_in(row: Row, columns: Mapping[str, int], wide: set[int], headings: tuple[Any, ...], table: Table) -> None:
    """A nominee's line becomes an entry, any other is set aside; lines with a bare number are blank.

    A note may be merged over the table, but so may a nominee's cell be over a few columns: what bears a number or names
    somebody is no note, and where that cannot be told it is a fault.
    """
    line, values = row
    cells = {column: values[at] for column, at in columns.items()}
    filled = [column for column, cell in cells.items() if line_of(cell) and column != NUMBER]
    if not filled and (not line_of(cells.get(NUMBER)) or squeezed(cells[NUMBER]).isdigit()):
        return
    if all(squeezed(cell) == squeezed(headings[at]) for at, cell in enumerate(values)):  # repeated on each page
        return
    text = _first_text(values)
    if filled and SERIAL.match(squeezed(cells.get(NUMBER))):
        table.entries.append(Entry(line, cells))
    elif not filled or ASIDE.match(_compact(text)) or (line in wide and not _identified(cells)):
        table.aside.append((line, text))
    elif line in wide and filled == ["name"]:
        words = _("这一行只有一个合并的单元格，分不清是推荐对象还是说明。是推荐对象的请取消合并，不是的请删去这一行。")
        table.faults.append(RowFault(line, table.headings["name"], words))
    else:
        table.entries.append(Entry(line, cells))


def _identified(cells: Mapping[str, Any]) -> bool:
    """Whether a line names somebody, so that it must not be passed over."""
    return any(line_of(cells.get(column)) for column in ("name", "id_number"))


def _below(rows: Iterable[Row], merged: Iterable[Area], columns: Mapping[str, int]) -> Iterable[Row]:
    """The lines with what stands in cells merged over several of them told in each; names and numbers but once."""
    spread = {at + 1 for column, at in columns.items() if column not in (NUMBER, "name", "id_number")}
    tall = [area for area in merged if area[2] > area[0] and area[1] == area[3] and area[1] in spread]
    starts: dict[int, list[Area]] = {}
    for area in tall:
        starts.setdefault(area[0], []).append(area)
    open_areas: list[tuple[Area, Any]] = []
    for line, values in rows:
        told = list(values)
        open_areas = [(area, value) for area, value in open_areas if area[2] >= line]
        for area, value in open_areas:
            told[area[1] - 1] = value
        open_areas += [(area, values[area[1] - 1]) for area in starts.get(line, ())]
        yield line, tuple(told)


def _first_text(values: Iterable[Any]) -> str:
    return next((line_of(value) for value in values if line_of(value)), "")


def squeezed(cell: Any) -> str:
    """A cell as it is compared: no white space, half-width, without stars and a colon at the end."""
    return _compact(cell).strip("*").removesuffix(":")


def _compact(cell: Any) -> str:
    """Without white space, half-width."""
    return unicodedata.normalize("NFKC", "".join(line_of(cell).split()))


def line_of(cell: Any) -> str:
    """A cell as one line of text: 3.0 is 3, a date its day, line ends and runs of blanks one blank."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else str(cell)
