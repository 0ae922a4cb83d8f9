"""The upload of a Word template."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nominations.forms.upload import UploadField
from nominations.policy.notice import Notice

from ..documents.word import LARGEST, TemplateFault, check_template

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordTemplateForm(forms.Form):
    """`content`: the file's bytes, there after cleaning."""

    file = UploadField(
        LARGEST,
        label=_("Word 模板（.docx）"),
        help_text=_("不超过 %(size)d MB，不含宏。") % {"size": LARGEST // 1024**2},
        widget=forms.ClearableFileInput(attrs={"accept": f".docx,{DOCX}"}),
        error_messages={"too_large": _("文件大小为 %(size)s，超过上限 %(limit)s。请压缩其中的图片后再上传。")},
    )

    def __init__(self, notice: Notice, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice, self.kind = notice, kind
        self.content = b""

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        self.content = file.read()
        try:
            check_template(self.content, self.notice, self.kind)
        except TemplateFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        return file
