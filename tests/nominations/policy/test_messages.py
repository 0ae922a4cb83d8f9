"""Every finding the rules can yield has words: what was found, the limit, the remedy."""

import re
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command

from nominations.messages import (
    LABELS,
    TITLES,
    WORDS,
    clause_words,
    composition_words,
    label_of,
    rule_rows,
    shown,
    words,
    working_words,
)
from nominations.policy.eligibility import (
    check_announcement,
    check_deadline,
    check_nominee,
    check_publicity,
    check_recommendation,
)
from nominations.policy.facts import Moment, PublicityFacts, UnitFacts
from nominations.policy.findings import Finding, Severity
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL
from nominations.policy.quota import check_differential, check_list, list_composition, working
from nominations.policy.rules import RULES

from .people import (
    COMPANY,
    DEPARTMENT,
    TODAY,
    TOWN,
    banan,
    collective,
    id_number,
    individual,
    official,
    organ,
    recommendation,
)

WRONG_COLLECTIVES = [
    collective(filled=frozenset(), unreadable={"headcount": "一百"}),
    collective(nature="gone", phone="x", honours="某奖", name="示例", barred=True, nominated_elsewhere=True),
    collective(criteria=(), clean_record=None, statement_true=False, deeds="字" * 1501),
    collective(registered_here=False, operating_normally=False),
    *(collective(credit_code=code) for code in ("1", "I" * 18, "91110000600037341M")),
]
WRONG_PEOPLE = [
    *(individual(id_number=number) for number in ("1", "A" * 18, "1" * 18, id_number("20990101"))),
    individual(id_number=id_number(region="999999"), gender="male", birth_month=date(1981, 1, 1)),
    individual(id_number=id_number(order="127"), work_start=date(2024, 1, 1), native_place="巴南"),
    individual(work_start=date(1985, 1, 1), leads_collective=1, person_category="agency_staff"),
    individual(resume="某厂\n2015.01--2014.01 某厂\n2030.01-- 某厂"),
    individual(resume="2002.07--2015.03 某厂"),
    official(city_managed=True, assessments={2018: "basic"}),
]


def everything_that_can_be_said():
    """Findings of every rule, from nominees, units, lists and moments that break it."""
    notice = banan()
    for nominee in WRONG_COLLECTIVES + WRONG_PEOPLE:
        yield from check_nominee(notice, TOWN, nominee, TODAY, [collective(1)])
    yield from check_nominee(notice, DEPARTMENT, collective(), TODAY)
    yield from check_nominee(notice, COMPANY, collective(), TODAY)
    yield from quota_findings()
    yield from check_differential(notice, {})
    for kind, nominees in ((COLLECTIVE, [organ(key) for key in range(51)]), (INDIVIDUAL, [official()])):
        yield from check_list(notice, list_composition(notice, kind, nominees))
    early = PublicityFacts(date(2023, 12, 1), date(2024, 1, 12), open_objections=1)
    late = recommendation(TOWN, decision_on=date(2023, 12, 22), decision_body="")
    yield from check_announcement(notice, late, early, TODAY)
    yield from check_publicity(notice, early, TODAY)
    yield from check_publicity(notice, None, TODAY)
    after = datetime(2024, 1, 13, tzinfo=ZoneInfo("Asia/Shanghai"))
    yield from check_deadline(notice, Moment(after, notice.deadline))


def quota_findings():
    hardened = banan(
        ('rule = "Q1"\nhard = false', 'rule = "Q1"\nhard = true'),
        ('rule = "Q4"                                                 # 【口径】通知未规定，比照区级部门\nhard = false',
         'rule = "Q4"\nhard = true'),
    )  # fmt: skip
    softened = banan(('rule = "Q2"\nhard = true', 'rule = "Q2"\nhard = false'))
    many = [collective(key) for key in range(1, 8)] + [individual(key) for key in range(101, 120)]
    for notice in (banan(), hardened, softened):
        for unit in (TOWN, DEPARTMENT, COMPANY):
            yield from check_recommendation(notice, recommendation(replace(unit, barred=True), *many, decision_on=None))
    pairs = [
        official(201, division_level=True),
        official(202, division_level=True, backup_for=201),
        official(203, backup_for=201),
        official(204, division_level=True),
        official(205, backup_for=999),
        official(206),
        official(207, backup_for=206),
        organ(11, backup_for=204),
        official(208, division_level=True),
    ]
    yield from check_recommendation(banan(), recommendation(DEPARTMENT, *pairs, filled=frozenset()))


SAID = list(everything_that_can_be_said())


def test_every_code_that_a_rule_declares_is_yielded_here():
    declared = {(rule, code) for rule, binding in RULES.items() for code in binding.codes}
    assert {(finding.rule, finding.code) for finding in SAID} == declared


def test_exactly_what_is_declared_has_words():
    assert WORDS.keys() == {(rule, code) for rule, binding in RULES.items() for code in binding.codes}
    assert TITLES.keys() == RULES.keys()


@pytest.mark.parametrize("finding", SAID, ids=lambda finding: f"{finding.rule}-{finding.code}-{finding.field}")
def test_words_are_whole_sentences_with_every_place_filled(finding):
    text = words(finding)
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert text.endswith("。")
    assert "None" not in text
    assert not re.search(r"%\(|Fraction|datetime|\bTrue\b|\bFalse\b", text)


def test_every_field_that_a_finding_points_at_has_its_label():
    pointed = {finding.field for finding in SAID if finding.field and not finding.field.startswith("assessment_")}
    assert pointed <= LABELS.keys()
    assert label_of("assessment_2018") == "2018年年度考核"
    assert label_of("id_number") == "身份证号"
    assert label_of("unheard_of") == "unheard_of"


@pytest.mark.parametrize(
    ("nominee", "label"), [(collective(filled=frozenset()), "集体名称"), (individual(filled=frozenset()), "姓名")]
)
def test_a_name_is_called_as_on_its_own_form(nominee, label):
    found = next(one for one in check_nominee(banan(), TOWN, nominee, TODAY) if one.field == "name")
    assert words(found) == f"“{label}”尚未填写。请填写后再公示、报送。"


def test_words_tell_find_limit_and_remedy():
    found = check_nominee(banan(), TOWN, collective(deeds="字" * 1520), TODAY)
    assert words(found[0]) == "先进事迹限 1500 字，现有 1520 字（空格、换行不计）。请删减 20 字。"
    over = check_recommendation(
        banan(), recommendation(replace(TOWN, above_scale_enterprises=13), collective(1), collective(2))
    )
    assert words(over[0]) == "本单位最多可推荐先进集体 1 个，现有 2 个。请减少 1 个。"
    assert clause_words(over[0]) == "依据：一（二）"


def test_a_finding_without_a_clause_names_none():
    assert clause_words(Finding("I3", "again", Severity.HARD, "")) == ""


def test_months_days_and_moments():
    assert shown("start", date(1980, 5, 1)) == "1980.05"
    assert shown("last_day", date(2024, 1, 4)) == "2024-01-04"
    assert shown("deadline", banan().deadline) == "2024-01-12 23:59:59"
    assert shown("percent", Fraction(25, 2)) == "12.5"


def town(enterprises):
    return UnitFacts(1, "示例镇", "town", above_scale_enterprises=enterprises)


@pytest.mark.parametrize(
    ("unit", "kind", "text"),
    [
        (town(34), COLLECTIVE, "规上工业企业 34 家 × 15% = 5.1 → 5 个，已推荐 3 个"),
        (town(0), COLLECTIVE, "规上工业企业 0 家 × 15% = 0 → 不足 1 个，按 1 个，已推荐 3 个"),
        (town(34), INDIVIDUAL, "推荐先进集体 3 个 × 150% = 4.5 → 4 名，已推荐 2 名"),
        (DEPARTMENT, INDIVIDUAL, "可推荐 2 名，已推荐 2 名"),
    ],
)
def test_the_arithmetic_is_shown(unit, kind, text):
    assert working_words(working(banan(), unit, kind, 3, 2), banan()) == text


def test_the_other_reading_shows_its_own_arithmetic():
    notice = banan(('basis = "recommended", percent = 150', 'basis = "allowance", percent = 150'))
    text = working_words(working(notice, town(34), INDIVIDUAL, 0, 0), notice)
    assert text == "可推荐先进集体 5 个 × 150% = 7.5 → 7 名，已推荐 0 名"


def test_the_make_up_of_a_list():
    made_up = list_composition(banan(), COLLECTIVE, [organ(1), collective(2), collective(3)])
    text = composition_words(made_up, banan().collective)
    assert text == "机关事业单位和区属国有企业 1 个，占 3 个的 33.33%（上限 25%，即 0 个）"


def test_the_table_of_rules():
    rows = {row.id: row for row in rule_rows(banan())}
    assert rows.keys() == RULES.keys()
    assert (rows["Q1"].clause, rows["Q1"].kind) == ("一（二）", "原则上")
    assert (rows["E6"].clause, rows["E6"].kind) == ("二（二）4", "必须")
    assert rows["I3"].clause == "—"


def test_the_page_of_rules_is_as_printed(capsys):
    call_command("print_rules")
    page = Path(settings.BASE_DIR, "docs", "rules.md").read_text(encoding="utf-8")
    assert page == capsys.readouterr().out, "docs/rules.md is old: manage.py print_rules > docs/rules.md"


def test_a_long_text_is_not_repeated_whole():
    found = check_nominee(banan(), TOWN, collective(unreadable={"location": "巴" * 300}), TODAY)
    (said,) = [words(one) for one in found if one.code == "unreadable"]
    assert f"“{'巴' * 40}…”" in said
