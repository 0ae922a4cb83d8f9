"""The recommendation's pages: order, contact and decision, quota, reasons; and their queries."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations.models import AuditEntry, Nomination, SoftReason
from nominations.selectors import findings_for, nominee_facts, quota_for
from tests.builders import make_collective, make_cycle, make_individual, make_recommendation, make_unit
from tests.cast import client_of, person
from tests.nominations.forms.desk import autosave, edit_url, page_form, posted
from tests.walk import at, drafted, returned, submitted

DAY = date(2023, 12, 28)


@pytest.fixture
def urls(cast):
    names = ("recommendation", "recommendation_order", "recommendation_edit", "quota", "reasons")
    return {name: reverse(name, args=[cast.recommendation.pk]) for name in names}


def order_of(cast, kind="collective"):
    return list(cast.recommendation.nominations.filter(kind=kind).order_by("order", "pk").values_list("pk", flat=True))


# -- order ------------------------------------------------------------------------------------------------


@pytest.fixture
def three(cast):
    return [make_collective(recommendation=cast.recommendation).pk for _n in range(3)]


def test_up_and_down_by_button(cast, clerk, urls, three):
    a, b, c = three
    clerk.post(urls["recommendation_order"], {"move": f"up {c}"})
    assert order_of(cast) == [a, c, b]
    clerk.post(urls["recommendation_order"], {"move": f"down {a}"})
    assert order_of(cast) == [c, a, b]
    clerk.post(urls["recommendation_order"], {"move": f"up {c}"})
    assert order_of(cast) == [c, a, b]
    assert AuditEntry.objects.filter(action="nominations_arranged").count() == 2


def test_by_drag_the_whole_order_is_sent(cast, clerk, urls, three):
    a, b, c = three
    headers = {"X-Requested-With": "fetch"}
    data = {"kind": "collective", "keys": f"{c},{a},{b}"}
    assert clerk.post(urls["recommendation_order"], data, headers=headers).status_code == 200
    assert order_of(cast) == [c, a, b]
    page = clerk.get(urls["recommendation"])
    assert [row.nominee.pk for row in page.context["groups"][0].rows] == [c, a, b]


def test_what_cannot_be_moved_is_not_offered(cast, clerk, urls):
    handed_in = submitted(cast, drafted(cast, 2, 0))
    returned(cast, handed_in[:1])
    draft = make_collective(recommendation=cast.recommendation).pk
    group = clerk.get(urls["recommendation"]).context["groups"][0]
    assert [(row.up, row.down) for row in group.rows] == [(False, False), (False, True), (True, False)]
    a, b, _draft = order_of(cast)
    answer = clerk.post(urls["recommendation_order"], {"move": f"up {b}"}, follow=True)
    assert "已经公示或报送的推荐对象之间，先后不能再变" in answer.content.decode()
    clerk.post(urls["recommendation_order"], {"move": f"up {draft}"})
    assert order_of(cast) == [a, draft, b]


@pytest.mark.parametrize(
    "keys", ["", "1", "x,y", "-1", "９", "1" * 40, "\x00", "{a},{a},{b}", "{a},{b}", "{a},{b},{c},{p}"]
)
def test_an_order_that_is_none_changes_nothing(cast, clerk, urls, three, keys):
    other = make_individual(recommendation=cast.recommendation).pk
    a, b, c = three
    data = {"kind": "collective", "keys": keys.format(a=a, b=b, c=c, p=other)}
    answer = clerk.post(urls["recommendation_order"], data, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 409
    assert answer.json()["message"]
    assert order_of(cast) == three


@pytest.mark.parametrize("move", ["", "up", "up x", "left 1", "up 999999", "up 99999999999999999999"])
def test_a_move_that_is_none_says_so(cast, clerk, urls, three, move):
    assert "顺序没有改动" in clerk.post(urls["recommendation_order"], {"move": move}, follow=True).content.decode()
    assert order_of(cast) == three


def test_new_ones_stand_last(cast, clerk, three):
    clerk.post(reverse("nomination_new", args=[cast.recommendation.pk, "collective"]))
    assert order_of(cast)[:3] == three


# -- contact and decision ---------------------------------------------------------------------------------


def test_contact_and_decision_are_saved(cast, clerk, urls):
    data = posted(clerk.get(urls["recommendation_edit"]).context["form"])
    new = {
        "contact_name": "连经办",
        "mobile": "１３９０００００００９",
        "fill_date": "2024年1月5日",
        "decision_on": "2024.1.3",
    }
    response = clerk.post(urls["recommendation_edit"], data | new)
    assert response.url == urls["recommendation"]
    row = cast.recommendation
    row.refresh_from_db()
    assert (row.contact_name, row.mobile, row.version) == ("连经办", "13900000009", 2)
    assert (row.fill_date, row.decision_on) == (date(2024, 1, 5), date(2024, 1, 3))


def test_a_contact_whom_no_font_can_write_is_saved_and_told(cast, clerk, urls, few_fonts):
    data = posted(clerk.get(urls["recommendation_edit"]).context["form"])
    response = clerk.post(urls["recommendation_edit"], data | {"contact_name": "张\U000323b0😀"}, follow=True)
    assert response.redirect_chain[0][0] == urls["recommendation_edit"]
    page = response.content.decode()
    assert "已保存。有的字打印不出来" in page
    assert "没有 “\U000323b0”（U+323B0）、“😀”（U+1F600），印出来会缺字" in page
    cast.recommendation.refresh_from_db()
    assert cast.recommendation.contact_name == "张\U000323b0😀"


def test_a_day_nobody_can_read_is_kept_with_its_fault(cast, clerk, urls):
    data = posted(clerk.get(urls["recommendation_edit"]).context["form"])
    response = clerk.post(urls["recommendation_edit"], data | {"decision_on": "上周三"}, follow=True)
    page = response.content.decode()
    assert 'value="上周三"' in page
    assert "认不出这个日期" in page
    cast.recommendation.refresh_from_db()
    assert (cast.recommendation.decision_on, cast.recommendation.unparsed) == (None, {"decision_on": "上周三"})
    assert "未能识别" in clerk.get(urls["recommendation"]).content.decode()


def test_too_late_a_save_shows_what_was_typed(cast, clerk, urls):
    data = posted(clerk.get(urls["recommendation_edit"]).context["form"])
    with time_machine.travel(at(1, 13), tick=False):
        response = client_of(cast.clerk).post(urls["recommendation_edit"], data | {"contact_name": "迟到人"})
    assert response.status_code == 409
    assert "截止" in response.content.decode()
    assert "迟到人" in response.content.decode()


def test_what_the_unit_still_owes_stands_on_its_pages(cast, clerk, urls):
    cast.recommendation.decision_on, cast.recommendation.office_phone = None, ""
    cast.recommendation.save()
    assert "办公电话" in str(clerk.get(urls["recommendation"]).context["general"])
    sections = {
        one.section.slug: one.progress for one in clerk.get(urls["recommendation_edit"]).context["page"].sections
    }
    assert (sections["contact"].filled, sections["contact"].needed) == (2, 3)
    assert (sections["decision"].filled, sections["decision"].needed) == (1, 2)


# -- quota ------------------------------------------------------------------------------------------------


def test_the_quota_page_shows_the_arithmetic(cast, clerk, urls):
    for number in range(6):
        make_collective(recommendation=cast.recommendation, counted=number < 3, locked=number < 3)
    page = clerk.get(urls["quota"]).content.decode()
    assert "规上工业企业 34 家 × 15% = 5.1 → 5 个，已推荐 3 个" in page
    assert "推荐先进集体 3 个 × 150% = 4.5 → 4 名，已推荐 0 名" in page
    assert "还可推荐 2 个" in page
    assert "超出 1 个" in page  # if all drafts were handed in
    assert "一（二）" in page


def test_backups_and_what_was_withdrawn_use_no_quota(cast):
    principal = make_individual(recommendation=cast.recommendation, division_level=True, counted=True, locked=True)
    make_individual(recommendation=cast.recommendation, backup_for=principal, counted=True, locked=True)
    make_individual(recommendation=cast.recommendation, counted=False, locked=True)
    make_individual(recommendation=cast.recommendation)
    found = quota_for(cast.recommendation)
    assert (found.used["individual"].used, found.planned["individual"].used) == (1, 2)


# -- reasons ----------------------------------------------------------------------------------------------


@pytest.fixture
def leader(cast):
    """Breaks E7 and I4."""
    group = make_collective(recommendation=cast.recommendation)
    return make_individual(recommendation=cast.recommendation, leads_collective=group, birth_month=date(1980, 6, 1))


def test_every_soft_finding_asks_for_its_reason(cast, lead, urls, leader):
    form_names = [box.name for _question, _notes, box in lead.get(urls["reasons"]).context["boxes"]]
    assert sorted(form_names) == [f"E7_{leader.pk}", f"I4_{leader.pk}"]
    assert "写明理由（2 处）" in lead.get(urls["recommendation"]).content.decode()
    lead.post(urls["reasons"], {f"E7_{leader.pk}": "班子成员长期在一线。", f"I4_{leader.pk}": " "})
    (reason,) = SoftReason.objects.all()
    assert (reason.nomination_id, reason.rule, reason.text) == (leader.pk, "E7", "班子成员长期在一线。")
    assert (reason.written_by, reason.recommendation) == (cast.lead, cast.recommendation)
    assert "写明理由（1 处）" in lead.get(urls["recommendation"]).content.decode()
    assert AuditEntry.objects.get(action="reason_written").detail["rule"] == "E7"


def test_a_reason_is_changed_and_taken_back(lead, urls, leader):
    name = f"E7_{leader.pk}"
    for text in ("一", "二", ""):
        lead.post(urls["reasons"], {name: text})
    assert not SoftReason.objects.exists()


def test_nothing_written_is_not_said_to_be_kept(lead, urls, leader):
    page = lead.post(urls["reasons"], {f"E7_{leader.pk}": " "}, follow=True).content.decode()
    assert "没有写下新的理由" in page
    assert "理由已保存" not in page


def test_a_reason_that_carries_a_locked_nominee_stays(lead, urls, leader):
    name = f"E7_{leader.pk}"
    lead.post(urls["reasons"], {name: "一"})
    Nomination.objects.filter(pk=leader.pk).update(locked=True, counted=True)
    assert "不能清空" in lead.post(urls["reasons"], {name: ""}, follow=True).content.decode()
    assert SoftReason.objects.get().text == "一"


def test_the_units_own_soft_rule_asks_too(cast):
    unit = make_unit(kind="department")
    mine = make_recommendation(cycle=cast.cycle, unit=unit)
    for _n in range(2):
        make_collective(recommendation=mine, nature="agency")
    desk = client_of(person("部门负责人", "unit_lead", unit))
    url = reverse("reasons", args=[mine.pk])
    assert [box.name for _question, _notes, box in desk.get(url).context["boxes"]] == ["Q1_unit"]
    desk.post(url, {"Q1_unit": "两个科室都有突出贡献。"})
    assert SoftReason.objects.get().nomination is None


@pytest.mark.parametrize("text", ["长" * 501, "\x00", "\ufffd"])
def test_a_reason_with_a_fault_is_shown_again(lead, urls, leader, text):
    response = lead.post(urls["reasons"], {f"E7_{leader.pk}": text, f"I4_{leader.pk}": "档案如此。"})
    assert response.status_code == 200
    assert "invalid-feedback" in response.content.decode()
    assert "档案如此。" in response.content.decode()
    assert not SoftReason.objects.exists()


@pytest.mark.parametrize("part", ["clerk", "auditor", "director"])
def test_who_may_not_write_reasons_reads_them(cast, urls, leader, part):
    client = client_of(getattr(cast, part))
    assert "理由由推荐单位负责人或者工作专班办公室填写" in client.get(urls["reasons"]).content.decode()
    refused = client.post(urls["reasons"], {f"E7_{leader.pk}": "一"})
    assert refused.status_code == 403
    assert "理由由推荐单位负责人或者工作专班办公室填写" in refused.content.decode()
    assert not SoftReason.objects.exists()


def test_the_office_may_write_reasons(cast, urls, leader):
    client_of(cast.officer).post(urls["reasons"], {f"E7_{leader.pk}": "经研究同意。"})
    assert SoftReason.objects.get().written_by == cast.officer


def test_where_nothing_is_owed_the_page_says_so(lead, urls):
    assert "没有需要说明理由的事项" in lead.get(urls["reasons"]).content.decode()


# -- facts and findings -----------------------------------------------------------------------------------


def test_one_put_forward_elsewhere_is_found_without_saying_by_whom(cast, clerk):
    taken = make_individual(recommendation=cast.other_recommendation, counted=True, locked=True)
    mine = make_individual(recommendation=cast.recommendation, id_number=taken.id_number)
    (found,) = [one for one in findings_for(cast.recommendation, DAY)[mine.pk] if one.rule == "I3"]
    page = clerk.get(edit_url(mine)).content.decode()
    assert found.field == "id_number"
    assert cast.other_unit.name not in page


@pytest.mark.parametrize("mark", ["name", "credit_code"])
def test_a_collective_is_known_by_name_and_by_code(cast, mark):
    taken = make_collective(recommendation=cast.other_recommendation, counted=True)
    mine = make_collective(recommendation=cast.recommendation, **{mark: getattr(taken, mark)})
    assert "I3" in {one.rule for one in findings_for(cast.recommendation, DAY)[mine.pk]}


def test_a_draft_elsewhere_or_in_another_cycle_takes_nothing(cast):
    taken = make_collective(recommendation=cast.other_recommendation)
    older = make_collective(recommendation=make_recommendation(cycle=make_cycle()), counted=True)
    mine = [make_collective(recommendation=cast.recommendation, name=one.name) for one in (taken, older)]
    found = findings_for(cast.recommendation, DAY)
    assert not any(one.rule == "I3" for row in mine for one in found[row.pk])


def test_two_empty_drafts_are_not_the_same(cast):
    rows = [make_individual(recommendation=cast.recommendation, id_number="") for _n in range(2)]
    rows += [make_collective(recommendation=cast.recommendation, name="", credit_code="") for _n in range(2)]
    found = findings_for(cast.recommendation, DAY)
    assert not any(one.rule == "I3" for row in rows for one in found[row.pk])


def test_who_lost_a_place_in_the_cycle_before_is_barred(cast):
    before = make_cycle(issued_on=date(2021, 1, 1))
    long_ago = make_cycle(issued_on=date(2019, 1, 1))
    rows = [make_individual(recommendation=cast.recommendation) for _n in range(3)]
    group = make_collective(recommendation=cast.recommendation)
    before.bars.create(name=rows[0].name, id_number=rows[0].id_number, reason="撤销", made_at=at(1, 1, year=2021))
    before.bars.create(name=group.name, credit_code="", reason="撤销", made_at=at(1, 1, year=2021))
    before.bars.create(unit=cast.unit, reason="撤销", made_at=at(1, 1, year=2021))
    long_ago.bars.create(name=rows[1].name, id_number=rows[1].id_number, reason="撤销", made_at=at(1, 1, year=2019))
    found = findings_for(cast.recommendation, DAY)
    assert {key for key, listed in found.items() if any(one.rule == "E8" for one in listed)} == {
        None,
        rows[0].pk,
        group.pk,
    }


def test_what_was_chosen_before_the_nature_was_corrected_does_not_count(cast):
    row = make_collective(recommendation=cast.recommendation, nature="agency", ownership="non_soe")
    facts = nominee_facts([row], cast.cycle)[row.pk]
    assert (facts.sector, facts.ownership) == ("public", "")


def test_the_category_stands_in_for_an_employer_without_nature(cast):
    row = make_individual(recommendation=cast.recommendation, employer_nature="", person_category="agency_head")
    facts = nominee_facts([row], cast.cycle)[row.pk]
    assert (facts.sector, facts.head) == ("public", True)


# -- queries ----------------------------------------------------------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["recommendation", "quota", "reasons"])
def test_a_units_pages_cost_the_same_with_3_and_30_nominees(cast, clerk, urls, name):
    group = make_collective(recommendation=cast.recommendation)

    def fill(count):
        for _n in range(count):
            soft = {"leads_collective": group, "birth_month": date(1980, 6, 1)}
            make_individual(recommendation=cast.recommendation, **soft)

    fill(2)
    few = queries(clerk, urls[name])
    fill(27)
    assert queries(clerk, urls[name]) == few <= 25


def test_the_list_costs_the_same_with_3_and_30_recommendations(cast):
    officer = client_of(cast.officer)
    make_recommendation(cycle=cast.cycle)
    few = queries(officer, reverse("recommendations"))
    for _n in range(22):
        make_collective(recommendation=make_recommendation(cycle=cast.cycle))
    assert queries(officer, reverse("recommendations")) == few <= 15
    for _n in range(5):
        make_recommendation(cycle=cast.cycle)
    page = officer.get(reverse("recommendations"), {"page": 2})
    assert len(page.context["page"].object_list) == 5


@pytest.mark.parametrize("asked", ["0", "x", "999", "-1", "\ufffd"])
def test_a_page_that_is_not_there_shows_one_that_is(cast, asked):
    assert client_of(cast.officer).get(reverse("recommendations"), {"page": asked}).status_code == 200


def test_a_form_and_its_autosave_cost_the_same_among_3_and_30(cast, clerk):
    row = make_individual(recommendation=cast.recommendation)
    data = posted(page_form(clerk, row))

    def cost():
        row.refresh_from_db()
        with CaptureQueriesContext(connection) as seen:
            assert (
                autosave(clerk, row, data | {"version": row.version, "remarks": f"第{row.version}版"}).status_code
                == 200
            )
        return len(seen), queries(clerk, edit_url(row))

    make_collective(recommendation=cast.recommendation)
    cost()  # the first save begins a change of its own
    few = cost()
    for _n in range(14):
        make_collective(recommendation=cast.recommendation)
        make_individual(recommendation=cast.recommendation)
    assert cost() == few
    assert max(few) <= 30
