"""Excel workbooks in and out: what a browser sent is not trusted, and what a cell holds is never executed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from . import xlsx
from .xlsx import SheetData, read_first_sheet

LARGEST = 2 * 1024 * 1024  # bytes as uploaded
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
ZIP = b"PK\x03\x04"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Line = xlsx.Row


class WorkbookError(ValueError):
    """The file cannot be used as a workbook; the words say why, and what to do."""


def read_lines(data: bytes, most: int) -> list[Line]:
    """The lines of the first sheet that hold anything: (line number from 1, cells).

    Raises WorkbookError for what is no workbook, locked, too large, holds formulas, or has more than `most` such lines.
    """
    return read_sheet(data, most).rows


def read_sheet(data: bytes, most: int) -> SheetData:
    """The same with the areas of merged cells."""
    _refuse_by_envelope(data)
    try:
        sheet = read_first_sheet(data, most)
    except xlsx.Refusal as refusal:
        raise WorkbookError(_words(refusal)) from refusal
    if len(sheet.rows) > most:
        raise WorkbookError(_("工作表超过 %(most)d 行，请删去多余的行或分几次导入。") % {"most": most})
    if not sheet.rows:
        raise WorkbookError(_("第一张工作表是空的，请把内容放在第一张工作表中再上传。"))
    return sheet


def _refuse_by_envelope(data: bytes) -> None:
    """What can be told by size and first bytes."""
    if len(data) > LARGEST:
        raise WorkbookError(
            _("文件超过 %(limit)d MB，请删去图片和多余的工作表再上传。") % {"limit": LARGEST // 1024**2}
        )
    if data.startswith(OLE):
        raise WorkbookError(_("这是加密的工作簿或旧版 .xls 文件，请去掉密码，另存为 .xlsx 再上传。"))
    if not data.startswith(ZIP):
        raise WorkbookError(_("这不是 Excel 工作簿，请上传 .xlsx 文件。"))


def _words(refusal: xlsx.Refusal) -> str:
    """What is wrong, and what to do."""
    if isinstance(refusal, xlsx.Formula):
        words = _("第 %(line)d 行有公式。请全选、复制，再“选择性粘贴”为数值，保存后上传。")
        return words % {"line": refusal.line}
    if isinstance(refusal, xlsx.TooLong):
        words = _("工作表有内容或格式的行超过第 %(last)d 行。请选中表格以下的所有行，删除后保存，再上传。")
        return words % {"last": xlsx.LAST_ROW}
    if isinstance(refusal, xlsx.Locked):
        return _("这个工作簿加了密码，请去掉密码，另存为 .xlsx 再上传。")
    if isinstance(refusal, xlsx.TooBig):
        return _("工作簿展开后过大，请只保留需要导入的工作表，删去表格以外的内容和格式再上传。")
    return _("无法读取这个工作簿，文件可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")


def sheet_bytes(title: str, headings: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: a frozen heading line, text as text, widths in characters."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for column, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        put(sheet.cell(1, column), heading)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate(lines, start=2):
        for column, value in enumerate(values, start=1):
            put(sheet.cell(row, column), value)
    _lay_out(sheet)
    book.properties.creator = ""
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def put(cell: Cell, value: str | int | None) -> None:
    """Write a value that Excel shows and never executes, not even when somebody edits the cell."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = CONTROLS.sub("", value)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = value.startswith(FORMULA_STARTS)


def _lay_out(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for cell in _cells(sheet):
        cell.alignment = Alignment(vertical="top", wrap_text=True)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from row
