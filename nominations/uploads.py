"""What may be uploaded: pictures and PDFs that really open, within limits the refusal names.

The file's own bytes decide, not its name and not what the browser says it is.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image
from pypdf import PdfReader

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # a phone's photo has 12 to 50 million; more is a bomb
MAX_PAGES = 200
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "PDF": ".pdf"}
ACCEPT = ".jpg,.jpeg,.png,.pdf"  # for the file chooser
CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}


def check_scan(upload: File, max_bytes: int = MAX_BYTES) -> File:
    """A photo or scan (JPEG, PNG, PDF) under a name of ours with the suffix of what it is.

    Raises ValidationError, with the limit in its words, for anything else.
    """
    content = read_within(upload, max_bytes)
    kind = "PDF" if content[:1024].lstrip().startswith(b"%PDF-") else picture_format(content)
    if kind == "PDF":
        _check_pdf(content)
    return ContentFile(content, name=f"{uuid4().hex}{SUFFIXES[kind]}")


def read_within(upload: File, max_bytes: int = MAX_BYTES) -> bytes:
    """The whole content. Raises ValidationError when empty or larger than `max_bytes`."""
    if not upload.size:
        raise ValidationError(_("文件是空的，请重新选择文件。"), code="empty")
    if upload.size > max_bytes:
        raise ValidationError(
            _("文件大小为 %(size)s，超过上限 %(limit)s。请压缩后重新上传。"),
            code="too_large",
            params={"size": megabytes(upload.size), "limit": megabytes(max_bytes)},
        )
    upload.seek(0)
    return upload.read()


def megabytes(size: int) -> str:
    """Bytes in words, as the hints beside the fields write them: 10 MB, 10.1 MB; rounded up, so that above a limit shows."""
    tenths = -(-size * 10 // 1024**2)
    return f"{tenths / 10:g} MB"


def picture_format(content: bytes, max_pixels: int = MAX_PIXELS) -> str:
    """ "JPEG" or "PNG", after the whole picture was decoded. Raises ValidationError."""
    with _opening(), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
        if picture.width * picture.height > max_pixels:
            raise ValidationError(
                _("图片为 %(width)s×%(height)s 像素，超过上限 %(limit)s 万像素。请缩小后重新上传。"),
                code="too_many_pixels",
                params={"width": picture.width, "height": picture.height, "limit": max_pixels // 10_000},
            )
        picture.load()
    return str(picture.format)


def _check_pdf(content: bytes) -> None:
    with _opening():
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise ValidationError(_("PDF 文件加了密码，无法打开。请上传未加密的文件。"), code="encrypted")
        pages = len(reader.pages)
    if not 0 < pages <= MAX_PAGES:
        raise ValidationError(
            _("PDF 文件有 %(pages)s 页，应为 1 至 %(limit)s 页。请拆分或检查后重新上传。"),
            code="pages",
            params={"pages": pages, "limit": MAX_PAGES},
        )


@contextmanager
def _opening() -> Iterator[None]:
    """Whatever a decoder stumbles over in a damaged file, it has more ways than names, the file does not open."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise _unreadable() from error


def _unreadable() -> ValidationError:
    return ValidationError(
        _("文件打不开，或不是图片（JPEG、PNG）或 PDF。请换成其中一种格式，大小不超过 %(limit)s。"),
        code="unreadable",
        params={"limit": megabytes(MAX_BYTES)},
    )


def content_type_of(name: str) -> str:
    """The content type with which a stored upload is served; unknown ones are only for download."""
    return CONTENT_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")
