"""近期2寸免冠照片: from an uploaded picture to a 35×49 mm portrait that holds nothing but pixels. Source: Attachment 2."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cleaning.apart import cleaned
from .cleaning.bounded import Refused
from .cleaning.pictures import MIN_HEIGHT, MIN_WIDTH
from .uploads import WORDS, read_within

MAX_BYTES = 8 * 1024 * 1024
ACCEPT = "image/jpeg,image/png"
OWN_WORDS: dict[str, Promise] = {
    "unreadable": _("文件打不开，或不是 JPEG、PNG 图片。请换一张照片。"),
    "heavy": _("照片展开后过大，无法处理。请换一张照片。"),
    "too_small": _("照片为 %(width)s×%(height)s 像素，不能小于 %(least)s。请换一张更清晰的照片。"),
    "too_small_a_box": _(
        "选取的范围只有 %(width)s×%(height)s 像素，不能小于 %(least)s。请减小放大倍数，或换一张更清晰的照片。"
    ),
}


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
    try:
        return cleaned("pictures", "portrait", content, **asdict(crop))
    except Refused as refusal:
        words = (WORDS | OWN_WORDS)[refusal.code]
        params = {"least": f"{MIN_WIDTH}×{MIN_HEIGHT}"} | refusal.params
        raise ValidationError(words, code=refusal.code, params=params) from refusal
