"""What every request passes, beyond Django's own."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.http import parse_header_parameters

from config.errors import method_not_allowed

Answer = Callable[[HttpRequest], HttpResponseBase]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
NUL = "\x00"
UTF_8 = ("utf-8", "utf8")
REFUSED_CONTENT_TYPE = "text/plain; charset=refused"  # a charset that nobody knows: ignored by Django, refused below


def guard_content_type(application: Wsgi) -> Wsgi:
    """The application, shielded from charsets that Django fails over while it builds the request.

    Python knows "charsets" that are no text encodings (hex, rot13); no middleware is asked before the failure.
    """

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not _is_utf_8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = REFUSED_CONTENT_TYPE
        return application(environ, start_response)

    return guarded


def _is_utf_8(content_type: str) -> bool:
    try:
        _kind, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "utf-8").lower() in UTF_8


class RefuseBrokenInput:
    """Answers 400 to what no browser sends and what a database or codec would answer with an exception.

    That is a NUL in address, query, cookie or field name (PostgreSQL cannot store it; values of fields are refused
    by the forms, at the field), and any charset but UTF-8 (some names of charsets are no text encodings at all).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site. Raises BadRequest, which becomes the 400 page."""
        if request.content_params.get("charset", "utf-8").lower() not in UTF_8:
            raise BadRequest("charset")
        if NUL in request.path or _has_nul(request.COOKIES.values()):
            raise BadRequest("NUL")
        if any(NUL in name or _has_nul(values) for name, values in request.GET.lists()):
            raise BadRequest("NUL")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Looks at field names only here, where the form is read anyway for the CSRF token."""
        if _has_nul(request.POST):
            raise BadRequest("NUL")


class Sessions(SessionMiddleware):
    """Django's, which says 400 where a session cannot be stored: right where it has ended, not where the database is away."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response of the site. Raises what the database said, where it is its failure."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            update_error = interrupted.__context__
            cause = update_error.__context__ if update_error else None
            if isinstance(cause, InterfaceError | OperationalError):
                raise cause from interrupted
            raise


class SayWhyNotAllowed:
    """Gives the page in words to Django's empty 405."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return method_not_allowed(request, response["Allow"])
        return response


class AddressFromProxy:
    """Behind our own proxy: the visitor's address is the one that it saw, the last of X-Forwarded-For.

    What stands before it the visitor may have written. Limits per address would else count all visitors as one.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site."""
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if seen:
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


class KeepOutOfCaches:
    """Pages of signed-in people are kept by no browser and no proxy: the next person at this desk presses Back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site, marked no-store where somebody is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


def _has_nul(values: Iterable[str]) -> bool:
    return any(NUL in value for value in values)
