"""Days of the unit's publicity, by the cycle's rule and the working calendar."""

from datetime import date
from itertools import islice, takewhile

from nominations.models import AwardCycle
from nominations.policy.workdays import DAY, WorkCalendar, WorkPeriod, last_first_day, period, workdays_from
from nominations.selectors import work_calendar


def unit_period(cycle: AwardCycle, first_day: date, calendar: WorkCalendar | None = None) -> WorkPeriod:
    """The working days of a publicity that begins on `first_day`; one query where no `calendar` is given."""
    rule = cycle.notice.publicity
    return period(first_day, rule.unit_days, calendar or work_calendar([first_day]), rule.count_first_day)


def latest_start(cycle: AwardCycle, due: date, calendar: WorkCalendar) -> date:
    """The last day on which a publicity can begin that still allows handing in on the day `due`."""
    rule = cycle.notice.publicity
    return last_first_day(due, rule.unit_days, calendar, rule.count_first_day)


def possible_starts(cycle: AwardCycle, first: date, last: date, limit: int = 10) -> list[WorkPeriod]:
    """The publicities that could begin from `first` to `last`, one a working day, at most `limit`; one query."""
    calendar = work_calendar([first, last])
    days = takewhile(lambda day: day <= last, workdays_from(first, calendar))
    return [unit_period(cycle, day, calendar) for day in islice(days, limit)]


def earliest_hand_in(cycle: AwardCycle, today: date) -> date:
    """The first day on which nominees could be handed in whose publicity begins today."""
    return unit_period(cycle, today).last + DAY
