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
from tests.cast import client_of

FEW, MORE = (2, 1), (13, 14)  # collectives and individuals: 3 rows, then 30
DURING = walk.at(2, 1)


def queries(client, url, shown):
    """How many it takes to draw the page, on which all of `shown` stand."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(text in page for text in shown)
    return len(captured)


def bring(cast, to, numbers):
    return [str(case) for case in to(cast, walk.drafted(cast, *numbers))]


@pytest.mark.parametrize(
    ("name", "part", "to", "now"),
    [
        ("panel", "chair", walk.shortlisted, walk.SCORED),
        ("select", "chair", walk.scored, walk.SELECTED),
        ("panel_results", "chair", walk.scored, walk.SELECTED),
        ("meeting", "chair", walk.shortlisted, walk.SCORED),
        ("my_opinions", "police", walk.selected, walk.ANSWERED),
        ("consultation", "officer", walk.selected, walk.ANSWERED),
        ("forward", "officer", walk.selected, walk.ANSWERED),
        ("approve", "director", walk.forwarded, walk.APPROVED),
        ("reject", "director", walk.forwarded, walk.APPROVED),
        ("publish", "officer", walk.approved, walk.PUBLISHED),
        ("register_objection", "officer", walk.published, DURING),
        ("commend", "officer", walk.published, walk.COMMENDED),
        ("public_cycle", "", walk.published, walk.PUBLISHED),
        ("public_commendation", "", walk.commended, walk.COMMENDED),
    ],
)
def test_by_cases(cast, name, part, to, now):
    cast.unit.above_scale_enterprises = 2000
    cast.unit.save()
    person = cast.departments.get(part) or getattr(cast, part, None)
    client = client_of(person) if person else Client()
    url = reverse(name, args=[cast.cycle.pk if person else cast.cycle.slug])
    with time_machine.travel(now, tick=False):
        few = queries(client, url, bring(cast, to, FEW))
        many = queries(client, url, bring(cast, to, MORE))
    assert many <= few


@pytest.mark.parametrize(("name", "part"), [("objections", "officer"), ("proposals", "director")])
def test_by_objections_and_proposals(cast, name, part):
    cast.unit.above_scale_enterprises = 2000
    cast.unit.save()
    client, url = client_of(getattr(cast, part)), reverse(name, args=[cast.cycle.pk])
    with time_machine.travel(DURING, tick=False):
        few = queries(client, url, trouble(cast, FEW))
        many = queries(client, url, trouble(cast, MORE))
    assert many <= few


def trouble(cast, numbers):
    """Published cases, each with an upheld objection and so with a proposal; gives their names."""
    cases = walk.published(cast, walk.drafted(cast, *numbers))
    for case in cases:
        one = notices.raise_objection(case, Objector("吕异议", "13699990001", "有事故"), DURING)
        notices.decide_objection(one, "upheld", "已查", "属实", Act(cast.officer, DURING))
    return [str(case) for case in cases]
