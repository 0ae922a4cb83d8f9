"""`manage.py create_administrator`: the first one, without a default password."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from nominations.enums import Role
from nominations.models import AuditEntry, User
from tests.cast import person

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"


def create(capsys, *arguments):
    call_command("create_administrator", *arguments)
    return capsys.readouterr().out


def test_the_link_it_prints_lets_its_person_set_a_password_and_administer(capsys, settings):
    settings.SITE_URL = "https://honours.example"
    said = create(capsys, "zhang.san", "张某")
    path = re.search(r"https://honours\.example(/invitation/\S+)", said)[1]
    user = User.objects.get(username="zhang.san")
    assert (user.name, user.has_usable_password(), user.is_superuser) == ("张某", False, False)
    desk = Client()
    desk.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert desk.post("/login/", {"username": "zhang.san", "password": PASSWORD}).status_code == 302
    assert desk.get("/manage/people/").status_code == 200
    assert desk.get(path).status_code == 404


def test_it_is_on_record_as_nobodys_doing(capsys):
    create(capsys, "admin", "张某")
    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor", "role")
    assert list(entries) == [("user_created", None, ""), ("role_granted", None, ""), ("invited", None, "")]


def test_where_there_is_one_it_has_to_be_asked_for(capsys):
    person("first", Role.ADMIN)
    with pytest.raises(CommandError, match="--another"):
        create(capsys, "second", "李某")
    assert not User.objects.filter(username="second").exists()
    assert "/invitation/" in create(capsys, "second", "李某", "--another")


def test_one_whose_account_is_closed_is_none(capsys):
    closed = person("closed", Role.ADMIN)
    closed.is_active = False
    closed.save()
    assert "/invitation/" in create(capsys, "second", "李某")


@pytest.mark.parametrize("username", ["Taken", "有 空格", ""])
def test_a_user_name_that_cannot_be_taken_is_refused(capsys, username):
    User.objects.create(username="taken", name="王某")
    with pytest.raises(CommandError):
        create(capsys, username, "张某")
    assert User.objects.count() == 1
