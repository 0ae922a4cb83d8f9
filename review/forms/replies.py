"""A department's answers as a workbook: uploaded and judged, then confirmed."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nominations.forms.upload import WorkbookField
from nominations.units_workbook import RowFault
from nominations.workbooks import LARGEST, WorkbookError, read_lines

from ..models import Opinion
from ..reply_workbook import MOST_REPLIES, Reply, read_replies

SALT = "review.replies"
KEPT_FOR = timedelta(hours=12)


class RepliesForm(forms.Form):
    """`replies`, `faults` and `sealed` are there after cleaning."""

    file = WorkbookField(
        label=_("填好的 Excel 工作簿（.xlsx）"), help_text=_("不超过 %(size)d MB。") % {"size": LARGEST // 1024**2}
    )

    def __init__(self, *args: Any, asked: Mapping[int, Opinion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.replies: list[Reply] = []
        self.faults: list[RowFault] = []

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            lines = read_lines(file.read(), MOST_REPLIES + 1)
        except WorkbookError as error:
            raise forms.ValidationError(str(error)) from error
        self.replies, self.faults = read_replies(lines, self.asked)
        return file

    @property
    def sealed(self) -> str:
        """The answers, and nothing else of the sheet, as text that only this server can have written."""
        return signing.dumps([astuple(reply) for reply in self.replies], salt=SALT, compress=True)


class ConfirmRepliesForm(forms.Form):
    """The answers that were shown, coming back to be given."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def clean_sealed(self) -> list[Reply]:
        try:
            rows = signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("预览已经失效，请重新上传工作簿。")) from error
        return [Reply(*row) for row in rows]
