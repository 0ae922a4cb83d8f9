"""Working days by the State Council's calendar, the dates of the domain checked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nominations.policy.workdays import WorkCalendar, last_first_day, period, state_council_calendar

CALENDAR = state_council_calendar([2023, 2024])
MONDAY = date(2030, 6, 3)  # of a year that no list is published for


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2023-12-28", "2024-01-04"),
        ("2024-02-07", "2024-02-19"),
        ("2023-12-26", "2024-01-02"),
        ("2023-12-29", "2024-01-05"),
        ("2023-12-30", "2024-01-08"),  # a Saturday: counting begins on 2 January
        ("2024-02-10", "2024-02-22"),  # in the Spring Festival
        ("2024-02-18", "2024-02-22"),  # a Sunday that is worked
    ],
)
def test_five_days_posted_on(first, last):
    found = period(day(first), 5, CALENDAR, count_first_day=True)
    assert (found.first, found.last) == (day(first), day(last))
    assert not found.provisional


def test_the_days_that_count():
    found = period(day("2024-02-07"), 5, CALENDAR, count_first_day=True)
    assert [f"{counted:%m-%d}" for counted in found.days] == ["02-07", "02-08", "02-09", "02-18", "02-19"]


def test_the_civil_codes_way_leaves_the_first_day_out():
    assert period(day("2023-12-28"), 5, CALENDAR, count_first_day=False).last == day("2024-01-05")
    assert period(day("2023-12-30"), 5, CALENDAR, count_first_day=False).last == day("2024-01-08")


def test_the_last_first_day_before_the_deadline():
    assert last_first_day(day("2024-01-12"), 5, CALENDAR, count_first_day=True) == day("2024-01-05")
    assert last_first_day(day("2024-01-12"), 5, CALENDAR, count_first_day=False) == day("2024-01-04")


def test_days_gone_and_left():
    found = period(day("2023-12-28"), 5, CALENDAR, count_first_day=True)
    gone = {"2023-12-27": 0, "2023-12-28": 0, "2023-12-29": 1, "2023-12-31": 2, "2024-01-04": 4, "2024-01-05": 5}
    assert {text: found.elapsed(day(text)) for text in gone} == gone
    assert {text: found.left(day(text)) for text in gone} == {text: 5 - days for text, days in gone.items()}


def test_statutory_days_off_and_moved_working_days():
    assert not CALENDAR.is_workday(day("2024-01-01"))
    assert not CALENDAR.is_workday(day("2024-02-12"))
    assert CALENDAR.is_workday(day("2024-02-04"))
    assert not CALENDAR.is_workday(day("2024-02-03"))


def test_a_year_without_a_list_is_planned_on_plain_weekends_and_says_so():
    calendar = state_council_calendar([2030])
    assert calendar.is_workday(date(2030, 10, 1))  # Tuesday; the library knows the statutory day, we do not use it
    assert calendar.is_provisional(MONDAY)
    assert period(MONDAY, 5, calendar, count_first_day=True).provisional


def test_the_end_of_december_hangs_on_the_next_years_list():
    calendar = WorkCalendar(published=frozenset({2029}))
    assert not calendar.is_provisional(date(2029, 12, 24))
    assert calendar.is_provisional(date(2029, 12, 25))
    assert not CALENDAR.is_provisional(date(2023, 12, 29))


def test_a_period_that_reaches_into_an_unpublished_year_is_provisional():
    calendar = WorkCalendar(published=frozenset({2029}))
    assert period(date(2029, 12, 24), 5, calendar, count_first_day=True).provisional
    assert not period(date(2029, 12, 17), 5, calendar, count_first_day=True).provisional


def test_the_administrators_list_makes_a_year_published():
    listed = {date(2030, 10, 1): False, date(2030, 9, 29): True}
    calendar = state_council_calendar([2030], listed)
    assert not calendar.is_workday(date(2030, 10, 1))
    assert calendar.is_workday(date(2030, 9, 29))  # a Sunday
    assert not calendar.is_provisional(MONDAY)
    assert 2030 not in state_council_calendar([2023], listed).published


def test_the_administrators_list_goes_before_the_librarys():
    calendar = state_council_calendar([2024], {day("2024-01-01"): True, day("2024-02-04"): False})
    assert calendar.is_workday(day("2024-01-01"))
    assert not calendar.is_workday(day("2024-02-04"))


@pytest.mark.parametrize("year", [1, 1900, 2101, 9998])
def test_far_years_have_weekends_too(year):
    calendar = state_council_calendar([year])
    assert period(date(year, 6, 1), 5, calendar, count_first_day=True).provisional


def test_after_the_last_day_of_all_there_is_none():
    with pytest.raises(OverflowError):
        period(date.max, 5, WorkCalendar(), count_first_day=True)


DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 1))
LONG = state_council_calendar(range(2022, 2026))


@settings(max_examples=200)
@given(first=DAYS, days=st.integers(1, 20), counted=st.booleans())
def test_a_period_holds_exactly_so_many_working_days(first, days, counted):
    found = period(first, days, LONG, counted)
    begin = first if counted else first + timedelta(days=1)
    span = [begin + timedelta(days=number) for number in range((found.last - begin).days + 1)]
    assert found.days == tuple(filter(LONG.is_workday, span))
    assert (len(found.days), found.days[-1]) == (days, found.last)


@settings(max_examples=200)
@given(deadline=DAYS, days=st.integers(1, 10), counted=st.booleans())
def test_the_last_first_day_is_the_periods_inverse(deadline, days, counted):
    latest = last_first_day(deadline, days, LONG, counted)
    assert period(latest, days, LONG, counted).last < deadline
    assert period(latest + timedelta(days=1), days, LONG, counted).last >= deadline
