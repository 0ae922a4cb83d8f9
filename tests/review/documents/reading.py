"""Reading documents back: what stands on the pages of a PDF, and where."""

from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from openpyxl import load_workbook
from pypdfium2 import raw

from review.documents.check_code import check_code

MM = 72 / 25.4  # points
DEEDS_LABEL = "先进事迹（1500字以内）"
HONOURS_LABEL = "何时何地受过何种奖励"


def packed(text):
    """Text without white space, which no extraction of text from a PDF gives back faithfully."""
    return "".join(text.split())


def pages(pdf):
    """The packed text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [packed(page.get_textpage().get_text_range()) for page in document]


def page_sizes(pdf):
    """(width, height) of each page in whole mm."""
    return [tuple(round(side / MM) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]


def ink(page):
    """The smallest box in mm from the lower left corner that holds all characters of a page."""
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    boxes = [box for box in boxes if box[2] > box[0]]  # spaces have no width
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left) / MM, min(bottom) / MM, max(right) / MM, max(top) / MM


@dataclass(frozen=True)
class Rectangle:
    """Sides in mm from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other, slack=0.0):
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlap(self, other):
        """How deep the two reach into each other; not above 0 where they are apart."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down)


@dataclass(frozen=True)
class Sign:
    """One character of a page and the ink it takes."""

    text: str
    place: Rectangle


def signs(page):
    """All characters of a page but white space, in the order they were drawn."""
    text, height = page.get_textpage(), page.get_height()
    halves = [chr(raw.FPDFText_GetUnicode(text, index)) for index in range(text.count_chars())]
    found = []
    for index, half in enumerate(halves):
        if "\udc00" <= half <= "\udfff":  # belongs to the one before: together a character beyond the first 65,536
            continue
        sign = half + halves[index + 1] if "\ud800" <= half < "\udc00" else half
        sign = sign.encode("utf-16", "surrogatepass").decode("utf-16")
        if not sign.isspace():
            left, bottom, right, top = text.get_charbox(index)
            place = Rectangle(left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
            found.append(Sign(sign, place))
    return found


def lines(page):
    """The rectangles that the drawn lines of a page take, to a tenth of a mm."""
    height = page.get_height()
    bounds = [item.get_bounds() for item in page.get_objects() if item.type == raw.FPDF_PAGEOBJ_PATH]
    return [
        Rectangle(*(round(side / MM, 1) for side in (left, height - top, right, height - bottom)))
        for left, bottom, right, top in bounds
    ]


def workbook(xlsx):
    return load_workbook(BytesIO(xlsx))


def rows(xlsx):
    """The values of each row, None where a cell is empty or merged into another."""
    return [[cell.value for cell in row] for row in workbook(xlsx).active.iter_rows()]


def without_code(nominee, pdf):
    """The pages' texts without the check code, which stands at the foot of each."""
    foot = packed(f"校验码{check_code(nominee)}")
    texts = pages(pdf)
    assert all(text.endswith(foot) for text in texts)
    return [text.removesuffix(foot) for text in texts]


def deeds_read_back(texts):
    """What follows the deeds' label, page by page."""
    return "".join(text.partition(DEEDS_LABEL)[2] for text in texts)
