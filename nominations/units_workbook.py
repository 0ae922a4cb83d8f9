"""推荐单位 as an Excel sheet, out and in: one description of the columns for both ways."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from .characters import refusal
from .models import Unit
from .notice_words import Codes
from .workbooks import Line, sheet_bytes

MOST_UNITS = 2000
MOST_ENTERPRISES = 100_000
NAME_LENGTH = Unit._meta.get_field("name").max_length
SHORT_NAME_LENGTH = Unit._meta.get_field("short_name").max_length

NAME = gettext_noop("单位全称")
SHORT_NAME = gettext_noop("简称")
KIND = gettext_noop("类别")
ENTERPRISES = gettext_noop("规上工业企业数")
AUTHORITY = gettext_noop("征求意见职能")
ACTIVE = gettext_noop("启用")
WIDTHS = {NAME: 42, SHORT_NAME: 18, KIND: 14, ENTERPRISES: 16, AUTHORITY: 16, ACTIVE: 8}
# The headings are the file's format and stay Chinese in whatever language the page is.
COLUMNS = tuple(WIDTHS)
FIELDS = {
    NAME: "name",
    SHORT_NAME: "short_name",
    KIND: "kind",
    ENTERPRISES: "above_scale_enterprises",
    AUTHORITY: "authority",
    ACTIVE: "active",
}
YES, NO = "是", "否"
TRUTHS = {YES: True, "": True, "启用": True, NO: False, "停用": False}


@dataclass(frozen=True)
class UnitRow:
    """One line of the sheet, understood; the names are the fields of Unit."""

    line: int
    name: str
    short_name: str
    kind: str
    above_scale_enterprises: int
    authority: str
    active: bool


@dataclass(frozen=True)
class RowFault:
    """What is wrong in one cell: `line` as Excel counts, the column's heading, what to do."""

    line: int
    column: str
    message: str


def units_workbook(units: Iterable[Unit], codes: Codes) -> bytes:
    """All of `units` as a sheet that `read_units` takes back unchanged."""
    lines = (
        (
            unit.name,
            unit.short_name,
            codes.kinds.get(unit.kind, unit.kind),
            unit.above_scale_enterprises,
            codes.authorities.get(unit.authority, unit.authority),
            YES if unit.active else NO,
        )
        for unit in units
    )
    return sheet_bytes(str(gettext_lazy("推荐单位")), COLUMNS, list(WIDTHS.values()), lines)


def read_units(lines: list[Line], codes: Codes) -> tuple[list[UnitRow], list[RowFault]]:
    """The rows below the heading line, and every fault there is; rows with a fault are left out.

    `lines` comes from `workbooks.read_lines` and is not empty.
    """
    (number, cells), *rest = lines
    headings = [text_of(cell) for cell in cells]
    faults = _heading_faults(number, headings)
    if faults:
        return [], faults
    if not rest:
        return [], [RowFault(number, NAME, _("标题行下面没有单位，请至少填写一行。"))]
    places = {heading: headings.index(heading) for heading in COLUMNS}
    rows: list[UnitRow] = []
    seen: dict[str, int] = {}
    for line, values in rest:
        row = _Reader(line, {heading: values[place] for heading, place in places.items()}, codes)
        rows += row.read(seen)
        faults += row.faults
    return rows, faults


def _heading_faults(line: int, headings: Sequence[str]) -> list[RowFault]:
    """A missing, repeated or unknown column would change units without anybody meaning it."""
    found = [heading for heading in headings if heading]
    faults = [RowFault(line, h, _("缺少这一列，请使用“导出”得到的表格。")) for h in COLUMNS if h not in found]
    faults += [RowFault(line, h, _("这一列出现了不止一次，请只保留一列。")) for h in COLUMNS if found.count(h) > 1]
    faults += [RowFault(line, h[:20], _("没有这一列，请删去。")) for h in found if h not in COLUMNS]
    return faults


def text_of(cell: Any) -> str:
    """A cell as one line of text: 3.0 is 3, line ends and runs of blanks are one blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


class _Reader:
    """One line of the sheet being read; `faults` grows."""

    def __init__(self, line: int, cells: Mapping[str, Any], codes: Codes) -> None:
        self.line = line
        self.texts = {heading: text_of(cell) for heading, cell in cells.items()}
        self.codes = codes
        self.faults: list[RowFault] = []

    def read(self, seen: dict[str, int]) -> list[UnitRow]:
        """The row in a list, empty when it has a fault. `seen`: names of the lines above and where they stand."""
        row = UnitRow(
            line=self.line,
            name=self._name(seen),
            short_name=self._short(SHORT_NAME, SHORT_NAME_LENGTH),
            kind=self._code(KIND, self.codes.kinds),
            above_scale_enterprises=self._number(),
            authority=self._code(AUTHORITY, {"": "", **self.codes.authorities}),
            active=self._truth(),
        )
        return [] if self.faults else [row]

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(RowFault(self.line, column, message))

    def _name(self, seen: dict[str, int]) -> str:
        name = self._short(NAME, NAME_LENGTH)
        if not name:
            self._fault(NAME, _("不能为空，请填写单位全称。"))
        elif name in seen:
            self._fault(NAME, _("与第 %(line)d 行重复，同一单位只写一行。") % {"line": seen[name]})
        else:
            seen[name] = self.line
        return name

    def _short(self, column: str, longest: int) -> str:
        text = self.texts[column]
        if words := refusal(text):
            self._fault(column, words)
        if len(text) > longest:
            self._fault(
                column, _("有 %(found)d 个字，最多 %(longest)d 个字。") % {"found": len(text), "longest": longest}
            )
        return text

    def _code(self, column: str, labels: Mapping[str, str]) -> str:
        """The code behind a label; the code itself is understood too."""
        text = self.texts[column]
        by_label = {label: code for code, label in labels.items()}
        if text in labels or text in by_label:
            return by_label.get(text, text)
        allowed = "、".join(label for label in labels.values() if label)
        words = _("“%(text)s”不是通知里的写法，只能填：%(allowed)s。") if text else _("不能为空，只能填：%(allowed)s。")
        self._fault(column, words % {"text": text[:20], "allowed": allowed})
        return ""

    def _number(self) -> int:
        text = unicodedata.normalize("NFKC", self.texts[ENTERPRISES]) or "0"
        if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= MOST_ENTERPRISES:
            return int(text)
        self._fault(ENTERPRISES, _("须为 0 到 %(most)d 的整数；没有的填 0 或留空。") % {"most": MOST_ENTERPRISES})
        return 0

    def _truth(self) -> bool:
        text = self.texts[ACTIVE]
        if text not in TRUTHS:
            self._fault(ACTIVE, _("只能填“是”或“否”；留空即“是”。"))
        return TRUTHS.get(text, True)
