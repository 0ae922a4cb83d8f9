"""Reading documents back: what stands on the pages of a PDF."""

from io import BytesIO

import pypdfium2
from openpyxl import load_workbook

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
