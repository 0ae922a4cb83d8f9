"""503: what the site says while its database or its disk is away. What somebody typed comes back, to be sent again."""

import errno
import sys

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from config import errors
from config.signin import Kept, TooLarge, form_in

PASSING = (OperationalError, InterfaceError)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
RETRY_AFTER = 60  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where database or disk fail at the moment, with the form to be sent again; else 500: our fault."""
    error = sys.exc_info()[1]  # Django asks for this page while it handles the exception
    if not (isinstance(error, PASSING) or getattr(error, "errno", None) in FULL):
        return errors.server_error(request)
    # Drawn without the request, like the 500 page: its session and what fills the pages live in the database.
    context = {"kept": _kept(request), "csrf_token": get_token(request), "is_form": request.method == "POST"}
    response = HttpResponse(render_to_string("503.html", context), status=503, headers={"Retry-After": RETRY_AFTER})
    response["Cache-Control"] = "no-store"
    return response


def _kept(request: HttpRequest) -> Kept | None:
    """The form in the request; None where it holds a password, is too large, or cannot be read."""
    try:
        return form_in(request)
    except (TooLarge, OSError, SuspiciousOperation, BadRequest, MultiPartParserError):
        return None
