"""近期2寸免冠照片: from an uploaded picture to a 35×49 mm portrait that holds nothing but pixels. Source: Attachment 2."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import ceil

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .uploads import picture_format, read_within

MAX_BYTES = 8 * 1024 * 1024
ACCEPT = "image/jpeg,image/png"
MIN_WIDTH, MIN_HEIGHT = 413, 579  # pixels: 35 × 49 mm at 300 dots an inch
MAX_WIDTH = 2 * MIN_WIDTH  # 600 dots an inch: more is not seen on paper
WIDTH_MM, HEIGHT_MM = 35, 49
RATIO = Fraction(WIDTH_MM, HEIGHT_MM)
MM_AN_INCH = 25.4
WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Crop:
    """Where the portrait lies in the picture: `x`, `y` in percent of the room left, `scale` times enlarged (from 1).

    The default keeps the widest box, in the middle and somewhat up, where heads are.
    """

    x: float = 50
    y: float = 20
    scale: float = 1


def portrait(upload: File, crop: Crop) -> bytes:
    """A JPEG of 35:49, at least 413×579 pixels, upright, without metadata.

    Raises ValidationError for what is no JPEG or PNG, too large in bytes or pixels, or too small for the box.
    """
    content = read_within(upload, MAX_BYTES)
    _check(content)
    picture = _upright(Image.open(BytesIO(content), formats=("JPEG", "PNG")))
    return _encoded(picture.crop(box(picture.width, picture.height, crop)))


def box(width: int, height: int, crop: Crop) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the crop in pixels. Raises ValidationError where it holds too few of them."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise _too_small(
            _("照片为 %(width)s×%(height)s 像素，不能小于 %(least)s。请换一张更清晰的照片。"), width, height
        )
    wide = min(width, int(height * RATIO)) / crop.scale
    high = float(wide / RATIO)
    if round(wide) < MIN_WIDTH:
        words = _(
            "选取的范围只有 %(width)s×%(height)s 像素，不能小于 %(least)s。请减小放大倍数，或换一张更清晰的照片。"
        )
        raise _too_small(words, round(wide), round(high))
    left, top = (width - wide) * crop.x / 100, (height - high) * crop.y / 100
    return round(left), round(top), min(round(left + wide), width), min(round(top + high), height)


def _too_small(words: str, width: int, height: int) -> ValidationError:
    params = {"width": width, "height": height, "least": f"{MIN_WIDTH}×{MIN_HEIGHT}"}
    return ValidationError(words, code="too_small", params=params)


def _check(content: bytes) -> None:
    try:
        picture_format(content)
    except ValidationError as fault:
        if fault.code == "unreadable":
            raise ValidationError(_("文件打不开，或不是 JPEG、PNG 图片。请换一张照片。"), code="unreadable") from fault
        raise


def _upright(picture: Image.Image) -> Image.Image:
    """As a person sees it: turned as the camera says, transparent parts white, plain colours."""
    turned = ImageOps.exif_transpose(picture)
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        paper = Image.new("RGBA", layer.size, WHITE)
        turned = Image.alpha_composite(paper, layer)
    return turned.convert("RGB")


def _encoded(picture: Image.Image) -> bytes:
    width = min(max(picture.width, MIN_WIDTH), MAX_WIDTH)
    size = (width, ceil(width / RATIO))
    dots = round(width / WIDTH_MM * MM_AN_INCH)
    clean = Image.new("RGB", size)  # a new picture has none of the old one's metadata
    clean.paste(picture.resize(size, Image.Resampling.LANCZOS))
    buffer = BytesIO()
    clean.save(buffer, "JPEG", quality=92, dpi=(dots, dots))
    return buffer.getvalue()
