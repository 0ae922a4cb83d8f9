"""Every save of a form keeps what it wrote over: who, when, from what, to what."""

from datetime import timedelta

import pytest
from django.urls import reverse

from nominations import services
from nominations.edits import PAUSE
from nominations.enums import Gender
from nominations.forms.history import history
from nominations.models import AuditEntry, Edit
from tests.builders import make_collective, make_individual, photo_bytes
from tests.cast import client_of
from tests.walk import at

pytestmark = pytest.mark.django_db
START = at(1, 3)


@pytest.fixture
def draft(cast):
    return make_individual(recommendation=cast.recommendation, position="厂长", id_number="500113198005060011")


def save(row, actor, minutes=0, unparsed=None, **values):
    row = type(row).objects.get(pk=row.pk)
    now = START + timedelta(minutes=minutes)
    return services.save_draft(row, values, unparsed or {}, version=row.version, actor=actor, now=now)


def told(row):
    """Sitting by sitting, newest first: who, and (label, old, new) of each field."""
    row = type(row).objects.get(pk=row.pk)
    sittings = history(row, row.edits.order_by("-pk"))
    return [(one.edit.by, [(field.label, field.old, field.new) for field in one.fields]) for one in sittings]


def test_a_change_is_told_with_both_values(cast, draft):
    save(draft, cast.clerk, position="班组长")
    assert told(draft) == [(cast.clerk, [("职务", "厂长", "班组长")])]
    edit = Edit.objects.get()
    assert (edit.began_at, edit.last_at, edit.before) == (START, START, {"position": "厂长"})


def test_saves_of_one_sitting_are_one_change(cast, draft):
    save(draft, cast.clerk, 0, position="班")
    save(draft, cast.clerk, 1, position="班组")
    save(draft, cast.clerk, 25, position="班组长", employer="重庆示例厂")
    ((by, fields),) = told(draft)
    assert by == cast.clerk
    assert fields == [("工作单位", draft.employer, "重庆示例厂"), ("职务", "厂长", "班组长")]
    assert Edit.objects.get().last_at == START + timedelta(minutes=25)


@pytest.mark.parametrize(("minutes", "sittings"), [(30, 1), (31, 2)])
def test_a_pause_begins_another(cast, draft, minutes, sittings):
    save(draft, cast.clerk, 0, position="班组长")
    save(draft, cast.clerk, minutes, position="车间主任")
    assert len(told(draft)) == sittings
    assert timedelta(minutes=30) == PAUSE


def test_another_person_begins_another(cast, draft):
    save(draft, cast.clerk, 0, position="班组长")
    save(draft, cast.lead, 1, position="车间主任")
    save(draft, cast.clerk, 2, position="主任")
    assert told(draft) == [
        (cast.clerk, [("职务", "车间主任", "主任")]),
        (cast.lead, [("职务", "班组长", "车间主任")]),
        (cast.clerk, [("职务", "厂长", "班组长")]),
    ]


def test_what_was_taken_back_is_no_change(cast, draft):
    save(draft, cast.clerk, 0, position="班组长")
    save(draft, cast.clerk, 1, position="厂长")
    assert told(draft) == [(cast.clerk, [])]


def test_a_save_without_change_leaves_nothing(cast, draft):
    save(draft, cast.clerk, position="厂长")
    assert not Edit.objects.exists()


def test_every_kind_of_field_is_told_in_words(cast, draft):
    collective = make_collective(recommendation=cast.recommendation, name="示例车间")
    principal = make_individual(recommendation=cast.recommendation, name="主甲")
    other = next(gender for gender in Gender if gender != draft.gender)
    save(draft, cast.clerk, gender=other, birth_month=draft.birth_month.replace(year=1979), criteria=[], is_cadre=True)
    save(draft, cast.clerk, leads_collective_id=collective.pk, backup_for_id=principal.pk, assessments={})
    fields = {label: (old, new) for label, old, new in told(draft)[0][1]}
    assert fields["性别"] == (Gender(draft.gender).label, other.label)
    assert fields["出生年月"] == (f"{draft.birth_month:%Y.%m}", f"{draft.birth_month.replace(year=1979):%Y.%m}")
    assert fields["是哪个推荐集体的班子成员"] == ("不是", "示例车间")
    assert fields["作为谁的备选"] == ("不是备选", "主甲")
    assert fields["符合的评选条件"][0] != fields["符合的评选条件"][1] == ""


def test_numbers_are_kept_and_told_masked(cast, draft):
    save(draft, cast.clerk, id_number="500113198005060038", unparsed={"contact": "电话13900001111转8"})
    save(draft, cast.lead, contact="13900002222")
    kept = str(list(Edit.objects.values_list("before", flat=True)))
    assert not any(number in kept for number in (draft.id_number, draft.contact, "13900001111"))
    newest, oldest = told(draft)
    assert ("身份证号", "500***********0011", "500***********0038") in oldest[1]
    assert all("3900001111" not in word for _by, fields in (newest, oldest) for field in fields for word in field)


def test_a_number_changed_in_its_middle_is_told(cast, draft):
    save(draft, cast.clerk, id_number="500113199005060011")
    row = type(draft).objects.get(pk=draft.pk)
    (change,) = history(row, row.edits.all())[0].fields
    assert (change.label, change.same_look) == ("身份证号", True)


def test_what_could_not_be_read_is_told(cast, draft):
    save(draft, cast.clerk, birth_month=None, unparsed={"birth_month": "八十年代"})
    assert ("出生年月", f"{draft.birth_month:%Y.%m}", "八十年代") in told(draft)[0][1]


def test_a_new_photo_is_told(cast, draft):
    services.set_photo(draft, photo_bytes(), cast.clerk, START)
    assert told(draft) == [(cast.clerk, [("近期2寸免冠照片", "", "")])]


def test_fields_go_on_record_by_name_alone(cast, draft):
    save(draft, cast.clerk, 0, position="班组长")
    save(draft, cast.clerk, 1, position="主任", deeds="新写的事迹。")
    entries = AuditEntry.objects.filter(action="nomination_edited").order_by("pk")
    assert [entry.detail for entry in entries] == [{"fields": ["position"]}, {"fields": ["deeds"]}]
    assert "新写的事迹" not in str([entry.detail for entry in entries])


def test_the_page_shows_it(cast, draft):
    save(draft, cast.clerk, position="班组长")
    page = client_of(cast.officer).get(reverse("nomination_history", args=[draft.pk])).content.decode()
    assert "<del>厂长</del>" in page
    assert "<ins>班组长</ins>" in page
    assert client_of(cast.other_clerk).get(reverse("nomination_history", args=[draft.pk])).status_code == 404


def test_many_changes_take_no_more_queries(cast, draft, django_assert_max_num_queries):
    client, url = client_of(cast.officer), reverse("nomination_history", args=[draft.pk])
    save(draft, cast.clerk, 0, position="一")
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    for number in range(1, 10):
        save(draft, [cast.lead, cast.clerk][number % 2], number, position=f"第{number}")
    with django_assert_max_num_queries(20) as many:
        client.get(url)
    assert len(many) == len(few)
