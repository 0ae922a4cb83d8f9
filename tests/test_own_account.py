"""Where one is signed in: seen by oneself alone, and ended at once."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from config import sessions
from nominations.enums import Role
from nominations.models import AuditEntry
from tests.cast import person

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1"
WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/111.0 Mobile Safari/537.36 MicroMessenger/8.0.42"
PAGE, END = "/account/", "/account/sessions/"


@pytest.fixture
def officer():
    return with_password("officer")


def with_password(name):
    user = person(name, Role.OFFICE)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user, agent=EDGE, address="192.0.2.1"):
    desk = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    assert desk.post("/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return desk


def shown(desk):
    return desk.get(PAGE).context["sessions"]


def is_in(desk):
    return desk.get("/messages/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge（Windows）"),
        (PHONE, "Safari（iPhone）"),
        (WECHAT, "微信（安卓）"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox（Linux）"),
        ("curl/8", "其他浏览器"),
        ("", "其他浏览器"),
    ],
)
def test_browsers_in_words(agent, words):
    assert sessions.in_words(agent) == words


def test_they_are_listed_with_when_and_from_where(officer):
    with_password("other")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        began = timezone.now().replace(microsecond=0)
        telephone = sign_in(officer, PHONE, "198.51.100.7")
        clock.shift(timedelta(minutes=10))
        assert is_in(telephone)
        here = sign_in(officer)
        first, second = shown(here)
    assert (first.here, first.browser, first.address) == (True, "Edge（Windows）", "192.0.2.1")
    assert (second.here, second.browser, second.address) == (False, "Safari（iPhone）", "198.51.100.7")
    assert (second.begun_at, second.used_at) == (began, began + timedelta(minutes=10))
    page = here.get(PAGE).content.decode()
    assert "198.51.100.7" in page
    assert not any(one.key in page for one in (first, second))


def test_looking_writes_nothing(officer, django_assert_num_queries):
    here = sign_in(officer)
    before = AuditEntry.objects.count()
    key = here.session.session_key
    shown(here)
    assert (here.session.session_key, AuditEntry.objects.count()) == (key, before)


def test_what_is_over_is_not_listed(officer, settings):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(officer)
        clock.shift(timedelta(minutes=settings.IDLE_MINUTES))
        assert len(shown(sign_in(officer))) == 1
        officer.end_sessions()
        assert len(shown(sign_in(officer))) == 1


def test_nobody_sees_or_ends_those_of_others(officer):
    other = sign_in(with_password("other"))
    mine = sign_in(officer)
    theirs = shown(other)[0].mark
    sign_in(officer)
    assert theirs not in [one.mark for one in shown(mine)]
    answer = mine.post(END, {"sessions-marks": theirs, "sessions-password": PASSWORD})
    assert "已经结束" in answer.content.decode()
    mine.post(END, {"all": "1", "sessions-password": PASSWORD})
    assert is_in(other)


def test_one_is_ended(officer):
    telephone, library, here = sign_in(officer, PHONE), sign_in(officer, WECHAT), sign_in(officer)
    mark = next(one.mark for one in shown(here) if "iPhone" in one.browser)
    assert here.post(END, {"sessions-marks": mark, "sessions-password": PASSWORD}).url == PAGE
    assert [is_in(telephone), is_in(library), is_in(here)] == [False, True, True]
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.detail) == ("sessions_ended", {"number": 1})


def test_all_others_are_ended_and_this_one_goes_on(officer):
    others, here = [sign_in(officer), sign_in(officer, PHONE)], sign_in(officer)
    here.post(END, {"all": "1", "sessions-password": PASSWORD})
    assert not any(is_in(desk) for desk in others)
    assert SESSION_KEY in here.session
    assert len(shown(here)) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"all": "1", "sessions-password": "wrong"}, "密码不正确"),
        ({"all": "1"}, "这个字段是必填项"),
        ({"sessions-password": PASSWORD}, "请先勾选"),
    ],
)
def test_it_takes_the_password_and_a_choice(officer, sent, words):
    other, here = sign_in(officer), sign_in(officer)
    answer = here.post(END, sent)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert is_in(other)


def test_one_begun_before_such_things_were_kept_is_listed(officer):
    here = sign_in(officer)
    session = here.session
    del session["begun"]
    session.save()
    (one,) = shown(here)
    assert (one.begun_at, one.address, one.browser) == (None, "", "其他浏览器")
