"""What every request meets: headers, the door, and refusals that are never a 500."""

import errno
import http.client
import logging
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone

from config.logs import NoValues
from config.middleware import AddressFromProxy, guard_content_type
from config.unavailable import server_error
from tests.access.controls import controls_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.probe_urls")]


@pytest.fixture
def person():
    return get_user_model().objects.create_user("person", password="right")


def test_without_login_one_is_sent_to_the_login(client):
    answer = client.get("/probe/closed/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/probe/closed/")


def test_pages_of_signed_in_people_are_kept_by_no_cache(client, person):
    assert "no-store" not in client.get("/probe/open/").get("Cache-Control", "")
    client.force_login(person)
    assert client.get("/probe/closed/")["Cache-Control"] == "no-store"
    assert client.get("/no/such/page/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("failure", "status"), [(OperationalError, 503), (InterfaceError, 503), (DatabaseError, 400)])
def test_a_session_that_cannot_be_stored_is_the_databases_failure_unless_it_ended(client, person, failure, status):
    client.force_login(person)
    client.get("/probe/closed/")
    client.raise_request_exception = False
    with time_machine.travel(timezone.now() + timedelta(minutes=2)), patch.object(Session, "save", side_effect=failure):
        assert client.get("/probe/closed/").status_code == status


def test_the_browser_is_told_to_trust_nothing_else(client):
    headers = client.get("/login/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("header", "address"),
    [("192.0.2.7", "192.0.2.7"), ("127.0.0.1, 192.0.2.7", "192.0.2.7"), ("", "127.0.0.1"), ("192.0.2.7, ", "127.0.0.1")],
)
def test_behind_a_proxy_the_address_is_what_the_proxy_saw(rf, header, address):
    request = rf.get("/", HTTP_X_FORWARDED_FOR=header)
    assert AddressFromProxy(lambda passed: passed.META["REMOTE_ADDR"])(request) == address


@pytest.mark.parametrize("path", ["bootstrap/css/bootstrap.min.css", "bootstrap/js/bootstrap.bundle.min.js"])
def test_bootstrap_comes_from_its_package(path):
    assert finders.find(path)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/no/such/page/", 404, "返回首页"),
        ("/probe/fail/403/", 403, "返回首页"),
        ("/probe/fail/404/", 404, "返回首页"),
        ("/probe/posted/", 405, "返回首页"),
        ("/probe/fail/500/", 500, "返回首页"),
        ("/probe/open/?q=%00", 400, "返回首页"),
        ("/probe/open/?%00=q", 400, "返回首页"),
        ("/probe/%00/", 400, "返回首页"),
    ],
)
def test_what_went_wrong_is_said_in_chinese_with_the_way_back(client, path, status, words):
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


def test_a_log_line_names_the_fault_and_no_values(client, caplog):
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, "django.request"):
        client.get("/probe/fail/500/?words=500113199001011234")
    written = NoValues("%(message)s").format(caplog.records[-1])
    assert "RuntimeError" in written
    assert "500113" not in written


def test_what_was_refused_as_nonsense_leaves_one_line_in_the_log(client, caplog):
    with caplog.at_level(logging.WARNING, "django.request"):
        answer = client.get("/probe/closed/?q=%00")
    written = NoValues("%(message)s").format(caplog.records[-1])
    assert answer.status_code == 400
    assert written.endswith("\ndjango.core.exceptions.BadRequest")
    assert "Traceback" not in written


def test_an_account_is_locked_after_five_wrong_passwords_from_one_address(client, person):
    wrong = {"username": "person", "password": "wrong"}
    right = {"username": "person", "password": "right", "next": "/probe/closed/"}
    with override_settings(AXES_ENABLED=True):
        answers = [client.post("/login/", wrong).status_code for _attempt in range(6)]
        locked = client.post("/login/", right)
        elsewhere = client.post("/login/", right, REMOTE_ADDR="192.0.2.7")
    assert answers == [200, 200, 200, 200, 429, 429]
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert elsewhere.status_code == 302


# The test client skips what a real server does with the body; these go over a socket.
CHARSETS = ["utf-7", "utf-16", "no-such-charset", "'", "utf-8;boundary=x;charset=gbk"]


def send(live_server, path: str, body: bytes, **headers: str) -> int:
    connection = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=10)
    connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ["/login/?q=1", "/probe/open/?q=1", "/probe/closed/"])
def test_an_odd_charset_is_refused_by_a_real_server(live_server, charset, path):
    content_type = f"application/x-www-form-urlencoded; charset={charset}"
    assert send(live_server, path, b"a=1", Content_Type=content_type) == 400


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"%00=1", {"Content_Type": "application/x-www-form-urlencoded"}, 400),
        (b"--x\r\nbroken", {"Content_Type": "multipart/form-data; boundary=x"}, 403),
        (b"--x\r\nbroken", {"Content_Type": "multipart/form-data"}, 400),
        (b"&".join(b"a=1" for _field in range(20_002)), {"Content_Type": "application/x-www-form-urlencoded"}, 400),
        (b"a=" + b"x" * 6_000_000, {"Content_Type": "application/x-www-form-urlencoded"}, 413),
        (b"a=1", {"Content_Type": "application/x-www-form-urlencoded", "Cookie": 'sessionid="abcdefgh\\000"'}, 400),
    ],
)
def test_a_broken_form_is_refused_by_a_real_server(live_server, body, headers, status):
    assert send(live_server, "/login/", body, **headers) == status


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset=hex",
        "text/plain; charset=rot13",
        "text/plain; charset=\x00",
        "text/plain; charset*=nowhere''utf-8",
        "application/x-www-form-urlencoded; charset=utf-7",
    ],
)
def test_a_content_type_that_breaks_django_itself_is_refused_by_the_web_application(content_type, rf):
    answers = []
    environ = rf.generic("POST", "/probe/open/?q=1", b"", "text/plain").environ | {"CONTENT_TYPE": content_type}
    application = guard_content_type(WSGIHandler())
    application(environ, lambda status, headers, *rest: answers.append(status))
    assert answers == ["400 Bad Request"]


@pytest.mark.parametrize("content_type", ["", "text/plain", "text/plain; charset=UTF-8", 'text/plain; charset="utf8"'])
def test_a_usual_content_type_is_let_through(content_type, rf):
    answers = []
    environ = rf.generic("GET", "/probe/open/?q=1").environ | {"CONTENT_TYPE": content_type}
    guard_content_type(WSGIHandler())(environ, lambda status, headers, *rest: answers.append(status))
    assert answers == ["200 OK"]


def away(*_query):
    raise OperationalError("server closed the connection unexpectedly")


class TestUnavailable:
    """The database goes away, and comes back."""

    def test_a_page_says_so_and_can_be_asked_for_again(self, client, person):
        client.force_login(person)
        client.raise_request_exception = False
        with connection.execute_wrapper(away):
            answer = client.get("/probe/closed/?q=1")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "系统暂时不能办理" in answer.content.decode()
        assert "Content-Security-Policy" in answer.headers
        assert client.get("/probe/closed/?q=1").status_code == 200

    def test_a_form_comes_back_to_be_sent_again(self, person):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(person)
        client.get("/password/")
        token = client.cookies["csrftoken"].value
        typed = {"reason": '两行\n"理由"', "kind": ["a", "b"], "csrfmiddlewaretoken": token}
        with connection.execute_wrapper(away):
            answer = client.post("/probe/closed/?q=1", typed | {"file": ContentFile(b"x", "x.pdf")})
        assert answer.status_code == 503
        page = answer.content.decode()
        assert 'action="/probe/closed/?q=1"' in page
        assert controls_of(page).sent == {"reason": ['两行\n"理由"'], "kind": ["a", "b"]}
        assert "所选的文件无法保留" in page
        token = re.search('csrfmiddlewaretoken" value="(.*?)"', page)[1]
        assert client.post("/probe/closed/?q=1", typed | {"csrfmiddlewaretoken": token}).status_code == 200

    def test_no_password_comes_back(self, client):
        client.raise_request_exception = False
        with connection.execute_wrapper(away):
            answer = client.post("/login/", {"username": "person", "password": "right-secret"})
        assert answer.status_code == 503
        assert "right-secret" not in answer.content.decode()

    def test_a_form_too_large_to_come_back(self, client, person):
        """Nor does it matter that there is no place for messages yet: the person is not even known."""
        client.force_login(person)
        client.raise_request_exception = False
        with connection.execute_wrapper(away):
            answer = client.post("/probe/closed/", {"deeds": "长" * 500_000})
        assert answer.status_code == 503
        assert "后退" in answer.content.decode()

    @pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.ENOENT, 500)])
    def test_a_full_disk(self, client, number, status):
        client.raise_request_exception = False
        assert client.get("/probe/fail/disk/", {"words": number}).status_code == status

    def test_a_body_that_breaks_off_is_no_second_fault(self, rf):
        request = rf.post("/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
        try:
            raise OperationalError
        except OperationalError:
            assert server_error(request).status_code == 503
