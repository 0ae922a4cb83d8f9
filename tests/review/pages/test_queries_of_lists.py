"""A list of thirty takes no more queries than a list of three."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.services import notices
from review.services.advance import Act
from review.services.notices import Objector
from tests import walk
from tests.cast import client_of, make_cast, rolled_back

pytestmark = pytest.mark.django_db

FEW, MANY = (2, 1), (15, 15)  # collectives and individuals: 3 rows, 30 rows
DURING = walk.at(2, 1)
# The way once, with the pages that are looked at on it: how one gets there, then address, person and hour of each page.
WAY = [
    (walk.shortlisted, [("panel", "chair", walk.SCORED), ("meeting", "chair", walk.SCORED)]),
    (walk.scored, [("select", "chair", walk.SELECTED), ("panel_results", "chair", walk.SELECTED)]),
    (
        walk.selected,
        [
            ("my_opinions", "police", walk.ANSWERED),
            ("consultation", "officer", walk.ANSWERED),
            ("forward", "officer", walk.ANSWERED),
        ],
    ),
    (walk.forwarded, [("approve", "director", walk.APPROVED), ("reject", "director", walk.APPROVED)]),
    (walk.approved, [("publish", "officer", walk.PUBLISHED)]),
    (
        walk.published,
        [
            ("register_objection", "officer", DURING),
            ("commend", "officer", walk.COMMENDED),
            ("public_cycle", "", walk.PUBLISHED),
        ],
    ),
    (walk.commended, [("public_commendation", "", walk.COMMENDED)]),
]
# Beside the way: every public case has an upheld objection, and so a proposal.
TROUBLED = [("objections", "officer", DURING), ("proposals", "director", DURING)]


def queries(client, url, shown):
    """How many it takes to draw the page, on which all of `shown` stand."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(text in page for text in shown)
    return len(captured)


def counted(numbers):
    """Address → how many queries its page takes, with so many nominees on their way."""
    with rolled_back():
        cast = make_cast()
        cast.unit.above_scale_enterprises = 2000
        cast.unit.save()
        cases, counts = walk.drafted(cast, *numbers), {}
        for to, pages in WAY:
            cases = to(cast, cases)
            look(cast, cases, pages, counts)
            if to is walk.published:
                with rolled_back():
                    trouble(cast, cases)
                    look(cast, cases, TROUBLED, counts)
    return counts


def look(cast, cases, pages, counts):
    """Puts into `counts` what each of `pages` takes, on which all `cases` stand."""
    for name, part, now in pages:
        person = cast.departments.get(part) or getattr(cast, part, None)
        url = reverse(name, args=[cast.cycle.pk if person else cast.cycle.slug])
        with time_machine.travel(now, tick=False):
            counts[name] = queries(client_of(person) if person else Client(), url, map(str, cases))


def trouble(cast, cases):
    for case in cases:
        one = notices.raise_objection(case, Objector("吕异议", "13699990001", "有事故"), DURING)
        notices.decide_objection(one, "upheld", "已查", "属实", Act(cast.officer, DURING))


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return counted(FEW), counted(MANY)


@pytest.mark.parametrize("name", [name for pages in (*(pages for _to, pages in WAY), TROUBLED) for name, *_else in pages])
def test_a_list(counts, name):
    few, many = counts
    assert many[name] <= few[name]
