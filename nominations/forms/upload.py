"""The field of an upload: not empty, not too large, and shown to the virus scanner where the site has one."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ..malware import Unchecked, found_in
from ..uploads import WORDS, megabytes
from ..workbooks import CONTENT_TYPE, LARGEST, TOO_LARGE

LOG = logging.getLogger(__name__)
LONGEST_NAME = 60  # characters


class UploadField(forms.FileField):
    """A file of at most `most` bytes. Every upload of the site comes by a field of this kind (a test holds that).

    Its name is for showing alone: without folders and signs that are not seen, which Django takes away, and not long.
    """

    default_error_messages = {
        "empty": WORDS["empty"],
        "too_large": WORDS["too_large"],
        "malware": _("文件中检出恶意代码（%(name)s），没有保存。请换一个确认安全的文件，并对所用的电脑查杀病毒。"),
        "unchecked": _(
            "暂时无法检查文件是否带有恶意代码，因此没有保存。请几分钟后重新选择文件再提交；仍然如此的，请联系系统管理员。"
        ),
    }

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        """The file, from its start. Raises ValidationError."""
        if data and len(data.name) > LONGEST_NAME:
            data.name = f"{data.name[: LONGEST_NAME - 10]}…{data.name[-9:]}"
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > self.most:
            params = {"size": megabytes(upload.size), "limit": megabytes(self.most)}
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large", params=params)
        if settings.CLAMAV:
            self._show_to_scanner(upload)
        return upload

    def _show_to_scanner(self, upload: UploadedFile) -> None:
        try:
            name = found_in(upload.chunks(), settings.CLAMAV)
        except Unchecked as error:
            LOG.error("An upload was refused: the virus scanner does not answer (%r)", error.__cause__)
            raise forms.ValidationError(self.error_messages["unchecked"], code="unchecked") from error
        if name:
            LOG.warning("An upload was refused: the virus scanner found %s", name)
            raise forms.ValidationError(self.error_messages["malware"], code="malware", params={"name": name})
        upload.seek(0)


class WorkbookField(UploadField):
    """An Excel workbook, not opened yet."""

    widget = forms.ClearableFileInput(attrs={"accept": f".xlsx,{CONTENT_TYPE}"})
    default_error_messages = {"too_large": TOO_LARGE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LARGEST, **kwargs)
