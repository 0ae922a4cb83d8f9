"""The link by which a person sets the password: to its person alone, good for once and for some days."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nominations.administration import invitations, people
from nominations.enums import Role
from nominations.models import AuditEntry, User
from tests.builders import make_user
from tests.cast import client_of, person
from tests.rivals import together

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
OLD = "old-River-1948"


@pytest.fixture
def newcomer():
    user = make_user(username="qin", name="秦经办", email="qin@example.org")
    user.set_password(OLD)
    user.save()
    return user


@pytest.fixture
def link(newcomer, admin):
    return address(newcomer, invitations.invite(newcomer, admin, by_mail=False))


def address(user, token):
    return reverse("invitation", args=[user.pk, token])


def choose(link, password=PASSWORD, desk=None):
    return (desk or Client()).post(link, {"new_password1": password, "new_password2": password})


def knows(user, password):
    return User.objects.get(pk=user.pk).check_password(password)


class TestLink:
    def test_its_person_sets_the_password_and_signs_in_with_it(self, newcomer, link):
        desk = Client()
        assert "qin" in desk.get(link).content.decode()
        answer = desk.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}, follow=True)
        assert "密码已保存" in answer.content.decode()
        assert SESSION_KEY not in desk.session
        desk.post("/login/", {"username": "qin", "password": PASSWORD})
        assert desk.get("/").status_code == 200

    def test_it_is_good_for_once(self, newcomer, link):
        choose(link)
        assert Client().get(link).status_code == 404
        assert choose(link, "another-River-1950").status_code == 404
        assert knows(newcomer, PASSWORD)

    def test_a_newer_one_takes_its_place(self, newcomer, link, admin):
        newer = address(newcomer, invitations.invite(newcomer, admin, by_mail=True))
        assert Client().get(link).status_code == 404
        assert Client().get(newer).status_code == 200

    @pytest.mark.parametrize(("days", "status"), [(settings.INVITATION_DAYS - 1, 200), (settings.INVITATION_DAYS + 1, 404)])
    def test_it_is_good_for_some_days(self, link, days, status):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert Client().get(link).status_code == status

    def test_a_closed_account_has_none(self, newcomer, link, admin):
        people.deactivate_user(newcomer, admin)
        assert Client().get(link).status_code == 404
        people.activate_user(newcomer, admin)
        assert Client().get(link).status_code == 404

    def test_it_opens_nobody_elses_account(self, newcomer, link):
        other = make_user()
        assert Client().get(address(other, link.split("/")[-2])).status_code == 404

    @pytest.mark.parametrize("token", ["x", "set-password", "abc-" + "0" * 32, "0" * 500, "%00", "三"])
    def test_made_up_ones_are_all_alike(self, newcomer, token):
        answer = Client().get(f"/invitation/{newcomer.pk}/{token}/")
        assert answer.status_code in (400, 404)
        assert "qin" not in answer.content.decode()

    @pytest.mark.parametrize("weak", ["short", "12345678901", "password1234", "qin@example.org"])
    def test_the_rules_of_passwords_hold(self, newcomer, link, weak):
        answer = choose(link, weak)
        faults = answer.context["form"].errors["new_password2"]
        assert faults
        assert not re.search("[A-Za-z]", " ".join(faults)), "in Chinese"
        assert choose(link).status_code == 302

    def test_looking_at_it_uses_nothing_up(self, link):
        """A mail server that looks into links does no harm."""
        for _time in range(3):
            assert Client().get(link).status_code == 200

    def test_no_cache_keeps_the_page(self, link):
        assert "no-store" in Client().get(link)["Cache-Control"]

    def test_whoever_is_signed_in_at_that_desk_leaves(self, link, auditor):
        desk = client_of(auditor)
        assert choose(link, desk=desk).url == "/login/"
        assert SESSION_KEY not in desk.session


class TestAdministrator:
    def test_making_one_ends_sessions_and_the_password(self, desk, newcomer):
        theirs = client_of(newcomer)
        desk.post(reverse("manage_person_invite", args=[newcomer.pk]))
        assert theirs.get("/").status_code == 302
        assert not knows(newcomer, OLD)

    def test_it_goes_by_mail_and_the_administrator_never_sees_it(self, desk, newcomer):
        answer = desk.post(reverse("manage_person_invite", args=[newcomer.pk]), {"by": "mail"}, follow=True)
        (sent,) = mail.outbox
        assert sent.to == ["qin@example.org"]
        link = re.search(rf"{settings.SITE_URL}(/invitation/\S+)", sent.body)[1]
        assert link not in answer.content.decode() and "已发送到 qin@example.org" in answer.content.decode()
        assert choose(link).status_code == 302
        assert AuditEntry.objects.get(action="invited").detail == {"username": "qin", "by_mail": True}
        assert AuditEntry.objects.get(action="invitation_used").actor == newcomer

    def test_a_new_account_with_an_address_gets_a_mail(self, desk):
        desk.post(reverse("manage_person_new"), {"username": "bai", "name": "白", "email": "bai@example.org"})
        assert mail.outbox[0].to == ["bai@example.org"]

    @pytest.mark.parametrize("fault", [OSError, invitations.SMTPException])
    def test_where_the_mail_fails_it_is_shown(self, desk, newcomer, monkeypatch, fault):
        def fail(*_mail):
            raise fault

        monkeypatch.setattr(invitations, "send_mail", fail)
        page = desk.post(reverse("manage_person_invite", args=[newcomer.pk]), {"by": "mail"}).content.decode()
        assert "邮件没有发出去" in page
        link = re.search(r'class="password">http://testserver([^<]+)<', page)[1]
        assert choose(link).status_code == 302
        by_mail = [entry.detail["by_mail"] for entry in AuditEntry.objects.filter(action="invited").order_by("pk")]
        assert by_mail == [True, False]

    def test_without_an_address_no_mail_is_asked_for(self, desk):
        user = person("无", Role.OFFICE)
        page = desk.post(reverse("manage_person_invite", args=[user.pk]), {"by": "mail"})
        assert page.templates[0].name == "nominations/administration/invitation.html"
        assert "由邮件重设密码" not in desk.get(reverse("manage_person", args=[user.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_link_one_sets_the_password(newcomer, admin):
    token = invitations.invite(newcomer, admin, by_mail=False)
    answers = []
    raised = together(
        *[lambda word=word: answers.append((invitations.accept(newcomer.pk, token, word), word)) for word in (PASSWORD, OLD)]
    )
    assert raised == [None, None]
    ((_set, password),) = [answer for answer in answers if answer[0]]
    assert knows(newcomer, password)
