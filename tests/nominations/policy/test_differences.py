"""What a new notice says otherwise, in words, for the page that asks before it takes effect."""

from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.differences import Difference, differences

from .people import banan


def told(*replacements):
    return {item.path: (item.before, item.after) for item in differences(banan(), banan(*replacements))}


def test_nothing_differs_from_itself():
    assert differences(banan(), banan()) == []


def test_a_single_value_stands_at_its_key():
    assert differences(banan(), banan(("places = 50 ", "places = 60 "))) == [
        Difference("awards[collective].places", "50", "60")
    ]


def test_values_in_words():
    assert told(
        ("T23:59:59", "T18:00:00"),
        ("percent = 15, minimum = 1 }   #", "percent = 12.5 }   #"),
        ("count_first_day = true", "count_first_day = false"),
        ("issued_on = 2023-12-07", "issued_on = 2023-12-08"),
    ) == {
        "deadline": ("2024-01-12 23:59:59 Asia/Shanghai", "2024-01-12 18:00:00 Asia/Shanghai"),
        "unit_kinds[town].collectives.percent": ("15%", "12.5%"),
        "unit_kinds[town].collectives.minimum": ("1", "0"),
        "publicity.count_first_day": ("是", "否"),
        "issued_on": ("2023-12-07", "2023-12-08"),
    }


def test_an_item_that_comes_or_goes_is_told_whole_and_in_the_order():
    gone = told(('    { code = "ungraded", label = "未定等次或未参加考核" },\n', ""))
    assert gone["options.assessment[ungraded]"] == ("code：ungraded，label：未定等次或未参加考核", "（无）")
    assert gone["options.assessment"][0].endswith("incompetent、ungraded")
    new = told(('code = "soe"', 'code = "company"'))
    assert new["unit_kinds[soe]"][1] == new["unit_kinds[company]"][0] == "（无）"
    assert "collectives：（basis：fixed，number：1）" in new["unit_kinds[company]"][1]


def test_lists_without_codes():
    changes = told(
        ("[2018, 2019, 2020, 2021, 2022]", "[2019, 2020, 2021, 2022]"),
        ('match = [{ sector = ["public"] }, {', "match = [{"),
        ("六、本表用A4纸双面打印，一式3份，请勿改变原表版式。", "六、本表一式4份。"),
    )
    assert changes["assessment_years"] == ("2018；2019；2020；2021；2022", "2019；2020；2021；2022")
    assert changes["consultation.rows[A].match"] == (
        "sector：public；ownership：district_soe",
        "ownership：district_soe",
    )
    assert changes["awards[individual].form.instructions[6]"][1] == "六、本表一式4份。"


def test_tables_and_what_may_be_left_out():
    changes = told(('E2 = "二"\n', ""), ("head = true }]\n", "head = false }]\n"))
    assert changes["clauses.E2"] == ("二", "（无）")
    assert changes["consultation.rows[B].match[1].head"] == ("是", "否")
    unsaid = told((", head = true }]\n", " }]\n"))
    assert unsaid["consultation.rows[B].match[1].head"] == ("是", "（不限）")


def test_a_list_emptied():
    assert told(('enterprise_ownership = ["district_soe"]', "enterprise_ownership = []")) == {
        "unit_kinds[soe].enterprise_ownership": ("district_soe", "（无）")
    }


@given(st.integers(1, 500), st.integers(1, 500))
def test_the_way_back_tells_the_same_the_other_way_round(places, days):
    other = banan(("places = 100 ", f"places = {places} "), ("unit_days = 5\n", f"unit_days = {days % 90 + 1}\n"))
    there, back = differences(banan(), other), differences(other, banan())
    assert [(d.path, d.after, d.before) for d in back] == [(d.path, d.before, d.after) for d in there]
