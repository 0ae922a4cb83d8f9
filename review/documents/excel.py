"""A sheet as an Excel workbook that opens ready to print: A4 landscape, headings on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from math import ceil
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from .sheet import PAPER_WIDTH, Column, Entry, Sheet, Value

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
    book = Workbook()
    book.properties.creator = ""
    book.properties.title = sheet.title
    page = book.active
    page.title = re.sub(r"[\[\]:*?/\\]", "", sheet.attachment)[:31] or "Sheet1"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = _characters(column.width)
    _write(page, sheet)
    _set_up(page)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(page: Worksheet, sheet: Sheet) -> None:
    """Row by row from the top, as on paper."""
    _wide(page, sheet.attachment, SMALL_HEADING, height=22)
    _wide(page, sheet.title, TITLE, height=40, alignment=CENTRE)
    _entries(page, sheet.head)
    _headings(page, sheet.columns)
    for group in sheet.groups:
        if group.heading:
            _wide(page, group.heading, HEADING, height=24, border=FRAME)
        for values in sheet.rows(group):
            _values(page, sheet.columns, values)
    if sheet.is_empty:
        _wide(page, "（无）", BODY, height=28, alignment=CENTRE, border=FRAME)
    _entries(page, sheet.foot)
    for note in sheet.footnotes:
        _wide(page, note, BODY, height=_height([(note, PAPER_WIDTH)]))


def _headings(page: Worksheet, columns: Sequence[Column]) -> None:
    row = _next_row(page)
    for number, column in enumerate(columns, 1):
        _put(page, row, number, column.heading, HEADING, CENTRE, FRAME)
    page.row_dimensions[row].height = _height([(column.heading, column.width) for column in columns], least=32)
    page.print_title_rows = f"{row}:{row}"
    page.freeze_panes = page.cell(row + 1, 1)


def _values(page: Worksheet, columns: Sequence[Column], values: Sequence[Value]) -> None:
    row = _next_row(page)
    for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
        _put(page, row, number, value, BODY, LEFT if column.left else CENTRE, FRAME)
    sizes = [(str(value), column.width) for column, value in zip(columns, values, strict=True)]
    page.row_dimensions[row].height = _height(sizes, least=28)


def _entries(page: Worksheet, entries: Sequence[Entry]) -> None:
    if entries:
        _wide(page, GAP.join(entry.shown(hidden=False) for entry in entries), BODY, height=26)


def _wide(
    page: Worksheet, text: str, font: Font, *, height: float, alignment: Alignment = LEFT, border: Border | None = None
) -> None:
    """One text over the whole width."""
    row, last = _next_row(page), len(page.column_dimensions)
    for number in range(1, last + 1):
        _put(page, row, number, text if number == 1 else "", font, alignment, border)
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    page.row_dimensions[row].height = height


def _put(
    page: Worksheet, row: int, column: int, value: Value, font: Font, alignment: Alignment, border: Border | None
) -> None:
    cell = page.cell(row, column)
    cell.font, cell.alignment = font, alignment
    if border:
        cell.border = border
    if isinstance(value, int):
        cell.value = value
    elif value:
        cell.value = value
        cell.data_type = "s"  # openpyxl would take =… for a formula and #N/A for an error
        cell.number_format = TEXT


def _next_row(page: Worksheet) -> int:
    return len(page.row_dimensions) + 1


def _set_up(page: Worksheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    page.page_margins = PageMargins(left=15 / MM_PER_INCH, right=15 / MM_PER_INCH, top=0.7, bottom=0.7)
    page.oddFooter.center.text = "第 &P 页  共 &N 页"


def _characters(width: int) -> float:
    """A column's width in Excel's unit (digits of the default font, 7 pixels and 5 of padding) from mm."""
    return round((width / MM_PER_INCH * 96 - 5) / 7, 2)


def _height(cells: Iterable[tuple[str, int]], least: float = 0) -> float:
    """Points that a row needs for texts in columns of so many mm; Excel does not work it out for merged cells."""
    lines = max(sum(_lines(line, width) for line in text.split("\n")) for text, width in cells)
    return max(least, lines * BODY_LINE + 6)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes at 11 points, in which a Chinese character is 3.9 mm wide and others about half."""
    ems = sum(1 if east_asian_width(sign) in "WFA" else 0.55 for sign in text)
    return max(1, ceil(ems * 3.9 / (width - 2)))
