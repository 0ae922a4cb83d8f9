"""A session that nobody uses ends, and so does one whose person changed; the sign-in page says why.

Use is a page opened or a form sent, also what a page sends by itself when somebody typed, ticked or dragged (POST).
What a page only asks for by itself (GET with X-Requested-With: fetch: the meeting's state, the progress of a batch) is
none: a page left open would never end. Where such a question comes too late, the page goes to the sign-in: its
personal data leaves the screen too.
"""

from collections.abc import Callable
from datetime import timedelta
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import record

USED_AT = "used_at"  # seconds since 1970
BEGUN = "begun"  # when, and from where: shown to its person alone
NOTED_EVERY = 60  # seconds: a write at each request would be one of SQLite's write locks at each
ENDED = "ended"  # in the session that follows: why the one before is over
IDLE, CHANGED = "idle", "changed"


class EndIdleSessions:
    """Stands behind the one that knows who is signed in, and before the one that asks to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site, as to somebody signed out where the session is over."""
        if SESSION_KEY in request.session:
            _look_at(request)
        return self.get_response(request)


def _look_at(request: HttpRequest) -> None:
    if request.user.is_anonymous:  # another password, role or second factor, or a closed account
        _end(request, CHANGED)
        return
    if USED_AT not in request.session:
        begin(request.session)
    unused = time() - request.session[USED_AT]  # seconds
    if unused >= settings.IDLE_MINUTES * 60:
        record(request.user, "session_idle", request.user)
        _end(request, IDLE)
    elif abs(unused) >= NOTED_EVERY and is_use(request):  # below zero where the clock was set back
        request.session[USED_AT] = int(time())


def is_use(request: HttpRequest) -> bool:
    """Whether a person is behind it."""
    return request.method == "POST" or not from_script(request)


def from_script(request: HttpRequest) -> bool:
    """Whether one of our scripts sent it."""
    return request.headers.get("X-Requested-With") == "fetch"


def begin(session: SessionBase) -> None:
    """Start both clocks: the idle time, and the end of the session, which no later write puts off."""
    session[USED_AT] = int(time())
    session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    session.pop(ENDED, None)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, **_signal: Any) -> None:
    begin(request.session)
    request.session[BEGUN] = {
        "at": int(time()),
        "address": request.META.get("REMOTE_ADDR", ""),
        "agent": request.META.get("BROWSER", "")[:300],
    }


def _end(request: HttpRequest, why: str) -> None:
    request.session.flush()
    request.session[ENDED] = why
    request.user = AnonymousUser()


def why_ended(request: HttpRequest) -> str:
    """Why somebody has to sign in again, in words; "" where nothing ended."""
    words = {
        IDLE: _("您已有 %(minutes)d 分钟没有操作，系统已自动退出登录。") % {"minutes": settings.IDLE_MINUTES},
        CHANGED: _("您的账号有了变动（如密码、角色、两步验证），原来的登录已经失效。"),
    }
    return words.get(request.session.get(ENDED, ""), "")
