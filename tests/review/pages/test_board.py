"""进度: the flow picture, the calendar, the units, what blocks."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from review.selectors.board import by_stage, by_unit, calendar, side_roads
from review.stages import HIGHROAD, Stage
from tests import walk
from tests.builders import make_recommendation, make_unit
from tests.cast import client_of


@pytest.fixture
def url(cast):
    return reverse("board", args=[cast.cycle.pk])


def text(response):
    return "".join(strip_tags(response.content.decode()).split())


def test_counts_by_stage_kind_and_unit(cast, as_officer, url, on):
    walk.published(cast)
    walk.returned(cast, walk.drafted(cast, 1, 0, cast.other_recommendation))
    walk.drafted(cast, 0, 2, cast.other_recommendation)
    on(walk.PUBLISHED)
    counts = by_stage(cast.cycle)
    assert counts[Stage.PUBLIC_NOTICE] == {"collective": 1, "individual": 1}
    assert counts[Stage.RETURNED] == {"collective": 1, "individual": 0}
    assert counts[Stage.DRAFT] == {"collective": 0, "individual": 2}
    mine, theirs = sorted(by_unit(cast.cycle), key=lambda line: line.recommendation)
    assert (mine.under_way, mine.total) == (2, 2)
    assert (theirs.in_unit, theirs.returned, theirs.total) == (2, 1, 3)
    page = text(as_officer.get(url))
    assert "公示集体1·个人12" in page
    assert "退回补正1" in page


def test_the_calendar_of_the_cycle(cast, as_officer, url, on):
    walk.commended(cast)
    on(walk.COMMENDED)
    days = [(mark.label, str(mark.day), mark.last and str(mark.last)) for mark in calendar(cast.cycle, walk.COMMENDED)]
    assert ("latest_start", "2024-01-05", None) in days
    assert ("deadline", "2024-01-12", None) in days
    assert ("notice", "2024-01-30", "2024-02-04") in days
    assert ("commended", "2024-02-06", None) in days
    assert ("today", "2024-02-06", None) in days
    page = text(as_officer.get(url))
    assert "01-30～02-04" in page
    assert "2024-01-12报送截止" in page


def test_what_waits_leads_to_where_it_is_dealt_with(cast, as_officer, url, on):
    walk.submitted(cast)
    on(walk.SHORTLISTED)
    page = as_officer.get(url).content.decode()
    assert f'href="{reverse("cases")}?cycle={cast.cycle.pk}&amp;stage=office_screening"' in page
    assert "待公示" not in page


def test_every_stage_has_its_place_in_the_picture():
    beside = side_roads()
    assert set(beside) == set(HIGHROAD)
    assert sorted([*HIGHROAD, *(side for sides in beside.values() for side in sides)]) == sorted(Stage)
    assert beside[Stage.OFFICE_SCREENING] == [Stage.RETURNED, Stage.SCREENED_OUT, Stage.REVOKED]


def test_a_cycle_that_was_not_opened_has_no_board(cast, as_officer, url):
    type(cast.cycle).objects.update(status="preparing")
    assert as_officer.get(url).status_code == 404


def test_as_many_queries_with_thirty_units_as_with_three(cast, url, django_assert_max_num_queries):
    auditor = client_of(cast.auditor)

    def more(number):
        for _n in range(number):
            walk.drafted(cast, 1, 0, make_recommendation(cycle=cast.cycle, unit=make_unit()))

    more(3)
    with django_assert_max_num_queries(30) as few:
        assert auditor.get(url).status_code == 200
    more(27)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert auditor.get(url).status_code == 200
