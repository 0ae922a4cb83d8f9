"""Nothing is lost by an expired sign-in, and nothing is handed to the wrong person or address."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from config import signin
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django
from config.urls import urlpatterns as site_urls
from nominations.administration import invitations
from nominations.enums import Role
from tests.cast import person

PASSWORD = "quiet-River-1949"
OWN = {"HTTP_ORIGIN": "http://testserver"}


def echo(request: HttpRequest) -> HttpResponse:
    """Says what arrived."""
    return JsonResponse({"path": request.get_full_path(), "fields": dict(request.POST.lists())})


@login_not_required
def public_echo(request: HttpRequest) -> HttpResponse:
    """The same, open to everybody."""
    return echo(request)


urlpatterns = [
    path("probe/", echo),
    path("public-probe/", public_echo),
    *site_urls,
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def writer():
    return get_user_model().objects.create_user("writer", password=PASSWORD, name="甲")


@pytest.fixture
def other():
    return get_user_model().objects.create_user("other", password=PASSWORD, name="乙")


@pytest.fixture
def desk():
    """A browser, which sends and checks CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def inputs(response) -> dict[str, list[str]]:
    """The hidden inputs of a page as a browser would post them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.content.decode()):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def token(desk) -> dict[str, str]:
    """A fresh token, as the sign-in page hands it out."""
    return {"csrfmiddlewaretoken": inputs(desk.get("/login/"))["csrfmiddlewaretoken"][0]}


def sign_in(desk, user, **more):
    return desk.post("/login/", token(desk) | {"username": user.username, "password": PASSWORD} | more, **OWN)


def post_signed_out(desk, fields, where="/probe/?tab=2"):
    return desk.post(where, token(desk) | fields, **OWN)


def test_a_form_sent_signed_out_comes_back_after_sign_in(desk, writer):
    typed = {"deeds": "第一行\r\n第二行 <b>&\"'", "criteria": ["1", "3"], "remarks": ""}
    page = post_signed_out(desk, typed)
    assert page.status_code == 401
    assert "登录已过期，您刚才填写的内容已保留" in page.content.decode()
    assert "no-store" in page["Cache-Control"]

    resumed = sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0])
    assert resumed.status_code == 200
    assert "继续提交" in resumed.content.decode()
    assert '<form method="post" action="/probe/?tab=2">' in resumed.content.decode()

    sent = desk.post("/probe/?tab=2", inputs(resumed), **OWN)
    assert sent.status_code == 200
    answer = sent.json()
    assert answer["path"] == "/probe/?tab=2"
    answer["fields"].pop("csrfmiddlewaretoken")
    assert answer["fields"] == {"deeds": [typed["deeds"]], "criteria": ["1", "3"], "remarks": [""]}


def test_a_step_without_fields_is_kept_too(desk, writer):
    page = post_signed_out(desk, {})
    resumed = sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0])
    assert '<form method="post" action="/probe/?tab=2">' in resumed.content.decode()
    assert set(inputs(resumed)) == {"csrfmiddlewaretoken"}


def test_a_wrong_password_keeps_the_form(desk, writer):
    kept = inputs(post_signed_out(desk, {"deeds": "事迹"}))["kept_form"][0]
    again = desk.post("/login/", token(desk) | {"username": "writer", "password": "x", "kept_form": kept}, **OWN)
    assert "用户名或密码不正确" in again.content.decode()
    resumed = sign_in(desk, writer, kept_form=inputs(again)["kept_form"][0])
    assert inputs(resumed)["deeds"] == ["事迹"]


def test_a_locked_account_keeps_the_form(desk, writer, settings):
    settings.AXES_ENABLED = True
    kept = inputs(post_signed_out(desk, {"deeds": "事迹"}))["kept_form"][0]
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        locked = desk.post("/login/", token(desk) | {"username": "writer", "password": "x", "kept_form": kept}, **OWN)
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    back = desk.post("/login/", inputs(locked), **OWN)
    assert back.status_code == 200
    assert inputs(back)["kept_form"]
    assert "不正确" not in back.content.decode()


def lock(desk, user):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(desk, user, password="x")
    assert answer.status_code == 429


def test_trying_too_early_does_not_lengthen_the_lock(desk, writer, settings):
    settings.AXES_ENABLED = True
    with time_machine.travel(timezone.now(), tick=False) as clock:
        lock(desk, writer)
        clock.shift(timedelta(minutes=10))
        assert sign_in(desk, writer).status_code == 429
        clock.shift(timedelta(minutes=6))
        assert sign_in(desk, writer).status_code == 302


def test_a_password_set_by_an_invitation_ends_the_lock(desk, writer, settings):
    settings.AXES_ENABLED = True
    lock(desk, writer)
    token = invitations.invite(writer, person("白管理", Role.ADMIN), by_mail=False)
    assert invitations.accept(writer.pk, token, PASSWORD)
    assert sign_in(desk, writer).status_code == 302


def test_the_form_stays_closed_to_another_person(desk, writer, other):
    sign_in(desk, writer)
    desk.cookies.pop("sessionid")
    page = post_signed_out(desk, {"deeds": "甲的事迹"})
    refused = desk.post(
        "/login/",
        token(desk) | {"username": "other", "password": PASSWORD, "kept_form": inputs(page)["kept_form"][0]},
        follow=True,
        **OWN,
    )
    assert refused.redirect_chain == [("/", 302)]
    assert "甲的事迹" not in refused.content.decode()


def test_the_writer_is_known_after_the_session_ran_out(desk, writer):
    sign_in(desk, writer)
    desk.cookies.pop("sessionid")
    page = post_signed_out(desk, {"deeds": "甲的事迹"})
    resumed = sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0])
    assert inputs(resumed)["deeds"] == ["甲的事迹"]


def test_passwords_are_never_kept(desk, writer):
    answer = post_signed_out(desk, {"old_password": "geheim", "new_password1": "x"}, "/password/")
    assert answer.status_code == 302
    assert answer.url == "/login/?next=/password/"


def test_files_are_not_kept_and_the_page_says_so(desk, writer, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"x")
    with photo.open("rb") as file:
        page = post_signed_out(desk, {"name": "某某", "photo": file})
    resumed = sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0])
    assert "所选的文件无法保留" in resumed.content.decode()
    assert "photo" not in inputs(resumed)


def test_a_form_above_the_limit_is_not_kept_and_the_page_says_so(desk):
    answer = desk.post("/probe/", token(desk) | {"deeds": "字" * (signin.LIMIT // 3 + 1)}, follow=True, **OWN)
    assert answer.redirect_chain == [("/login/?next=/probe/", 302)]
    assert "超过 1 MB，未能保留" in answer.content.decode()
    assert "kept_form" not in answer.content.decode()


def test_the_largest_form_is_kept(desk, writer):
    deeds = "字" * ((signin.LIMIT - len("deeds")) // 3)
    page = post_signed_out(desk, {"deeds": deeds})
    assert inputs(sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0]))["deeds"] == [deeds]


@pytest.mark.parametrize("damage", [lambda sealed: sealed[:-1] + "~", lambda sealed: "", lambda sealed: "x:y:z"])
def test_a_forged_form_is_dropped(desk, writer, damage):
    sealed = inputs(post_signed_out(desk, {"deeds": "事迹"}))["kept_form"][0]
    answer = sign_in(desk, writer, kept_form=damage(sealed))
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_form_is_kept_for_twelve_hours(desk, writer):
    now = timezone.now().replace(microsecond=0)
    with time_machine.travel(now, tick=False):
        sealed = inputs(post_signed_out(desk, {"deeds": "事迹"}))["kept_form"][0]
    with time_machine.travel(now + timedelta(hours=12), tick=False):
        assert sign_in(Client(), writer, kept_form=sealed).status_code == 200
    with time_machine.travel(now + timedelta(hours=12, seconds=2), tick=False):
        assert sign_in(Client(), writer, kept_form=sealed).status_code == 302


def test_the_address_is_of_this_site_even_with_two_slashes(rf):
    request = rf.post("/", {"a": "1"})
    request.path = "//evil.example/probe/"
    assert signin.undelivered(request).path == "/%2Fevil.example/probe/"


def test_a_script_gets_json_instead_of_the_sign_in_page(desk):
    for answer in (
        desk.get("/probe/", HTTP_X_REQUESTED_WITH="fetch"),
        desk.post("/probe/", token(desk) | {"deeds": "事迹"}, HTTP_X_REQUESTED_WITH="fetch"),
    ):
        assert answer.status_code == 401
        assert json.loads(answer.content) == {
            "error": "signed_out",
            "message": "登录已过期，请重新登录。",
            "login_url": "/login/",
        }


def test_a_page_asked_for_signed_out_leads_to_sign_in_and_back(desk, writer):
    answer = desk.get("/probe/?tab=2")
    assert answer.url == "/login/?next=/probe/%3Ftab%3D2"
    page = desk.get(answer.url)
    assert sign_in(desk, writer, next=inputs(page)["next"][0]).url == "/probe/?tab=2"


def test_a_form_older_than_the_last_sign_in_is_shown_again(desk, writer):
    stale = token(desk)
    sign_in(desk, writer)
    page = desk.post("/probe/", stale | {"deeds": "事迹"}, **OWN)
    assert page.status_code == 200
    assert inputs(page)["deeds"] == ["事迹"]
    assert desk.post("/probe/", inputs(page), **OWN).json()["fields"]["deeds"] == ["事迹"]


def test_a_second_tab_signing_in_late_still_finds_its_form(desk, writer):
    stale = token(desk)
    sealed = inputs(post_signed_out(desk, {"deeds": "事迹"}))["kept_form"][0]
    sign_in(desk, writer)
    page = desk.post("/login/", stale | {"username": "writer", "password": PASSWORD, "kept_form": sealed}, **OWN)
    assert inputs(page)["deeds"] == ["事迹"]


def test_a_stale_form_of_the_public_asks_nobody_to_sign_in(desk):
    page = desk.post("/public-probe/", {"text": "异议"}, **OWN)
    assert inputs(page)["text"] == ["异议"]
    assert desk.post("/public-probe/", inputs(page), **OWN).json()["fields"]["text"] == ["异议"]


def test_a_stale_form_sent_signed_out_asks_to_sign_in(desk, writer):
    page = desk.post("/probe/", {"deeds": "事迹"}, **OWN)
    assert page.status_code == 401
    assert inputs(sign_in(desk, writer, kept_form=inputs(page)["kept_form"][0]))["deeds"] == ["事迹"]


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
def test_a_form_of_a_foreign_page_is_refused_and_never_shown(desk, writer, origin):
    sign_in(desk, writer)
    page = desk.post("/probe/", {"deeds": "外来"}, **origin)
    assert page.status_code == 403
    assert "外来" not in page.content.decode()
    assert "页面已过期" in page.content.decode()


def test_a_stale_script_gets_json(desk, writer):
    sign_in(desk, writer)
    answer = desk.post("/probe/", {"deeds": "事迹"}, HTTP_X_REQUESTED_WITH="fetch", **OWN)
    assert (answer.status_code, answer.json()["error"]) == (403, "stale_page")


def test_a_stale_password_form_is_refused_plainly(desk, writer):
    stale = token(desk)
    sign_in(desk, writer)
    assert desk.post("/password/", stale | {"old_password": PASSWORD}, **OWN).status_code == 403


def test_signing_out_twice_is_no_error(desk):
    answer = desk.post("/logout/", token(desk), **OWN)
    assert (answer.status_code, answer.url) == (302, "/login/")
