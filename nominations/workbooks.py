"""Excel workbooks in and out: what a browser sent is not trusted, and what a cell holds is never executed."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook

from . import xlsx
from .xlsx import SheetData, read_first_sheet

LARGEST = 2 * 1024 * 1024  # bytes as uploaded
TOO_LARGE = format_lazy(
    gettext_lazy("文件超过 {limit} MB，请删去图片、多余的工作表和表格以下带格式的空行，再上传。"), limit=LARGEST // 1024**2
)
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
ZIP = b"PK\x03\x04"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
A4 = 9  # Excel's number of the paper size
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
        raise WorkbookError(_words(refusal, most)) from refusal
    if not sheet.rows:
        raise WorkbookError(_("第一张工作表是空的，请把内容放在第一张工作表中再上传。"))
    return sheet


def _refuse_by_envelope(data: bytes) -> None:
    """What can be told by size and first bytes."""
    if len(data) > LARGEST:
        raise WorkbookError(str(TOO_LARGE))
    if data.startswith(OLE):
        raise WorkbookError(_("这是加密的工作簿或旧版 .xls 文件，请去掉密码，另存为 .xlsx 再上传。"))
    if not data.startswith(ZIP):
        raise WorkbookError(_("这不是 Excel 工作簿，请上传 .xlsx 文件。"))


def _words(refusal: xlsx.Refusal, most: int) -> str:
    """What is wrong, and what to do. `most`: rows allowed."""
    if isinstance(refusal, xlsx.Formula):
        words = _("第 %(line)d 行有公式。请全选、复制，再“选择性粘贴”为数值，保存后上传。")
        return words % {"line": refusal.line}
    if isinstance(refusal, xlsx.ErrorValue):
        words = _("第 %(line)d 行有错误值 %(value)s。请改成应填的内容，或者清空这一格，保存后上传。")
        return words % {"line": refusal.line, "value": refusal.value[:20]}
    if isinstance(refusal, xlsx.TooMany):
        return _("工作表超过 %(most)d 行，请删去多余的行或分几次导入。") % {"most": most}
    if isinstance(refusal, xlsx.TooLong):
        words = _("工作表有内容或格式的行超过第 %(last)d 行。请选中表格以下的所有行，删除后保存，再上传。")
        return words % {"last": xlsx.LAST_ROW}
    if isinstance(refusal, xlsx.Locked):
        return _("这个工作簿加了密码，请去掉密码，另存为 .xlsx 再上传。")
    if isinstance(refusal, xlsx.TooBig):
        words = _(
            "工作簿展开后过大，请只保留需要导入的工作表，删去表格以外的内容和格式；超过 %(most)d 行的，请分几次导入。"
        )
        return words % {"most": most}
    return _("无法读取这个工作簿，文件可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")


def sheet_bytes(title: str, headings: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet: a frozen heading line, text as text, widths in characters."""
    packed = BytesIO()
    with Workbook(packed, {"in_memory": True}) as book:
        shared = {"valign": "top", "text_wrap": True}
        text, number = book.add_format(shared | {"num_format": "@"}), book.add_format(shared)
        # Not executed even when somebody edits the cell.
        quoted = book.add_format(shared | {"num_format": "@", "quote_prefix": True})
        head = book.add_format(shared | {"num_format": "@", "bold": True})
        sheet = book.add_worksheet(title)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        for row, values in enumerate(lines, start=1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    how = quoted if value.startswith(FORMULA_STARTS) else text
                    sheet.write_string(row, column, CONTROLS.sub("", value), how)
                elif value is not None:
                    sheet.write_number(row, column, value, number)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
    return packed.getvalue()
