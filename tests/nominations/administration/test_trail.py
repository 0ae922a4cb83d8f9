"""The audit trail as the auditor reads it."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from nominations.audit_words import ACTIONS
from nominations.models import AuditEntry, record
from tests.builders import CHONGQING, make_cycle, make_unit
from tests.cast import client_of

pytestmark = pytest.mark.django_db
URL = reverse("audit_trail")


@pytest.fixture
def reading(auditor):
    """Search the trail: the rows found."""
    browser = client_of(auditor)
    return lambda **asked: browser.get(URL, asked)


@pytest.fixture
def entries(admin):
    unit = make_unit(name="甲单位")
    with time_machine.travel(datetime(2026, 3, 1, 23, 59, tzinfo=CHONGQING), tick=False):
        record(admin, "unit_added", unit, role="admin", name="甲单位")
    with time_machine.travel(datetime(2026, 3, 2, 0, 0, tzinfo=CHONGQING), tick=False):
        record(None, "lapsed_by_a_clock", make_cycle(), cases=[3, 4])
    return unit


def found(response):
    return [row["entry"].action for row in response.context["rows"]]


def test_newest_first_in_words(reading, entries):
    response = reading()
    assert found(response) == ["lapsed_by_a_clock", "unit_added"]
    page = response.content.decode()
    for words in ["新增单位", "白管理", "系统管理员", "甲单位", "lapsed_by_a_clock", "系统", "[3, 4]", "评选表彰活动"]:
        assert words in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"who": "白"}, 1),
        ({"who": "无此人"}, 0),
        ({"action": "unit_added"}, 1),
        ({"object_type": "awardcycle"}, 1),
        ({"object_type": "unit", "object_id": "0"}, 0),
        ({"since": "2026-03-02"}, 1),
        ({"until": "2026-03-01"}, 1),
        ({"since": "2026-03-01", "until": "2026-03-02"}, 2),
        ({"since": "2026-03-03"}, 0),
    ],
)
def test_every_filter_narrows(reading, entries, asked, count):
    assert len(found(reading(**asked))) == count


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "nonsense"},
        {"object_type": "nonsense"},
        {"since": "yesterday"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"who": "长" * 200},
        {"page": "x"},
    ],
)
def test_a_senseless_search_is_no_error(reading, entries, asked):
    assert reading(**asked).status_code == 200


def test_days_the_wrong_way_round_are_told(reading, entries):
    assert "until" in reading(since="2026-03-02", until="2026-03-01").context["form"].errors


def test_the_page_offers_nothing_to_change(reading, entries):
    page = reading().content.decode()
    assert page.count('method="post"') == 1  # signing out
    assert AuditEntry.objects.count() == 2


def test_actions_have_words():
    assert all(str(words) != code for code, words in ACTIONS.items())
