"""Are there fonts to print Chinese with? Without any, PDFs come out empty and nobody says so."""

from __future__ import annotations

import subprocess
from typing import Any

from django.core.checks import CheckMessage, Error

PACKAGE = "fonts-noto-cjk"
LIST_CHINESE_FONTS = ["fc-list", ":lang=zh-cn", "family"]


def check_chinese_fonts(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: an error that names the Debian package where no font knows simplified Chinese."""
    if chinese_fonts():
        return []
    return [
        Error(
            "No font for simplified Chinese was found: every PDF would come out without its text.",
            hint=f"On Debian: apt-get install {PACKAGE} (and fontconfig, for fc-list).",
            id="review.E001",
        )
    ]


def chinese_fonts() -> list[str]:
    """Families that fontconfig, which WeasyPrint asks too, has for simplified Chinese."""
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed command
            LIST_CHINESE_FONTS, capture_output=True, text=True, timeout=20, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    return sorted(set(listed.stdout.splitlines()))
