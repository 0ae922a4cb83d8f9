"""The pages for what went wrong. None of them reads request.POST: it may be the very thing that is broken."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from nominations.uploads import megabytes


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood; 413: it is larger than we take."""
    if isinstance(exception, RequestDataTooBig):
        limit = megabytes(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return render(request, "413.html", {"limit": limit}, status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not; the reason is the words of the PermissionDenied."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this person."""
    return render(request, "404.html", status=404)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the address of a step, opened like a page; `allowed` goes into the Allow header."""
    response = render(request, "405.html", status=405)
    response["Allow"] = allowed
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Drawn without the request, whose session or database may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came from another page, or this browser keeps no cookies, or somebody signed in meanwhile."""
    return render(request, "403_csrf.html", status=403)


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *_rest: Any) -> HttpResponse:
    """429: too many wrong passwords for this account from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}, status=429)


def locked_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """429: too many wrong passwords for this account from many addresses, or from this address for many accounts."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes, "elsewhere": True}, status=429)
