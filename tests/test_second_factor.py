"""The second factor: asked for after the password, good for once, limited, looked after by oneself alone."""

import re
from datetime import timedelta
from functools import partial

import pyotp
import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import second_factor as pages
from nominations import second_factor as factors
from nominations.administration import invitations, people
from nominations.enums import Role
from nominations.models import AuditEntry, RecoveryCode, SecondFactor, User
from tests.cast import client_of, person
from tests.rivals import together

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
PAGE = "/second-factor/"


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(clock):
    user = person("officer", Role.OFFICE)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def codes(officer, clock):
    """The officer's recovery codes: the second factor is on."""
    secret = factors.new_secret()
    found = factors.set_up(officer, secret, pyotp.TOTP(secret).now(), timezone.now())
    clock.shift(timedelta(minutes=2))
    return found


def shown(officer):
    """What the officer's telephone shows now."""
    return pyotp.TOTP(officer.second_factor.secret).now()


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def give_password(officer, desk=None, **more):
    desk = desk or Client()
    desk.answer = desk.post("/login/", {"username": officer.username, "password": PASSWORD} | more)
    return desk


def give_code(desk, code, **more):
    return desk.post("/login/code/", {"code": code} | more)


def is_in(desk):
    return SESSION_KEY in desk.session


def set_up(desk, code=None, password=PASSWORD):
    offer = desk.get(PAGE).context["offer"]
    return desk.post(PAGE, {"sealed": offer.seal(), "code": code or pyotp.TOTP(offer.secret).now(), "password": password})


class TestSetUp:
    def test_a_code_shows_that_the_telephone_has_the_secret(self, officer):
        desk = client_of(officer)
        page = desk.get(PAGE)
        assert "data:image/svg+xml" in page.content.decode()
        assert page.context["offer"].groups in page.content.decode()
        answer = set_up(desk)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        codes = answer.context["codes"]
        assert len(set(codes)) == 10
        assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}", code) for code in codes)
        assert not {one.digest for one in RecoveryCode.objects.all()} & set(codes)
        assert codes[0] not in desk.get(PAGE).content.decode()
        assert "second_factor_on" in actions()

    def test_opening_the_page_changes_nothing(self, officer):
        client_of(officer).get(PAGE)
        assert not SecondFactor.objects.exists()

    @pytest.mark.parametrize("wrong", [{"code": "000000"}, {"password": "x"}])
    def test_a_wrong_code_or_password_sets_nothing_up_and_keeps_the_qr_code(self, officer, wrong, monkeypatch):
        monkeypatch.setattr(factors, "new_secret", lambda: "A" * 32)
        answer = set_up(client_of(officer), **wrong)
        assert answer.context["form"].errors
        assert answer.context["offer"].came_back
        assert not SecondFactor.objects.exists()

    def test_anothers_secret_is_not_taken(self, officer):
        mine, desk = client_of(person("lead", Role.OFFICE)), client_of(officer)
        offer = mine.get(PAGE).context["offer"]
        typed = {"sealed": offer.seal(), "code": pyotp.TOTP(offer.secret).now(), "password": PASSWORD}
        answer = desk.post(PAGE, typed)
        assert "二维码已经失效" in answer.content.decode()
        assert not SecondFactor.objects.exists()

    def test_a_secret_waits_an_hour(self, officer, clock):
        desk = client_of(officer)
        offer = desk.get(PAGE).context["offer"]
        sealed = offer.seal()
        for _time in range(4):
            clock.shift(timedelta(minutes=20))
            desk.get(PAGE)
        typed = {"sealed": sealed, "code": pyotp.TOTP(offer.secret).now(), "password": PASSWORD}
        assert not desk.post(PAGE, typed).context["offer"].came_back

    def test_this_session_goes_on_and_the_others_end(self, officer):
        here, there = client_of(officer), client_of(officer)
        set_up(here)
        assert here.get("/").status_code == 200
        assert there.get("/").status_code == 302

    def test_it_is_set_up_once(self, officer, codes):
        with pytest.raises(ValidationError, match="已经启用"):
            factors.set_up(officer, factors.new_secret(), "000000", timezone.now())
        assert client_of(officer).post(PAGE, {}).templates[0].name == "registration/second_factor.html"

    def test_the_code_of_the_set_up_opens_nothing_again(self, officer):
        desk = client_of(officer)
        set_up(desk)
        answer = give_code(give_password(officer), shown(officer))
        assert "已经用过" in answer.content.decode()


class TestSigningIn:
    def test_the_password_alone_opens_the_page_for_the_code_and_no_other(self, officer, codes):
        desk = give_password(officer, next="/audit/")
        assert desk.answer.url == "/login/code/?next=%2Faudit%2F"
        assert not is_in(desk)
        assert desk.get("/").url == "/login/?next=/"
        assert desk.get(PAGE).url.startswith("/login/")
        assert desk.get("/login/code/").status_code == 200
        assert "signed_in" not in actions()

    def test_password_and_code_sign_in(self, officer, codes):
        desk = give_password(officer)
        before = desk.session.session_key
        answer = give_code(desk, shown(officer), next="/cases/")
        assert answer.url == "/cases/"
        assert is_in(desk) and desk.session.session_key != before
        assert pages.WAITING not in desk.session
        assert "signed_in" in actions()

    def test_no_other_site_is_gone_to(self, officer, codes):
        desk = give_password(officer, next="https://evil.example/")
        assert desk.answer.url == "/login/code/"
        assert give_code(desk, shown(officer), next="https://evil.example/").url == "/"

    def test_without_a_second_factor_nothing_is_asked(self, officer):
        assert is_in(give_password(officer))

    def test_a_code_is_taken_once(self, officer, codes):
        code = shown(officer)
        give_code(give_password(officer), code)
        again = give_password(officer)
        assert "已经用过" in give_code(again, code).content.decode()
        assert not is_in(again)

    def test_nor_is_an_older_one_after_it(self, officer, codes, clock):
        older = shown(officer)
        clock.shift(timedelta(seconds=30))
        give_code(give_password(officer), shown(officer))
        assert "不正确" in give_code(give_password(officer), older).content.decode()

    @pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
    def test_a_clock_may_be_off_by_one_step(self, officer, codes, seconds, good):
        code = pyotp.TOTP(officer.second_factor.secret).at(timezone.now() + timedelta(seconds=seconds))
        desk = give_password(officer)
        give_code(desk, code)
        assert is_in(desk) == good

    def test_a_code_is_read_as_people_type_it(self, officer, codes):
        wide = shown(officer).translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
        desk = give_password(officer)
        give_code(desk, f" {wide[:3]} {wide[3:]} ")
        assert is_in(desk)

    def test_a_recovery_code_is_good_for_once(self, officer, codes):
        desk = give_password(officer)
        give_code(desk, codes[3].upper().replace("-", " "))
        assert is_in(desk)
        assert AuditEntry.objects.get(action="recovery_code_used").detail == {"left": 9}
        again = give_password(officer)
        give_code(again, codes[3])
        assert not is_in(again)

    def test_a_spent_code_is_taken_from_whoever_comes_second(self, officer, codes):
        spent = RecoveryCode.objects.first()
        RecoveryCode.objects.filter(pk=spent.pk).delete()
        refusal = factors._take(officer.second_factor, "x", spent, timezone.now())
        assert refusal.code == "wrong"

    @pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdefghjk", "٠١٢٣٤٥", "-" * 20])
    def test_what_is_no_code(self, officer, codes, typed):
        desk = give_password(officer)
        assert give_code(desk, typed).context["form"].errors
        assert not is_in(desk)

    def test_a_kept_form_goes_along(self, officer, codes):
        kept = Client().post("/manage/units/new/", {"name": "示例"}).context["kept"]
        desk = give_password(officer, kept_form=kept)
        assert desk.answer.status_code == 200
        wrong = give_code(desk, "000", kept_form=desk.answer.context["kept"])
        resumed = give_code(desk, shown(officer), kept_form=wrong.context["kept"])
        assert 'name="name" value="示例"' in resumed.content.decode()

    def test_after_ten_minutes_the_password_is_asked_again(self, officer, codes, clock):
        kept = Client().post("/manage/units/new/", {"name": "示例"}).context["kept"]
        desk = give_password(officer)
        clock.shift(timedelta(minutes=10))
        assert desk.get("/login/code/").url == "/login/"
        back = give_code(desk, shown(officer), kept_form=kept)
        assert back.status_code == 401 and back.context["kept"]
        assert not is_in(desk)

    @pytest.mark.parametrize("change", ["password", "closed", "removed"])
    def test_what_happens_meanwhile_counts(self, officer, codes, change):
        desk = give_password(officer)
        code, admin = shown(officer), person("admin", Role.ADMIN)
        verbs = {
            "password": partial(invitations.invite, by_mail=True),
            "closed": people.deactivate_user,
            "removed": people.remove_second_factor,
        }
        verbs[change](officer, admin)
        assert give_code(desk, code).url == "/login/"
        assert not is_in(desk)

    def test_a_factor_that_vanished_in_between_opens_nothing(self, officer):
        with pytest.raises(ValidationError):
            factors.enter(officer, "123456", timezone.now())

    def test_signing_out_half_way(self, officer, codes):
        desk = give_password(officer)
        desk.post("/logout/")
        assert desk.get("/login/code/").url == "/login/"


class TestWrongCodes:
    def test_five_close_the_second_step_for_a_quarter_of_an_hour(self, officer, codes, clock):
        for _time in range(4):
            assert give_code(give_password(officer), "000000").status_code == 200
        answer = give_code(give_password(officer), "000000")
        assert answer.status_code == 429 and "15 分钟" in answer.content.decode()
        for code in (shown(officer), codes[0]):
            desk = give_password(officer)
            assert give_code(desk, code).status_code == 429
            assert not is_in(desk)
        clock.shift(timedelta(minutes=15))
        desk = give_password(officer)
        give_code(desk, shown(officer))
        assert is_in(desk)
        assert actions().count("wrong_code") == 5

    def test_after_the_pause_they_count_anew(self, officer, codes, clock):
        desk = give_password(officer)
        for _time in range(5):
            give_code(desk, "000000")
        clock.shift(timedelta(minutes=15))
        assert give_code(give_password(officer), "000000").status_code == 200
        officer.second_factor.refresh_from_db()
        assert officer.second_factor.failures == 1

    def test_a_right_one_ends_the_count(self, officer, codes):
        desk = give_password(officer)
        for code in ("000000", "000000", shown(officer)):
            give_code(desk, code)
        officer.second_factor.refresh_from_db()
        assert officer.second_factor.failures == 0

    def test_the_password_is_needed_to_get_so_far(self, officer, codes):
        """So nobody who only knows the name can close it."""
        stranger = Client()
        for _time in range(10):
            stranger.post("/login/", {"username": officer.username, "password": "x"})
            assert give_code(stranger, "000000").url == "/login/"
        officer.second_factor.refresh_from_db()
        assert officer.second_factor.failures == 0


class TestOnesOwn:
    @pytest.fixture
    def desk(self, officer, codes):
        desk = give_password(officer)
        give_code(desk, shown(officer))
        return desk

    def test_other_recovery_codes_take_the_place_of_the_old(self, officer, desk, codes):
        fresh = desk.post(PAGE + "codes/", {"password": PASSWORD}).context["codes"]
        assert not set(fresh) & set(codes)
        old = give_password(officer)
        give_code(old, codes[0])
        assert not is_in(old)
        give_code(old, fresh[0])
        assert is_in(old)
        assert "recovery_codes_renewed" in actions()

    def test_it_is_switched_off(self, officer, desk):
        there = client_of(User.objects.get(pk=officer.pk))
        assert desk.post(PAGE + "off/", {"password": PASSWORD}).url == PAGE
        assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
        assert desk.get("/").status_code == 200
        assert there.get("/").status_code == 302
        assert "second_factor_off" in actions()

    @pytest.mark.parametrize("what", ["codes/", "off/"])
    def test_both_ask_for_the_password(self, desk, what):
        assert "密码不正确" in desk.post(PAGE + what, {"password": "x"}).content.decode()
        assert SecondFactor.objects.exists() and RecoveryCode.objects.count() == 10

    def test_wrong_passwords_there_count_as_at_the_sign_in(self, desk, settings):
        settings.AXES_ENABLED = True
        for _time in range(settings.AXES_FAILURE_LIMIT):
            answer = desk.post(PAGE + "off/", {"password": "x"})
        assert answer.status_code == 429

    def test_where_it_is_off_there_is_nothing_to_change(self, officer):
        desk = client_of(officer)
        assert desk.post(PAGE + "codes/", {"password": PASSWORD}).url == PAGE
        for verb in (factors.renew_codes, factors.switch_off):
            with pytest.raises(ValidationError):
                verb(officer)


class TestDemanded:
    @pytest.fixture(autouse=True)
    def demanding(self, settings):
        settings.SECOND_FACTOR_ROLES = ["office", "admin"]

    def test_who_has_such_a_role_sets_it_up_before_anything_else(self, officer):
        desk = give_password(officer)
        assert desk.get("/").url == PAGE
        assert desk.post("/manage/units/new/", {}).url == PAGE
        page = desk.get(PAGE)
        assert "您的角色须启用两步验证" in page.content.decode()
        assert set_up(desk).status_code == 200
        assert desk.get("/").status_code == 200

    def test_others_do_not(self):
        assert client_of(person("auditor", Role.AUDITOR)).get("/").status_code == 200

    def test_who_has_it_costs_no_further_query(self, officer, codes, settings):
        desk = give_password(officer)
        give_code(desk, shown(officer))
        with CaptureQueriesContext(connection) as demanded:
            desk.get("/messages/")
        settings.SECOND_FACTOR_ROLES = []
        with CaptureQueriesContext(connection) as free:
            desk.get("/messages/")
        assert len(demanded) == len(free) > 0

    def test_a_session_without_the_mark_is_looked_up(self, officer, codes):
        assert client_of(User.objects.get(pk=officer.pk)).get("/").status_code == 200

    def test_an_initial_password_comes_first(self, officer):
        officer.must_change_password = True
        officer.save()
        desk = give_password(officer)
        assert desk.get("/").url == "/password/"
        desk.post("/password/", {"old_password": PASSWORD, "new_password1": PASSWORD + "x", "new_password2": PASSWORD + "x"})
        assert desk.get("/").url == PAGE

    def test_who_switches_it_off_sets_it_up_again(self, officer, codes):
        desk = give_password(officer)
        give_code(desk, shown(officer))
        desk.post(PAGE + "off/", {"password": PASSWORD})
        assert desk.get("/").url == PAGE


def test_every_role_can_be_named_in_the_settings():
    assert list(site.ROLES) == Role.values


class TestAdministrator:
    @pytest.fixture
    def admin(self):
        return person("admin", Role.ADMIN)

    def test_takes_it_off_and_ends_the_sessions(self, officer, codes, admin):
        theirs = give_password(officer)
        give_code(theirs, shown(officer))
        desk, page = client_of(admin), reverse("manage_person", args=[officer.pk])
        assert "解除两步验证" in desk.get(page).content.decode()
        assert officer.second_factor.secret not in desk.get(page).content.decode()
        desk.post(reverse("manage_person_second_factor", args=[officer.pk]))
        assert theirs.get("/").status_code == 302
        assert is_in(give_password(officer))
        entry = AuditEntry.objects.get(action="second_factor_removed")
        assert (entry.actor, entry.role, entry.object_id) == (admin, "admin", str(officer.pk))
        assert "解除两步验证" not in desk.get(page).content.decode()

    def test_not_where_there_is_none_and_not_ones_own(self, officer, admin):
        desk = client_of(admin)
        for user, words in ((officer, "没有启用两步验证"), (admin, "另一位系统管理员")):
            answer = desk.post(reverse("manage_person_second_factor", args=[user.pk]), follow=True)
            assert words in answer.content.decode()


def test_the_secret_is_encrypted_in_the_database(officer, codes):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM nominations_secondfactor")
        ((stored,),) = cursor.fetchall()
    secret = officer.second_factor.secret
    assert re.fullmatch("[A-Z2-7]{32}", secret)
    assert secret not in stored


def test_the_trail_holds_no_secret_and_no_code(officer, codes):
    desk = give_password(officer)
    give_code(desk, "135790")
    give_code(desk, codes[0])
    said = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert officer.second_factor.secret not in said
    assert "135790" not in said and codes[0] not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["telephone", "recovery"])
def test_of_two_who_give_the_same_code_at_the_same_moment_one_is_let_in(officer, codes, kind):
    code, now = shown(officer) if kind == "telephone" else codes[0], timezone.now()
    raised = together(*[lambda: factors.enter(officer, code, now)] * 3)
    assert sum(error is None for error in raised) == 1
    assert all(isinstance(error, ValidationError) for error in raised if error)
