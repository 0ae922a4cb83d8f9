"""Only pictures and PDFs that open, within limits that the refusal names."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from nominations import uploads


def picture(kind="PNG", size=(40, 30)):
    content = BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return content.getvalue()


def pdf(pages=1, password=""):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def given_file(content, name="证明.png"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(picture("PNG"), ".png"), (picture("JPEG"), ".jpg"), (pdf(), ".pdf"), (b"\n" + pdf(), ".pdf")],
)
def test_what_a_file_is_decides_its_suffix_not_its_name(content, suffix):
    kept = uploads.check_scan(given_file(content, "../../公示.exe"))
    assert kept.name.endswith(suffix)
    assert "公示" not in kept.name
    assert "/" not in kept.name
    assert kept.read() == content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"x" * (uploads.MAX_BYTES + 1), "too_large"),
        (b"GIF89a" + b"\0" * 50, "unreadable"),
        (picture("GIF"), "unreadable"),
        (picture("BMP"), "unreadable"),
        (picture()[:60], "unreadable"),
        (picture("JPEG")[:200], "unreadable"),
        (b"%PDF-1.7 and nothing more", "unreadable"),
        (pdf(0), "pages"),
        (pdf(uploads.MAX_PAGES + 1), "pages"),
        (pdf(password="secret"), "encrypted"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unreadable"),
        (b"<html>%PDF-</html>", "unreadable"),
        ("字".encode(), "unreadable"),
    ],
)
def test_anything_else_is_refused_by_name(content, code):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_scan(given_file(content))
    assert refusal.value.code == code
    assert "%(" not in refusal.value.messages[0]


def test_the_limits_stand_in_the_words():
    with pytest.raises(ValidationError, match="大小为 10.1 MB，超过上限 10 MB。"):
        uploads.check_scan(given_file(b"x" * (uploads.MAX_BYTES + 1)))
    with pytest.raises(ValidationError, match="JPEG、PNG.*PDF.*不超过 10 MB。"):
        uploads.check_scan(given_file(b"x"))


def test_a_picture_of_too_many_pixels_is_not_decoded():
    huge = picture("PNG", (3000, 3000))
    with pytest.raises(ValidationError) as refusal:
        uploads.picture_format(huge, max_pixels=8_999_999)
    assert refusal.value.code == "too_many_pixels"
    assert "3000×3000" in refusal.value.messages[0]


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"]))
def test_no_bytes_break_it(content, start):
    try:
        uploads.check_scan(given_file(start + content))
    except ValidationError as refusal:
        assert refusal.messages


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_pdf_is_refused_or_opens(place, value):
    content = bytearray(pdf())
    content[place % len(content)] = value
    try:
        kept = uploads.check_scan(given_file(bytes(content)))
    except ValidationError as refusal:
        assert refusal.messages
    else:
        assert kept.name.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.pdf", "application/pdf"),
        ("b.JPG", "image/jpeg"),
        ("c.png", "image/png"),
        ("d.html", "application/octet-stream"),
    ],
)
def test_content_types(name, expected):
    assert uploads.content_type_of(name) == expected
