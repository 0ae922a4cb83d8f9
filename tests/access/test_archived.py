"""The same addresses once the cycle is over: it is read by whoever read it, and nothing in it changes any more."""

import logging
from datetime import timedelta

import pytest

from nominations.administration.cycles import close_cycle
from tests.cast import rolled_back

from .driving import Browsers
from .table import SEES
from .test_wrong_input import LOOKED_AT, SHOWN, entitled, form_of, look
from .world import DEADLINE

pytestmark = pytest.mark.django_db

# What these change is of no cycle, or of another one.
ELSEWHERE = {"manage_cycle_open", "manage_person_deactivate", "manage_grant_revoke", "manage_grant_chair"}
# Forms that are closed then: one is led to what may be read (302), or told why there is none (409).
CLOSED = {
    "recommendation_edit": "302",
    "recommendation_import": "302",
    "nomination_edit": "302",
    "nomination_photo_edit": "302",
    "manage_cycle_deadline": "302",
    "undo": "409",
}


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def forms(browsers):
    """What a browser would send of each form that is shown while the cycle is open: (row, part, address, form)."""
    return [
        (row, entitled(row), browsers.url(row.name, row.words), form_of(browsers, row, entitled(row)).sent) for row in SHOWN
    ]


@pytest.fixture(scope="module")
def afterwards(world, forms):
    with rolled_back():
        close_cycle(world.cast.cycle, world.cast.admin, DEADLINE + timedelta(days=1))
        yield Browsers(world)


def changing(browsers, forms):
    """The names of the addresses where a form changes something now."""
    stands, found = look(), set()
    for row, part, url, sent in forms:
        answer, left = browsers.ask_and_look(part, url, sent, look)
        assert answer.status < 500, f"{row}: {answer.fault}"
        if left != stands:
            found.add(row.name)
    return found


def test_forms_change_something_while_it_is_open(browsers, forms):
    """Or the next test would say nothing."""
    assert len(changing(browsers, forms) - ELSEWHERE) >= 20


def test_nothing_is_changed(afterwards, forms):
    assert changing(afterwards, forms) == ELSEWHERE


@pytest.mark.parametrize("row", LOOKED_AT, ids=str)
def test_it_is_read_as_before(row, afterwards):
    """By whoever may, and by somebody of another unit: for them it is not there, as before."""
    url, expected = afterwards.url(row.name, row.words), row.expected()
    for part in (entitled(row), "oclerk"):
        allowed = {expected[part].removesuffix(SEES)}
        if part != "oclerk" and row.name in CLOSED:
            allowed.add(CLOSED[row.name])
        assert afterwards.ask(part, "GET", url).code in allowed
