"""Pages of a PDF as one picture: for the screen, where not every browser shows a PDF inside a page."""

from __future__ import annotations

from io import BytesIO
from threading import Lock

from PIL import Image
from pypdfium2 import PdfDocument

DOTS = 110  # an inch: 12-point type is well read on the screen
POINTS = 72
MARGINS = (0.1, 0.05)  # of width and height: less than any of our forms leaves free
_PDFIUM = Lock()  # it must not be entered twice


def pages_png(pdf: bytes, first: int = 0) -> bytes:
    """The pages from number `first` on (0: the first), one below the other, in shades of grey, without wide margins."""
    pages = [_trimmed(page) for page in _drawn(pdf, first)]
    whole = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    file = BytesIO()
    whole.save(file, "PNG")
    return file.getvalue()


def _trimmed(page: Image.Image) -> Image.Image:
    """The page less the margins that all pages have in common, so that the type is larger on the screen."""
    across, down = (round(side * margin) for side, margin in zip(page.size, MARGINS, strict=True))
    return page.crop((across, down, page.width - across, page.height - down))


def _drawn(pdf: bytes, first: int) -> list[Image.Image]:
    with _PDFIUM:
        document = PdfDocument(pdf)
        try:
            wanted = range(first, len(document))
            return [document[n].render(scale=DOTS / POINTS, grayscale=True).to_pil().convert("L") for n in wanted]
        finally:
            document.close()
