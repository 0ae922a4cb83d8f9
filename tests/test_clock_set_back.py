"""The server's clock goes back an hour: nobody is shut out for longer, the trail stands, nothing counts twice."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from config.idle import USED_AT
from nominations import audit_chain
from nominations import second_factor as factors
from nominations.administration import invitations
from nominations.models import AuditEntry, User, record
from review.services import clock, publicity, throttle
from review.services.advance import Act, StepRefused
from review.stages import Stage
from tests import walk
from tests.builders import make_user
from tests.cast import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    with time_machine.travel(timezone.now(), tick=False) as travelling:
        yield travelling


def test_the_trail_is_chained_in_the_order_in_which_it_was_written(now, settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"
    actor = make_user()
    record(actor, "signed_in", actor)
    audit_chain.publish(timezone.now())
    now.shift(-HOUR)
    record(actor, "signed_out", actor)
    audit_chain.publish(timezone.now())
    first, second = AuditEntry.objects.order_by("pk")
    assert second.at < first.at
    assert audit_chain.fault(timezone.now()) is None


def test_what_lapsed_stays_so_and_a_step_is_judged_by_the_clock_of_its_moment(cast):
    late = cast.cycle.deadline + timedelta(minutes=5)
    (lapsed,) = walk.announced(cast, walk.drafted(cast, 1, 0))
    clock.lapse_overdue(late)
    with pytest.raises(StepRefused):
        publicity.submit(walk.fresh([lapsed]), Act(cast.lead, late - HOUR))
    assert walk.fresh([lapsed])[0].stage == Stage.LAPSED
    assert clock.lapse_overdue(late - HOUR) == []


def test_a_closed_account_opens_when_it_would_have(now, settings):
    settings.AXES_ENABLED, settings.ACCOUNT_FAILURE_LIMIT = True, 4
    User.objects.create_user("clerk", password=PASSWORD, name="经办")

    def sign_in(password, address):
        return Client().post("/login/", {"username": "clerk", "password": password}, REMOTE_ADDR=address).status_code

    for number in range(4):
        sign_in("x", f"10.0.0.{number}")
    assert sign_in(PASSWORD, "10.1.0.1") == 429
    now.shift(-HOUR)
    assert sign_in(PASSWORD, "10.1.0.1") == 302


def test_the_second_step_opens_when_it_would_have_and_no_code_is_taken_twice(now):
    person = make_user()
    secret = factors.new_secret()
    factors.set_up(person, secret, pyotp.TOTP(secret).now(), timezone.now())
    now.shift(timedelta(minutes=2))
    taken = pyotp.TOTP(secret).now()
    factors.enter(person, taken, timezone.now())
    for _try in range(factors.TRIES):
        with pytest.raises(ValidationError):
            factors.enter(person, "000000", timezone.now())
    now.shift(-HOUR)
    assert not factors.locked(factors.of(person), timezone.now())
    for again in (taken, pyotp.TOTP(secret).now()):  # older than the last one taken: recovery codes are for that
        with pytest.raises(ValidationError):
            factors.enter(person, again, timezone.now())


def test_a_session_lasts_no_longer_unused_than_others(now):
    desk = client_of(make_user())
    desk.get("/")
    now.shift(-HOUR)
    desk.get("/")
    assert desk.session[USED_AT] == int(timezone.now().timestamp())
    now.shift(timedelta(minutes=31))
    assert desk.get("/").status_code == 302


def test_an_address_may_go_on_when_it_might_have():
    now = walk.at(2, 1)
    assert throttle.admit("look_up", "192.0.2.7", 1, 3600, now)
    assert not throttle.admit("look_up", "192.0.2.7", 1, 3600, now - timedelta(seconds=1))
    assert throttle.admit("look_up", "192.0.2.7", 1, 3600, now - HOUR)


def test_a_link_made_before_is_good_for_once(now):
    person = make_user()
    token = invitations.invite(person, make_user(), by_mail=False)
    now.shift(-HOUR)
    assert invitations.accept(person.pk, token, PASSWORD)
    assert not invitations.accept(person.pk, token, PASSWORD)
