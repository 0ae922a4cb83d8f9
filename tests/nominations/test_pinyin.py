"""Names by their sound."""

import pytest

from nominations.pinyin import LONGEST, sounds_of, typed_sound
from tests.builders import make_collective, make_individual


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("曾祥", "zengxiang zx"),
        ("单明", "shanming sm"),
        ("仇亮", "qiuliang ql"),
        ("尉迟明", "yuchiming ycm"),
        ("吕单", "lvdan ld"),
        ("买买提·艾力", "maimaitiaili mmtal"),
        ("  ", ""),
    ],
)
def test_people(name, sound):
    assert sounds_of(name, person=True) == sound


def test_surnames_are_read_so_of_people_alone():
    assert sounds_of("重庆单品3厂", person=False) == "chongqingdanpin3chang cqdp3c"


def test_the_longest_name_fits_its_column():
    assert len(sounds_of("窗" * 60, person=False)) <= LONGEST


@pytest.mark.parametrize(
    ("typed", "sound"),
    [("Zeng xiang", "zengxiang"), ("lü", "lv"), ("Xi'an", "xian"), ("曾x", ""), ("%", ""), ("", "")],
)
def test_what_is_typed(typed, sound):
    assert typed_sound(typed) == sound


@pytest.mark.django_db
def test_the_key_goes_with_the_name():
    row = make_individual(name="曾祥")
    assert row.name_key == "zengxiang zx"
    row.name, row.remarks = "仇亮", "改名"
    row.save(update_fields=["remarks"])
    row.refresh_from_db()
    assert row.name_key == "zengxiang zx"
    row.name = "仇亮"
    row.save(update_fields=["name"])
    row.refresh_from_db()
    assert row.name_key == "qiuliang ql"
    assert make_collective(name="重庆机床厂").name_key.startswith("chongqingjichuangchang ")
