"""The working calendar: the State Council's lists as shipped, corrected by what the administrator loaded."""

from collections.abc import Iterable
from datetime import date

from ..models import CalendarDay
from ..policy.workdays import WorkCalendar, state_council_calendar


def work_calendar(days: Iterable[date]) -> WorkCalendar:
    """The calendar of the years around `days`."""
    overrides = dict(CalendarDay.objects.values_list("day", "is_workday"))
    return state_council_calendar({day.year for day in days}, overrides)
