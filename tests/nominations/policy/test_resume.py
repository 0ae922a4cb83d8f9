"""工作简历: dated lines and what lies between them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.resume import Gap, ResumeLine, gaps, read_resume, shifted

TODAY = date(2023, 12, 20)


def month(text):
    return date(int(text[:4]), int(text[5:]), 1)


def found_gaps(text, work_start=None):
    lines, strange = read_resume(text)
    assert not strange
    return [(f"{gap.first:%Y.%m}", f"{gap.last:%Y.%m}") for gap in gaps(lines, work_start, TODAY)]


def test_lines_as_the_form_asks_for_them():
    lines, strange = read_resume(
        "2002.07--2008.06  重庆示例机械有限公司  技术员\n\n2008.06--  重庆示例机械有限公司  车间主任"
    )
    assert lines == [
        ResumeLine(1, month("2002.07"), month("2008.06"), "重庆示例机械有限公司  技术员"),
        ResumeLine(3, month("2008.06"), None, "重庆示例机械有限公司  车间主任"),
    ]
    assert strange == []


@pytest.mark.parametrize(
    "text",
    [
        "2002.07-2008.06 某厂 工人",
        "2002.07—2008.06 某厂 工人",
        "2002.07——2008.06某厂",
        "2002.07 – 2008.06 某厂",
        "２００２．０７－－２００８．０６　某厂　工人",
        "2002.07～2008.06 某厂",
        "2002.07--7012厂 工人",
        "2002.07--至今 某厂",
        "  2002.07--2008.06  某厂\r",
    ],
)
def test_other_ways_to_write_the_same(text):
    lines, strange = read_resume(text)
    assert (len(lines), strange) == (1, [])
    assert lines[0].start == month("2002.07")


@pytest.mark.parametrize(
    "text",
    [
        "某厂 工人",
        "2002--2008 某厂",  # no months
        "2002.7--2008.6 某厂",
        "2002.07--2008 某厂",
        "2002.07--2008.06",  # nowhere
        "2002.07--",
        "2002.13--2008.06 某厂",
        "2002.07--2008.00 某厂",
        "0000.07--2008.06 某厂",
        "2002年7月至2008年6月 某厂",
        "（其间：2003.09--2006.06 在职学习）",  # of which line?
    ],
)
def test_what_cannot_be_read(text):
    assert read_resume(text) == ([], [(1, text)])


def test_a_note_belongs_to_the_line_above():
    text = "2002.07--  某厂  工人\n（其间：2003.09--2006.06  某大学  在职学习）\n其间：2010.01挂职"
    lines, strange = read_resume(text)
    assert (len(lines), strange) == (1, [])


def test_no_gap():
    assert found_gaps("1998.09--2002.06 某大学\n2002.07--2010.05 某厂\n2010.07--2015.03 某厂\n2015.03-- 某厂") == []


def test_one_month_is_tolerated_two_are_not():
    assert found_gaps("2002.07--2010.05 某厂\n2010.07-- 某厂") == []
    assert found_gaps("2002.07--2010.05 某厂\n2010.08-- 某厂") == [("2010.06", "2010.07")]


def test_lines_may_overlap_and_stand_in_any_order():
    assert found_gaps("2015.01-- 某厂\n2002.07--2016.12 某厂\n2005.01--2006.01 某校") == []


def test_a_gap_inside_a_longer_line_is_none():
    assert found_gaps("2002.07-- 某厂\n2003.01--2004.01 某校\n2009.01--2010.01 某校") == []


def test_until_today():
    assert found_gaps("2002.07--2023.11 某厂") == []
    assert found_gaps("2002.07--2023.09 某厂") == [("2023.10", "2023.11")]


def test_since_work_began():
    assert found_gaps("2002.09-- 某厂", work_start=month("2002.07")) == [("2002.07", "2002.08")]
    assert found_gaps("2002.08-- 某厂", work_start=month("2002.07")) == []
    assert found_gaps("1998.09-- 某厂", work_start=month("2002.07")) == []


def test_the_first_month_of_all():
    assert shifted(date(1, 1, 1), -1) == date(1, 1, 1)
    assert list(gaps([ResumeLine(1, date(1, 1, 1), None, "某厂")], None, TODAY)) == []


@given(st.text(max_size=80))
def test_any_text_can_be_tried(text):
    lines, strange = read_resume(text)
    assert len(lines) + len(strange) <= len(text.splitlines())


MONTHS = st.dates(date(1990, 1, 1), date(2023, 11, 1)).map(lambda day: day.replace(day=1))


@given(st.lists(st.tuples(MONTHS, MONTHS | st.none()), min_size=1, max_size=6))
def test_gaps_are_months_that_no_line_covers(spans):
    lines = [ResumeLine(number, start, end, "某厂") for number, (start, end) in enumerate(spans)]
    for gap in gaps(lines, None, TODAY):
        assert isinstance(gap, Gap)
        assert gap.first < gap.last
        assert not any(line.start <= gap.first <= (line.end or TODAY) for line in lines)
        assert not any(line.start <= gap.last <= (line.end or TODAY) for line in lines)
