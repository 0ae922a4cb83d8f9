"""F1–F3: what the forms' instructions ask of the fields themselves."""

from dataclasses import replace
from datetime import date

import pytest

from nominations.policy.findings import Severity
from nominations.policy.required import ALWAYS, check_contacts, check_fields, required_fields

from .people import TODAY, TOWN, banan, collective, individual, official, organ, recommendation


def found(nominee, today=TODAY):
    return [(f.rule, f.code, f.field) for f in check_fields(banan(), nominee, today)]


@pytest.mark.parametrize("nominee", [collective(), organ(), individual(), official()])
def test_a_complete_form_has_no_fault(nominee):
    assert found(nominee) == []


def test_an_empty_form_lacks_every_required_field_at_once():
    for empty in (collective(filled=frozenset()), individual(filled=frozenset())):
        missing = [field for rule, code, field in found(empty) if (rule, code) == ("F1", "missing")]
        assert missing == list(required_fields(empty))
        assert set(ALWAYS[empty.kind]) < set(missing)


def test_only_enterprises_fill_in_what_is_asked_of_enterprises():
    asked = {"ownership", "credit_code", "registered_here", "operating_normally"}
    assert asked <= set(required_fields(collective()))
    assert asked.isdisjoint(required_fields(organ()))
    assert "ownership" in required_fields(individual())
    assert "ownership" not in required_fields(official())


def test_only_cadres_are_asked_who_manages_them():
    assert "city_managed" in required_fields(official())
    assert "city_managed" not in required_fields(individual())


@pytest.mark.parametrize("field", ["level", "degree", "grade", "professional_title", "honours", "remarks", "photo_"])
def test_what_may_stay_empty(field):
    assert field not in required_fields(collective()) + required_fields(individual())


def test_what_cannot_be_read_is_told_as_that_and_not_as_missing():
    typed = individual(unreadable={"birth_month": "八零年五月"}, filled=individual().filled - {"birth_month"})
    assert found(typed) == [("F1", "unreadable", "birth_month")]


@pytest.mark.parametrize("field", ["nature", "ownership"])
def test_an_option_of_another_notice(field):
    assert found(collective(**{field: "gone"})) == [("F1", "option", field)]


@pytest.mark.parametrize("field", ["employer_nature", "person_category", "ownership"])
def test_an_option_of_another_notice_of_a_person(field):
    assert found(individual(**{field: "gone"})) == [("F1", "option", field)]


@pytest.mark.parametrize(
    "number",
    [
        *("13900000002", "023-66222333", "02366222333", "(023)66222333", "（０２３）６６２２２３３３", "66222333"),
        *("0816-2222333", "023-66222333-801", "400-820-8820", "023-66222333、13900000002", "139 0000 0002"),
    ],
)
def test_telephone_numbers(number):
    assert found(collective(phone=number)) == []
    assert found(individual(contact=number)) == []


@pytest.mark.parametrize("number", ["12345", "12900000002", "139000000021", "电话", "023-66222333、", "1390000000a"])
def test_no_telephone_numbers(number):
    assert found(collective(phone=number)) == [("F1", "phone", "phone")]
    assert found(individual(contact=number)) == [("F1", "phone", "contact")]


def test_the_category_agrees_with_the_employers_nature():
    assert found(individual(person_category="agency_staff")) == [("F1", "category", "person_category")]
    assert found(official(person_category="enterprise_head")) == [("F1", "category", "person_category")]
    assert found(official(person_category="institution_staff")) == []
    assert found(official(person_category="other")) == []
    assert found(replace(individual(), sector="")) == []


@pytest.mark.parametrize(
    "text", ["", "无", "没有", "2021年3月获某奖", "2021.03 某奖", "某奖（2021年度）\n\n2020年 某奖", "获奖于2021"]
)
def test_honours_say_when(text):
    assert found(collective(honours=text)) == []


@pytest.mark.parametrize("text", ["某奖", "第20210号某奖", "“1246”先进集群奖"])
def test_honours_that_do_not_say_when(text):
    assert found(collective(honours=text)) == [("F3", "honour_time", "honours")]


def test_each_line_of_honours_is_judged():
    nominee = individual(honours="先进个人\n2020年 某奖\n优秀党员")
    assert found(nominee) == [("F3", "honour_time", "honours")] * 2
    assert {f.severity for f in check_fields(banan(), nominee, TODAY)} == {Severity.WARNING}


@pytest.mark.parametrize("place", ["重庆市巴南区", "四川省成都市", "四川省仪陇县", "内蒙古自治区科尔沁左翼中旗"])
def test_native_place_to_the_county(place):
    assert found(individual(native_place=place)) == []


@pytest.mark.parametrize("place", ["重庆巴南", "四川省", "巴南区", "重庆市"])
def test_native_place_not_to_the_county(place):
    assert found(individual(native_place=place)) == [("F3", "native_place", "native_place")]


def resume_findings(text, **overrides):
    findings = check_fields(banan(), individual(resume=text, **overrides), TODAY)
    return [(f.code, f.severity, f.params.get("number")) for f in findings if f.rule == "F2"]


def test_resume_faults_are_told_by_line_and_all_at_once():
    text = "2002.07--2008.06 某厂\n某厂工人\n2015.03--2012.01 某厂\n2024.01-- 某厂\n2010--2011 某厂"
    assert resume_findings(text) == [
        ("unreadable", Severity.HARD, 2),
        ("unreadable", Severity.HARD, 5),
        ("backwards", Severity.HARD, 3),
        ("future", Severity.HARD, 4),
    ]


def test_a_gap_is_only_a_warning():
    assert resume_findings("2002.07--2008.06 某厂\n2009.06-- 某厂") == [("gap", Severity.WARNING, None)]
    late = resume_findings("2005.07-- 某厂", work_start=date(2002, 7, 1))
    assert late == [("gap", Severity.WARNING, None)]


def test_gaps_are_looked_for_only_where_every_line_is_read():
    assert resume_findings("2002.07--2008.06 某厂\n某厂") == [("unreadable", Severity.HARD, 2)]


def test_an_end_yet_to_come():
    assert resume_findings("2002.07--2024.06 某厂") == [("future", Severity.HARD, 1)]


def test_who_filled_the_sheets_in():
    notice = banan()
    assert check_contacts(notice, recommendation()) == []
    findings = check_contacts(notice, recommendation(TOWN, filled=frozenset({"mobile"})))
    assert [(f.code, f.field, f.subject) for f in findings] == [
        ("missing", "contact_name", None),
        ("missing", "office_phone", None),
    ]
