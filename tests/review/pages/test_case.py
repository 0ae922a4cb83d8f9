"""The case page: what each role reads, what it is offered, the history."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.models import SoftReason
from review.services import clock, panel
from review.services.advance import Act
from review.views.addresses import page_of
from review.workflow import STEPS
from tests import walk
from tests.builders import id_number
from tests.cast import client_of, once
from tests.walk import at

ID = id_number(628, birth=date(1980, 5, 16))  # a day on which none of the builders is born
MOBILE = "13900004444"
PHONE = "023-60007777"
ADDRESS = "重庆市巴南区界石镇金丝雀路9号"
DEEDS = "牵头完成数字化车间改造，单位产品能耗下降8%。"
OWNERS = ("clerk", "lead")
READERS = ("officer", "director", "auditor")


def with_marks(cast):
    """A collective and an individual with marks that must not leak, both out for opinions."""
    (collective,) = walk.drafted(cast, 1, 0, phone=PHONE, location=ADDRESS, deeds=DEEDS)
    (person,) = walk.drafted(cast, 0, 1, id_number=ID, contact=MOBILE, deeds=DEEDS)
    return walk.selected(cast, [collective, person])


kept = once(with_marks)


@pytest.fixture
def pair(cast):
    return cast.waiting


def read(user, case):
    response = client_of(user).get(reverse("case", args=[case.pk]))
    assert response.status_code == 200
    return response.text


class TestWhoReadsWhat:
    @pytest.mark.parametrize("who", OWNERS + READERS)
    def test_the_unit_and_the_readers_see_numbers_masked(self, cast, pair, who):
        collective, person = (read(cast.everybody()[who], case) for case in pair)
        assert ADDRESS in collective
        assert PHONE not in collective
        assert PHONE[:3] + "*" * (len(PHONE) - 7) + PHONE[-4:] in collective
        assert ID not in person
        assert MOBILE not in person
        assert f"{ID[:3]}{'*' * 11}{ID[-4:]}" in person

    @pytest.mark.parametrize("who", ["panellist", "chair"])
    def test_the_panel_sees_neither_numbers_nor_address(self, cast, pair, who):
        collective, person = (read(cast.everybody()[who], case) for case in pair)
        for text in (collective, person):
            assert DEEDS in text
            for mark in (ID, MOBILE, PHONE, ADDRESS, ID[-4:], MOBILE[-4:], PHONE[-4:]):
                assert mark not in text
            assert "办理记录" not in text

    def test_a_department_sees_whom_it_is_asked_about_and_no_merits(self, cast, pair):
        collective, person = (read(cast.departments["police"], case) for case in pair)
        for text in (collective, person):
            for mark in (ID, MOBILE, PHONE, ADDRESS, ID[-4:], MOBILE[-4:], PHONE[-4:], DEEDS):
                assert mark not in text
            assert "办理记录" not in text
        assert str(pair[1].nomination) in person

    def test_a_department_that_was_not_asked_sees_nothing(self, cast, pair):
        url = reverse("case", args=[pair[1].pk])  # an enterprise's staff: the police alone
        assert client_of(cast.departments["tax"]).get(url).status_code == 404

    def test_full_numbers_are_asked_for_by_those_entitled(self, cast, pair):
        reveal = reverse("nomination_reveal", args=[pair[1].nomination_id])
        for who in ("clerk", "lead", "officer", "auditor"):
            assert reveal in read(cast.everybody()[who], pair[1])
        for who in ("director", "panellist"):
            assert reveal not in read(cast.everybody()[who], pair[1])

    def test_what_was_written_against_a_soft_rule(self, cast, pair):
        SoftReason.objects.create(
            recommendation=cast.recommendation, nomination=pair[1].nomination, rule="E7", text="一线主要贡献者",
            written_by=cast.lead, written_at=walk.ANNOUNCED,
        )  # fmt: skip
        SoftReason.objects.create(
            recommendation=cast.recommendation, rule="Q1", text="两个科室分别牵头", written_by=cast.lead,
            written_at=walk.ANNOUNCED,
        )  # fmt: skip
        for who in ("officer", "lead", "panellist", "director"):
            text = read(cast.everybody()[who], pair[1])
            for words in ("已推荐集体的，不再推荐其班子成员", "一线主要贡献者", "区级部门的推荐名额", "两个科室分别牵头"):
                assert words in text
        assert "一线主要贡献者" not in read(cast.departments["police"], pair[1])
        assert "一线主要贡献者" not in read(cast.officer, pair[0])


class TestBarred:
    def test_a_recused_member_no_longer_sees_it(self, cast):
        (case,) = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
        member = cast.panellists[1]
        read(member, case)
        panel.recuse(case, Act(member, walk.SCORED, "亲属"))
        assert client_of(member).get(reverse("case", args=[case.pk])).status_code == 404


class TestOffers:
    def test_the_panel_is_led_to_judging(self, cast):
        (case,) = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
        assert reverse("judge", args=[case.pk]) in read(cast.panellists[1], case)
        assert reverse("judge", args=[case.pk]) not in read(cast.officer, case)

    def test_the_unit_is_led_to_the_form_while_it_is_open(self, cast, on):
        on(walk.RETURNED)
        sent_back, handed_in = walk.submitted(cast, walk.drafted(cast, 2, 0))
        walk.returned(cast, [sent_back])
        edit = 'href="{}"'.format(reverse("nomination_edit", args=[sent_back.nomination_id]))
        for who in OWNERS:
            assert edit in read(cast.everybody()[who], sent_back)
            assert f"nominations/{handed_in.nomination_id}/edit/" not in read(cast.everybody()[who], handed_in)
        for who in READERS:
            assert edit not in read(cast.everybody()[who], sent_back)

    def test_each_offered_step_leads_to_a_page_that_opens(self, cast, on):
        on(at(1, 5))
        drafts = walk.drafted(cast, 4, 0)
        cases = {
            "lead": [drafts[0], walk.announced(cast, [drafts[1]])[0]],
            "officer": walk.submitted(cast, [drafts[2]]),
            "chair": walk.shortlisted(cast, [drafts[3]]),
        }
        for who, listed in cases.items():
            client = client_of(cast.everybody()[who])
            for case in listed:
                response = client.get(reverse("case", args=[case.pk]))
                offered = [button for button in response.context["buttons"] if not button.blocked]
                assert offered, who
                for button in offered:
                    assert client.get(button.url).status_code == 200, button

    def test_every_action_of_the_table_has_a_page(self, cast, pair):
        for action in {step.action for step in STEPS} - {"lapse"}:
            assert client_of(cast.admin).get(page_of(action, pair[0])).status_code in (403, 404), action


class TestHistory:
    def test_who_when_why_and_what_was_given(self, cast):
        case = walk.commended(cast)[0]
        text = read(cast.auditor, case)
        for words in (
            "lead（推荐单位负责人）", "officer（工作专班办公室）", "chair（评审组成员）", "director（区委、区政府审定人）",
            "公示第一天：2023-12-28", "公示地点（方式）：单位公示栏", "文号：巴南委〔2024〕8号", "建议名单（第1号）",
        ):  # fmt: skip
            assert words in text
        steps = ["表彰", "发布公示", "审定通过", "提请审定", "列入拟表彰名单", "列入建议名单", "报送", "开始单位公示"]
        places = [text.index(f"<strong>{step}</strong>") for step in steps]
        assert places == sorted(places)

    def test_the_clock_is_named(self, cast):
        (case,) = walk.drafted(cast, 1, 0)
        clock.lapse_overdue(at(1, 13))
        assert "系统按期限自动办理" in read(cast.lead, case)


def test_the_same_queries_however_long_the_history(cast, django_assert_max_num_queries):
    (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
    client = client_of(cast.auditor)
    url = reverse("case", args=[case.pk])
    with django_assert_max_num_queries(40) as short:
        client.get(url)
    walk.commended(cast, [case])
    with django_assert_max_num_queries(len(short.captured_queries) + 1):  # prefetched objections' notices
        client.get(url)
