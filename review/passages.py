"""Passages that two texts share, found by their shingles: runs of so many signs, white space and punctuation aside.

Pure. It shows where texts agree; what that means is for people to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONG = 30  # signs from which a shared run is shown: half a sentence may be anybody's
SHINGLE = 12  # signs that are looked up at once
STRIDE = LONG - SHINGLE + 1  # every run of LONG signs holds a whole shingle that begins at a multiple of this

SILENT = re.compile(r"[\W_]+")  # what str.isalnum denies


@dataclass(frozen=True)
class Part:
    """A stretch of a text as it was written, and whether the other text has it too."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Likeness:
    """`shared`: how many signs of one's own text stand in shared passages, of `length` in all."""

    key: int
    shared: int
    length: int

    @property
    def percent(self) -> int:
        return round(100 * self.shared / self.length) if self.length else 0


def bare(text: str) -> str:
    """The letters, digits and Chinese signs alone."""
    return SILENT.sub("", text)


def alike(text: str, others: Iterable[tuple[int, str]], most: int) -> list[Likeness]:
    """The `most` of `others` (key, text) that share most with `text`, those with no passage of LONG signs left out.

    Each other text is looked at in every STRIDE-th place only; what that finds is then measured exactly, for no more
    than four times as many texts as are asked for.
    """
    own = bare(text)
    shingles = set(_runs(own, SHINGLE))
    if not shingles:
        return []
    hits = ((_hits(other := bare(raw), shingles), key, other) for key, raw in others)
    near = sorted((hit for hit in hits if hit[0]), key=lambda hit: (-hit[0], hit[1]))[: 4 * most]
    found = [Likeness(key, sum(_covered(own, other)), len(own)) for _count, key, other in near]
    return sorted((one for one in found if one.shared), key=lambda one: (-one.shared, one.key))[:most]


def marked(text: str, other: str) -> list[Part]:
    """`text` in stretches, as it was written: a space or a comma inside a shared passage is shared too."""
    covered = iter(_covered(bare(text), bare(other)))
    flags: list[bool | None] = [next(covered) if sign.isalnum() else None for sign in text]
    parts: list[Part] = []
    start, shared = 0, False
    for place, flag in enumerate(_filled(flags)):
        if flag != shared:
            parts.append(Part(text[start:place], shared))
            start, shared = place, flag
    parts.append(Part(text[start:], shared))
    return [part for part in parts if part.text]


def _filled(flags: list[bool | None]) -> list[bool]:
    """Signs that do not count go with the passage only where it goes on behind them."""
    filled = [False] * len(flags)
    following = False
    for place in range(len(flags) - 1, -1, -1):
        flag = flags[place]
        following = following if flag is None else flag
        filled[place] = following
    before = False
    for place, flag in enumerate(flags):
        before = before if flag is None else flag
        filled[place] = filled[place] and before
    return filled


def _runs(text: str, length: int, step: int = 1) -> Iterator[str]:
    return (text[place : place + length] for place in range(0, len(text) - length + 1, step))


def _hits(text: str, shingles: set[str]) -> int:
    return sum(run in shingles for run in _runs(text, SHINGLE, STRIDE))


def _covered(text: str, other: str) -> list[bool]:
    """For each sign of `text`, whether it stands in a run of LONG signs that `other` holds too."""
    theirs = set(_runs(other, LONG))
    covered = [False] * len(text)
    for place, run in enumerate(_runs(text, LONG)):
        if run in theirs:
            covered[place : place + LONG] = [True] * LONG
    return covered
