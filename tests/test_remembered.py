"""A memory serves whoever begins the same way, and nobody else."""

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from nominations.models import AuditEntry, IndividualNomination, Unit, record
from tests.builders import make_individual, make_recommendation, make_unit
from tests.cast import rolled_back
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

made, told = [], []


@remembered
def town(name):
    made.append(name)
    transaction.on_commit(lambda: told.append(name))
    return make_unit(name=name)


@remembered
def changed(unit):
    made.append("changed")
    Unit.objects.filter(pk=unit.pk).update(above_scale_enterprises=77)


@remembered
def person(recommendation):
    return make_individual(recommendation=recommendation)


@remembered
def noted():
    made.append("noted")
    record(None, "signed_out", make_unit())


@pytest.fixture(autouse=True)
def nothing_made():
    made.clear()
    told.clear()


def test_it_is_made_once_and_stands_there_again():
    with rolled_back():
        first = town("示例一镇")
    assert not Unit.objects.exists()
    again = town("示例一镇")
    assert made == ["示例一镇"]
    assert again == first and again is not first
    assert Unit.objects.get().name == "示例一镇"


def test_where_a_row_is_not_what_it_was_it_is_made_anew():
    with rolled_back():
        town("示例二镇")
    make_unit()
    town("示例二镇")
    assert made == ["示例二镇", "示例二镇"]


def test_another_argument_is_another_beginning():
    assert [town("示例三镇").name, town("示例四镇").name] == ["示例三镇", "示例四镇"]


def test_a_row_that_it_changed_is_changed_again():
    unit = make_unit()
    for _again in range(2):
        with rolled_back():
            changed(unit)
            assert Unit.objects.get().above_scale_enterprises == 77
    assert made == ["changed"]


def test_what_stands_there_again_was_written_now():
    with rolled_back():
        noted()
    now = timezone.now()
    noted()
    assert made == ["noted"]
    assert AuditEntry.objects.get().at >= now


def test_what_its_arguments_know_is_the_same_either_way():
    unit = make_unit()
    for _again in range(2):
        with rolled_back():
            changed(unit)
    assert unit.above_scale_enterprises == 34


def test_with_settings_of_its_own_a_test_makes_its_own(settings):
    settings.AUDIT_HASH = "sm3"
    for _again in range(2):
        with rolled_back():
            town("示例六镇")
    assert made == ["示例六镇", "示例六镇"]


def test_a_file_that_is_gone_meanwhile_is_there_again():
    recommendation = make_recommendation()
    with rolled_back():
        name = person(recommendation).photo.name
    content = default_storage.open(name).read()
    default_storage.delete(name)
    person(recommendation)
    assert IndividualNomination.objects.get().photo.name == name
    assert default_storage.open(name).read() == content


def test_what_it_left_to_be_done_is_done_again(django_capture_on_commit_callbacks):
    for _again in range(2):
        with rolled_back(), django_capture_on_commit_callbacks(execute=True):
            town("示例五镇")
    assert (made, told) == (["示例五镇"], ["示例五镇", "示例五镇"])
