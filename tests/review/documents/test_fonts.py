import shutil
import subprocess

import pytest
from django.core.checks import run_checks

from review.documents.fonts import check_chinese_fonts, chinese_fonts
from review.documents.official import official_pdf, paragraph
from tests.review.documents.reading import pages


def test_chinese_fonts_are_here_and_text_reads_back():
    assert chinese_fonts()
    assert check_chinese_fonts() == []
    [text] = pages(official_pdf(["龘䶮犇"], [paragraph("巴南区制造业高质量发展，龘䶮犇")]))
    assert text == "龘䶮犇巴南区制造业高质量发展，龘䶮犇—1—"


@pytest.fixture
def no_fonts(tmp_path, monkeypatch):
    config = tmp_path / "fonts.conf"
    config.write_text(f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_the_check_names_the_package():
    [error] = [error for error in run_checks() if error.id == "review.E001"]

    assert error.is_serious()
    assert "fonts-noto-cjk" in error.hint


def test_each_font_that_is_missing_is_named_with_its_package(tmp_path, monkeypatch):
    family = "Noto Serif CJK SC"
    [file, *_more] = subprocess.check_output(["fc-list", f"{family}:style=Regular", "file"], text=True).splitlines()
    shutil.copy(file.rstrip(": "), tmp_path)
    config = tmp_path / "fonts.conf"
    config.write_text(f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))

    missing = check_chinese_fonts()

    assert [fault.is_serious() for fault in missing] == [False] * 3
    for fault, name, package in zip(
        missing,
        ("FandolFang", "LXGW WenKai Light", "Noto Sans CJK SC"),
        ("texlive-lang-chinese", "fonts-lxgw-wenkai", "fonts-noto-cjk"),
        strict=True,
    ):
        assert name in fault.msg
        assert package in fault.hint


def test_without_fontconfig_the_check_complains_too(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert [error.id for error in check_chinese_fonts()] == ["review.E001"]
