"""What paper bears to be checked by: the code in words, and as a picture that leads to its page."""

import pypdfium2
import pytest
from django.test import override_settings
from django.urls import resolve

from review.documents.check_code import QUIET, check_address, check_code, qr_code, qr_svg
from review.documents.desk import desk_sheet
from review.documents.forms import blank_form_pdf, form_pdf
from review.documents.sheet_pdf import sheet_pdf
from review.documents.sheets import unit_sheet
from tests.builders import make_collective, make_cycle, make_individual
from tests.review.documents.reading import MM, packed, pages

pytestmark = pytest.mark.django_db
DOTS = 12  # a mm


def pictures(page):
    """The drawing of a page as rows of grey values, a millimetre in so many dots."""
    return page.render(scale=DOTS / MM, grayscale=True).to_pil()


def modules(picture, left, top, side, count):
    """The middle of each module of a QR code in a square of that place, all in mm: True where it is dark."""
    step = side / count
    middles = [(number + 0.5) * step for number in range(count)]
    return [
        [picture.getpixel((round((left + x) * DOTS), round((top + y) * DOTS))) < 128 for x in middles] for y in middles
    ]


def expected(address):
    """The same of the code itself, with its white border."""
    return [[bool(dark) for dark in row] for row in qr_code(address).matrix_iter(border=QUIET)]


@pytest.mark.parametrize("make", [make_collective, make_individual])
def test_the_cover_leads_to_the_page_of_its_code(make):
    nominee = make()
    pdf, address = form_pdf(nominee), check_address(check_code(nominee))
    wanted = expected(address)
    # 26 mm in the corner of the text area, 3 mm into the margin: its own white stands there.
    found = modules(pictures(pypdfium2.PdfDocument(pdf)[0]), 210 - 25 - 23, 19 + 257 - 26, 26, len(wanted))
    assert found == wanted
    assert packed(f"校验码{check_code(nominee)}") in pages(pdf)[0]


def test_a_sheet_leads_to_the_page_of_its_code():
    nominee = make_collective()
    sheet = unit_sheet(nominee.recommendation, "collective", [nominee])
    wanted = expected(check_address(sheet.code))
    # 24 mm in the upper right corner, 2 mm into the margin.
    found = modules(pictures(pypdfium2.PdfDocument(sheet_pdf(sheet))[0]), 297 - 15 - 22, 18 - 8, 24, len(wanted))
    assert found == wanted


def test_a_list_that_is_no_attachment_has_none():
    sheet = desk_sheet("名单", [])
    assert (sheet.code, qr_svg("")) == ("", "")
    assert "校验码" not in "".join(pages(sheet_pdf(sheet)))


def test_an_empty_form_has_none():
    page = pypdfium2.PdfDocument(blank_form_pdf(make_cycle(), "individual"))[0]
    corner = pictures(page).crop((160 * DOTS, 245 * DOTS, 190 * DOTS, 278 * DOTS))
    assert corner.getextrema() == (255, 255)


@override_settings(SITE_URL="https://pingxuan.example.gov.cn")
def test_the_address_is_that_of_the_page():
    code = check_code(make_collective())
    address = check_address(code)
    assert address.startswith("https://pingxuan.example.gov.cn/check/")
    match = resolve(address.removeprefix("https://pingxuan.example.gov.cn"))
    assert (match.url_name, match.kwargs) == ("checked", {"code": code})
