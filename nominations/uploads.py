"""What may be uploaded: pictures and PDFs that really open, within limits the refusal names; kept is what they show.

The file's own bytes decide, not its name and not what the browser says it is.
"""

from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cleaning.apart import cleaned
from .cleaning.bounded import Refused

MAX_BYTES = 10 * 1024 * 1024
ACCEPT = ".jpg,.jpeg,.png,.pdf"  # for the file chooser
CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}
# First bytes → what the file is kept as, and the module that opens it.
KINDS = ((b"\xff\xd8\xff", ".jpg", "pictures"), (b"\x89PNG\r\n\x1a\n", ".png", "pictures"), (b"%PDF-", ".pdf", "pdfs"))
WORDS: dict[str, Promise] = {
    "empty": _("文件是空的，请重新选择文件。"),
    "too_large": _("文件大小为 %(size)s，超过上限 %(limit)s。请压缩后重新上传。"),
    "unreadable": _("文件打不开，或不是图片（JPEG、PNG）或 PDF。请换成其中一种格式，大小不超过 %(limit)s。"),
    "too_many_pixels": _("图片为 %(width)s×%(height)s 像素，超过上限 %(limit)s 万像素。请缩小后重新上传。"),
    "heavy": _("文件展开后过大，无法处理。请用较低的分辨率重新扫描，或者打印成新的 PDF 后上传。"),
    "encrypted": _("PDF 文件加了密码，无法打开。请上传未加密的文件。"),
    "pages": _("PDF 文件有 %(pages)s 页，应为 1 至 %(limit)s 页。请拆分或检查后重新上传。"),
    "form": _("PDF 中有表单或批注，其中的内容没有固定在页面上，保存后会丢失。请用“打印”另存为新的 PDF 后上传。"),
    "portfolio": _("这是 PDF 文件包，内容在附件里，保存后会丢失。请把其中的文件分别另存后上传。"),
}


def check_scan(upload: File, max_bytes: int = MAX_BYTES) -> File:
    """A photo or scan (JPEG, PNG, PDF), written anew with what it shows and nothing else, under a name of ours.

    Raises ValidationError, with the limit in its words, for anything else.
    """
    content = read_within(upload, max_bytes)
    start = content[:1024].lstrip()
    found = next(((suffix, module) for sign, suffix, module in KINDS if start.startswith(sign)), None)
    if found is None:
        raise fault("unreadable", limit=megabytes(MAX_BYTES))
    suffix, module = found
    try:
        clean = cleaned(module, "scan", content)
    except Refused as refusal:
        raise fault(refusal.code, **{"limit": megabytes(MAX_BYTES)} | refusal.params) from refusal
    return ContentFile(clean, name=f"{uuid4().hex}{suffix}")


def fault(code: str, **params: object) -> ValidationError:
    """Why a file is not taken, in words."""
    return ValidationError(WORDS[code], code=code, params=params)


def read_within(upload: File, max_bytes: int = MAX_BYTES) -> bytes:
    """The whole content. Raises ValidationError when empty or larger than `max_bytes`."""
    if not upload.size:
        raise fault("empty")
    if upload.size > max_bytes:
        raise fault("too_large", size=megabytes(upload.size), limit=megabytes(max_bytes))
    upload.seek(0)
    return upload.read()


def megabytes(size: int) -> str:
    """Bytes in words, as the hints beside the fields write them: 10 MB, 10.1 MB; rounded up, so that above a limit shows."""
    tenths = -(-size * 10 // 1024**2)
    return f"{tenths / 10:g} MB"


def content_type_of(name: str) -> str:
    """The content type with which a stored upload is served; unknown ones are only for download."""
    return CONTENT_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
