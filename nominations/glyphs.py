"""Which characters no font of this machine can draw: on paper they would be missing."""

from __future__ import annotations

import subprocess
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

from .characters import code_point, is_character

LIST_CHARACTERS = ["fc-list", "--format", "%{charset}\n"]
# White space, controls, and marks that ride on the character before. Not Cn: what is unassigned to this Python's Unicode
# may be a rare Han character of a newer one.
INKLESS = ("Z", "Cc", "Cf", "Cs", "Co", "M")


def undrawable(text: str) -> list[str]:
    """The characters of `text` that no installed font has, each once. None where fontconfig is not there to ask."""
    return [sign for sign in dict.fromkeys(text) if _is_missing(sign)]


def named(sign: str) -> str:
    """“龘”（U+9F98）."""
    return f"“{sign}”（{code_point(sign)}）"


@lru_cache(maxsize=20_000)
def _is_missing(sign: str) -> bool:
    """Remembered: a sheet of a thousand rows asks for the same two thousand signs again and again."""
    known = _drawable()
    return bool(known) and _has_ink(sign) and not _within(known, ord(sign))


def _has_ink(sign: str) -> bool:
    return not unicodedata.category(sign).startswith(INKLESS) and is_character(sign)


def _within(ranges: list[tuple[int, int]], code: int) -> bool:
    place = bisect_right(ranges, (code, 0x110000)) - 1
    return place >= 0 and ranges[place][0] <= code <= ranges[place][1]


@cache
def _drawable() -> list[tuple[int, int]]:
    """First and last code of every run that some font has, in order; asked once a process."""
    try:
        listed = subprocess.run(LIST_CHARACTERS, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return []
    runs = sorted(tuple(int(code, 16) for code in run.split("-")) for run in {*listed.stdout.split()})
    joined: list[tuple[int, int]] = []
    for first, last in ((run[0], run[-1]) for run in runs):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
