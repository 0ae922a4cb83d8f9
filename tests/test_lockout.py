"""Guessing ends, from wherever it comes; nobody is shut out of the browser they use."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.hashers import Argon2id
from nominations.enums import Role
from nominations.models import AuditEntry, User
from tests.builders import make_user
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
HOME = "10.9.9.9"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.AXES_ENABLED = True
    settings.ACCOUNT_FAILURE_LIMIT, settings.ADDRESS_FAILURE_LIMIT = 12, 15


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk", password=PASSWORD, name="经办")


def post(desk, username="clerk", password=PASSWORD, address=HOME, **more):
    return desk.post("/login/", {"username": username, "password": password} | more, REMOTE_ADDR=address)


def attack(count, username="clerk", address=None):
    """Wrong passwords from as many addresses as it takes."""
    for number in range(count):
        post(Client(), username, "x", address or f"10.0.{number // 3}.1")


def used_browser(clerk):
    desk = Client()
    post(desk)
    desk.post("/logout/")
    return desk


def is_in(desk):
    return SESSION_KEY in desk.session


def test_many_addresses_cannot_guess_on(clerk):
    attack(11)
    assert post(Client(), password="x", address="10.1.0.1").status_code == 200
    answer = post(Client(), address="10.1.0.2")
    assert answer.status_code == 429
    assert "以前登录过这个账号的浏览器" in answer.content.decode()
    assert AuditEntry.objects.filter(action="locked_out", object_id=str(clerk.pk)).exists()


def test_the_browser_that_its_person_uses_stays_open_meanwhile(clerk):
    desk = used_browser(clerk)
    attack(40)
    assert post(desk, address="10.77.0.1").status_code == 302
    assert is_in(desk)


def test_also_where_the_wrong_passwords_come_from_its_own_address(clerk):
    """From the next desk behind the same proxy, whatever the browser there says that it is."""
    desk = used_browser(clerk)
    for number in range(6):
        answer = Client(headers={"User-Agent": f"Browser {number}"}).post(
            "/login/", {"username": "clerk", "password": "x"}, REMOTE_ADDR=HOME
        )
    assert answer.status_code == 429
    assert post(Client()).status_code == 429
    assert post(desk).status_code == 302


def test_but_is_no_way_to_guess(clerk):
    desk = used_browser(clerk)
    attack(12)
    for _time in range(5):
        answer = post(desk, password="x", address="10.77.0.1")
    assert answer.status_code == 429
    assert post(desk, address="10.77.0.1").status_code == 429


def test_a_browser_of_somebody_else_or_a_made_up_cookie_opens_nothing(clerk):
    User.objects.create_user("lead", password=PASSWORD, name="负责")
    desk = Client()
    post(desk, "lead")
    desk.post("/logout/")
    attack(12)
    assert post(desk, address="10.77.0.1").status_code == 429
    desk.cookies["writer"] = f"{clerk.pk}:made:up"
    assert post(desk, address="10.77.0.1").status_code == 429


def test_an_administrator_unlocks_with_one_button(clerk):
    attack(12)
    admin = client_of(person("admin", Role.ADMIN))
    page = reverse("manage_person", args=[clerk.pk])
    assert "近来输错密码 12 次" in admin.get(page).content.decode()
    admin.post(reverse("manage_person_unlock", args=[clerk.pk]))
    assert "近来输错密码" not in admin.get(page).content.decode()
    desk = Client()
    post(desk)
    assert is_in(desk)
    assert AuditEntry.objects.get(action="account_unlocked").object_id == str(clerk.pk)


def test_it_ends_by_itself_and_waiting_tries_do_not_lengthen_it(clerk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attack(12)
        clock.shift(timedelta(minutes=10))
        assert post(Client()).status_code == 429
        clock.shift(timedelta(minutes=6))
        desk = Client()
        post(desk)
        assert is_in(desk)


def test_one_address_cannot_try_all_accounts(clerk):
    desk = used_browser(clerk)
    for number in range(15):
        attack(1, f"name{number}", HOME)
    fresh = make_user(username="fresh")
    assert post(Client(), fresh.username).status_code == 429
    assert post(Client(), address="10.77.0.1").status_code == 302
    assert post(desk).status_code == 302  # at the same address, in the browser that its person uses


def test_a_name_that_nobody_has_is_answered_alike(clerk):
    attack(12)
    attack(12, "nobody")
    known, unknown = (post(Client(), name, address="10.77.0.1") for name in ("clerk", "nobody"))
    assert known.status_code == unknown.status_code == 429
    assert known.content.replace(b"clerk", b"") == unknown.content.replace(b"nobody", b"")


def test_a_name_with_a_nul_is_no_failure_of_ours(clerk):
    assert post(Client(), "cl\x00erk").status_code == 200
    attack(12)
    assert post(Client(), "cl\x00erk", address="10.77.0.1").status_code == 429


def test_a_kept_form_survives_it(clerk):
    attack(12)
    answer = post(Client(), address="10.77.0.1", kept_form="sealed text")
    assert 'name="kept_form" value="sealed text"' in answer.content.decode()


def test_what_travels_with_a_wrong_password_is_not_stored(clerk):
    post(Client(), password="x", kept_form="KEPT", sealed="SEALED", code="135790")
    stored = AccessAttempt.objects.get().post_data
    assert "kept_form" in stored
    assert not any(word in stored for word in ("KEPT", "SEALED", "135790"))


def test_every_name_costs_one_hash(settings, monkeypatch):
    """The hash takes nearly all of a sign-in's time: so the time tells nothing either."""
    settings.PASSWORD_HASHERS = ["config.hashers.Argon2id"]
    people = {name: User.objects.create_user(name, password=PASSWORD, name="甲") for name in ("open", "closed", "invited")}
    User.objects.filter(username="closed").update(is_active=False)
    people["invited"].set_unusable_password()
    people["invited"].save()
    hashes = []
    for work in ("encode", "verify"):
        done = getattr(Argon2id, work)
        monkeypatch.setattr(Argon2id, work, lambda *args, done=done, **more: hashes.append(done) or done(*args, **more))
    for name in ("open", "closed", "invited", "nobody"):
        hashes.clear()
        assert post(Client(), name, "wrong").status_code == 200
        assert len(hashes) == 1, name
