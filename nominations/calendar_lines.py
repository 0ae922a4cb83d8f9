"""The State Council's list of a year as lines of text: `2027-02-05 休 春节`, `2027-02-14 班`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .models import CalendarDay

MOST_LINES = 120
NAME_LENGTH = CalendarDay._meta.get_field("name").max_length
LINE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,，、:：]*([休班])[\s,，、:：]*(.*)", re.ASCII)
OFF, ON = "休", "班"
SATURDAY = 5
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class ListedDay:
    day: date
    is_workday: bool
    name: str = ""

    @property
    def line(self) -> str:
        """As `read_days` reads it."""
        return f"{self.day} {ON if self.is_workday else OFF} {self.name}".rstrip()


@dataclass(frozen=True)
class LineFault:
    line: int
    message: str


def read_days(text: str, year: int) -> tuple[list[ListedDay], list[LineFault]]:
    """The days in date order, and every line that cannot be right. Empty lines and `#` lines are skipped."""
    found: dict[date, ListedDay] = {}
    faults: list[LineFault] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    for number, line in lines:
        if not line or line.startswith("#"):
            continue
        listed, message = _read_line(line, year)
        if listed and listed.day in found:
            message = _("%(day)s 前面已经写过，同一天只写一行。") % {"day": listed.day}
        if message:
            faults.append(LineFault(number, message))
        elif listed:
            found[listed.day] = listed
    if len(found) > MOST_LINES:
        faults.append(LineFault(len(lines), _("一年最多 %(most)d 天，请核对。") % {"most": MOST_LINES}))
    return [found[day] for day in sorted(found)], faults


def _read_line(line: str, year: int) -> tuple[ListedDay | None, str]:
    """The day, or why there is none."""
    match = LINE.fullmatch(line)
    if match is None:
        example = f"{year}-02-05 休 春节"
        return None, _("“%(line)s”读不懂，请写成“%(example)s”这样。") % {"line": line[:30], "example": example}
    try:
        day = date(*map(int, match.group(1, 2, 3)))
    except ValueError:
        return None, _("“%(line)s”里没有这一天，请核对日期。") % {"line": line[:30]}
    listed = ListedDay(day, match[4] == ON, match[5].strip())
    return listed, _objection(listed, year)


def _objection(listed: ListedDay, year: int) -> str:
    """What makes a readable line implausible; "" for nothing."""
    if listed.day.year != year:
        return _("%(day)s 不在 %(year)d 年，请录入到它所在的年份。") % {"day": listed.day, "year": year}
    if listed.is_workday and listed.day.weekday() < SATURDAY:
        weekday = WEEKDAYS[listed.day.weekday()]
        return _("%(day)s 是星期%(weekday)s，本来就上班，请核对日期。") % {"day": listed.day, "weekday": weekday}
    if len(listed.name) > NAME_LENGTH:
        return _("说明有 %(found)d 个字，最多 %(most)d 个字。") % {"found": len(listed.name), "most": NAME_LENGTH}
    return ""


def written(days: Iterable[CalendarDay]) -> str:
    """The lines of days already stored."""
    return "\n".join(ListedDay(day.day, day.is_workday, day.name).line for day in days)
