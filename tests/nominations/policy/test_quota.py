"""Q1–Q6, R1–R3: exact floors, readings, pairs."""

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.facts import UnitFacts
from nominations.policy.findings import Severity
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL
from nominations.policy.quota import check_differential, check_list, check_quota, list_composition, working, workings

from .people import COMPANY, DEPARTMENT, TOWN, banan, codes, collective, individual, official, organ, recommendation

ALLOWANCE_READING = ('basis = "recommended", percent = 150', 'basis = "allowance", percent = 150')


def town(enterprises):
    return UnitFacts(1, "示例镇", "town", above_scale_enterprises=enterprises)


@pytest.mark.parametrize(
    ("enterprises", "allowed"), [(0, 1), (1, 1), (6, 1), (7, 1), (13, 1), (14, 2), (34, 5), (67, 10)]
)
@pytest.mark.parametrize("kind", ["town", "park"])
def test_q2_fifteen_percent_rounded_down_but_at_least_one(kind, enterprises, allowed):
    unit = replace(town(enterprises), kind=kind)
    assert working(banan(), unit, COLLECTIVE, 0, 0).allowed == allowed


@pytest.mark.parametrize(("collectives", "allowed"), [(0, 0), (1, 1), (2, 3), (3, 4), (5, 7), (10, 15)])
def test_q3_one_and_a_half_of_the_collectives_recommended(collectives, allowed):
    assert working(banan(), town(67), INDIVIDUAL, collectives, 0).allowed == allowed


@pytest.mark.parametrize(("enterprises", "allowed"), [(0, 1), (13, 1), (14, 3), (34, 7), (67, 15)])
def test_q3_the_other_reading_takes_the_allowance(enterprises, allowed):
    assert working(banan(ALLOWANCE_READING), town(enterprises), INDIVIDUAL, 0, 0).allowed == allowed


def test_the_allowance_of_a_fixed_number():
    notice = banan(
        ('individuals = { basis = "fixed", number = 2 }\nenterprises_allowed = false',
         'individuals = { basis = "allowance", percent = 250 }\nenterprises_allowed = false')
    )  # fmt: skip
    assert working(notice, DEPARTMENT, INDIVIDUAL, 0, 0).allowed == 2


def test_the_working_shows_its_parts():
    shown = working(banan(), TOWN, COLLECTIVE, 3, 4)
    assert (shown.base, shown.percent, shown.exact) == (34, 15, Fraction(51, 10))
    assert (shown.allowed, shown.used, shown.left, shown.over) == (5, 3, 2, 0)
    assert not shown.lifted
    assert working(banan(), town(6), COLLECTIVE, 0, 0).lifted
    assert not working(banan(), town(7), COLLECTIVE, 0, 0).lifted


@given(enterprises=st.integers(0, 10**6), used=st.integers(0, 10**6))
def test_the_floor_is_exact_and_never_exceeded(enterprises, used):
    shown = working(banan(), town(enterprises), COLLECTIVE, used, 0)
    assert shown.allowed == max(1, enterprises * 15 // 100)
    assert shown.allowed * 100 <= enterprises * 15 or shown.allowed == 1
    assert shown.left + min(used, shown.allowed) == shown.allowed
    assert shown.over == max(0, used - shown.allowed)


@given(collectives=st.integers(0, 12), individuals=st.integers(0, 18), enterprises=st.integers(0, 90))
def test_no_recommendation_without_a_finding_exceeds_its_quota(collectives, individuals, enterprises):
    nominees = [collective(key) for key in range(1, collectives + 1)]
    nominees += [individual(key) for key in range(101, 101 + individuals)]
    found = check_quota(banan(), recommendation(town(enterprises), *nominees))
    over = {"Q2": collectives > max(1, enterprises * 15 // 100), "Q3": individuals > collectives * 3 // 2}
    assert codes(found) == [(rule, "over") for rule, holds in over.items() if holds]


def test_q1_a_department_puts_forward_one_and_two_in_principle():
    within = recommendation(DEPARTMENT, organ(), official(201), official(202))
    assert check_quota(banan(), within) == []
    over = recommendation(DEPARTMENT, organ(11), organ(12), official(201), official(202), official(203))
    found = check_quota(banan(), over)
    assert codes(found) == [("Q1", "over_in_principle")] * 2
    assert {finding.severity for finding in found} == {Severity.SOFT}
    assert {finding.clause for finding in found} == {"一（二）"}


def test_q2_and_q3_bind():
    nominees = [collective(key) for key in (1, 2)] + [individual(key) for key in range(101, 105)]
    found = check_quota(banan(), recommendation(town(13), *nominees))
    assert codes(found) == [("Q2", "over"), ("Q3", "over")]
    assert all(finding.blocks and finding.subject is None for finding in found)
    assert [finding.params["over"] for finding in found] == [1, 1]


def test_q4_a_district_company_counts_as_a_department_does():
    found = check_quota(banan(), recommendation(COMPANY, collective(1), collective(2)))
    assert codes(found) == [("Q4", "over_in_principle")]
    assert found[0].needs_reason


def test_a_kind_of_unit_that_was_not_asked_may_recommend_nobody():
    unit = UnitFacts(9, "示例街区", "quarter")
    assert check_quota(banan(), recommendation(unit)) == []
    found = check_quota(banan(), recommendation(unit, collective()))
    assert codes(found) == [("Q1", "over")]
    assert found[0].blocks


def test_backups_use_no_quota():
    principal = organ(11, division_level=True)
    both = recommendation(DEPARTMENT, principal, organ(12, backup_for=11))
    assert workings(banan(), both)[COLLECTIVE].used == 1
    assert check_quota(banan(), both) == []


def test_nor_does_one_whose_backup_took_its_place():
    """Its division-level place is used all the same, and it takes no further backup."""
    fallen, heir = organ(11, division_level=True, replaced=True), organ(12)
    assert workings(banan(), recommendation(DEPARTMENT, fallen, heir))[COLLECTIVE].used == 1
    assert q5(fallen, heir, organ(13, division_level=True), organ(14, backup_for=13))[0] == ("too_many", None)
    assert ("backup_alone", 15) in q5(fallen, heir, organ(15, backup_for=11))


def q5(*nominees, unit=DEPARTMENT):
    found = check_quota(banan(), recommendation(unit, *nominees))
    return [(finding.code, finding.subject) for finding in found if finding.rule == "Q5"]


def test_q5_one_of_each_kind_with_one_backup_each():
    assert q5(
        organ(11, division_level=True),
        organ(12, backup_for=11),
        official(201, division_level=True),
        official(202, backup_for=201),
    ) == []  # fmt: skip


def test_q5_not_two_of_a_kind():
    assert q5(
        official(201, division_level=True),
        official(202, division_level=True),
        official(203, backup_for=201),
        official(204, backup_for=202),
    ) == [("too_many", None)]  # fmt: skip


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], [("no_backup", 201)]),
        ([official(202, backup_for=201), official(203, backup_for=201)], [("many_backups", 201)]),
        ([official(202, backup_for=201, division_level=True)], [("backup_division_level", 202)]),
        ([organ(11, backup_for=201)], [("backup_kind", 11)]),
        ([official(202, backup_for=999)], [("no_backup", 201), ("backup_alone", 202)]),
        ([official(202, backup_for=201), official(203, backup_for=202)], [("backup_alone", 203)]),
    ],
)
def test_q5_the_backup_of_a_division_level_cadre(others, expected):
    assert q5(official(201, division_level=True), *others) == expected


def test_q5_nobody_else_has_a_backup():
    assert q5(official(201), official(202, backup_for=201)) == [("backup_needless", 202)]


def test_q6_warns_the_office_while_there_is_nothing_to_choose_from():
    found = check_differential(banan(), {COLLECTIVE: 50, INDIVIDUAL: 101})
    assert [(f.rule, f.severity, f.params["count"]) for f in found] == [("Q6", Severity.WARNING, 50)]
    assert len(check_differential(banan(), {})) == 2
    assert check_differential(banan(), {COLLECTIVE: 51, INDIVIDUAL: 101}) == []


def listed(capped, others):
    return [organ(key) for key in range(capped)] + [collective(100 + key) for key in range(others)]


@pytest.mark.parametrize(
    ("capped", "others", "cap", "over"),
    [(12, 38, 12, False), (13, 37, 12, True), (0, 3, 0, False), (1, 2, 0, True), (1, 3, 1, False), (0, 0, 0, False)],
)
def test_r2_a_quarter_of_the_list_rounded_down(capped, others, cap, over):
    made_up = list_composition(banan(), COLLECTIVE, listed(capped, others))
    assert (made_up.count, made_up.capped, made_up.cap) == (capped + others, capped, cap)
    found = check_list(banan(), made_up)
    assert codes(found) == [("R2", "over")] * over
    assert all(finding.needs_reason and finding.clause == "五（二）" for finding in found)


def test_r2_district_companies_count_others_do_not():
    nominees = [collective(1, ownership="district_soe"), collective(2, ownership="other_soe"), collective(3)]
    assert list_composition(banan(), COLLECTIVE, nominees).capped == 1


def test_r3_only_cadres_count():
    nominees = [
        official(201),
        official(202, is_cadre=False),
        individual(103, ownership="district_soe", is_cadre=True),
        individual(104, ownership="district_soe"),
        individual(105, is_cadre=True),
    ]
    made_up = list_composition(banan(), INDIVIDUAL, nominees)
    assert (made_up.capped, made_up.cap, made_up.share) == (2, 1, 40)
    assert codes(check_list(banan(), made_up)) == [("R3", "over")]


def test_r1_no_more_than_the_places():
    full = list_composition(banan(), COLLECTIVE, listed(0, 50))
    assert check_list(banan(), full) == []
    found = check_list(banan(), list_composition(banan(), COLLECTIVE, listed(0, 51)))
    assert codes(found) == [("R1", "over")]
    assert found[0].blocks
    assert found[0].params["over"] == 1


def test_a_list_counts_one_kind_and_no_backups():
    nominees = [*listed(1, 3), organ(90, backup_for=0), individual()]
    assert list_composition(banan(), COLLECTIVE, nominees).count == 4
    assert list_composition(banan(), INDIVIDUAL, nominees).count == 1
    assert list_composition(banan(), COLLECTIVE, []).share == 0


@given(capped=st.integers(0, 60), others=st.integers(0, 60))
def test_a_list_is_reported_exactly_when_its_share_is_above_the_cap(capped, others):
    made_up = list_composition(banan(), COLLECTIVE, listed(capped, others))
    above = capped > floor(Fraction(25, 100) * (capped + others))
    assert ("R2" in dict(codes(check_list(banan(), made_up)))) == above
    assert above == (made_up.share > 25)
