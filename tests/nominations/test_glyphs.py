"""What no font of the machine can draw is named."""

import pytest

from nominations import glyphs
from nominations.glyphs import undrawable


@pytest.fixture
def fonts(monkeypatch):
    """fonts(listed): as if fontconfig gave these characters."""

    def fonts(*command):
        monkeypatch.setattr(glyphs, "LIST_CHARACTERS", list(command))
        glyphs._drawable.cache_clear()
        glyphs._is_missing.cache_clear()

    yield fonts
    glyphs._drawable.cache_clear()
    glyphs._is_missing.cache_clear()


def test_what_this_machine_has_is_drawn():
    assert undrawable("重庆市巴南区，2023年 ABC（）“”") == []


def test_each_missing_character_is_told_once(fonts):
    fonts("printf", "41-5a 4e00-4e09\\n4e08-4e10 4e11 4e20\\n")

    assert undrawable("一\n 丁A丑丐\u0301丠Z乙乙a") == ["乙", "a"]
    assert [glyphs.named(sign) for sign in "乙𠮷"] == ["“乙”（U+4E59）", "“𠮷”（U+20BB7）"]


def test_han_characters_newer_than_this_python_have_ink(fonts):
    fonts("printf", "41-5a 4e00-9fff\\n")
    newer = "\U00031350\U0002ebf0\U000320ff\U000323b0"  # of extensions H, I and J

    assert undrawable(f"张{newer}一") == list(newer)


def test_what_is_no_character_or_refused_elsewhere_has_none(fonts):
    fonts("printf", "41-5a\\n")

    assert undrawable("\x07\xad\ue123\U000f0001\ufdd0\uffff\U0002fffe\ud800\u3000") == []


@pytest.mark.parametrize("command", [("/nowhere/fc-list",), ("true",)])
def test_where_nobody_can_be_asked_nothing_is_told(fonts, command):
    fonts(*command)

    assert undrawable("一乙") == []
