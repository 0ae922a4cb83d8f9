"""Saving while one types, and two tabs: the second is told, never obeyed, and may choose."""

import pytest
from django.test import Client
from django.urls import reverse

from nominations.forms.differences import compare
from nominations.models import IndividualNomination, Recommendation
from tests.builders import make_individual
from tests.nominations.forms.desk import autosave, edit_url, page_form, posted


@pytest.fixture
def person(cast):
    return make_individual(recommendation=cast.recommendation, name="初名")


def test_autosave_stores_and_says_what_the_rules_say(clerk, person):
    data = posted(page_form(clerk, person)) | {"name": "", "work_start": "昨天", "city_managed": "yes"}
    said = autosave(clerk, person, data).json()
    person.refresh_from_db()
    assert (said["version"], person.version, person.name) == (2, 2, "")
    assert said["saved_at"] == "10:00:00"
    assert said["items"]["name"]["unanswered"] is True
    assert "1980.05" in said["items"]["work_start"]["faults"]["work_start"][0]
    assert said["items"]["city_managed"]["notes"][0]["severity"] == "hard"
    assert said["sections"]["basic"] == {"state": "faulty", "label": "1 处须改正"}
    assert said["sections"]["deeds"]["state"] == "done"


def test_autosave_of_nothing_new_keeps_the_version(clerk, person):
    data = posted(page_form(clerk, person))
    assert autosave(clerk, person, data).json()["version"] == 1
    person.refresh_from_db()
    assert (person.version, person.updated_by) == (1, None)


def test_the_second_tab_is_told_and_changes_nothing(cast, clerk, person):
    data = posted(page_form(clerk, person))
    autosave(clerk, person, data | {"name": "第一窗"})
    answer = autosave(clerk, person, data | {"name": "第二窗"})
    assert answer.status_code == 409
    assert answer.json()["error"] == "stale"
    assert cast.clerk.name in answer.json()["message"]
    assert "12-28 10:00:00" in answer.json()["message"]
    person.refresh_from_db()
    assert person.name == "第一窗"


def test_the_same_form_sent_twice_is_no_conflict(clerk, person):
    data = posted(page_form(clerk, person)) | {"name": "按了两下"}
    assert clerk.post(edit_url(person), data).status_code == 302
    assert clerk.post(edit_url(person), data).status_code == 302


def conflict(clerk, person):
    """The second tab's save: the first one changed name, deeds and remarks meanwhile."""
    data = posted(page_form(clerk, person))
    autosave(clerk, person, data | {"name": "第一窗", "deeds": "先讲一，再讲二。", "remarks": "甲"})
    return clerk.post(edit_url(person), data | {"name": "第二窗", "deeds": "先讲一，再讲三。", "remarks": ""})


def test_a_stale_save_shows_both_texts(clerk, person):
    response = conflict(clerk, person)
    assert response.status_code == 409
    found = {one.name: one for one in response.context["differences"]}
    assert set(found) == {"name", "deeds", "remarks"}
    assert found["deeds"].pieces == (("same", "先讲一，"), ("stored", "再讲二。"), ("typed", "再讲三。"))
    assert [found[name].proposed for name in ("name", "remarks")] == ["typed", "stored"]
    page = response.content.decode()
    assert "<del>第一窗</del>" in page
    assert "<ins>第二窗</ins>" in page
    assert 'value="第二窗"' in page  # still in the form
    person.refresh_from_db()
    assert person.name == "第一窗"


def test_one_may_choose_field_by_field(clerk, person):
    form = conflict(clerk, person).context["form"]
    data = posted(form) | {"keep_name": "typed", "keep_deeds": "stored", "keep_remarks": "stored"}
    assert clerk.post(edit_url(person), data).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.deeds, person.remarks) == ("第二窗", "先讲一，再讲二。", "甲")


def test_a_number_nobody_touched_is_no_difference(clerk, person):
    data = posted(page_form(clerk, person))
    IndividualNomination.objects.filter(pk=person.pk).update(contact="13900000077", version=2)
    response = clerk.post(edit_url(person), data | {"remarks": "新"})
    assert [one.name for one in response.context["differences"]] == ["remarks"]
    clerk.post(edit_url(person), posted(response.context["form"]))
    person.refresh_from_db()
    assert (person.contact, person.remarks) == ("13900000077", "新")


def test_numbers_are_masked_among_the_differences(clerk, person):
    data = posted(page_form(clerk, person))
    IndividualNomination.objects.filter(pk=person.pk).update(contact="13900000077", version=2)
    response = clerk.post(edit_url(person), data | {"contact": "13900000088"})
    (found,) = response.context["differences"]
    assert (found.stored, found.typed) == ("139****0077", "13900000088")


@pytest.mark.parametrize(
    ("stored", "typed", "pieces"),
    [
        ("", "", ()),
        ("甲。", "甲。", (("same", "甲。"),)),
        ("", "甲。", (("typed", "甲。"),)),
        ("甲。乙。", "甲。", (("same", "甲。"), ("stored", "乙。"))),
    ],
)
def test_texts_are_compared_clause_by_clause(stored, typed, pieces):
    assert compare(stored, typed) == pieces


def test_comparing_the_longest_texts_takes_no_time():
    compare("一，" * 5000, "二。" * 5000)
    compare("一，二，" * 2500, "二，一，三。" * 1600)


def test_autosave_signed_out_answers_401_and_keeps_nothing(person):
    answer = autosave(Client(), person, {"name": "过期", "version": 1})
    assert answer.status_code == 401
    assert answer.json()["login_url"] == reverse("login")
    person.refresh_from_db()
    assert person.name == "初名"


def test_a_nominee_deleted_meanwhile(cast, clerk, person):
    data = posted(page_form(clerk, person))
    IndividualNomination.objects.all().delete()
    assert autosave(clerk, person, data).status_code == 404


def test_the_recommendation_saves_itself_too_and_tells_the_second_tab(cast, clerk):
    url = reverse("recommendation_edit", args=[cast.recommendation.pk])
    data = posted(clerk.get(url).context["form"])
    auto = reverse("recommendation_autosave", args=[cast.recommendation.pk])
    said = clerk.post(auto, data | {"contact_name": "秦新人"}).json()
    assert said["version"] == 2
    assert clerk.post(auto, data | {"contact_name": "另一窗"}).status_code == 409
    response = clerk.post(url, data | {"contact_name": "另一窗"})
    assert response.status_code == 409
    assert [one.name for one in response.context["differences"]] == ["contact_name"]
    assert Recommendation.objects.get(pk=cast.recommendation.pk).contact_name == "秦新人"
