"""The site's addresses and a few that fail on purpose."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from config.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401 - read by Django


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    words = request.GET.get("words", "0")
    if kind == "disk":
        raise OSError(int(words), "disk")
    raise {"403": PermissionDenied, "404": Http404, "500": RuntimeError(words)}[kind]


def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{sorted(request.GET.items())} {sorted(request.POST.items())}")


def closed_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<link rel="icon" href="data:,">closed')


urlpatterns = [
    path("probe/closed/", closed_page),
    path("probe/posted/", login_not_required(require_POST(open_page))),
    path("probe/open/", login_not_required(open_page)),
    path("probe/fail/<str:kind>/", login_not_required(fail)),
    *urlpatterns,
]
