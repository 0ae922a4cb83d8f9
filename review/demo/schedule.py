"""When each step of the demonstration was taken: the real dates of 2023, or working days around today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nominations.policy.workdays import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


@dataclass(frozen=True)
class Schedule:
    """Days of one batch of nominees; `first_day` begins the unit publicity, `notice_day` the public notice."""

    drafted: date
    announced: date
    first_day: date
    submitted: date
    returned: date
    cure_by: date
    resubmitted: date
    screened: date
    shortlisted: date
    scored: date
    selected: date
    answered: date
    forwarded: date
    approved: date
    notice_day: date
    objected: date
    inquired: date
    disqualified: date
    commended: date
    revoked: date


BANAN_2023 = Schedule(
    drafted=date(2023, 12, 20),
    announced=date(2023, 12, 27),
    first_day=date(2023, 12, 28),
    submitted=date(2024, 1, 5),
    returned=date(2024, 1, 8),
    cure_by=date(2024, 1, 12),
    resubmitted=date(2024, 1, 10),
    screened=date(2024, 1, 12),
    shortlisted=date(2024, 1, 15),
    scored=date(2024, 1, 17),
    selected=date(2024, 1, 18),
    answered=date(2024, 1, 23),
    forwarded=date(2024, 1, 24),
    approved=date(2024, 1, 26),
    notice_day=date(2024, 1, 29),
    objected=date(2024, 1, 30),
    inquired=date(2024, 2, 1),
    disqualified=date(2024, 2, 4),
    commended=date(2024, 2, 6),
    revoked=date(2024, 3, 12),
)

# Working days from today, in the order of Schedule: the early batch of the open cycle went its whole way,
EARLY = (-44, -36, -35, -29, -28, -23, -26, -25, -24, -22, -20, -17, -15, -13, -11, -9, -7, -6, -5, -2)
# the late one is still on its way.
LATE = (-14, -9, -8, -3, -2, 6, -2, -2, -1, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
OPENED, DEADLINE = -46, 12


def around(today: date, calendar: WorkCalendar, offsets: tuple[int, ...]) -> Schedule:
    """The offsets as days: working days from `today`."""
    return Schedule(*(workday(today, calendar, offset) for offset in offsets))


def workday(today: date, calendar: WorkCalendar, offset: int) -> date:
    """The working day `offset` working days after (before) `today`; 0 is today or the working day before it."""
    day, step = _to_workday(today, -DAY, calendar), DAY if offset > 0 else -DAY
    for _ in range(abs(offset)):
        day = _to_workday(day + step, step, calendar)
    return day


def _to_workday(day: date, step: timedelta, calendar: WorkCalendar) -> date:
    while not calendar.is_workday(day):
        day += step
    return day
