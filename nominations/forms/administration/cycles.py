"""A notice as a file or as text, a copy of one, another deadline."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ...administration.cycles import deadline_fault
from ...models import AwardCycle
from ...policy.reading import LONGEST
from ..upload import UploadField
from .common import DayInput, MomentInput, plausible

LARGEST_NOTICE = 512 * 1024  # bytes; Banan's has some 20,000


def unix_lines(text: str) -> str:
    """Browsers send text areas with CRLF; a notice must not differ by that."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class NoticeForm(forms.Form):
    """A notice as a file or as text; the file goes before the text. `cleaned_data["source"]` is what was given."""

    file = UploadField(
        LARGEST_NOTICE,
        label=_("通知文件（.toml）"),
        required=False,
        help_text=_("不超过 512 KB，UTF-8 编码。选择了文件时，以文件为准。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
        error_messages={"too_large": _("文件超过 512 KB。一份通知通常只有几十 KB，请检查是否选错了文件。")},
    )
    text = forms.CharField(
        label=_("通知内容"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 28, "class": "source-text", "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """The text in the file."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("文件不是 UTF-8 编码的文本，请用文本编辑器另存为 UTF-8 后再上传。")
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source = unix_lines(cleaned.get("file") or cleaned.get("text") or "")
        if not source.strip() and not self.errors:
            raise forms.ValidationError(_("请选择一个通知文件，或在下面填写通知内容。"))
        cleaned["source"] = source
        return cleaned


class CopyForm(forms.Form):
    """What the next notice has of its own."""

    slug = forms.SlugField(
        label=_("代码"),
        max_length=50,
        help_text=_("小写字母、数字和连字符，如 banan-2025；用作网址，以后不能改。"),
        error_messages={"invalid": _("代码只能用小写字母、数字和连字符，如 banan-2025。请改写。")},
    )
    title = forms.CharField(label=_("名称"), max_length=200)
    issued_on = forms.DateField(label=_("通知印发日期"), widget=DayInput, validators=[plausible])
    deadline = forms.DateTimeField(
        label=_("报送截止时间"), widget=MomentInput, validators=[plausible], help_text=_("精确到秒，含该秒。")
    )


class DeadlineForm(forms.Form):
    """Another deadline for a cycle, as of `now`."""

    deadline = forms.DateTimeField(
        label=_("新的截止时间"), widget=MomentInput, validators=[plausible], help_text=_("精确到秒，含该秒。")
    )
    reason = forms.CharField(
        label=_("调整理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记入审计记录。"),
    )

    def __init__(self, cycle: AwardCycle, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        self.now = now

    def clean_deadline(self) -> datetime:
        deadline: datetime = self.cleaned_data["deadline"]
        if fault := deadline_fault(self.cycle, deadline, self.now):
            raise forms.ValidationError(fault)
        return deadline
