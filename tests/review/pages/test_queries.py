"""Lists cost as many queries with thirty rows as with three."""

import pytest
from django.urls import reverse

from review.stages import Stage
from tests import walk
from tests.builders import make_recommendation
from tests.cast import client_of


@pytest.fixture(autouse=True)
def room(cast):
    """Places for thirty and more."""
    cast.unit.above_scale_enterprises = 400
    cast.unit.save()


def few_and_many(assert_max, client, url, more, limit):
    """The queries of a page; then `more` is done, and the page costs no query more."""
    with assert_max(limit) as few:
        assert client.get(url).status_code == 200
    more()
    with assert_max(len(few.captured_queries)):
        return client.get(url)


@pytest.mark.parametrize("query", ["", "?finding=D1", "?made=capped&sort=name&q=cq"])
def test_cases(cast, as_officer, query, django_assert_max_num_queries):
    def more(number):
        walk.drafted(cast, number - 1, 0, deeds="长" * 1501, nature="agency", name="曾勤")
        walk.drafted(cast, 1, 0, make_recommendation(cycle=cast.cycle), deeds="长" * 1501, nature="agency", name="曾勤")

    more(3)
    page = few_and_many(django_assert_max_num_queries, as_officer, reverse("cases") + query, lambda: more(27), 34)
    assert len(page.context["page"]) == 30


def test_the_shortlist(cast, as_officer, django_assert_max_num_queries):
    walk.submitted(cast, walk.drafted(cast, 3, 0))
    page = few_and_many(
        django_assert_max_num_queries,
        as_officer,
        reverse("shortlist", args=[cast.cycle.pk]),
        lambda: walk.submitted(cast, walk.drafted(cast, 27, 0)),
        45,
    )
    assert page.text.count(" checked") == 30


def test_rosters(cast, as_officer, django_assert_max_num_queries):
    cases = walk.drafted(cast, 30, 0)

    def more(some):
        for number, case in enumerate(some, cast.cycle.rosters.count() + 1):
            roster = cast.cycle.rosters.create(
                number=number, action="shortlist", title="建议名单", made_by=cast.officer, made_at=walk.SHORTLISTED
            )
            roster.entries.create(case=case, order=1)

    more(cases[:3])
    page = few_and_many(django_assert_max_num_queries, as_officer, reverse("rosters"), lambda: more(cases[3:]), 20)
    assert len(page.context["page"]) == 30


def test_a_roster(cast, as_officer, django_assert_max_num_queries):
    cases = walk.submitted(cast, walk.drafted(cast, 33, 0))
    walk.shortlist(cast, cases[:3])
    walk.shortlist(cast, cases[3:])
    short, long = cast.cycle.rosters.order_by("number")
    with django_assert_max_num_queries(30) as few:
        as_officer.get(reverse("roster", args=[short.pk]))
    with django_assert_max_num_queries(len(few.captured_queries)):
        as_officer.get(reverse("roster", args=[long.pk]))


@pytest.mark.parametrize("name", ["unit_sheet_page", "cycle_sheet_page"])
def test_a_summary_sheet_on_the_screen(cast, as_officer, name, django_assert_max_num_queries):
    about = cast.recommendation if name == "unit_sheet_page" else cast.cycle

    def more(number):
        walk.drafted(cast, number, 0)
        walk.drafted(cast, number, 0, make_recommendation(cycle=cast.cycle))
        cast.cycle.cases.update(stage=Stage.OFFICE_SCREENING)

    more(3)
    url = reverse(name, args=[about.pk, "collective"])
    page = few_and_many(django_assert_max_num_queries, as_officer, url, lambda: more(12), 20)
    assert sum(len(group["rows"]) for group in page.context["table"]["groups"]) == (15 if name == "unit_sheet_page" else 30)


def test_the_units_steps(cast, on, django_assert_max_num_queries):
    on(walk.at(1, 5))
    client = client_of(cast.lead)

    def look(limits):
        """Address → how many queries it took, none more than `limits` has for it."""
        taken = {}
        for url, limit in limits.items():
            with django_assert_max_num_queries(limit, info=url) as found:
                assert client.get(url).status_code == 200
            taken[url] = len(found.captured_queries)
        return taken

    def more(number):
        walk.drafted(cast, number, 0)
        walk.announced(cast, walk.drafted(cast, number, 0))
        walk.returned(cast, walk.drafted(cast, number, 0))

    more(3)
    few = look({reverse(name, args=[cast.recommendation.pk]): 30 for name in ("announce", "submit", "resubmit")})
    more(27)
    look(few)
