"""Who may see and change what; others' things are not there."""

import pytest
import time_machine
from django.urls import reverse

from nominations.enums import CycleStatus
from nominations.models import AuditEntry, AwardCycle, Nomination, Recommendation
from nominations.permissions import refusal_to_draft, refusal_to_edit
from nominations.selectors import nominations_visible_to, visible_to
from tests.builders import make_collective, make_individual, make_unit
from tests.cast import client_of
from tests.nominations.forms.desk import edit_url, picture
from tests.walk import at

READERS = {"clerk", "lead", "officer", "director", "auditor"}
REVEALERS = {"clerk", "lead", "officer", "auditor"}
WRITERS = {"clerk", "lead"}


@pytest.fixture
def person(cast):
    return make_individual(recommendation=cast.recommendation)


def test_every_change_for_everybody_who_may_not(cast, person):
    own = [cast.recommendation.pk]
    changes = {
        reverse("nomination_new", args=[*own, "collective"]): {},
        reverse("recommendation_order", args=own): {"move": f"up {person.pk}"},
        reverse("recommendation_edit", args=own): {"contact_name": "外人", "version": 1},
        reverse("recommendation_autosave", args=own): {"contact_name": "外人", "version": 1},
        edit_url(person): {"name": "外人", "version": 1},
        reverse("nomination_autosave", args=[person.pk]): {"name": "外人", "version": 1},
        reverse("nomination_delete", args=[person.pk]): {},
    }
    before = list(Nomination.objects.values()), list(Recommendation.objects.values())
    for part, user in cast.everybody().items():
        client = client_of(user)
        for url, data in changes.items() if part not in WRITERS else ():
            response = client.post(url, data)
            assert response.status_code == (403 if part in READERS else 404), (part, url)
        if part not in WRITERS:
            client.post(reverse("nomination_photo_edit", args=[person.pk]), {"photo": picture()})
    assert (list(Nomination.objects.values()), list(Recommendation.objects.values())) == before


def test_the_list_shows_ones_own_and_the_readers_all(cast):
    counts = {part: visible_to(user).count() for part, user in cast.everybody().items()}
    expected = {part: 2 if part in READERS - WRITERS else 0 for part in counts}
    expected |= {"clerk": 1, "lead": 1, "other_clerk": 1, "other_lead": 1}
    assert counts == expected
    assert list(visible_to(cast.clerk)) == [cast.recommendation]


def test_numbers_in_full_are_put_on_record(cast, person):
    url = reverse("nomination_reveal", args=[person.pk])
    for part, user in cast.everybody().items():
        before = list(AuditEntry.objects.values_list("pk", flat=True))
        response = client_of(user).post(url)
        entries = AuditEntry.objects.filter(action="numbers_revealed", object_id=str(person.pk)).exclude(pk__in=before)
        if part not in REVEALERS:
            assert response.status_code == (403 if part in READERS else 404), part
            assert not entries
            continue
        assert person.id_number in response.content.decode()
        assert person.contact in response.content.decode()
        (entry,) = entries
        assert (entry.actor, entry.role) == (user, user.held[0].role)
        assert person.id_number not in str(entry.detail)


def test_reading_shows_no_number_in_full(cast, person):
    for part in READERS:
        page = client_of(getattr(cast, part)).get(reverse("nomination_read", args=[person.pk])).content.decode()
        assert person.id_number not in page
        assert person.contact not in page
        assert "****" in page
    assert not AuditEntry.objects.filter(action="numbers_revealed").exists()


def test_revealing_is_no_link(clerk, person):
    assert clerk.get(reverse("nomination_reveal", args=[person.pk])).status_code == 405


@pytest.mark.parametrize("pk", [0, 999999, 2**63, 10**30])
@pytest.mark.parametrize(
    "name", ["recommendation", "quota", "reasons", "nomination_read", "nomination_edit", "nomination_photo"]
)
def test_a_wrong_number_is_not_there(cast, clerk, name, pk):
    assert clerk.get(reverse(name, args=[pk])).status_code == 404


def test_the_second_of_the_deadline_still_counts(cast):
    deadline = cast.cycle.notice.deadline
    assert not refusal_to_draft(cast.clerk, cast.recommendation, deadline.replace(microsecond=999_999))
    late = refusal_to_draft(cast.clerk, cast.recommendation, at(1, 13, 0))
    assert "2024-01-12 23:59" in late
    assert "联系工作专班办公室" in late


def test_after_the_deadline_everything_is_read_only(cast, person):
    with time_machine.travel(at(1, 13), tick=False):
        clerk = client_of(cast.clerk)
        assert clerk.get(edit_url(person)).status_code == 302
        page = clerk.get(reverse("recommendation", args=[cast.recommendation.pk])).content.decode()
    assert "截止" in page
    assert "新增先进个人" not in page
    assert "上移" not in page


def test_a_returned_nominee_stays_open_past_the_deadline(cast, person):
    person.counted = True
    assert not refusal_to_edit(cast.clerk, person, at(1, 20))
    assert refusal_to_edit(cast.other_clerk, person, at(1, 20))
    person.locked = True
    assert "已锁定" in refusal_to_edit(cast.clerk, person, at(1, 9))


@pytest.mark.parametrize("status", [CycleStatus.PREPARING, CycleStatus.CLOSED])
def test_only_an_open_cycle_is_written_to(cast, clerk, person, status):
    AwardCycle.objects.update(status=status, closed_at=at(1, 1))
    person = Nomination.objects.get(pk=person.pk)
    assert "不在进行中" in refusal_to_edit(cast.clerk, person, at(1, 9))
    Nomination.objects.update(counted=True)
    assert clerk.get(edit_url(person)).status_code == 302


def test_beginning_a_recommendation(cast):
    Recommendation.objects.all().delete()
    clerk = client_of(cast.clerk)
    url = reverse("recommendation_start", args=[cast.cycle.pk, cast.unit.pk])
    assert url in clerk.get(reverse("recommendations")).content.decode()
    response = clerk.post(url)
    row = Recommendation.objects.get()
    assert response.url == reverse("recommendation", args=[row.pk])
    assert clerk.post(url).url == response.url
    assert AuditEntry.objects.filter(action="recommendation_opened").count() == 1
    assert url not in clerk.get(reverse("recommendations")).content.decode()


def test_nobody_begins_for_another_unit_or_too_late(cast):
    Recommendation.objects.all().delete()
    url = reverse("recommendation_start", args=[cast.cycle.pk, cast.unit.pk])
    for part in ("other_clerk", "officer", "admin", "nobody"):
        assert client_of(getattr(cast, part)).post(url).status_code == 404
    with time_machine.travel(at(1, 13), tick=False):
        assert "截止" in client_of(cast.clerk).post(url, follow=True).content.decode()
    cast.unit.active = False
    cast.unit.save()
    assert "已停用" in client_of(cast.clerk).post(url, follow=True).content.decode()
    assert not Recommendation.objects.exists()


def test_a_person_of_two_units_sees_both(cast):
    make_collective(recommendation=cast.other_recommendation)
    cast.clerk.grants.create(role="unit_lead", unit=cast.other_unit)
    assert visible_to(type(cast.clerk).objects.get(pk=cast.clerk.pk)).count() == 2
    assert nominations_visible_to(type(cast.clerk).objects.get(pk=cast.clerk.pk)).count() == 1


def test_a_role_in_a_unit_without_recommendation_shows_none(cast):
    cast.nobody.grants.create(role="unit_clerk", unit=make_unit())
    page = client_of(cast.nobody).get(reverse("recommendations")).content.decode()
    assert "开始推荐" in page
