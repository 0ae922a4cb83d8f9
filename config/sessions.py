"""A person's own sessions: which there are, and their end.

They are found by reading all that are in force: a few hundred, when somebody asks, against a column and its upkeep at
every sign-in. What is told of each stands in it (config/idle.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from config.idle import BEGUN, USED_AT
from nominations.models import User, record

# What stands in a browser's own words → what people call it; the first that fits, for many name others too.
BROWSERS = {
    "MicroMessenger": _("微信"),
    "QQBrowser": _("QQ 浏览器"),
    "360SE": _("360 浏览器"),
    "QIHU": _("360 浏览器"),
    "Edg/": "Edge",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "HarmonyOS": _("鸿蒙"),
    "Android": _("安卓"),
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OwnSession:
    """`used_at`: to the minute, and of what a person did. `begun_at` is None for one begun before that was kept."""

    key: str
    begun_at: datetime | None
    used_at: datetime
    address: str
    browser: str
    here: bool

    @property
    def mark(self) -> str:
        """Names it in a form; its key would be enough to go on with it."""
        return salted_hmac("config.sessions", self.key).hexdigest()[:16]


def of(request: HttpRequest) -> list[OwnSession]:
    """Those of whoever asks in which they are still signed in: this one, then the others, the last used first."""
    found = [_read(row.session_key, row.get_decoded(), request) for row in _in_force()]
    return sorted((one for one in found if one), key=lambda one: (not one.here, -one.used_at.timestamp()))


def _in_force() -> Iterable[Session]:
    return Session.objects.filter(expire_date__gt=timezone.now()).iterator()


def _read(key: str, data: dict, request: HttpRequest) -> OwnSession | None:
    used = data.get(USED_AT, 0)
    if data.get(SESSION_KEY) != str(request.user.pk) or time() - used >= settings.IDLE_MINUTES * 60:
        return None
    if data.get(HASH_SESSION_KEY) != request.user.get_session_auth_hash():  # it ends at its next request
        return None
    begun = data.get(BEGUN, {})
    return OwnSession(
        key=key,
        begun_at=datetime.fromtimestamp(begun["at"], UTC) if begun else None,
        used_at=datetime.fromtimestamp(used, UTC),
        address=begun.get("address", ""),
        browser=in_words(begun.get("agent", "")),
        here=key == request.session.session_key,
    )


def in_words(agent: str) -> str:
    """A browser as people call it: "Edge（Windows）"."""
    browser = str(next((words for sign, words in BROWSERS.items() if sign in agent), _("其他浏览器")))
    system = next((words for sign, words in SYSTEMS.items() if sign in agent), "")
    return f"{browser}（{system}）" if system else browser


@transaction.atomic
def end(user: User, ended: Iterable[OwnSession]) -> int:
    """End those, at once. How many there still were."""
    number = Session.objects.filter(session_key__in=[one.key for one in ended]).delete()[0]
    if number:
        record(user, "sessions_ended", user, number=number)
    return number
