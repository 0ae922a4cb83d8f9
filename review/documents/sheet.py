"""What a sheet is: a title and columns; a column is a heading, a width and a function.

Page (`html.py`), PDF (`sheet_pdf.py`) and Excel (`excel.py`) are drawn from this one description.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from nominations.models import masked

from .wording import clean

Value = str | int

PAPER_WIDTH = 267  # mm between the margins of A4 landscape: what the columns' widths add up to
EM = 3.9  # mm of 11 points


@dataclass(frozen=True)
class Line:
    """One row to be: its number on the sheet, and the record it tells of."""

    number: int
    record: Any


@dataclass(frozen=True)
class Column:
    """`width` in mm on paper. `value` gives text, or an int where the workbook should hold a number.

    `personal`: an ID or phone number, masked on screen. `left`: long text, set from the left edge.
    """

    heading: str
    width: int
    value: Callable[[Line], Value]
    personal: bool = False
    left: bool = False

    def shown(self, line: Line, hidden: bool) -> Value:
        value = self.value(line)
        return value if isinstance(value, int) else _printable(value, self.personal and hidden)


@dataclass(frozen=True)
class Entry:
    """A label and its value, above or below the table."""

    label: str
    value: str
    personal: bool = False

    def shown(self, hidden: bool) -> str:
        return f"{self.label}：{_printable(self.value, self.personal and hidden)}"


@dataclass(frozen=True)
class Group:
    """Rows under a heading of their own; "" where a sheet has but one group."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    attachment: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    head: tuple[Entry, ...] = ()
    foot: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    code: str = ""  # 校验码, of a sheet that is handed out

    @property
    def is_empty(self) -> bool:
        return not any(group.lines for group in self.groups)

    def rows(self, group: Group, hidden: bool = False) -> list[list[Value]]:
        """The cells of a group's rows, cleaned of what cannot be printed; personal numbers masked if `hidden`."""
        return [[column.shown(line, hidden) for column in self.columns] for line in group.lines]

    @property
    def footnotes(self) -> list[str]:
        """The notes as printed: 注：1．… and so on, unnumbered where there is one."""
        if len(self.notes) < 2:
            return [f"注：{note}" for note in self.notes]
        heads = chain(["注："], repeat("\u3000\u3000"))
        return [
            f"{head}{number}．{note}" for number, (head, note) in enumerate(zip(heads, self.notes, strict=False), 1)
        ]


def numbers(width: int) -> Column:
    return Column("序号", width, lambda line: line.number)


def group(records: Iterable[Any], heading: str = "") -> Group:
    """The records as lines numbered from 1."""
    return Group(heading, tuple(Line(number, record) for number, record in enumerate(records, 1)))


def _printable(text: str, hidden: bool) -> str:
    return masked(clean(text)) if hidden else clean(text)


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes at 11 points in a column of so many mm, about."""
    if len(text) * EM <= width - 2 and "\n" not in text:
        return 1  # as most do
    return sum(max(1, ceil(sum(map(_ems, line)) * EM / (width - 2))) for line in text.split("\n"))


@lru_cache(maxsize=8192)
def _ems(sign: str) -> float:
    """A Chinese character is as wide as it is high, others about half."""
    return 1 if east_asian_width(sign) in "WFA" else 0.55
