"""工作简历 as dated lines: yyyy.MM--yyyy.MM  单位  职务, the open end left empty. 附件2填表说明三"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

LINE = re.compile(
    r"(?P<start>[0-9]{4}\.[0-9]{2})\s*(?:-{1,2}|–{1,2}|—{1,2}|~)\s*"
    r"(?:(?P<end>[0-9]{4}\.[0-9]{2})|至今)?\s*"
    r"(?P<text>(?![0-9]{4}[.年\s]|[-.–—~])\S.*)"
)
NOTE = re.compile(r"\(|其间|其中")  # （其间：2010.09--2013.06 …学习）: says more about the line above
MONTHS = 12
TOLERATED = 1  # months without a line that need no word: one is no gap worth asking about


@dataclass(frozen=True)
class ResumeLine:
    number: int  # of the line in the text, from 1
    start: date  # first day of the month
    end: date | None  # first day of the month; None: until today
    text: str


@dataclass(frozen=True)
class Gap:
    """Months that no line covers, both ends included, as first days of months."""

    first: date
    last: date


def read_resume(text: str) -> tuple[list[ResumeLine], list[tuple[int, str]]]:
    """The dated lines, and (number, text) of those that cannot be read. Empty lines and notes are passed over."""
    lines: list[ResumeLine] = []
    unreadable: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", raw).strip()
        if not plain or (lines and NOTE.match(plain)):
            continue
        line = read_line(number, plain)
        if line is None:
            unreadable.append((number, raw.strip()))
        else:
            lines.append(line)
    return lines, unreadable


def read_line(number: int, plain: str) -> ResumeLine | None:
    found = LINE.fullmatch(plain)
    if found is None:
        return None
    start = month(found["start"])
    end = month(found["end"]) if found["end"] else None
    if start is None or (found["end"] and end is None):
        return None
    return ResumeLine(number, start, end, found["text"])


def month(text: str) -> date | None:
    """First day of the month yyyy.MM; None where there is no such month."""
    try:
        return date(int(text[:4]), int(text[5:]), 1)
    except ValueError:
        return None


def gaps(lines: Iterable[ResumeLine], work_start: date | None, today: date) -> Iterator[Gap]:
    """Stretches of more than a month that no line covers, from the first line or `work_start` to `today`.

    Lines may overlap and stand in any order; there is at least one.
    """
    ordered = sorted(lines, key=lambda line: line.start)
    begun = ordered[0].start
    reached = shifted(min(work_start or begun, begun), -1)
    for start, end in [*((line.start, line.end or today) for line in ordered), (today, today)]:
        if missing_months(reached, start) > TOLERATED:
            yield Gap(shifted(reached, 1), shifted(start, -1))
        reached = max(reached, end)


def missing_months(earlier: date, later: date) -> int:
    """Whole months between two months, neither counted."""
    return months(later) - months(earlier) - 1


def months(day: date) -> int:
    return day.year * MONTHS + day.month - 1


def shifted(day: date, by: int) -> date:
    """First day of the month so many months later; the first month of all has none before it."""
    year, month = divmod(max(months(day) + by, MONTHS), MONTHS)
    return date(year, month + 1, 1)
