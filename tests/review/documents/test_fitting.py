"""What gives way first when a text is too long for its box, and that it is told."""

import pytest

from nominations.policy.notice import COLLECTIVE, INDIVIDUAL
from nominations.policy.reading import read_notice
from review.documents.drawing import Form
from review.documents.fitting import Fit, fits
from review.documents.layouts import grid
from tests.builders import notice_source

DEEDS = "先进事迹（1500字以内）"


def form(kind=COLLECTIVE, **texts):
    notice = read_notice(notice_source())
    return Form(kind, notice.award(kind).form, grid(notice, kind), texts)


def one(label, cover=False, narrowed=False, size=None, page=None, added=False):
    return Fit(label, cover, narrowed, size, page, added)


@pytest.mark.parametrize(
    ("characters", "told"),
    [
        (500, []),
        (1500, [one(DEEDS, page=4)]),
        (1800, [one(DEEDS, narrowed=True, page=4)]),
        (2900, [one(DEEDS, size=10.5, page=4)]),
        (3600, [one(DEEDS, size=10.5, page=4, added=True)]),
    ],
)
def test_leading_then_size_then_a_further_page(characters, told):
    assert fits(form(deeds="事" * characters)) == told


def test_a_line_in_its_cell_goes_as_small_as_it_takes_and_moves_to_no_other_page():
    told = fits(form(INDIVIDUAL, employer="厂" * 60, position="长" * 30, name="厂", cover_employer="厂" * 60))

    assert told == [one("工作单位", cover=True, size=12), one("职务", size=10.5), one("工作单位", size=7.5)]


def test_what_stands_as_wanted_is_not_told():
    assert fits(form(INDIVIDUAL, name="程示例", education="大学本科\n学士", resume="2002.07--  示例厂\n" * 9)) == []
