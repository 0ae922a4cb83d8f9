"""What tests of several folders share."""

import pytest

from nominations import glyphs


@pytest.fixture
def few_fonts(monkeypatch):
    """A machine whose fonts end with the Han characters that everybody has."""
    monkeypatch.setattr(glyphs, "LIST_CHARACTERS", ["printf", "20-9fff ff00-ffef\\n"])
    glyphs._drawable.cache_clear()
    glyphs._is_missing.cache_clear()
    yield
    glyphs._drawable.cache_clear()
    glyphs._is_missing.cache_clear()
