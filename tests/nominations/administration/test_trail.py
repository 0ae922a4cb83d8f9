"""The audit trail as the auditor reads it."""

import ast
import re
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from nominations import audit_chain
from nominations.audit_words import ACTIONS, detail_words
from nominations.models import AuditEntry, record
from nominations.notice_words import codes_of
from tests.builders import CHONGQING, make_cycle, make_unit
from tests.cast import client_of

pytestmark = pytest.mark.django_db
URL = reverse("audit_trail")
NO_CODES = codes_of()
ROOT = Path(__file__).parents[3]


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


def test_the_newest_link_is_shown(reading, entries):
    assert "审计链现至" not in reading().content.decode()
    audit_chain.seal()
    newest = audit_chain.head()
    assert f"审计链现至第 2 条，校验值 {newest.mac[:20].upper()}" in reading().content.decode()


def test_newest_first_in_words(reading, entries):
    response = reading()
    assert found(response) == ["lapsed_by_a_clock", "unit_added"]
    page = response.content.decode()
    for words in ["新增单位", "白管理", "系统管理员", "甲单位", "lapsed_by_a_clock", "系统", "#3、#4", "评选表彰活动"]:
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


def test_what_is_offered_to_look_for_is_chinese(reading, entries):
    choices = reading().context["form"].fields["object_type"].choices
    assert ("case", "案件") in choices
    assert [words for _name, words in choices if re.search("[A-Za-z]", str(words))] == []
    assert "accessattempt" not in dict(choices)


def test_a_unit_is_told_in_the_words_of_the_notice(reading, admin):
    make_cycle()
    fields = {"kind": "department", "authority": "environment"}
    record(admin, "unit_changed", make_unit(), **fields, changes={"kind": ["town", "park"]})
    page = reading().content.decode()
    for words in ["<dd>区级部门</dd>", "<dd>生态环境</dd>", "类别：镇街 → 园区"]:
        assert words in page


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


WRITERS = ("record", "entry")


def recorded_actions():
    """The actions that the sources hand to `record` as plain text, with where they do."""
    for package in ("nominations", "review"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                named = isinstance(call, ast.Call) and getattr(call.func, "id", "") in WRITERS and len(call.args) > 1
                if named and isinstance(call.args[1], ast.Constant):
                    yield call.args[1].value, file.name


def test_every_action_has_words():
    found = list(recorded_actions())
    assert len(found) > 20
    assert [place for place in found if place[0] not in ACTIONS] == []


def test_what_was_recorded_is_told_in_words():
    assert detail_words(
        {
            "granted": "unit_clerk",
            "unit": "",
            "is_chair": False,
            "changes": {"active": [True, False], "above_scale_enterprises": [3, 4]},
            "lines": ["2027-02-05 休 春节", "2027-02-14 班"],
            "unheard_of": {"a": [1]},
        },
        NO_CODES,
    ) == [
        ("角色", "推荐单位经办人"),
        ("组长", "否"),
        ("变动", "启用：是 → 否\n规上工业企业数：3 → 4"),
        ("日期", "2027-02-05 休 春节、2027-02-14 班"),
        ("unheard_of", '{"a": [1]}'),
    ]
    assert detail_words({"changes": [["word_limit", "1500", "1200"]]}, NO_CODES) == [("变动", "先进事迹字数：1500 → 1200")]
