"""The working calendar: one year's list taken over as a whole."""

from collections.abc import Iterable

from django.db import transaction

from ..calendar_lines import ListedDay
from ..enums import Role
from ..models import CalendarDay, User, record


@transaction.atomic
def replace_year(year: int, days: Iterable[ListedDay], actor: User) -> int:
    """Store `days` (all in `year`) in place of what was listed for that year; returns how many there are now.

    An empty list leaves the year to what the system itself knows.
    """
    listed = list(days)
    stored = CalendarDay.objects.filter(day__year=year)
    before = stored.count()
    stored.delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=entry.day, is_workday=entry.is_workday, name=entry.name) for entry in listed
    )
    # A list has no row of its own; the year is its number in the trail.
    lines = [entry.line for entry in listed]
    record(actor, "calendar_loaded", CalendarDay(pk=year), role=Role.ADMIN, year=year, before=before, lines=lines)
    return len(listed)
