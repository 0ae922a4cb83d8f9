"""Only pictures and PDFs that open, within limits that the refusal names; under a name of ours, written anew."""

import subprocess
import sys
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from nominations import uploads
from nominations.cleaning import apart, bounded, pdfs, pictures
from tests.architecture.sources import ROOT


def picture(kind="PNG", size=(40, 30)):
    content = BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return content.getvalue()


def pdf(pages=1, **passwords):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if passwords:
        writer.encrypt(algorithm="RC4-128", **passwords)
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def given_file(content, name="证明.png"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "suffix", "start"),
    [
        (picture("PNG"), ".png", b"\x89PNG"),
        (picture("JPEG"), ".jpg", b"\xff\xd8"),
        (pdf(), ".pdf", b"%PDF-"),
        (b"\n" + pdf(), ".pdf", b"%PDF-"),
    ],
)
def test_what_a_file_is_decides_its_suffix_not_its_name(content, suffix, start):
    kept = uploads.check_scan(given_file(content, "../../公示.exe"))
    assert kept.name.endswith(suffix)
    assert "公示" not in kept.name
    assert "/" not in kept.name
    assert kept.read().startswith(start)


@pytest.mark.parametrize("content", [picture("PNG"), picture("JPEG"), pdf()], ids=["png", "jpeg", "pdf"])
@pytest.mark.parametrize("more", [b"PK\x03\x04<script>alert(1)</script>", pdf(), picture("JPEG")], ids=["zip", "pdf", "jpeg"])
def test_of_two_files_in_one_the_first_is_kept_alone(content, more):
    kept = uploads.check_scan(given_file(content + more)).read()
    assert more not in kept
    assert b"script" not in kept


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
        (pdf(pdfs.MAX_PAGES + 1), "pages"),
        (pdf(user_password="secret"), "encrypted"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unreadable"),
        (b"<html>%PDF-</html>", "unreadable"),
        (b"MZ" + pdf(), "unreadable"),
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
    with pytest.raises(ValidationError, match="10000×10000 像素，超过上限 5000 万像素"):
        uploads.check_scan(given_file(claimed(10_000)))
    with pytest.raises(ValidationError, match="有 201 页，应为 1 至 200 页"):
        uploads.check_scan(given_file(pdf(201)))


def claimed(side):
    content = BytesIO()
    Image.new("1", (side, side)).save(content, "PNG")
    return content.getvalue()


def test_every_refusal_has_its_words():
    codes = {"too_many_pixels", "pages", "encrypted", "form", "portfolio", "heavy", "unreadable"}
    assert codes <= set(uploads.WORDS)


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"]))
def test_no_bytes_break_it(content, start):
    for work in (pdfs.scan, pictures.scan):
        head, clean = bounded.done(work, start + content, {})
        assert bool(clean) != bool(head["code"])


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_pdf_is_refused_or_opens(place, value):
    content = bytearray(pdf())
    content[place % len(content)] = value
    head, clean = bounded.done(pdfs.scan, bytes(content), {})
    assert clean.startswith(b"%PDF-") != bool(head["code"])


class TestApart:
    """What opens a file is bounded, and says so where it comes to its bounds."""

    @pytest.mark.parametrize(
        "deed",
        ["bytes(2 * bounded.MEMORY)", "[None for _ in iter(int, 1)]", "open(given, 'wb').write(bytes(10))"],
        ids=["memory", "time", "a file"],
    )
    def test_its_bounds(self, deed, tmp_path):
        given = tmp_path / "written"
        code = (
            "from nominations.cleaning import bounded; bounded.SECONDS = 1; bounded.MEMORY = 200_000_000;"
            f"bounded.answer({{'do': lambda content, given: {deed}}})"
        )
        command = [sys.executable, "-c", code, "do", f'{{"given": "{given}"}}']
        done = subprocess.run(command, input=b"", cwd=ROOT, capture_output=True, check=False)
        assert done.returncode or b'"heavy"' in done.stdout or b'"unreadable"' in done.stdout
        assert not given.exists() or given.stat().st_size == 0

    def test_killed_or_late_is_refused(self, monkeypatch):
        monkeypatch.setattr(apart, "SECONDS", 0.001)
        with pytest.raises(bounded.Refused, match="heavy"):
            apart.cleaned("pictures", "scan", picture())
        monkeypatch.setattr(sys, "executable", "/bin/false")
        monkeypatch.setattr(apart, "SECONDS", 60)
        with pytest.raises(bounded.Refused, match="heavy"):
            apart.cleaned("pictures", "scan", picture())

    def test_it_knows_no_secret(self, monkeypatch, tmp_path):
        script = tmp_path / "python"
        script.write_text("#!/bin/sh\nprintf '{\"code\": \"\"}\\n'; /usr/bin/env\n")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))
        monkeypatch.setenv("SECRET_KEY", "canary")
        assert b"canary" not in apart.cleaned("pictures", "scan", b"")


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
