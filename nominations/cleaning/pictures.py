"""A picture upright and without anything but pixels: no camera, place, name, colour profile, comment or second picture.

Sources of the portrait's measures: Attachment 2, 近期2寸免冠照片.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from math import ceil, sqrt

from PIL import Image, ImageOps

from nominations.cleaning.bounded import Refused, answer

MAX_PIXELS = 50_000_000  # a phone's photo has 12 to 50 million; more is a bomb
# Of a scan as it is kept: A3 at 300 dots an inch. A larger one is made smaller, for nobody reads more off it.
KEPT_PIXELS = 4961 * 3508
SCAN = {"JPEG": {"quality": 90, "subsampling": 0}, "PNG": {}}  # each colour as sharp as the rest: seals are red
MIN_WIDTH, MIN_HEIGHT = 413, 579  # pixels of a portrait: 35 × 49 mm at 300 dots an inch
MAX_WIDTH = 2 * MIN_WIDTH  # 600 dots an inch: more is not seen on paper
WIDTH_MM, HEIGHT_MM = 35, 49
RATIO = Fraction(WIDTH_MM, HEIGHT_MM)
MM_AN_INCH = 25.4
WHITE = (255, 255, 255)
SHRINK = 3.0  # times the size wanted, to which a large picture is made smaller in a cheap way before the good one


def scan(content: bytes) -> bytes:
    """The picture in the format that it had, JPEG or PNG. Raises Refused."""
    picture = _opened(content)
    kind = "PNG" if picture.format == "PNG" else "JPEG"  # several in one JPEG are called MPO: the first is meant
    share = sqrt(KEPT_PIXELS / (picture.width * picture.height))
    if share < 1:
        size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
        picture.draft(picture.mode, size)  # JPEG is decoded smaller, as far as it goes
        picture = _smooth(picture).resize(size, Image.Resampling.HAMMING)  # as sharp as need be, in half the time
    return _encoded(_plain(picture), kind, SCAN[kind])


def portrait(content: bytes, x: float, y: float, scale: float) -> bytes:
    """A JPEG of 35:49, at least 413×579 pixels: what `box` takes of the picture. Raises Refused."""
    picture = _opened(content)
    ImageOps.exif_transpose(picture, in_place=True)
    part = box(picture.width, picture.height, x, y, scale)
    width = min(max(part[2] - part[0], MIN_WIDTH), MAX_WIDTH)
    size = (width, ceil(width / RATIO))
    cut = _smooth(picture).resize(size, Image.Resampling.LANCZOS, part, SHRINK)
    dots = round(width / WIDTH_MM * MM_AN_INCH)
    return _encoded(_plain(cut).convert("RGB"), "JPEG", {"quality": 92, "dpi": (dots, dots)})


def box(width: int, height: int, x: float, y: float, scale: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the portrait in a picture of that size: `x`, `y` in percent of the room left, `scale`
    times enlarged (from 1). Raises Refused where it holds too few pixels.
    """
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise Refused("too_small", width=width, height=height)
    wide = min(width, int(height * RATIO)) / scale
    high = float(wide / RATIO)
    if round(wide) < MIN_WIDTH:
        raise Refused("too_small_a_box", width=round(wide), height=round(high))
    left, top = (width - wide) * x / 100, (height - high) * y / 100
    return round(left), round(top), min(round(left + wide), width), min(round(top + high), height)


def _opened(content: bytes) -> Image.Image:
    """Not decoded yet. Raises Refused where it would be too large."""
    Image.MAX_IMAGE_PIXELS = None  # Pillow's own bound, a higher one, does not tell how large the picture is
    picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
    if picture.width * picture.height > MAX_PIXELS:
        limit = MAX_PIXELS // 10_000
        raise Refused("too_many_pixels", width=picture.width, height=picture.height, limit=limit)
    return picture


def _smooth(picture: Image.Image) -> Image.Image:
    """In a mode that can be made smaller without steps. Sixteen bits of grey become eight, which Pillow would cut off."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "P":
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.convert("L") if picture.mode == "1" else picture


def _plain(picture: Image.Image) -> Image.Image:
    """As a person sees it, in a new picture: upright, transparent parts white, plain colours."""
    turned = ImageOps.exif_transpose(picture)
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", layer.size, WHITE), layer)
    elif turned.mode != "1":
        turned = _smooth(turned)
    plain = turned if turned.mode in ("1", "L", "RGB") else turned.convert("RGB")
    clean = Image.new(plain.mode, plain.size)  # a new picture has none of the old one's metadata
    clean.paste(plain)
    return clean


def _encoded(picture: Image.Image, kind: str, options: Mapping[str, object]) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


if __name__ == "__main__":
    answer({"scan": scan, "portrait": portrait})
