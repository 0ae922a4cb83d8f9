"""The working calendar: lines in, a year replaced, pages."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.administration.workdays import replace_year
from nominations.calendar_lines import ListedDay, read_days, written
from nominations.models import AuditEntry, CalendarDay
from nominations.selectors import work_calendar
from nominations.selectors.administration import calendar_year, published_years

SPRING_2097 = "2097-02-11 休 春节\n2097-02-09 班\n"


def days(text, year=2097):
    return [(d.day.isoformat(), d.is_workday, d.name) for d in read_days(text, year)[0]]


def fault_lines(text, year=2097):
    return [fault.line for fault in read_days(text, year)[1]]


@pytest.mark.parametrize(
    "line",
    [
        "2097-02-11 休 春节",
        "2097年2月11日，休，春节",
        "2097/2/11\t休\t春节",
        "2097.02.11：休：春节",
        "  2097-02-11 休  春节 ",
    ],
)
def test_lines_as_people_write_them(line):
    assert days(line) == [("2097-02-11", False, "春节")]


def test_days_come_in_order_and_blank_and_comment_lines_are_skipped():
    assert days("# 国办发明电\n\n2097-02-11 休 春节\n2097-02-09 班\n") == [
        ("2097-02-09", True, ""),
        ("2097-02-11", False, "春节"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "春节放假",
        "2097-02-30 休",
        "2096-02-11 休",
        "2097-02-11 上班",
        "2097-02-11 班",  # a Monday: worked anyway
        "2097-02-11",
        "２０９７-02-11 休",
        "2097-02-11 休 " + "长" * 51,
        "9999999999-02-11 休",
    ],
)
def test_a_line_that_cannot_be_right_is_named_by_its_number(line):
    assert fault_lines(f"2097-01-01 休 元旦\n{line}\n2097-01-01 休\n") == [2, 3]


def test_too_many_days_are_a_fault():
    lines = "\n".join(f"2097-{month:02}-{day:02} 休" for month in range(1, 6) for day in range(1, 29))
    assert fault_lines(lines) == [140]


@pytest.mark.django_db
def test_a_year_is_replaced_as_a_whole_and_others_stay(admin):
    CalendarDay.objects.create(day=date(2096, 1, 2), is_workday=False)
    replace_year(2097, [ListedDay(date(2097, 1, 1), False, "元旦")], admin)
    replace_year(2097, read_days(SPRING_2097, 2097)[0], admin)
    assert written(CalendarDay.objects.filter(day__year=2097)) == "2097-02-09 班\n2097-02-11 休 春节"
    assert CalendarDay.objects.filter(day__year=2096).count() == 1
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.object_id) == ("calendar_loaded", "2097")
    assert entry.detail["lines"] == ["2097-02-09 班", "2097-02-11 休 春节"]


@pytest.mark.django_db
def test_what_was_listed_counts_and_the_year_is_published(admin):
    assert published_years([2097]) == {2097: False}
    replace_year(2097, read_days(SPRING_2097, 2097)[0], admin)
    calendar = work_calendar([date(2097, 2, 1)])
    assert calendar.is_workday(date(2097, 2, 9)) and not calendar.is_workday(date(2097, 2, 11))
    assert published_years([2096, 2097]) == {2096: False, 2097: True}
    shown = calendar_year(2097)
    assert [(d.day, d.is_workday, d.name, d.listed) for d in shown.days] == [
        (date(2097, 2, 9), True, "", True),
        (date(2097, 2, 11), False, "春节", True),
    ]


@pytest.mark.django_db
def test_a_year_the_system_knows_shows_its_own_table():
    shown = calendar_year(2024)
    moved = [d.day.isoformat() for d in shown.days if d.is_workday]
    assert shown.published and not shown.listed
    assert {"2024-02-04", "2024-02-18"} <= set(moved)
    assert date(2024, 2, 12) in [d.day for d in shown.days if not d.is_workday]


@pytest.mark.django_db
class TestPages:
    url = reverse("manage_calendar_year", args=[2097])

    def test_lines_are_pasted_and_shown_again(self, desk):
        assert "暂定" in desk.get(self.url).content.decode()
        desk.post(self.url, {"text": SPRING_2097})
        shown = desk.get(self.url).content.decode()
        assert "已公布" in shown and "2097-02-11 休 春节" in shown
        desk.post(self.url, {"text": ""})
        assert not CalendarDay.objects.exists()

    @pytest.mark.parametrize("text", ["春节", "2097-13-01 休", "a\x00b", "长" * 20_001])
    def test_faults_stand_at_the_field_and_the_text_stays(self, desk, text):
        CalendarDay.objects.create(day=date(2097, 1, 1), is_workday=False)
        answer = desk.post(self.url, {"text": text})
        assert answer.context["form"].errors.keys() == {"text"}
        assert answer.context["form"]["text"].value() == text
        assert CalendarDay.objects.count() == 1

    def test_years_are_listed_and_asked_for(self, desk):
        overview = reverse("manage_calendar")
        assert desk.get(overview).status_code == 200
        assert desk.get(f"{overview}?year=2097").url == self.url
        for query in ("year=1", "year=x", "year=99999"):
            assert desk.get(f"{overview}?{query}").context["form"].errors
        for year in (1, 1999, 2101, 9999):
            assert desk.get(reverse("manage_calendar_year", args=[year])).status_code == 404
