"""In production a browser takes our cookies for this host alone, over TLS: their names begin with __Host-."""

import importlib

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django
from config.urls import urlpatterns as site_urls
from tests.architecture.sources import ROOT
from tests.builders import make_user

PASSWORD = "quiet-River-1949"
NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "WRITER_COOKIE", "MESSAGE_STORAGE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")


def says_something(request):
    messages.info(request, "好")
    return HttpResponse()


urlpatterns = [path("says-something/", says_something), *site_urls]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def production(settings, monkeypatch):
    """What the production settings say of cookies."""
    for name in ("SECRET_KEY", "AUDIT_KEY"):
        monkeypatch.setenv(name, "a3e7-k9w2" * 8)
    monkeypatch.setenv("FIELD_KEYS", "1:" + "w2k9-e7a3" * 8)
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example")
    said = importlib.import_module("config.settings.production")
    for name in NAMES:
        setattr(settings, name, getattr(said, name))


def test_every_cookie_is_of_this_host_alone(production):
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    desk = Client()
    desk.get("/login/", secure=True)
    assert desk.post("/login/", {"username": user.username, "password": PASSWORD}, secure=True).status_code == 302
    desk.get("/says-something/", secure=True)
    assert set(desk.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-writer", "__Host-messages"}
    for name, cookie in desk.cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", ""), name
    desk.get("/messages/", secure=True)
    assert desk.cookies["__Host-messages"].value == ""
    desk.post("/logout/", secure=True)
    assert desk.get("/messages/", secure=True).status_code == 302
    assert desk.post("/login/", {"username": user.username, "password": PASSWORD}, secure=True).status_code == 302


def test_our_scripts_read_the_token_under_either_name():
    assert '["__Host-csrftoken=", "csrftoken="]' in (ROOT / "static/js/token.js").read_text()
