"""A case beside its printed form, its doubles and its likes; and from one of a list to the next."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from nominations.models import CollectiveNomination, IndividualNomination
from review.documents.fitting import Fit
from review.documents.forms import form_pdf, masked_form_pdf
from review.models import Case
from review.services import publicity
from review.services.advance import Act
from review.views.reading import fit_words
from tests import walk
from tests.builders import id_number, make_cycle, make_recommendation
from tests.cast import client_of

PASSAGE = "牵头实施数字化车间改造项目，设备综合利用率提高十二个百分点，单位产品能耗下降百分之八，全年安全生产无事故。"
ID = id_number(628, birth=date(1980, 5, 16))  # a day on which none of the builders is born


def drafted(cast, number=1, recommendation=None, **values):
    return walk.drafted(cast, 0, number, recommendation, **values)


def page_of(user, case, **query):
    response = client_of(user).get(reverse("case", args=[case.pk]), query)
    assert response.status_code == 200
    return response


class TestPrinted:
    def test_numbers_are_masked_and_nothing_else(self, cast):
        (case,) = drafted(cast, id_number=ID, contact="13900004444", deeds=PASSAGE)
        words = {
            write: "".join(page.extract_text() for page in PdfReader(BytesIO(write(case.nomination))).pages)
            for write in (form_pdf, masked_form_pdf)
        }
        assert ID in words[form_pdf]
        assert "13900004444" in words[form_pdf]
        assert ID not in words[masked_form_pdf]
        assert "13900004444" not in words[masked_form_pdf]
        assert f"{ID[:3]}{'*' * 11}{ID[-4:]}" in words[masked_form_pdf].replace("\n", "")
        assert PASSAGE[:12] in words[masked_form_pdf].replace("\n", "")

    def test_a_picture_of_the_pages_from_the_table_on(self, cast):
        (case,) = drafted(cast)
        response = client_of(cast.officer).get(reverse("case_printed", args=[case.pk]))
        picture = Image.open(BytesIO(response.content))
        assert response["Content-Type"] == "image/png"
        assert picture.height > 3 * picture.width  # table, deeds twice, opinions
        assert picture.getextrema()[0] < 80  # something is written on it
        assert reverse("case_printed", args=[case.pk]) in page_of(cast.officer, case).text

    def test_what_gave_way_is_told_in_words(self, cast):
        (case,) = drafted(cast, deeds=PASSAGE * 40, employer="厂" * 60, honours="奖项\n" * 90, resume="简历\n" * 16)
        address = reverse("case_printed_fit", args=[case.pk])
        told = client_of(cast.clerk).get(address).text
        assert address in page_of(cast.clerk, case).text
        for note in (
            "先进事迹（1500字以内）：行距收紧，续至第 5 页",
            "何时何地受过何种奖励：字号缩小为六号，表内放不下，转入表后续页",
            "封面工作单位：字号缩小为小四号",
            "工作单位：字号缩小为六号",
            "工作简历：行距收紧",
        ):
            assert f"<li>{note}</li>" in told

    @pytest.mark.parametrize(("size", "words"), [(7.5, "六号"), (6, "6磅"), (5.5, "5.5磅")])
    def test_a_size_without_a_name_is_told_in_points(self, size, words):
        fit = Fit("工作简历", cover=False, narrowed=False, size=size, page=None, added=False)
        assert fit_words(fit) == f"工作简历：字号缩小为{words}"

    def test_where_nothing_gave_way_that_is_told(self, cast):
        (case,) = drafted(cast)
        told = client_of(cast.officer).get(reverse("case_printed_fit", args=[case.pk])).text
        assert "各栏均按原定字号、行距排下，没有转页。" in told


class TestDoubles:
    @pytest.fixture
    def twins(self, cast):
        """The same person in two units and in an earlier cycle; somebody else of the same name."""
        earlier = make_recommendation(cycle=make_cycle(), unit=cast.other_unit)
        one, two, namesake, before = [
            *drafted(cast, name="曾祥", id_number=ID),
            *drafted(cast, name="曾翔", id_number=ID, recommendation=cast.other_recommendation),
            *drafted(cast, name="曾祥", recommendation=cast.other_recommendation),
            *drafted(cast, name="曾祥", id_number=ID, recommendation=earlier),
        ]
        return one, two, namesake, before

    def test_the_office_sees_where_else_and_by_which_mark(self, cast, twins):
        one, two, namesake, before = twins
        context = page_of(cast.officer, one).context
        assert {kin.case: kin.marks for kin in context["doubles"]} == {
            two: ("身份证号相同",),
            namesake: ("姓名相同",),
        }
        assert [(kin.case, kin.marks) for kin in context["elsewhere"]] == [(before, ("身份证号相同", "姓名相同"))]

    def test_units_and_panel_are_told_nothing(self, cast, twins):
        one, two, *_others = twins
        text = page_of(cast.lead, one).text
        assert "可能是同一人" not in text
        assert str(two) not in text

    def test_empty_marks_are_nobodys(self, cast):
        IndividualNomination.objects.all().delete()
        cases = [*drafted(cast, 2, name="", id_number=""), *walk.drafted(cast, 2, 0, name="", credit_code="")]
        assert CollectiveNomination.objects.count() == 2
        for case in cases:
            assert not page_of(cast.officer, case).context["doubles"]

    def test_collectives_by_credit_code(self, cast):
        one, two, _other = walk.drafted(cast, 3, 0)
        CollectiveNomination.objects.filter(pk=two.nomination_id).update(credit_code=one.nomination.detail.credit_code)
        (kin,) = page_of(cast.officer, one).context["doubles"]
        assert (kin.case, kin.marks) == (two, ("统一社会信用代码相同",))


class TestLikeDeeds:
    @pytest.fixture
    def alike(self, cast):
        (one,) = drafted(cast, deeds=f"该同志勤恳。{PASSAGE}深受好评。")
        (two,) = walk.drafted(cast, 1, 0, cast.other_recommendation, deeds=f"该集体团结。\n{PASSAGE}")
        (_else,) = drafted(cast, deeds="热心公益事业，连年先进。")
        return one, two

    def test_the_office_is_led_to_both_texts(self, cast, alike):
        one, two = alike
        (found,) = page_of(cast.officer, one).context["resembling"]
        assert found.case == two
        text = client_of(cast.officer).get(reverse("case_beside", args=[one.pk, two.pk])).text
        assert text.count(f"<mark>{PASSAGE}</mark>") + text.count(f"<mark>{PASSAGE.removesuffix('。')}</mark>") == 2
        assert "系统不作认定" in text

    def test_units_are_not(self, cast, alike):
        assert "resembling" not in page_of(cast.lead, alike[0]).context
        url = reverse("case_beside", args=[alike[0].pk, alike[1].pk])
        assert client_of(cast.lead).get(url).status_code == 404  # the other is not theirs to see


class TestNeighbours:
    def test_in_the_order_of_the_list(self, cast):
        first, second, third = (drafted(cast, name=name)[0] for name in ("安一", "白二", "曹三"))
        query = {"cycle": cast.cycle.pk, "kind": "individual", "sort": "-name"}
        found = page_of(cast.officer, second, **query).context["neighbours"]
        assert (found.place, found.total, found.before, found.after) == (2, 3, third.pk, first.pk)
        assert page_of(cast.officer, third, **query).context["neighbours"].before is None
        assert page_of(cast.officer, first, **query).context["neighbours"].after is None
        assert (
            f"?cycle={cast.cycle.pk}&amp;kind=individual&amp;sort=-name" in page_of(cast.officer, second, **query).text
        )

    def test_none_outside_the_list(self, cast):
        (case,) = drafted(cast)
        assert page_of(cast.officer, case).context["neighbours"] is None
        assert page_of(cast.officer, case, cycle=cast.cycle.pk, kind="collective").context["neighbours"] is None

    def test_a_step_leads_back_into_the_list(self, cast):
        (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
        query = f"cycle={cast.cycle.pk}&stage=office_screening"
        officer = client_of(cast.officer)
        page = officer.get(f"{reverse('case', args=[case.pk])}?{query}")
        (out,) = [button.url for button in page.context["buttons"] if "screen-out" in button.url]
        answer = officer.post(out, {"reason": "不符合条件"})
        assert answer.url == f"{reverse('case', args=[case.pk])}?{query}"
        after = officer.get(answer.url)
        assert after.context["neighbours"] is None
        assert after.text.count(f'href="{reverse("cases")}?{query.replace("&", "&amp;")}"') == 2


def test_too_many_of_the_other_kind_are_not_this_ones_finding(cast):
    cast.unit.above_scale_enterprises = 0  # one collective is allowed
    cast.unit.save()
    cases = walk.drafted(cast, 2, 1)
    found = [{one.rule for one in page_of(cast.officer, case).context["findings"]} for case in cases]
    assert ["Q2" in rules for rules in found] == [True, True, False]


def test_past_screening_the_units_quota_is_no_finding(cast):
    """Its collective withdrawn, the unit may not recommend the person: the office can still act on that, the panel not."""
    cases = walk.submitted(cast, walk.drafted(cast, 1, 1))
    publicity.withdraw(cases[:1], Act(cast.lead, walk.SUBMITTED, "企业外迁"))

    def found():
        return {one.rule for one in page_of(cast.officer, cases[1]).context["findings"]}

    assert "Q3" in found()
    walk.shortlist(cast, walk.fresh(cases[1:]))
    assert "Q3" not in found()


def test_every_finding_is_named(cast):
    (case,) = drafted(cast, employer="长安")
    drafted(cast, id_number=case.nomination.detail.id_number)
    page = page_of(cast.officer, case)
    found = {one.rule for one in page.context["findings"]}
    assert {"D2", "I3"} <= found
    assert all(f'<span class="finding-rule">{rule}</span>' in page.text for rule in found)


def test_the_same_queries_however_many_there_are(cast, django_assert_max_num_queries):
    (case,) = drafted(cast, name="曾祥", deeds=PASSAGE)
    drafted(cast, 2, name="曾祥", deeds=PASSAGE)
    client, url = client_of(cast.officer), reverse("case", args=[case.pk]) + f"?cycle={cast.cycle.pk}"
    with django_assert_max_num_queries(45) as few:
        client.get(url)
    drafted(cast, 27, name="曾祥", deeds=PASSAGE)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = client.get(url)
    assert len(page.context["doubles"]) == Case.objects.count() - 1
