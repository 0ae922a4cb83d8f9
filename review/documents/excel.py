"""A sheet as an Excel workbook that opens ready to print: A4 landscape, headings on every page.

Written from the top, row by row, and nothing of it kept: 10,000 rows need little more memory than ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .sheet import PAPER_WIDTH, Column, Entry, Sheet, Value, lines_of

TEXT = "@"  # the number format that keeps an ID number from being read as a number
BODY = {"font_name": "仿宋", "font_size": 11}
HEADING = {"font_name": "黑体", "font_size": 11}
SMALL_HEADING = {"font_name": "黑体", "font_size": 14}
TITLE = {"font_name": "方正小标宋_GBK", "font_size": 20}
FRAME = {"border": 1}
CENTRE = {"align": "center"}
LEFT = {"align": "left"}
BODY_LINE = 15  # points from line to line at 11 points
HIGHEST = 409  # points that Excel gives a row at most
A4 = 9  # Excel's number of the paper size
MM_PER_INCH = 25.4
GAP = "\u3000" * 4  # between entries that share a line


def sheet_xlsx(sheet: Sheet) -> bytes:
    """The workbook. All text is text: nothing in it can be executed, and no property of the file names a person."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": sheet.title})
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "", sheet.attachment)[:31] or "Sheet1")
        _set_up(page, sheet)
        _write(_Rows(book, page, len(sheet.columns)), sheet)
    return file.getvalue()


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """All that the file has before its rows, and the page to print on."""
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _characters(column.width))
    headings = 4 if sheet.head else 3
    page.repeat_rows(headings - 1)
    page.freeze_panes(headings, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_margins(left=15 / MM_PER_INCH, right=15 / MM_PER_INCH, top=0.7, bottom=0.7)
    code = f"&R校验码 {sheet.code}" if sheet.code else ""
    page.set_footer(f"&C第 &P 页  共 &N 页{code}")


def _write(rows: _Rows, sheet: Sheet) -> None:
    """Row by row from the top, as on paper."""
    rows.wide(sheet.attachment, SMALL_HEADING | LEFT, height=22)
    rows.wide(sheet.title, TITLE | CENTRE, height=40)
    _entries(rows, sheet.head)
    headings = [column.heading for column in sheet.columns]
    head = rows.formats(HEADING | CENTRE | FRAME)
    rows.add(headings, [head] * len(headings), _row_height(sheet.columns, headings, least=32))
    sides = {True: rows.formats(BODY | LEFT | FRAME), False: rows.formats(BODY | CENTRE | FRAME)}
    body = [sides[column.left] for column in sheet.columns]
    for group in sheet.groups:
        if group.heading:
            rows.wide(group.heading, HEADING | LEFT | FRAME, height=24)
        for values in sheet.rows(group):
            rows.add(values, body, _row_height(sheet.columns, values, least=28))
    if sheet.is_empty:
        rows.wide("（无）", BODY | CENTRE | FRAME, height=28)
    _entries(rows, sheet.foot)
    for note in sheet.footnotes:
        rows.wide(note, BODY | LEFT, height=_height([(note, PAPER_WIDTH)]))


def _entries(rows: _Rows, entries: Sequence[Entry]) -> None:
    if entries:
        text = GAP.join(entry.shown(hidden=False) for entry in entries)
        rows.wide(text, BODY | LEFT, height=_height([(text, PAPER_WIDTH)], least=26))


class _Rows:
    """The rows of a page, each written at once and forgotten."""

    def __init__(self, book: Workbook, page: Worksheet, width: int) -> None:
        self.book, self.page, self.width, self.next = book, page, width, 0

    def formats(self, style: dict[str, object]) -> tuple[Format, Format]:
        """For the text and for the numbers of a column."""
        shared = style | {"valign": "vcenter", "text_wrap": True}
        return self.book.add_format(shared | {"num_format": TEXT}), self.book.add_format(shared)

    def add(self, values: Sequence[Value], formats: Sequence[tuple[Format, Format]], height: float) -> None:
        """An empty cell is one for text: an ID number typed into it keeps its digits."""
        self.page.set_row(self.next, height)
        for column, (value, (text, number)) in enumerate(zip(values, formats, strict=True)):
            if isinstance(value, int):
                self.page.write_number(self.next, column, value, number)
            elif value:
                self.page.write_string(self.next, column, value, text)
            else:
                self.page.write_blank(self.next, column, None, text)
        self.next += 1

    def wide(self, text: str, style: dict[str, object], *, height: float) -> None:
        """One text over the whole width."""
        form, _number = self.formats(style)
        self.page.set_row(self.next, height)
        self.page.merge_range(self.next, 0, self.next, self.width - 1, "", form)
        if text:
            self.page.write_string(self.next, 0, text, form)
        self.next += 1


def _characters(width: int) -> float:
    """A column's width in Excel's unit (digits of the default font, 7 pixels and 5 of padding) from mm."""
    return round((width / MM_PER_INCH * 96 - 5) / 7, 2)


def _row_height(columns: Sequence[Column], values: Iterable[Value], least: float) -> float:
    return _height([(str(value), column.width) for column, value in zip(columns, values, strict=True)], least)


def _height(cells: Iterable[tuple[str, int]], least: float = 0) -> float:
    """Points that a row needs for texts in columns of so many mm; Excel does not work it out for merged cells."""
    lines = max(lines_of(text, width) for text, width in cells)
    return min(HIGHEST, max(least, lines * BODY_LINE + 6))
