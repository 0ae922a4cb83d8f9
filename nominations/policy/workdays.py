"""Working days by the State Council's calendar: n of them from a date, and which dates are provisional."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

import holidays

DAY = timedelta(days=1)
SATURDAY = 5
HANGS_ON_NEXT_YEAR = (12, 25)  # New Year's days off and moved working days reach back as far as this


@dataclass(frozen=True)
class WorkCalendar:
    """`off` and `on` are the days that the lists of the `published` years treat unlike a plain week.

    A year that is not published is planned on plain weekends and marked as provisional.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    published: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        return day in self.on or (day not in self.off and day.weekday() < SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """Could a list still to come change this day?"""
        late = (day.month, day.day) >= HANGS_ON_NEXT_YEAR
        return day.year not in self.published or (late and day.year + 1 not in self.published)


@dataclass(frozen=True)
class WorkPeriod:
    """`days` are the working days that count, in order; `last` is the last of them."""

    first: date  # the day of posting, counted or not
    last: date
    days: tuple[date, ...]
    provisional: bool

    def elapsed(self, today: date) -> int:
        """Counted days that are over; the current one is not."""
        return sum(day < today for day in self.days)

    def left(self, today: date) -> int:
        return len(self.days) - self.elapsed(today)


def state_council_calendar(years: Iterable[int], overrides: Mapping[date, bool] | None = None) -> WorkCalendar:
    """The calendar for `years` and their neighbours.

    `overrides`: day → is it worked; the administrator's list, which goes before the library's. A year of
    which it names at least one day counts as published.
    """
    wanted = frozenset(year + near for year in years for near in (-1, 0, 1))
    off, on, published = shipped_days(wanted)
    worked = {day: works for day, works in (overrides or {}).items() if day.year in wanted}
    return WorkCalendar(
        off=off - worked.keys() | {day for day, works in worked.items() if not works},
        on=on - worked.keys() | {day for day, works in worked.items() if works},
        published=published | {day.year for day in worked},
    )


@lru_cache(maxsize=64)
def shipped_days(years: frozenset[int]) -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """Days off, moved working days and published years, as far as the `holidays` package knows the lists.

    It falls back to statutory days in silence; a year without moved working days is one it has no list for.
    """
    known = holidays.country_holidays("CN", years=years)
    on = frozenset(known.weekend_workdays)
    published = frozenset(day.year for day in on if day.year in years)
    return frozenset(day for day in known if day.year in published), on, published


def workdays_from(day: date, calendar: WorkCalendar) -> Iterator[date]:
    """Every working day from `day` on, itself included; OverflowError at the end of all days (9999)."""
    while True:
        if calendar.is_workday(day):
            yield day
        day += DAY


def period(first_day: date, days: int, calendar: WorkCalendar, count_first_day: bool) -> WorkPeriod:
    """`days` full working days from the day of posting. 四（一）, 四（四）

    Where the first day is not a working day, counting begins with the next one. `count_first_day` False is
    the Civil Code's way. Raises OverflowError within a few days of the year 9999's end.
    """
    begin = first_day if count_first_day else first_day + DAY
    counted = tuple(islice(workdays_from(begin, calendar), days))
    provisional = any(calendar.is_provisional(day) for day in days_between(first_day, counted[-1]))
    return WorkPeriod(first_day, counted[-1], counted, provisional)


def days_between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def last_first_day(deadline: date, days: int, calendar: WorkCalendar, count_first_day: bool) -> date:
    """The latest day of posting whose period is over before the day `deadline`, on which one can still hand in."""
    day = deadline - DAY
    while period(day, days, calendar, count_first_day).last >= deadline:
        day -= DAY
    return day
