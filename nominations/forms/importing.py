"""Attachment 3 or 4 as a workbook: uploaded and read, and sent back sealed to be done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..importing.reading import Nominee, read_nominees
from ..models import Recommendation
from ..sheet_workbook import MOST_NOMINEES, Entry, Table, find_table
from ..units_workbook import RowFault
from ..workbooks import LARGEST, WorkbookError, read_sheet
from .upload import WorkbookField

LINES_AROUND = 500  # title, notes, and lines set aside
SALT = "nominations.sheet"
KEPT_FOR = timedelta(hours=12)


class _SheetForm(forms.Form):
    """`nominees` and `faults` are there after cleaning."""

    def __init__(
        self, recommendation: Recommendation, kind: str, employers: Collection[str], *args: Any, **kwargs: Any
    ) -> None:
        """`employers`: full names of employers that are known."""
        super().__init__(*args, **kwargs)
        self.recommendation, self.kind, self.employers = recommendation, kind, employers
        self.table = Table()
        self.nominees: list[Nominee] = []
        self.faults: list[RowFault] = []

    def read(self) -> None:
        self.faults = list(self.table.faults)
        if not self.faults:
            notice = self.recommendation.cycle.notice
            self.nominees, self.faults = read_nominees(self.table, self.kind, notice, self.employers)


class SheetUploadForm(_SheetForm):
    file = WorkbookField(
        label=_("Excel 工作簿（.xlsx）"),
        help_text=_("不超过 %(size)d MB、%(rows)d 行。") % {"size": LARGEST // 1024**2, "rows": MOST_NOMINEES},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            sheet = read_sheet(file.read(), MOST_NOMINEES + LINES_AROUND)
        except WorkbookError as error:
            raise forms.ValidationError(str(error)) from error
        self.table = find_table(sheet, self.kind)
        if len(self.table.entries) > MOST_NOMINEES:
            words = _now("有 %(found)d 个推荐对象，最多 %(most)d 个，请分几次导入。")
            raise forms.ValidationError(words % {"found": len(self.table.entries), "most": MOST_NOMINEES})
        self.read()
        return file

    @property
    def sealed(self) -> str:
        """The lines as text that only this server can have written, for this recommendation."""
        entries = [
            (entry.line, {column: _plain(cell) for column, cell in entry.cells.items()}) for entry in self.table.entries
        ]
        return signing.dumps(
            [self.recommendation.pk, self.kind, self.table.headings, entries], salt=SALT, compress=True
        )


class SheetConfirmForm(_SheetForm):
    """The lines that were shown, coming back to be done; read again, because the notice may have changed since."""

    lines = forms.CharField(widget=forms.HiddenInput)
    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_lines(self) -> str:
        text = self.cleaned_data["lines"]
        try:
            pk, kind, headings, entries = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("预览已经失效，请重新上传工作簿。")) from error
        if (pk, kind) != (self.recommendation.pk, self.kind):
            raise forms.ValidationError(_("预览不是这份名单的，请重新上传工作簿。"))
        self.table = Table(headings=headings, entries=[Entry(line, cells) for line, cells in entries])
        self.read()
        if self.faults:
            raise forms.ValidationError(_("预览之后通知有了变化，工作簿不再合乎要求，请重新上传。"))
        return text


def _plain(cell: Any) -> Any:
    """A cell as JSON has it: a date as its day, which reads as the same."""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell
