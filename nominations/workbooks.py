"""Excel workbooks in and out: what a browser sent is not trusted, and what a cell holds is never executed."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 2 * 1024 * 1024  # bytes as uploaded
UNPACKED = 40 * 1024 * 1024  # bytes inside the zip
WIDEST = 30  # columns looked at
MOST_LINES = 20_000  # lines looked at, empty ones included
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
ZIP = b"PK\x03\x04"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Line = tuple[int, tuple[Any, ...]]


class WorkbookError(ValueError):
    """The file cannot be used as a workbook; the words say why, and what to do."""


def read_lines(data: bytes, most: int) -> list[Line]:
    """The lines of the first sheet that hold anything: (line number from 1, cells).

    Raises WorkbookError for what is no workbook, locked, too large, or has more than `most` such lines.
    """
    _refuse_by_envelope(data)
    try:
        lines = _filled_lines(data, most + 1)
    except WorkbookError:
        raise
    except Exception as error:  # the parser of a foreign format: whatever it raises, the file cannot be read
        raise WorkbookError(
            _("无法读取这个工作簿，文件可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")
        ) from error
    if len(lines) > most:
        raise WorkbookError(_("工作表超过 %(most)d 行，请删去多余的行或分几次导入。") % {"most": most})
    if not lines:
        raise WorkbookError(_("第一张工作表是空的，请把内容放在第一张工作表中再上传。"))
    return lines


def _refuse_by_envelope(data: bytes) -> None:
    """What can be told without parsing: kind and size of the file, packed and unpacked."""
    if len(data) > LARGEST:
        raise WorkbookError(
            _("文件超过 %(limit)d MB，请删去图片和多余的工作表再上传。") % {"limit": LARGEST // 1024**2}
        )
    if data.startswith(OLE):
        raise WorkbookError(_("这是加密的工作簿或旧版 .xls 文件，请去掉密码，另存为 .xlsx 再上传。"))
    if not data.startswith(ZIP):
        raise WorkbookError(_("这不是 Excel 工作簿，请上传 .xlsx 文件。"))
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(data)).infolist())
    except zipfile.BadZipFile as error:
        raise WorkbookError(_("这不是完整的 .xlsx 文件，请重新保存后再上传。")) from error
    if unpacked > UNPACKED:
        raise WorkbookError(_("工作簿展开后过大，请只保留需要导入的工作表再上传。"))


def _filled_lines(data: bytes, most: int) -> list[Line]:
    """At most `most` lines with something in them. Raises WorkbookError for a formula, else what openpyxl raises."""
    book = load_workbook(BytesIO(data), read_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    lines: list[Line] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
        if number > MOST_LINES or len(lines) == most:
            break
        # The result of a formula stands in the file only if Excel saved it; without, the cell would read as empty.
        if any(cell.data_type == "f" for cell in cells):
            words = _("第 %(line)d 行有公式。请全选、复制，再“选择性粘贴”为数值，保存后上传。")
            raise WorkbookError(words % {"line": number})
        values = tuple(cell.value for cell in cells)
        if any(value not in (None, "") for value in values):
            lines.append((number, values))
    return lines


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
