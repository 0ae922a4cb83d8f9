"""The demonstration's units: all of Banan's towns, marked as invented where they are."""

from collections import Counter

import pytest

from nominations.administration.cycles import load_cycle
from nominations.demo.units import ensure_units
from nominations.models import Unit
from nominations.selectors.administration import readiness
from tests.builders import make_unit, notice_source

pytestmark = pytest.mark.django_db
SUBDISTRICTS = ["龙洲湾", "鱼洞", "花溪", "李家沱", "南泉", "一品", "南彭", "惠民", "莲花"]
TOWNS = [
    "界石",
    "安澜",
    "圣灯山",
    "木洞",
    "双河口",
    "麻柳嘴",
    "丰盛",
    "二圣",
    "东温泉",
    "姜家",
    "天星寺",
    "接龙",
    "石滩",
    "石龙",
]


def test_every_subdistrict_town_and_park_is_there():
    units = ensure_units()
    towns = [name for name, unit in units.items() if unit.kind == "town"]
    assert towns == [f"{name}街道" for name in SUBDISTRICTS] + [f"{name}镇" for name in TOWNS]
    parks = [unit.name for unit in units.values() if unit.kind == "park"]
    assert parks == ["重庆国际生物城", "大江科创城", "重庆数智产业园", "重庆公路物流基地"]
    kinds = Counter(unit.kind for unit in units.values())
    assert kinds["department"] >= 16 and kinds["soe"] >= 4
    assert all(unit.is_demo for unit in Unit.objects.all())


def test_they_fit_the_notice_and_answer_for_every_authority():
    ensure_units()
    cycle, _outcome = load_cycle(notice_source())
    ready = readiness(cycle.notice)
    assert not ready.unknown_kinds and not ready.authorities_without_unit


def test_a_second_time_changes_nothing():
    mine = make_unit(name="重庆数智产业园", kind="park", above_scale_enterprises=5)
    first = ensure_units()
    assert first["数智产业园"] == mine
    assert {unit.pk for unit in ensure_units().values()} == {unit.pk for unit in first.values()}
    mine.refresh_from_db()
    assert (mine.above_scale_enterprises, mine.is_demo) == (5, False)
