"""The cells of a sheet, row by row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl.utils.datetime import from_excel

from .bounds import LAST_ROW, Broken, ErrorValue, Formula, Part, TooBig, TooLong, TooMany, told

MOST_MERGED = 10_000
MOST_TEXT = 4_000_000  # characters of all cells: many cells may share one text
WIDEST = 30  # columns looked at
LONGEST_NUMBER = 40
PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")

Cell = str | int | float | bool | datetime | None
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1, all included
Row = tuple[int, tuple[Any, ...]]


@dataclass
class SheetData:
    """`rows` that hold anything: (number from 1, WIDEST cells); `merged`: the areas of merged cells."""

    rows: list[Row] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)


class Cells(Part):
    """The cells, row by row."""

    def __init__(self, strings: list[str], dates: list[bool], epoch: datetime, most: int) -> None:
        super().__init__()
        self.strings, self.dates, self.epoch, self.most = strings, dates, epoch, most
        self.data = SheetData()
        self.row = self.column = self.characters = 0
        self.kind = self.style = ""
        self.cells: list[Cell] = []
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._begin_row,
            "c": self._begin_cell,
            "mergeCell": self._merged,
        }

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if start := self.starts.get(name):
            start(attributes)
        elif self.column <= WIDEST and name in ("v", "t"):
            self.collecting = True
        elif name == "f" and 0 < self.column <= WIDEST:
            raise Formula(self.row)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.collecting = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        if self.row > LAST_ROW:
            raise TooLong
        self.column, self.cells = 0, [None] * WIDEST

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.column = _column(place) if place else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.pieces = []

    def _end_cell(self) -> None:
        if self.pieces and 0 < self.column <= WIDEST:
            value = self._value(self.taken())
            self.cells[self.column - 1] = value
            self.characters += len(value) if isinstance(value, str) else 1
            if self.characters > MOST_TEXT:
                raise TooBig

    def _end_row(self) -> None:
        if any(value not in (None, "") for value in self.cells):
            if len(self.data.rows) == self.most:
                raise TooMany
            self.data.rows.append((self.row, tuple(self.cells)))
        self.column = 0

    def _value(self, text: str) -> Cell:
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            return datetime.fromisoformat(text)
        if self.kind == "e":
            raise ErrorValue(self.row, text)
        return self._number(text) if self.kind == "n" else told(text)

    def _number(self, text: str) -> Cell:
        if len(text) > LONGEST_NUMBER:
            raise Broken
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
        if not math.isfinite(number):
            raise Broken
        style = int(self.style)
        if style < len(self.dates) and self.dates[style]:
            try:
                return from_excel(number, self.epoch)
            except (OverflowError, ValueError):  # no day: Excel shows ####
                return number
        return number

    def _merged(self, attributes: dict[str, str]) -> None:
        first, _colon, last = attributes["ref"].partition(":")
        if len(self.data.merged) == MOST_MERGED:
            raise TooBig
        self.data.merged.append((_line(first), _column(first), _line(last or first), _column(last or first)))


def _column(place: str) -> int:
    """B7 → 2."""
    number = 0
    for letter in _parts(place)[0]:
        number = number * 26 + ord(letter) - 64
    return number


def _line(place: str) -> int:
    """B7 → 7."""
    return int(_parts(place)[1])


def _parts(place: str) -> tuple[str, str]:
    found = PLACE.fullmatch(place)
    if not found:
        raise Broken
    return found[1], found[2]
