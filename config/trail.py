"""What the audit trail has from the request: where it came from, whether it was refused, who signed in.

No name that was typed is kept: it may be a password.
"""

from collections.abc import Callable
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from config import single_sign_on
from nominations.models import User, record, whence

REFUSED = (403, 404, 409)  # not allowed, not theirs or not there, no longer possible


class Trail:
    """Behind the one that knows who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site; a refusal of somebody signed in is on record."""
        token = whence.set(request.META.get("REMOTE_ADDR", ""))
        try:
            response = self.get_response(request)
            if response.status_code in REFUSED and request.resolver_match and request.user.is_authenticated:
                self._record(request, response.status_code)
            return response
        finally:
            whence.reset(token)

    def _record(self, request: HttpRequest, status: int) -> None:
        """The page by its name: an address may hold what somebody typed."""
        match = request.resolver_match
        page = {"page": match.view_name, "status": status, "method": request.method}
        keys = {name: value for name, value in match.kwargs.items() if isinstance(value, int)}
        record(request.user, "attempt_refused", None, refused=True, **page, **keys)


@receiver(user_logged_in)
def signed_in(user: User, **_signal: Any) -> None:
    way = {"way": "single_sign_on"} if getattr(user, "backend", "") == single_sign_on.BACKEND else {}
    record(user, "signed_in", user, **way)


@receiver(user_logged_out)
def signed_out(user: User | None, **_signal: Any) -> None:
    if user is not None:
        record(user, "signed_out", user)


@receiver(user_login_failed)
def not_signed_in(credentials: dict[str, Any], **_signal: Any) -> None:
    record(None, "sign_in_failed", _meant(credentials.get("username")), refused=True)


@receiver(user_locked_out)
def locked_out(username: str | None = None, **_signal: Any) -> None:
    record(None, "locked_out", _meant(username), refused=True)


def _meant(username: str | None) -> User | None:
    """Whose account was tried; None for a name that nobody has."""
    return User.objects.filter(username=username or "").first()
