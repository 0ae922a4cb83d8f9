"""E1–E8, I1–I5, D1, D2: each rule at its edges, each finding at its field."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.eligibility import check_nominee, check_recommendation
from nominations.policy.findings import Finding, Severity, blocking, unreasoned
from nominations.policy.rules import found as declared

from .people import (
    COMPANY,
    DEPARTMENT,
    TODAY,
    TOWN,
    banan,
    codes,
    collective,
    credit_code,
    id_number,
    individual,
    official,
    organ,
    recommendation,
)


def found(nominee, *others, unit=TOWN, notice=None):
    return check_nominee(notice or banan(), unit, nominee, TODAY, others)


def places(findings):
    """Where each finding stands."""
    return [(finding.rule, finding.code, finding.field) for finding in findings]


def test_nothing_is_said_of_who_is_in_order():
    nominees = [collective(), individual(), organ(), official()]
    assert [finding for nominee in nominees for finding in found(nominee, *nominees)] == []


def test_every_finding_says_whom_it_is_about_and_where_the_rule_stands():
    findings = found(collective(7, criteria=(), clean_record=False, registered_here=False, deeds="字" * 1501))
    assert places(findings) == [
        ("E2", "none", "criteria"),
        ("E3", "denied", "clean_record"),
        ("D1", "too_long", "deeds"),
        ("E4", "registered_here", "registered_here"),
    ]
    assert {finding.subject for finding in findings} == {7}
    assert [finding.clause for finding in findings] == ["二", "附件1、附件2", "附件1、附件2", "一（一）"]


def test_clauses_are_those_of_the_notice_in_force():
    other = banan(('E2 = "二"', 'E2 = "第三条"'))
    assert found(collective(criteria=()), notice=other)[0].clause == "第三条"


# E1


@pytest.mark.parametrize("nominee", [collective(), individual(), collective(ownership="district_soe")])
def test_e1_no_enterprise_through_a_department(nominee):
    assert places(found(nominee, unit=DEPARTMENT)) == [("E1", "not_here", "")]


def test_e1_a_district_company_puts_forward_its_own_kind_only():
    assert found(collective(ownership="district_soe"), unit=COMPANY) == []
    assert places(found(collective(), unit=COMPANY)) == [("E1", "not_own", "ownership")]
    open_question = collective(ownership="")
    assert places(found(open_question, unit=COMPANY)) == [("F1", "missing", "ownership")]


# E2, E3


def test_e2_one_listed_criterion_is_enough():
    assert found(collective(criteria=("other",))) == []
    assert places(found(collective(criteria=("projects",)))) == [("E2", "none", "criteria")]  # a person's


def test_e3_the_sentences_of_the_kinds_own_box():
    nothing_said = collective(clean_record=None, statement_true=None)
    assert places(found(nothing_said)) == [("E3", "unanswered", "clean_record"), ("E3", "unanswered", "statement_true")]
    assert places(found(individual(statement_true=False))) == [("E3", "denied", "statement_true")]


# E4


def test_e4_registered_here_and_operating():
    gone = collective(registered_here=False, operating_normally=False)
    fields = ["registered_here", "operating_normally"]
    assert places(found(gone)) == [("E4", field, field) for field in fields]
    assert found(organ(registered_here=False)) == []


def test_e4_an_open_answer_is_missing_not_wrong():
    assert places(found(collective(registered_here=None))) == [("F1", "missing", "registered_here")]


# E5, E6


def test_e5_no_city_managed_cadres():
    assert places(found(official(city_managed=True))) == [("E5", "city_managed", "city_managed")]


def assessed(start=date(2002, 7, 1), **grades):
    years = {int(year.removeprefix("y")): grade for year, grade in grades.items()}
    return official(assessments={**dict.fromkeys(range(2018, 2023), "competent"), **years}, work_start=start)


def test_e6_every_year_passed():
    assert found(assessed(y2018="excellent")) == []
    findings = found(assessed(y2018="basic", y2020="ungraded", y2022=""))
    assert places(findings) == [
        ("E6", "failed", "assessment_2018"),
        ("E6", "failed", "assessment_2020"),
        ("E6", "missing", "assessment_2022"),
    ]
    assert findings[0].clause == "二（二）4"


def test_e6_a_year_before_work_began_may_stay_empty():
    resume = "2020.07--  重庆市巴南区示例局  科员"
    newcomer = assessed(start=date(2020, 7, 1), y2018="", y2019="", y2020="")
    assert places(found(replace(newcomer, resume=resume))) == [("E6", "missing", "assessment_2020")]
    without = replace(assessed(y2018=""), work_start=None)
    assert places(found(without)) == [("E6", "missing", "assessment_2018")]


def test_e6_a_bad_year_before_work_began_is_not_overlooked():
    resume = "2020.07--  重庆市巴南区示例局  科员"
    strange = replace(assessed(start=date(2020, 7, 1), y2018="incompetent", y2019=""), resume=resume)
    assert places(found(strange)) == [("E6", "failed", "assessment_2018")]


def test_e6_a_grade_of_another_notice_does_not_pass():
    assert places(found(assessed(y2019="gone"))) == [("E6", "failed", "assessment_2019")]


def test_e6_others_have_no_assessments():
    assert found(individual(assessments={2018: "incompetent"})) == []


# E7, E8


def test_e7_the_leadership_of_a_recommended_collective():
    leader = individual(leads_collective=1)
    (finding,) = found(leader, collective(1))
    assert (finding.rule, finding.field, finding.severity) == ("E7", "leads_collective", Severity.SOFT)
    assert found(leader, collective(2)) == []
    assert found(leader) == []


def test_e8_the_nominee():
    assert places(found(collective(barred=True))) == [("E8", "nominee", "name")]
    assert places(found(individual(barred=True))) == [("E8", "nominee", "name")]


def test_e8_the_unit():
    findings = check_recommendation(banan(), recommendation(replace(TOWN, barred=True)))
    assert [(f.rule, f.code, f.subject, f.blocks) for f in findings] == [("E8", "unit", None, True)]


# I1, I2, I4


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1234", ["length"]),
        ("A" * 18, ["characters"]),
        (id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2"), ["checksum"]),
        (id_number("19800230"), ["birth_date"]),
        (id_number("20231221"), ["future"]),
    ],
)
def test_i1_a_wrong_number_is_told_and_nothing_is_concluded_from_it(number, expected):
    findings = found(individual(id_number=number))
    assert places(findings) == [("I1", code, "id_number") for code in expected]
    assert all(finding.blocks for finding in findings)


def test_i1_an_unknown_region_is_only_a_warning():
    (finding,) = found(individual(id_number=id_number(region="999999")))
    assert (finding.code, finding.severity, finding.params["region"]) == ("region", Severity.WARNING, "999999")


def test_i2_gender():
    assert places(found(individual(gender="male"))) == [("I2", "number_says_female", "gender")]
    man = individual(id_number=id_number(order="127"))
    assert places(found(man)) == [("I2", "number_says_male", "gender")]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(1996, 5, 1), []),
        (date(1996, 4, 1), ["work_too_young"]),
        (date(1980, 5, 1), ["work_too_young"]),
        (date(2023, 12, 1), []),
        (date(2024, 1, 1), ["work_future"]),
    ],
)
def test_i2_work_started_at_sixteen_or_later_and_not_in_the_future(start, expected):
    findings = found(individual(work_start=start, resume="1980.05--  重庆示例机械有限公司"))
    assert places(findings) == [("I2", code, "work_start") for code in expected]


def test_i2_without_a_number_the_birth_month_tells_the_age():
    unknown = individual(id_number="", work_start=date(1990, 1, 1), resume="1990.01-- 某厂")
    assert places(found(unknown)) == [("F1", "missing", "id_number"), ("I2", "work_too_young", "work_start")]
    neither = individual(id_number="", birth_month=None)
    assert places(found(neither)) == [("F1", "missing", "birth_month"), ("F1", "missing", "id_number")]


def test_i4_the_birth_month_may_differ_with_a_reason():
    (finding,) = found(individual(birth_month=date(1980, 6, 1)))
    assert (finding.rule, finding.field, finding.needs_reason) == ("I4", "birth_month", True)
    assert finding.params == {"typed": date(1980, 6, 1), "number_says": date(1980, 5, 1)}


@given(birth=st.dates(date(1950, 1, 1), date(2000, 12, 31)), order=st.integers(0, 999))
def test_what_the_number_fills_in_is_never_objected_to(birth, order):
    person = individual(
        id_number=id_number(f"{birth:%Y%m%d}", f"{order:03}"),
        gender="male" if order % 2 else "female",
        birth_month=birth.replace(day=1),
        work_start=date(2018, 7, 1),
        resume="2018.07--  重庆示例机械有限公司  工人",
    )
    assert found(person) == []


# I3, I5


def test_i3_put_forward_elsewhere():
    assert places(found(individual(nominated_elsewhere=True))) == [("I3", "again", "id_number")]
    assert places(found(collective(nominated_elsewhere=True))) == [("I3", "again", "name")]


def test_i3_twice_in_the_same_recommendation():
    twin = individual(102, id_number=individual(101).id_number.lower())
    assert places(found(individual(101), twin)) == [("I3", "again", "id_number")]
    namesake = individual(102, name=individual(101).name)
    assert found(individual(101), namesake) == []


def test_i3_a_collective_has_one_name_and_one_credit_code():
    first = collective(1)
    assert places(found(first, collective(2, name=first.name))) == [("I3", "again", "name")]
    assert places(found(first, collective(2, credit_code=first.credit_code))) == [("I3", "again", "name")]
    assert found(organ(1), organ(2)) == []  # both without a credit code


def test_i3_never_tells_by_whom():
    (finding,) = found(individual(nominated_elsewhere=True))
    assert finding.params == {}


@pytest.mark.parametrize(
    ("code", "expected"),
    [("123", "length"), (credit_code()[:-1] + "I", "characters"), ("91110000600037341M", "checksum")],
)
def test_i5_credit_codes(code, expected):
    assert places(found(collective(credit_code=code))) == [("I5", expected, "credit_code")]
    assert found(organ(credit_code=code)) == []


# D1, D2


@pytest.mark.parametrize(("deeds", "too_long"), [("字" * 1500, False), ("字 \n" * 1500, False), ("字" * 1501, True)])
def test_d1_fifteen_hundred_characters(deeds, too_long):
    findings = found(collective(deeds=deeds))
    assert codes(findings) == [("D1", "too_long")] * too_long
    assert all((f.params["count"], f.params["over"]) == (1501, 1) for f in findings)


@pytest.mark.parametrize("name", ["重庆示例机械有限公司", "重庆示例铸造厂", "重庆示例中心（有限合伙）"])
def test_d2_registered_names(name):
    assert found(collective(name=name)) == []
    assert found(individual(employer=name)) == []


def test_d2_a_name_that_ends_otherwise_is_a_warning():
    (of_collective,) = found(collective(name="示例机械"))
    (of_employer,) = found(individual(employer="示例机械"))
    assert (of_collective.field, of_employer.field) == ("name", "employer")
    assert {of_collective.severity, of_employer.severity} == {Severity.WARNING}
    assert found(organ(name="示例")) == []


# findings


def test_a_rule_says_only_what_has_words():
    with pytest.raises(ValueError, match="E2 does not declare the code 'nonsense'"):
        declared(banan(), "E2", "nonsense")


def test_blocking_and_unreasoned():
    hard = Finding("E2", "none", Severity.HARD, "二")
    soft = Finding("E7", "leader", Severity.SOFT, "五（二）")
    warning = Finding("D2", "not_in_full", Severity.WARNING, "")
    everything = [hard, soft, warning]
    assert blocking(everything) == [hard]
    assert unreasoned(everything, {}) == unreasoned(everything, {"E7": "  "}) == [soft]
    assert unreasoned(everything, {"E7": "确属一线骨干"}) == []
