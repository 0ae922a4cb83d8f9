"""A session ends when nobody uses it, at the latest after eight hours, and the sign-in page says why."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from config.idle import NOTED_EVERY
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django
from config.urls import urlpatterns as site_urls
from nominations.models import AuditEntry, User
from tests.access.driving import writes
from tests.builders import make_user

PASSWORD = "quiet-River-1949"
SCRIPT = {"headers": {"X-Requested-With": "fetch"}}


def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse(dict(request.POST.lists()))


urlpatterns = [path("probe/", echo), *site_urls]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def writer():
    return User.objects.create_user("writer", password=PASSWORD, name="甲")


@pytest.fixture
def desk(writer):
    """A browser in which the writer signed in just now."""
    desk = Client()
    sign_in(desk)
    return desk


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def sign_in(desk, **more):
    return desk.post("/login/", {"username": "writer", "password": PASSWORD} | more)


def is_in(desk, **more):
    return desk.get("/probe/", **more).status_code == 200


def test_a_session_that_is_not_used_ends_and_the_page_says_why(clock, desk):
    clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
    assert not is_in(desk)
    page = desk.get("/login/").content.decode()
    assert "您已有 30 分钟没有操作" in page
    assert not Session.objects.filter(session_key__in=[desk.cookies["sessionid"].value]).get().get_decoded().get("_auth_user_id")
    assert AuditEntry.objects.filter(action="session_idle", actor__username="writer").count() == 1
    sign_in(desk)
    assert is_in(desk)
    desk.post("/logout/")
    assert "没有操作" not in desk.get("/login/").content.decode()


def test_the_cookie_of_an_ended_session_is_good_for_nothing(clock, desk):
    kept = desk.cookies["sessionid"].value
    clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
    assert not is_in(desk)
    clock.shift(timedelta(minutes=-10))
    desk.cookies["sessionid"] = kept
    assert not is_in(desk)


def test_a_session_in_use_goes_on(clock, desk):
    for _time in range(6):
        clock.shift(timedelta(minutes=settings.IDLE_MINUTES - 1))
        assert is_in(desk)


def test_no_use_makes_it_last_longer_than_a_working_day(clock, desk):
    for _time in range(8 * 60 // 20 - 1):
        clock.shift(timedelta(minutes=20))
        assert is_in(desk)
    assert desk.cookies["sessionid"]["max-age"] <= 20 * 60
    clock.shift(timedelta(minutes=20))
    assert not is_in(desk)


def test_use_is_written_down_once_a_minute(clock, desk, monkeypatch):
    monkeypatch.setattr("tests.access.driving.NOT_OF_OURS", ())
    with writes() as touched:
        for _time in range(NOTED_EVERY - 1):
            clock.shift(timedelta(seconds=1))
            assert is_in(desk)
    assert touched == set()
    clock.shift(timedelta(seconds=1))
    with writes() as touched:
        assert is_in(desk)
    assert touched == {"django_session"}


def test_what_a_page_asks_by_itself_is_no_use(clock, desk):
    for _time in range(settings.IDLE_MINUTES - 1):
        clock.shift(timedelta(minutes=1))
        assert is_in(desk, **SCRIPT)
    clock.shift(timedelta(minutes=1))
    answer = desk.get("/probe/", **SCRIPT)
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert "没有操作" in desk.get("/login/").content.decode()  # the page that asked goes there


def test_saving_while_one_types_is_use(clock, desk):
    for _time in range(4):
        clock.shift(timedelta(minutes=settings.IDLE_MINUTES - 1))
        assert desk.post("/probe/", {"deeds": "事迹"}, **SCRIPT).status_code == 200


def test_what_was_typed_meanwhile_is_not_lost(clock, desk):
    clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
    page = desk.post("/probe/", {"deeds": "事迹"})
    assert page.status_code == 401
    assert "没有操作" in page.content.decode()
    resumed = sign_in(desk, kept_form=page.context["kept"])
    assert 'name="deeds" value="事迹"' in resumed.content.decode()


def test_a_session_from_before_the_update_goes_on(clock, desk):
    session = desk.session
    del session["used_at"]
    session.save()
    clock.shift(timedelta(minutes=5))
    assert is_in(desk)
    assert desk.session["used_at"]


def test_a_new_password_and_a_closed_account_are_told_as_such(desk, writer):
    writer.set_password("another-River-1949")
    writer.save()
    assert not is_in(desk)
    assert "原来的登录已经失效" in desk.get("/login/").content.decode()
    desk.force_login(writer)
    writer.is_active = False
    writer.save()
    assert not is_in(desk)
    assert "原来的登录已经失效" in desk.get("/login/").content.decode()


def test_strangers_have_no_session():
    stranger = Client()
    assert "原来的登录" not in stranger.get("/login/").content.decode()
    assert "sessionid" not in stranger.cookies


def test_two_people_at_one_desk(clock, desk):
    clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
    assert not is_in(desk)
    desk.force_login(make_user())
    assert "ended" not in desk.session
