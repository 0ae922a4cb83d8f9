"""A sheet as an Excel workbook that opens ready to print: A4 landscape, headings on every page.

Written from the top, row by row, and nothing of it kept: 10,000 rows need little more memory than ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins

from .sheet import PAPER_WIDTH, Column, Entry, Sheet, Value, lines_of

TEXT = "@"  # the number format that keeps an ID number from being read as a number
BODY, HEADING, TITLE = Font(name="仿宋", size=11), Font(name="黑体", size=11), Font(name="方正小标宋_GBK", size=20)
SMALL_HEADING = Font(name="黑体", size=14)
THIN = Side(style="thin")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
BODY_LINE = 15  # points from line to line at 11 points
A4 = 9  # Excel's number of the paper size
MM_PER_INCH = 25.4
GAP = "\u3000" * 4  # between entries that share a line


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The workbook. All text is text: nothing in it can be executed, and no property of the file names a person."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.title = sheet.title
    page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "", sheet.attachment)[:31] or "Sheet1")
    _set_up(page, sheet)
    _write(_Rows(page, len(sheet.columns)), sheet)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _set_up(page: WriteOnlyWorksheet, sheet: Sheet) -> None:
    """All that the file has before its rows, and the page to print on."""
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = _characters(column.width)
    headings = 4 if sheet.head else 3
    page.print_title_rows = f"{headings}:{headings}"
    page.freeze_panes = f"A{headings + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    page.page_margins = PageMargins(left=15 / MM_PER_INCH, right=15 / MM_PER_INCH, top=0.7, bottom=0.7)
    page.oddFooter.center.text = "第 &P 页  共 &N 页"
    if sheet.code:
        page.oddFooter.right.text = f"校验码 {sheet.code}"


def _write(rows: _Rows, sheet: Sheet) -> None:
    """Row by row from the top, as on paper."""
    rows.wide(sheet.attachment, SMALL_HEADING, height=22)
    rows.wide(sheet.title, TITLE, height=40, alignment=CENTRE)
    _entries(rows, sheet.head)
    headings = [column.heading for column in sheet.columns]
    rows.add(
        headings, rows.cells(HEADING, [CENTRE] * len(headings), FRAME), _row_height(sheet.columns, headings, least=32)
    )
    body = rows.cells(BODY, [LEFT if column.left else CENTRE for column in sheet.columns], FRAME)
    for group in sheet.groups:
        if group.heading:
            rows.wide(group.heading, HEADING, height=24, border=FRAME)
        for values in sheet.rows(group):
            rows.add(values, body, _row_height(sheet.columns, values, least=28))
    if sheet.is_empty:
        rows.wide("（无）", BODY, height=28, alignment=CENTRE, border=FRAME)
    _entries(rows, sheet.foot)
    for note in sheet.footnotes:
        rows.wide(note, BODY, height=_height([(note, PAPER_WIDTH)]))


def _entries(rows: _Rows, entries: Sequence[Entry]) -> None:
    if entries:
        rows.wide(GAP.join(entry.shown(hidden=False) for entry in entries), BODY, height=26)


@dataclass(frozen=True)
class _Cells:
    """One cell of a column for its text and one for its numbers, written again and again with another value.

    An empty cell is one for text: an ID number typed into it keeps its digits.
    """

    text: WriteOnlyCell
    number: WriteOnlyCell

    def holding(self, value: Value) -> WriteOnlyCell:
        if isinstance(value, int):
            self.number.value = value
            return self.number
        self.text.value = value or None
        if value:
            self.text.data_type = "s"  # openpyxl would take =… for a formula and #N/A for an error
        return self.text


class _Rows:
    """The rows of a page, each written at once and forgotten."""

    def __init__(self, page: WriteOnlyWorksheet, width: int) -> None:
        self.page, self.width, self.last = page, width, 0

    def cells(self, font: Font, alignments: Iterable[Alignment], border: Border | None) -> list[_Cells]:
        return [
            _Cells(self._cell(font, one, border, TEXT), self._cell(font, one, border, "General")) for one in alignments
        ]

    def _cell(self, font: Font, alignment: Alignment, border: Border | None, number_format: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(self.page)
        cell.font, cell.alignment, cell.number_format = font, alignment, number_format
        if border:
            cell.border = border
        return cell

    def add(self, values: Sequence[Value], cells: Sequence[_Cells], height: float) -> None:
        self.last += 1
        self.page.row_dimensions[self.last].height = height
        self.page.append([cell.holding(value) for cell, value in zip(cells, values, strict=True)])
        del self.page.row_dimensions[self.last]

    def wide(
        self, text: str, font: Font, *, height: float, alignment: Alignment = LEFT, border: Border | None = None
    ) -> None:
        """One text over the whole width."""
        self.add([text] + [""] * (self.width - 1), self.cells(font, [alignment] * self.width, border), height)
        self.page.merged_cells.add(f"A{self.last}:{get_column_letter(self.width)}{self.last}")


def _characters(width: int) -> float:
    """A column's width in Excel's unit (digits of the default font, 7 pixels and 5 of padding) from mm."""
    return round((width / MM_PER_INCH * 96 - 5) / 7, 2)


def _row_height(columns: Sequence[Column], values: Iterable[Value], least: float) -> float:
    return _height([(str(value), column.width) for column, value in zip(columns, values, strict=True)], least)


def _height(cells: Iterable[tuple[str, int]], least: float = 0) -> float:
    """Points that a row needs for texts in columns of so many mm; Excel does not work it out for merged cells."""
    lines = max(lines_of(text, width) for text, width in cells)
    return max(least, lines * BODY_LINE + 6)
