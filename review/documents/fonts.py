"""Are there fonts to print Chinese with? Without any, PDFs come out empty and nobody says so."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name

LIST_CHINESE_FONTS = ["fc-list", ":lang=zh-cn", "family"]
LIST_FONTS = ["fc-list", ":", "family"]
PACKAGE = "fonts-noto-cjk"


@dataclass(frozen=True)
class Wanted:
    """What a style of print is set in: any of `families` will do, the last is in Debian's `package`."""

    families: tuple[str, ...]
    package: str
    use: str


WANTED = (
    Wanted(
        ("FZFangSong-Z02", "方正仿宋_GBK", "FangSong", "仿宋_GB2312", "Zhuque Fangsong", "FandolFang"),
        "texlive-lang-chinese",
        "仿宋 of forms and letters",
    ),
    Wanted(("LXGW WenKai Light",), "fonts-lxgw-wenkai", "rare characters in the weight of 仿宋"),
    Wanted(("方正小标宋_GBK", "FZXiaoBiaoSong-B05", "FandolSong", "Noto Serif CJK SC"), PACKAGE, "titles"),
    Wanted(("SimHei", "FandolHei", "Noto Sans CJK SC"), PACKAGE, "黑体 of headings"),
)


def check_chinese_fonts(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: what is missing by name, with the Debian package that has it.

    An error where no font knows simplified Chinese; a warning for each that only looks matter for.
    """
    if not chinese_fonts():
        return [
            Error(
                "No font for simplified Chinese was found: every PDF would come out without its text.",
                hint=f"On Debian: apt-get install {PACKAGE} (and fontconfig, for fc-list).",
                id="review.E001",
            )
        ]
    installed = {name for line in _listed(LIST_FONTS) for name in line.split(",")}
    return [_missing(wanted) for wanted in WANTED if installed.isdisjoint(wanted.families)]


def _missing(wanted: Wanted) -> CheckMessage:
    return Warning(
        f"The font {wanted.families[-1]} ({wanted.use}) is not installed: another takes its place in PDFs.",
        hint=f"It is in Debian's package {wanted.package}; deploy/setup.sh installs it.",
        id="review.W001",
    )


def chinese_fonts() -> list[str]:
    """Families that fontconfig has for simplified Chinese."""
    return _listed(LIST_CHINESE_FONTS)


def _listed(command: list[str]) -> list[str]:
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, timeout=20, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    return sorted(set(listed.stdout.splitlines()))
