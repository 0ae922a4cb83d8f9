"""Facts without a fault, of invented nominees; `overrides` set what a test is about. No database."""

from dataclasses import fields
from datetime import date
from functools import cache

from stdnum.cn import ric, uscc

from nominations.policy.facts import CollectiveFacts, IndividualFacts, RecommendationFacts, UnitFacts
from nominations.policy.reading import SHIPPED, read_notice

TODAY = date(2023, 12, 20)
TOWN = UnitFacts(1, "示例镇", "town", above_scale_enterprises=34)
DEPARTMENT = UnitFacts(2, "示例局", "department")
COMPANY = UnitFacts(3, "示例国有公司", "soe")


@cache
def source():
    return (SHIPPED / "banan-2023.toml").read_text(encoding="utf-8")


def changed(*replacements):
    """The notice's text with each (old, new) replaced; every `old` must be there."""
    text = source()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text


def banan(*replacements):
    return read_notice(changed(*replacements))


def id_number(birth="19800506", order="128", region="500113"):
    """With its check digit; an even `order` is a woman's."""
    body = f"{region}{birth}{order}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(body="91500113MA5U00001"):
    return body + uscc.calc_check_digit(body)


def filled(facts):
    """All that holds something, and what only the row has."""
    here = {member.name for member in fields(facts) if getattr(facts, member.name) not in ("", None, (), {})}
    return frozenset(here | ROW_ONLY)


ROW_ONLY = {"leader_name", "leader_position", "headcount", "location", "ethnicity", "political_status"} | {
    "position",
    "education",
    "photo",
}


def collective(key=1, **overrides):
    """An enterprise of the town."""
    values = {
        "name": f"重庆示例{key}号机械制造有限公司",
        "sector": "enterprise",
        "ownership": "non_soe",
        "nature": "enterprise",
        "phone": "023-66222333",
        "credit_code": credit_code(f"91500113MA5U{key:05}"),
        "registered_here": True,
        "operating_normally": True,
        "criteria": ("growth",),
        "honours": "2021年3月，在巴南区被区人民政府授予“工业发展先进企业”称号",
        "deeds": "长期扎根制造业。",
        "clean_record": True,
        "statement_true": True,
    }
    return finished(CollectiveFacts, key, values, overrides)


def individual(key=101, **overrides):
    """A woman at an enterprise of the town, born in May 1980."""
    values = {
        "name": f"程示例{key}",
        "sector": "enterprise",
        "ownership": "non_soe",
        "gender": "female",
        "birth_month": date(1980, 5, 1),
        "native_place": "重庆市巴南区",
        "id_number": id_number(order=f"{key % 499 * 2:03}"),
        "work_start": date(2002, 7, 1),
        "employer": "重庆示例机械有限公司",
        "employer_nature": "enterprise",
        "person_category": "enterprise_staff",
        "contact": "13900000002",
        "resume": "2002.07--2015.03  重庆示例机械有限公司  技术员\n2015.03--  重庆示例机械有限公司  经理",
        "criteria": ("projects",),
        "honours": "无",
        "deeds": "牵头完成数字化改造。",
        "city_managed": False,
        "statement_true": True,
    }
    return finished(IndividualFacts, key, values, overrides)


def official(key=201, **overrides):
    """A section-level cadre of a department."""
    values = {
        "sector": "public",
        "ownership": "",
        "employer": "重庆市巴南区示例局",
        "employer_nature": "agency",
        "person_category": "agency_staff",
        "is_cadre": True,
        "assessments": dict.fromkeys(range(2018, 2023), "competent"),
    }
    return individual(key, **(values | overrides))


def organ(key=11, **overrides):
    """An internal organ of a department: public, so that nothing is asked of enterprises."""
    values = {
        "name": f"重庆市巴南区示例局第{key}科",
        "nature": "agency",
        "sector": "public",
        "ownership": "",
        "credit_code": "",
        "registered_here": None,
        "operating_normally": None,
    }
    return collective(key, **(values | overrides))


def finished(kind, key, values, overrides):
    given = values | overrides
    if "filled" not in given:
        given["filled"] = filled(kind(key=key, **given))
    return kind(key=key, **given)


def recommendation(unit=TOWN, *nominees, **overrides):
    values = {
        "decision_on": date(2023, 12, 15),
        "decision_body": "党委会议",
        "filled": frozenset({"contact_name", "office_phone", "mobile"}),
    }
    return RecommendationFacts(unit, nominees, **(values | overrides))


def codes(findings):
    """Rule and code of each, for comparing."""
    return [(finding.rule, finding.code) for finding in findings]
