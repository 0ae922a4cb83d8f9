"""The office's pages: list of cases, return, screen out, shortlist, rosters."""

import re
from datetime import date

import pytest
from django.urls import reverse

from review.stages import Stage
from tests import walk
from tests.builders import make_collective
from tests.cast import client_of, once
from tests.walk import at, fresh

kept = once(walk.submitted)


def returning(**overrides):
    given = {
        "grounds": ["resume", "honours"], "fields_resume": ["resume"], "fields_honours": ["honours"], "note_honours": "缺授予机关",
        "reason": "工作简历缺少月份", "cure_by": "2024-01-10", "needs_publicity": "no",
    }  # fmt: skip
    return given | overrides


class TestReturn:
    @pytest.fixture
    def case(self, cast, on):
        _collective, case = walk.submitted(cast)
        on(at(1, 8))
        return case

    def post(self, client, case, **overrides):
        return client.post(reverse("return", args=[case.pk]), returning(**overrides))

    def test_with_grounds_text_and_a_date(self, as_officer, case):
        response = self.post(as_officer, case)
        assert response.url == reverse("case", args=[case.pk])
        (case,) = fresh([case])
        assert (case.stage, case.cure_by, case.needs_publicity) == (Stage.RETURNED, date(2024, 1, 10), False)
        page = as_officer.get(response.url).text
        assert "奖励低于区县级，或未写明时间、级别、名称、工作简历有间断或未写到月" in page
        assert "补正期限：2024-01-10" in page

    def test_the_unit_reads_why_in_its_cockpit(self, cast, as_officer, as_lead, case):
        self.post(as_officer, case)
        page = as_lead.get(reverse("cockpit", args=[cast.recommendation.pk])).text
        assert "工作简历有间断或未写到月" in page
        assert "工作简历缺少月份" in page
        assert "2024-01-10" in page

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"grounds": []}, "grounds", "至少选一项"),
            ({"grounds": ["mood"]}, "grounds", "mood"),
            ({"reason": ""}, "reason", "必填"),
            ({"reason": "字" * 2001}, "reason", "2000"),
            ({"reason": "\x00"}, "reason", "无法识别"),
            ({"cure_by": ""}, "cure_by", "必填"),
            ({"cure_by": "2024-01-07"}, "cure_by", "不能早于今天（2024-01-08）"),
            ({"cure_by": "2026-01-10"}, "cure_by", "超过一年"),
            ({"cure_by": "1999-01-10"}, "cure_by", "2000"),
            ({"reason": "身份证号500113198005060011有误"}, "reason", "身份证号、手机号码"),
            ({"note_resume": "请拨13800000000"}, "note_resume", "身份证号、手机号码"),
            ({"note_resume": "字" * 501}, "note_resume", "500"),
            ({"fields_resume": []}, "fields_resume", "至少选一个要补正的项目"),
            ({"fields_resume": ["mood"]}, "fields_resume", "mood"),
            ({"fields_resume": ["headcount"]}, "fields_resume", "headcount"),
            ({"needs_publicity": ""}, "needs_publicity", "请选择"),
            ({"needs_publicity": "maybe"}, "needs_publicity", "maybe"),
            ({"needs_publicity": "yes", "cure_by": "2024-01-12"}, "cure_by", "最早 2024-01-13"),
        ],
    )
    def test_bad_input_at_its_field(self, as_officer, case, typed, field, words):
        response = self.post(as_officer, case, **typed)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}
        assert words in str(response.context["form"].errors[field])
        assert fresh([case])[0].stage == Stage.OFFICE_SCREENING

    def test_what_was_typed_stays(self, as_officer, case):
        page = self.post(as_officer, case, cure_by="morgen").text
        assert "工作简历缺少月份" in page
        chosen = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page)
        assert {("grounds", "resume"), ("grounds", "honours"), ("fields_resume", "resume")} <= set(chosen)
        assert "缺授予机关" in page

    def test_meanwhile_done_by_a_colleague(self, as_officer, case):
        self.post(as_officer, case)
        response = self.post(as_officer, case, reason="另一处")
        assert response.status_code == 409
        assert "目前处于“退回补正”阶段" in response.text
        assert "另一处" in response.text
        assert as_officer.get(reverse("return", args=[case.pk])).status_code == 409

    def test_screened_out(self, as_officer, case):
        url = reverse("screen_out", args=[case.pk])
        assert as_officer.post(url, {"reason": ""}).status_code == 422
        assert as_officer.post(url, {"reason": "不符合评选条件"}).status_code == 302
        assert fresh([case])[0].stage == Stage.SCREENED_OUT


class TestList:
    def names(self, client, **query):
        response = client.get(reverse("cases"), query)
        assert response.status_code == 200
        return [str(case) for case in response.context["page"]]

    def test_filters(self, cast, as_officer):
        collective, person = walk.submitted(cast)
        make_collective(recommendation=cast.other_recommendation, name="重庆另一家有限公司")
        assert len(self.names(as_officer)) == 3
        assert self.names(as_officer, stage="draft") == ["重庆另一家有限公司"]
        assert self.names(as_officer, kind="individual") == [str(person)]
        assert self.names(as_officer, unit=cast.unit.pk, kind="collective") == [str(collective)]
        assert self.names(as_officer, q="另一家") == ["重庆另一家有限公司"]
        assert self.names(as_officer, q="没有这个") == []
        assert self.names(as_officer, cycle=cast.cycle.pk, stage="office_screening") == [str(collective), str(person)]

    @pytest.mark.parametrize(
        "query",
        [
            {"stage": "limbo"}, {"kind": "x"}, {"unit": "abc"}, {"unit": "99999999999999999999"}, {"cycle": "-1"},
            {"page": "abc"}, {"page": "999"}, {"q": "字" * 100}, {"q": "%_'\""},
        ],
    )  # fmt: skip
    def test_odd_addresses_are_answered(self, as_officer, query):
        assert as_officer.get(reverse("cases"), query).status_code == 200

    def test_a_unit_sees_its_own_alone(self, cast, as_clerk):
        walk.drafted(cast, recommendation=cast.other_recommendation)
        assert self.names(as_clerk) == [str(case) for case in cast.waiting]

    def test_pages(self, cast, as_officer):
        for _number in range(30):
            make_collective(recommendation=cast.recommendation)
        assert len(self.names(as_officer)) == 30
        assert len(self.names(as_officer, page=2)) == 2


class TestShortlist:
    def url(self, cast):
        return reverse("shortlist", args=[cast.cycle.pk])

    def test_all_are_ticked_and_the_ratios_shown(self, cast, as_officer):
        cases = walk.submitted(cast)
        page = as_officer.get(self.url(cast)).text
        assert page.count(" checked") == len(cases)
        assert "上限 1 × 25% → 0 个" in page

    def test_a_preview_changes_nothing(self, cast, as_officer):
        first, second = walk.submitted(cast)
        response = as_officer.post(self.url(cast), {"cases": [first.pk], "preview": "1"})
        assert response.status_code == 200
        assert response.text.count(" checked") == 1
        assert {case.stage for case in fresh([first, second])} == {Stage.OFFICE_SCREENING}

    def test_confirmed_it_leaves_a_roster(self, cast, as_officer):
        first, second = walk.submitted(cast)
        response = as_officer.post(self.url(cast), {"cases": [first.pk]}, follow=True)
        assert "建议名单已形成" in response.text
        assert [case.stage for case in fresh([first, second])] == [Stage.PANEL_REVIEW, Stage.OFFICE_SCREENING]
        roster = cast.cycle.rosters.get()
        assert [entry.case for entry in roster.entries.all()] == [first]

    def test_nothing_ticked(self, cast, as_officer):
        walk.submitted(cast)
        response = as_officer.post(self.url(cast), {})
        assert response.status_code == 422
        assert "至少勾选一个" in response.text

    def test_one_that_left_meanwhile_is_named_and_stops_the_whole_list(self, cast, as_officer):
        first, second = walk.submitted(cast)
        walk.shortlist(cast, [first])
        response = as_officer.post(self.url(cast), {"cases": [first.pk, second.pk]})
        assert response.status_code == 409
        assert f"“{first}”目前处于“联合评审”阶段" in response.text
        assert f"“{second}”目前处于" not in response.text
        assert "刷新页面" not in response.text  # would send the same list again
        assert re.findall(r'name="cases" value="(\d+)"[^>]* checked', response.text) == [str(second.pk)]
        assert fresh([second])[0].stage == Stage.OFFICE_SCREENING

    def test_one_that_never_stood_there_is_not_named(self, cast, as_officer):
        walk.submitted(cast)
        (draft,) = walk.drafted(cast, 0, 1)
        response = as_officer.post(self.url(cast), {"cases": [draft.pk]})
        assert response.status_code == 422
        assert "已不在名单中" in response.text
        assert str(draft) not in response.text


class TestRosters:
    def test_a_roster_keeps_its_words(self, cast, as_officer):
        cases = walk.shortlisted(cast)
        roster = cast.cycle.rosters.get()
        type(cases[0].nomination).objects.update(name="后来改的名字")
        page = as_officer.get(reverse("roster", args=[roster.pk])).text
        assert "后来改的名字" not in page
        assert str(cases[0].nomination.name) in page
        assert str(cast.unit) in page
        assert "第1号" in page

    def test_reasons_against_soft_rules_stand_on_it(self, cast, as_officer):
        walk.shortlisted(cast)
        roster = cast.cycle.rosters.get()
        roster.reasons = {
            "list": {"R2": "本批部门较多"},
            "nominees": [{"rule": "Q1", "who": "某部门", "text": "两个科室"}],
        }
        roster.save()
        page = as_officer.get(reverse("roster", args=[roster.pk])).text
        assert "集体超过比例的理由：本批部门较多" in page
        assert "某部门（区级部门的推荐名额）：两个科室" in page

    def test_the_list_of_rosters(self, cast, as_officer):
        walk.shortlisted(cast)
        assert "建议名单（第1号）" in as_officer.get(reverse("rosters")).text

    def test_no_roster_yet(self, as_officer):
        assert "还没有名单" in as_officer.get(reverse("rosters")).text


def test_the_offered_steps_say_what_stands_in_the_way(cast, on):
    (case,) = walk.announced(cast, walk.drafted(cast, 1, 0))
    on(at(1, 3))
    page = client_of(cast.lead).get(reverse("case", args=[case.pk])).text
    assert "单位公示须满 5 个工作日，到 2024-01-04 结束" in page
    assert reverse("submit", args=[cast.recommendation.pk]) not in page
    on(at(1, 5))
    page = client_of(cast.lead).get(reverse("case", args=[case.pk])).text
    assert f"{reverse('submit', args=[cast.recommendation.pk])}?case={case.pk}" in page
