"""Drafts: saved at any degree of incompleteness, nothing typed is lost, every fault at its field."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nominations.forms.individual import IndividualForm
from nominations.models import CollectiveNomination, IndividualNomination, Nomination
from tests.builders import make_collective, make_individual
from tests.cast import client_of
from tests.nominations.forms.desk import autosave, edit_url, page_form, posted, save
from tests.nominations.forms.test_fields import NASTY

MAKERS = {"collective": make_collective, "individual": make_individual}
KINDS = pytest.mark.parametrize("kind", MAKERS)


@pytest.fixture
def person(cast):
    return make_individual(recommendation=cast.recommendation)


@pytest.fixture
def collective(cast):
    return make_collective(recommendation=cast.recommendation)


@KINDS
def test_an_empty_draft_is_begun_and_its_form_opens(cast, clerk, kind):
    response = clerk.post(reverse("nomination_new", args=[cast.recommendation.pk, kind]), follow=True)
    row = Nomination.objects.get()
    assert response.redirect_chain == [(edit_url(row), 302)]
    assert (row.kind, row.order, row.updated_by, row.locked, row.counted) == (kind, 1, cast.clerk, False, False)
    assert "待填" in response.content.decode()


@KINDS
def test_a_complete_form_sent_back_untouched_changes_nothing(cast, clerk, kind):
    row = MAKERS[kind](recommendation=cast.recommendation)
    before = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    response = save(clerk, row)
    assert "草稿已保存。" in response.content.decode()
    after = type(row).objects.get(pk=row.pk)
    assert {name: value for name, value in vars(after).items() if name in before} == before


@KINDS
def test_an_empty_form_is_saved_empty(cast, clerk, kind):
    row = MAKERS[kind](recommendation=cast.recommendation)
    data = dict.fromkeys(posted(page_form(clerk, row)), "") | {"version": row.version}
    assert clerk.post(edit_url(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.deeds, row.criteria, row.statement_true, row.unparsed) == ("", "", [], None, {})


def test_a_control_or_home_made_character_is_refused_by_code_point_and_kept(clerk, person):
    response = save(clerk, person, name="程\ue815例", deeds="先进\x07事迹")
    person.refresh_from_db()
    assert "U+E815（自造字）" in response.text
    assert "U+0007（控制符）" in response.text
    assert person.unparsed == {"name": "程\ue815例", "deeds": "先进\x07事迹"}


def test_a_character_that_no_font_has_is_named_at_its_field(clerk, person, few_fonts):
    answer = autosave(clerk, person, posted(page_form(clerk, person)) | {"name": "程𠀀例"}).json()
    [note] = answer["items"]["name"]["notes"]
    assert note["severity"] == "warning"
    assert "“𠀀”（U+20000）" in note["message"]
    assert [name for name, item in answer["items"].items() if "缺字" in str(item["notes"])] == ["name"]


def test_every_answer_finds_its_column(cast, clerk, person):
    principal = make_individual(recommendation=cast.recommendation, division_level=True)
    group = make_collective(recommendation=cast.recommendation)
    save(
        clerk, person,
        name="柏示例", birth_month="1980年5月", work_start="2002.7", person_category="institution_staff",
        employer_nature="institution", assessment_2018="excellent", assessment_2022="competent", city_managed="no",
        is_cadre="on", backup_for=str(principal.pk), leads_collective=str(group.pk),
        criteria=["innovation", "service"], deeds="第一段\r\n第二段", contact="１３９ ００００ ０００９",
    )  # fmt: skip
    person.refresh_from_db()
    assert (person.name, person.birth_month, person.work_start) == ("柏示例", date(1980, 5, 1), date(2002, 7, 1))
    assert person.assessments == {"2018": "excellent", "2022": "competent"}
    assert (person.city_managed, person.is_cadre) == (False, True)
    assert (person.backup_for_id, person.leads_collective_id) == (principal.pk, group.pk)
    assert person.criteria == ["innovation", "service"]
    assert (person.deeds, person.contact) == ("第一段\n第二段", "13900000009")
    assert (person.updated_by, person.version) == (cast.clerk, 2)


def test_birth_month_and_gender_come_from_the_id_number_while_they_are_empty(clerk, person):
    save(clerk, person, birth_month="", gender="")
    person.refresh_from_db()
    assert (person.birth_month, person.gender) == (date(1980, 5, 1), "female")
    save(clerk, person, birth_month="1980.06", gender="female")
    person.refresh_from_db()
    assert person.birth_month == date(1980, 6, 1)


def test_a_wrong_id_number_fills_nothing_in(clerk, person):
    wrong = person.id_number[:-1] + ("0" if person.id_number[-1] != "0" else "1")
    save(clerk, person, id_number=wrong, birth_month="", gender="")
    person.refresh_from_db()
    assert (person.id_number, person.birth_month, person.gender) == (wrong, None, "")


def test_what_cannot_be_stored_is_kept_and_shown_again_with_its_fault(clerk, person):
    response = save(
        clerk, person, birth_month="八〇年五月", name="很" * 61, assessment_2018="极好", work_start="2002.07"
    )
    person.refresh_from_db()
    assert person.unparsed == {"birth_month": "八〇年五月", "name": "很" * 61, "assessment_2018": "极好"}
    assert (person.birth_month, person.name, person.work_start) == (None, "", date(2002, 7, 1))
    page = response.content.decode()
    assert "有 3 处内容无法识别" in page
    assert 'value="八〇年五月"' in page
    assert "最多 60 个字符，现有 61 个" in page
    assert "“极好”不在可选范围内" in page
    errors = response.context["form"].errors
    assert set(errors) == {"birth_month", "name", "assessment_2018"}


def test_a_corrected_fault_is_forgotten(clerk, person):
    save(clerk, person, birth_month="八〇年五月")
    save(clerk, person, birth_month="1980.05")
    person.refresh_from_db()
    assert (person.unparsed, person.birth_month) == ({}, date(1980, 5, 1))


def test_an_unreadable_birth_month_is_not_filled_over(clerk, person):
    save(clerk, person, birth_month="八〇年", gender="")
    person.refresh_from_db()
    assert (person.birth_month, person.gender, person.unparsed) == (None, "female", {"birth_month": "八〇年"})


def test_a_field_that_was_not_sent_keeps_its_value_and_its_fault(clerk, person):
    save(clerk, person, work_start="昨天")
    person.refresh_from_db()
    clerk.post(edit_url(person), {"version": person.version, "name": "只改姓名"})
    person.refresh_from_db()
    assert (person.name, person.employer, person.unparsed) == (
        "只改姓名",
        "重庆示例机械有限公司",
        {"work_start": "昨天"},
    )


@pytest.mark.parametrize("nasty", NASTY)
@KINDS
def test_nothing_typed_breaks_a_form(cast, clerk, kind, nasty):
    """Every field at once: saved or kept, shown again, and the autosave agrees."""
    row = MAKERS[kind](recommendation=cast.recommendation)
    data = dict.fromkeys(posted(page_form(clerk, row)), nasty) | {"version": row.version}
    response = clerk.post(edit_url(row), data, follow=True)
    assert response.status_code == 200
    assert "草稿已保存" in response.content.decode()
    row.refresh_from_db()
    assert "\x00" not in str(vars(row))
    answer = autosave(clerk, row, data | {"version": row.version})
    assert answer.status_code == 200
    assert clerk.get(reverse("nomination_read", args=[row.pk])).status_code == 200
    assert clerk.get(reverse("recommendation", args=[cast.recommendation.pk])).status_code == 200


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5", "\x00"])
def test_a_form_without_a_readable_version_is_no_newest_one(clerk, person, version):
    data = posted(page_form(clerk, person)) | {"name": "新名", "version": version}
    response = clerk.post(edit_url(person), data)
    assert response.status_code == 409
    person.refresh_from_db()
    assert person.name != "新名"


def test_the_findings_of_the_rules_stand_at_their_fields(cast, clerk, person):
    response = save(clerk, person, city_managed="yes", birth_month="1980.06", deeds="长" * 1501)
    page = response.content.decode()
    item = {
        name: re.search(f'id="notes-{name}".*?</ul>', page, re.S)[0]
        for name in ("city_managed", "birth_month", "deeds")
    }
    assert "市管干部不参加评选" in item["city_managed"]
    assert "须改正" in item["city_managed"]
    assert "须说明" in item["birth_month"]
    assert reverse("reasons", args=[cast.recommendation.pk]) in item["birth_month"]
    assert "1500" in item["deeds"]
    assert "<b data-count>1501</b>" in page


def test_an_empty_field_is_no_fault_but_open(clerk, person):
    save(clerk, person, name="", criteria=[])
    shown = {
        one.item.name: one for section in clerk.get(edit_url(person)).context["page"].sections for one in section.items
    }
    assert shown["name"].unanswered
    assert shown["criteria"].unanswered
    assert not shown["name"].notes
    assert not shown["employer"].unanswered


def test_progress_counts_what_concerns_the_nominee(clerk, collective):
    sections = {one.section.slug: one.progress for one in clerk.get(edit_url(collective)).context["page"].sections}
    assert (sections["enterprise"].needed, sections["enterprise"].filled, sections["enterprise"].state) == (
        4,
        4,
        "done",
    )
    save(clerk, collective, nature="agency", level="", leader_name="")
    sections = {one.section.slug: one.progress for one in clerk.get(edit_url(collective)).context["page"].sections}
    assert sections["enterprise"].state == "optional"
    assert (sections["basic"].needed, sections["basic"].filled, sections["basic"].state) == (7, 6, "open")


def test_options_carry_their_sector_for_the_script(clerk, collective):
    page = clerk.get(edit_url(collective)).content.decode()
    assert re.search(r'<option value="agency"[^>]*data-sector="public"', page)
    assert re.search(r'<fieldset id="section-enterprise"[^>]*data-sector="enterprise"', page)
    assert "集体性质为“企业”的填写" in page


def test_the_id_number_is_masked_in_the_form_and_kept(clerk, person):
    number = person.id_number
    page = clerk.get(edit_url(person)).content.decode()
    assert number not in page
    assert person.contact not in page
    save(clerk, person, name="改名")
    person.refresh_from_db()
    assert person.id_number == number


def test_a_backup_is_offered_no_backup_and_not_itself(cast, clerk, person):
    principal = make_individual(recommendation=cast.recommendation, division_level=True)
    backup = make_individual(recommendation=cast.recommendation, backup_for=principal)
    foreign = make_individual(recommendation=cast.other_recommendation)
    group = make_collective(recommendation=cast.recommendation)
    form = page_form(clerk, person)
    assert [key for key, _label in form.fields["backup_for"].choices] == ["", principal.pk]
    assert [key for key, _label in form.fields["leads_collective"].choices] == ["", group.pk]
    save(clerk, person, backup_for=str(foreign.pk))
    person.refresh_from_db()
    assert (person.backup_for_id, person.unparsed) == (None, {"backup_for": str(foreign.pk)})
    assert backup.pk not in dict(form.fields["backup_for"].choices)


def test_the_buttons_lead_on(cast, clerk, person):
    for then, name, key in [
        ("list", "recommendation", cast.recommendation.pk),
        ("photo", "nomination_photo_edit", person.pk),
    ]:
        response = clerk.post(edit_url(person), posted(page_form(clerk, person)) | {"then": then})
        assert response.url == reverse(name, args=[key])


def test_a_locked_nominee_is_read_only(cast, clerk, person):
    data = posted(page_form(clerk, person)) | {"name": "不该改"}
    IndividualNomination.objects.filter(pk=person.pk).update(locked=True, counted=True)
    assert clerk.get(edit_url(person)).url == reverse("nomination_read", args=[person.pk])
    response = clerk.post(edit_url(person), data)
    assert response.status_code == 409
    assert "内容已锁定" in response.content.decode()
    assert "不该改" in response.content.decode()  # to be copied
    answer = autosave(clerk, person, data)
    assert (answer.status_code, answer.json()["error"]) == (409, "refused")
    person.refresh_from_db()
    assert person.name != "不该改"


def test_deleting_asks_first(cast, clerk, person):
    url = reverse("nomination_delete", args=[person.pk])
    assert "确认删除" in clerk.get(url).content.decode()
    assert "已删除" in clerk.post(url, follow=True).content.decode()
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("state", [{"locked": True, "counted": True}, {"counted": True}])
def test_what_was_public_or_handed_in_is_not_deleted(clerk, collective, state):
    CollectiveNomination.objects.filter(pk=collective.pk).update(**state)
    response = clerk.post(reverse("nomination_delete", args=[collective.pk]), follow=True)
    assert "未成功" in response.content.decode()
    assert Nomination.objects.filter(pk=collective.pk).exists()


def test_a_form_about_another_cycles_years_follows_its_notice(cast, person):
    cycle = person.recommendation.cycle
    cycle.source = cycle.source.replace("[2018, 2019, 2020, 2021, 2022]", "[2020, 2021]")
    form = IndividualForm(person, [])
    assert form.names_of("assessments") == ["assessment_2020", "assessment_2021"]


@pytest.mark.parametrize("kind", ["team", "COLLECTIVE", "1"])
def test_an_unknown_kind_is_not_there(cast, clerk, kind):
    assert clerk.post(reverse("nomination_new", args=[cast.recommendation.pk, kind])).status_code == 404


def test_the_lead_may_write_too(cast, person):
    save(client_of(cast.lead), person, name="负责人改")
    person.refresh_from_db()
    assert (person.name, person.updated_by) == ("负责人改", cast.lead)
