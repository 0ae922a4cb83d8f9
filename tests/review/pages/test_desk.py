"""The office's desk: what it narrows to, in which order, counted by stage, and taken away."""

from datetime import date
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nominations.models import AuditEntry
from nominations.policy.matching import matches
from nominations.selectors import detail_rows, nominee_facts
from review.forms.filters import CaseFilter
from review.models import Case, SavedFilter
from review.selectors.capped import under_cap
from tests import walk
from tests.builders import make_collective, make_individual
from tests.cast import client_of

URL = reverse("cases")


@pytest.fixture
def listed(cast):
    """Cases of two units: names that sound, one with a soft finding, one that is no enterprise."""
    cast.unit.above_scale_enterprises = 400
    cast.unit.save()
    type(cast.unit).objects.filter(pk=cast.other_unit.pk).update(short_name="邻镇")
    rows = {
        "factory": make_collective(
            recommendation=cast.recommendation, name="重庆曾家机床有限公司", leader_name="欧阳建"
        ),
        "office": make_collective(
            recommendation=cast.recommendation, name="界石镇经发办", nature="agency", ownership="", above_scale=False
        ),
        "zeng": make_individual(recommendation=cast.recommendation, name="曾祥", frontline=True, position="首席工程师"),
        "shan": make_individual(recommendation=cast.other_recommendation, name="单明", frontline=False),
    }
    cases = {word: walk.case_of(row) for word, row in rows.items()}
    walk.announce(cast, [cases["factory"]])
    return {word: walk.case_of(row) for word, row in rows.items()}


def names(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return [str(case) for case in response.context["page"]]


class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "曾"}, {"factory", "zeng"}),
            ({"q": "zengxiang"}, {"zeng"}),
            ({"q": "ZX"}, {"zeng"}),
            ({"q": "Shan ming"}, {"shan"}),
            ({"q": "danming"}, set()),
            ({"q": "首席工程"}, {"zeng"}),
            ({"q": "长安汽"}, {"shan"}),
            ({"q": "欧阳"}, {"factory"}),
            ({"q": "邻镇"}, {"shan"}),
            ({"kind": "collective"}, {"factory", "office"}),
            ({"stage": "unit_publicity"}, {"factory"}),
            ({"made": "capped"}, {"office"}),
            ({"made": "uncapped"}, {"factory", "zeng", "shan"}),
            ({"made": "frontline"}, {"zeng"}),
            ({"made": "above_scale"}, {"factory"}),
            ({"made": "division"}, set()),
            ({"rank": "3"}, {"shan"}),
            ({"finding": "D2"}, {"shan"}),
            ({"finding": "warning"}, {"shan"}),
            ({"finding": "soft"}, {"zeng"}),
            ({"finding": "I4"}, {"zeng"}),
            ({"finding": "any", "kind": "individual"}, {"zeng", "shan"}),
            ({"finding": "E7"}, set()),
        ],
        ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
    )
    def test_to(self, as_officer, listed, query, found):
        Case.objects.filter(pk=listed["shan"].pk).update(rank=2)
        person = listed["shan"].nomination.detail
        person.employer = "长安汽车"  # not in full: D2
        person.save()
        zeng = listed["zeng"].nomination.detail
        zeng.birth_month = zeng.birth_month.replace(month=6)  # not the ID number's: I4
        zeng.save()
        assert set(names(as_officer, **query)) == {str(listed[word]) for word in found}

    def test_no_finding(self, as_officer, listed):
        assert set(names(as_officer, finding="none")) | set(names(as_officer, finding="any")) == {
            str(case) for case in listed.values()
        }

    def test_what_a_notice_decides_needs_a_cycle(self, as_officer, listed):
        for query in ({"finding": "any"}, {"made": "capped"}, {"cure": "over"}):
            response = as_officer.get(URL, {"cycle": "", **query})
            assert "请先选定评选活动" in response.text
            assert len(response.context["page"]) == 4

    @pytest.mark.parametrize("query", [{"finding": "X9"}, {"made": "x"}, {"rank": "-1"}, {"sort": "-nothing"}])
    def test_nonsense_narrows_nothing(self, as_officer, listed, query):
        assert len(names(as_officer, **query)) == 4

    def test_others_may_not_ask_for_what_they_may_not_read(self, cast, listed):
        for user in (cast.lead, cast.panellists[1]):
            response = client_of(user).get(URL, {"finding": "any", "rank": "1", "made": "capped"})
            assert not {"finding", "made", "rank"} & set(response.context["form"].fields)
            assert "检查提示" not in response.text
            assert "导出" not in response.text

    def test_others_are_offered_the_units_of_what_they_may_read(self, cast, as_officer, listed):
        offered = {
            user: set(client_of(user).get(URL).context["form"].fields["unit"].queryset)
            for user in (cast.lead, cast.panellists[1], cast.officer)
        }
        assert list(offered.values()) == [{cast.unit}, set(), {cast.unit, cast.other_unit}]


def test_the_database_and_the_policy_count_alike(cast):
    """Every nature, category, employer and ownership, cadre or not: `under_cap` against `matches`."""
    options = cast.cycle.notice.options
    natures = ["", *(option.code for option in options["nature"])]
    categories = ["", *(option.code for option in options["person_category"])]
    for ownership in ("", "district_soe", "non_soe"):
        for nature in natures:
            make_collective(recommendation=cast.recommendation, nature=nature, ownership=ownership)
        for category in categories:
            for employer in ("", "agency", "enterprise", "other", "nonsense"):
                make_individual(
                    recommendation=cast.recommendation, person_category=category, employer_nature=employer,
                    ownership=ownership, is_cadre=category != "other", photo="",
                )  # fmt: skip
    notice = cast.cycle.notice
    facts = nominee_facts(detail_rows().filter(recommendation=cast.recommendation), cast.cycle)
    counted = {key for key, one in facts.items() if matches(notice.award(one.kind).capped, one)}
    assert counted
    assert set(Case.objects.filter(under_cap(notice)).values_list("nomination", flat=True)) == counted


class TestReady:
    def test_returned_ones_by_their_cure_date(self, as_officer, listed, on):
        on(walk.at(1, 10))
        for word, day in (("zeng", 9), ("shan", 10), ("office", 14)):
            Case.objects.filter(pk=listed[word].pk).update(stage="returned", cure_by=date(2024, 1, day))
        assert names(as_officer, cure="over") == ["曾祥"]
        assert names(as_officer, cure="soon") == ["单明"]
        counts = {one.label: one.count for one in as_officer.get(URL).context["shortcuts"]}
        assert counts == {
            "待初审": 0, "待初审，没有提示": None, "待初审，有须改正的": None, "补正三天内到期": 1, "退回逾期未补正": 1,
        }  # fmt: skip

    def test_one_is_kept_under_a_name_by_whom_it_is_for(self, cast, as_officer, listed):
        query = {"q": "曾", "kind": "individual", "page": "2", "cycle": cast.cycle.pk}
        address = f"{reverse('saved_filters')}?{urlencode(query)}"
        page = as_officer.get(address)
        assert page.context["conditions"] == [("类别", "个人"), ("关键词", "曾")]
        done = as_officer.post(address, {"name": "曾姓个人"}, follow=True)
        assert [str(case) for case in done.context["page"]] == ["曾祥"]
        assert [one.label for one in done.context["shortcuts"] if one.here] == ["曾姓个人"]
        assert "曾姓个人" not in client_of(cast.director).get(URL).text

        as_officer.post(f"{reverse('saved_filters')}?kind=collective", {"name": "曾姓个人"})
        saved = SavedFilter.objects.get()  # the cycle at hand is not kept: the next one's will be meant then
        assert saved.query == "kind=collective"
        drop = reverse("saved_filter_drop", args=[saved.pk])
        assert client_of(cast.director).post(drop).status_code == 404
        assert "已删除" in as_officer.post(drop, follow=True).text
        assert not SavedFilter.objects.exists()

    @pytest.mark.parametrize(
        ("query", "name", "words"),
        [
            ("", "全部", "没有可以保存的查询条件"),
            ("finding=X9", "看不懂", "没有可以保存的查询条件"),
            ("kind=collective", "", "必填"),
            ("kind=collective", "长" * 21, "20"),
        ],
    )
    def test_what_cannot_be_kept_is_said(self, as_officer, listed, query, name, words):
        answer = as_officer.post(f"{reverse('saved_filters')}?{query}", {"name": name})
        assert answer.status_code == 422
        assert words in answer.text


class TestOrder:
    def test_by_sound(self, as_officer, listed):
        assert names(as_officer, sort="name") == ["重庆曾家机床有限公司", "界石镇经发办", "单明", "曾祥"]
        assert names(as_officer, sort="-name") == ["曾祥", "单明", "界石镇经发办", "重庆曾家机床有限公司"]

    def test_by_rank_those_without_last(self, as_officer, listed):
        Case.objects.filter(pk=listed["shan"].pk).update(rank=2)
        Case.objects.filter(pk=listed["zeng"].pk).update(rank=1)
        assert names(as_officer, sort="rank")[:2] == ["曾祥", "单明"]
        assert names(as_officer, sort="-rank")[:2] == ["单明", "曾祥"]

    def test_a_second_click_turns_it_round(self, as_officer, listed):
        text = as_officer.get(URL, {"sort": "name"}).text
        assert 'aria-sort="ascending"' in text
        assert "sort=-name" in text


def test_stages_are_counted_whichever_is_chosen(as_officer, listed):
    stages = as_officer.get(URL, {"stage": "draft", "kind": "collective"}).context["stages"]
    assert [(code, count) for code, _label, count in stages] == [("draft", 1), ("unit_publicity", 1)]


class TestExport:
    def test_what_is_filtered_without_numbers_and_on_record(self, cast, as_officer, listed):
        response = as_officer.get(reverse("cases_export"), {"kind": "individual", "sort": "name"})
        page = load_workbook(BytesIO(response.content)).active
        cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
        assert cells.index("单明") < cells.index("曾祥")
        assert "界石镇经发办" not in cells
        detail = listed["zeng"].nomination.detail
        assert not any(detail.id_number in cell or detail.contact in cell for cell in cells)
        entry = AuditEntry.objects.get(action="cases_exported")
        assert (entry.actor, entry.detail["number"]) == (cast.officer, 2)


def test_all_choices_have_words():
    form = CaseFilter({}, reader=True)
    assert all(str(label) for field in ("finding", "made") for _code, label in form.fields[field].choices)
