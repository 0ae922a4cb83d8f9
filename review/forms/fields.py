"""Fields that several steps share."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.forms.fields import tidy
from nominations.forms.upload import UploadField
from nominations.uploads import ACCEPT, MAX_BYTES, check_scan

TEXT_LIMIT = 2000
KEPT_HINT = _("保存时只留下画面和页面，拍摄地点、作者等附带信息和 PDF 的附件、链接、脚本、电子签名都会去掉。")
SCAN_HINT = format_lazy(_("JPEG、PNG 图片或 PDF，不超过 {limit} MB。{kept}"), limit=MAX_BYTES // 1024**2, kept=KEPT_HINT)
FILES_LIMIT = 5  # of one objection
SCANS_HINT = format_lazy(
    _("JPEG、PNG 图片或 PDF，最多 {most} 个，每个不超过 {limit} MB。{kept}"),
    most=FILES_LIMIT, limit=MAX_BYTES // 1024**2, kept=KEPT_HINT,
)  # fmt: skip
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # a slip of the keyboard is no date


class DayField(forms.DateField):
    """A day, chosen or typed as 2024-01-05 (2024/1/5, 2024.1.5 and 2024年1月5日 will do)."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
    default_error_messages = {"invalid": _("不是日期。请写成 2024-01-05 这样的格式。")}

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("年份不对，应在 2000 年至 2100 年之间。"), code="year")
        return day


class ScanField(UploadField):
    """A photo or scan that opens; cleans to a file under a name of ours."""

    widget = forms.ClearableFileInput(attrs={"accept": ACCEPT})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MAX_BYTES, **{"help_text": SCAN_HINT} | kwargs)

    def clean(self, data: Any, initial: Any = None) -> File | None:
        upload = super().clean(data, initial)
        return check_scan(upload) if upload else None


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class ScansField(UploadField):
    """Photos and scans that open, at most FILES_LIMIT; cleans to a list of files under names of ours.

    The faults of all are told at once, each with the name that the file had.
    """

    widget = SeveralFiles(attrs={"accept": ACCEPT})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MAX_BYTES, **{"help_text": SCANS_HINT} | kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        uploads = data or []
        if len(uploads) > FILES_LIMIT:
            words = _now("选了 %(count)s 个文件，最多 %(limit)s 个。请减少或合并后重新选择。")
            raise forms.ValidationError(words % {"count": len(uploads), "limit": FILES_LIMIT}, code="too_many")
        kept, faults = [], []
        for upload in uploads:
            try:
                kept.append(check_scan(super().clean(upload)))
            except forms.ValidationError as fault:
                faults += [f"“{upload.name}”：{message}" for message in fault.messages]
        if faults:
            raise forms.ValidationError(faults)
        return kept


class TextField(forms.CharField):
    """Several lines, at most TEXT_LIMIT characters, not only white space."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": TEXT_LIMIT} | kwargs)

    def to_python(self, value: Any) -> str:
        """Line ends as \\n: Word pastes a control for one, and browsers send two characters."""
        return tidy(super().to_python(value))


class ReasonForm(forms.Form):
    """A step that owes a reason and asks for nothing else."""

    reason = TextField(label=_("理由"), help_text=_("写明事实和依据，将记入办理记录。"))


class ConfirmForm(forms.Form):
    """A step that asks for nothing."""
