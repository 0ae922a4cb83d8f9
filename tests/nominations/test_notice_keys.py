"""What differs between two notices is named in words, on the page that asks and in the trail."""

from dataclasses import fields, is_dataclass

from nominations.audit_words import detail_words
from nominations.notice_keys import WORDS, key_words
from nominations.notice_words import codes_of
from nominations.policy import notice as policy
from nominations.policy.reading import read_notice
from tests.builders import notice_source


def test_every_key_of_a_notice_has_words():
    made_from = [
        one
        for one in vars(policy).values()
        if is_dataclass(one) and isinstance(one, type) and one.__module__ == policy.__name__
    ]
    keys = {member.name for one in made_from for member in fields(one)} | set(policy.OPTION_FIELDS)
    assert keys - WORDS.keys() == set()


def test_a_path_in_words():
    labels = {"town": "镇街", "individual": "旅游工匠"}
    assert key_words("unit_kinds[town].collectives.percent", labels) == "单位类别（镇街） · 集体名额 · 百分数"
    assert key_words("awards[individual].certificate.number", labels) == "奖项（旅游工匠） · 证书（奖牌） · 编号"
    assert key_words("awards[individual].form.instructions[0]", labels).endswith("填表说明（第 1 项）")
    assert key_words("clauses.R2", {}) == "规则的出处 · R2"


def test_a_change_of_a_notice_in_the_trail():
    changes = [["unit_kinds[town].individuals.percent", "150%", "100%"]]
    [(_label, text)] = detail_words({"changes": changes}, codes_of(read_notice(notice_source())))
    assert text == "单位类别（镇街） · 个人名额 · 百分数：150% → 100%"
