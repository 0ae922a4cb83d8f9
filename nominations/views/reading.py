"""A nominee read back, with photo; its numbers in full for who asks, on record."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from ..forms.history import history
from ..forms.readback import read_nominee
from ..models import IndividualNomination, Nomination
from ..permissions import may_reveal, refusal_to_edit
from ..services import reveal as record_reveal
from .fetch import Detail, nomination_of, now
from .files import stored_file


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, nomination_of(request, pk))


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what in the form, sitting by sitting."""
    nomination = nomination_of(request, pk)
    sittings = history(nomination, nomination.edits.select_related("by").order_by("-pk"))
    return render(request, "nominations/history.html", {"nomination": nomination, "sittings": sittings})


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with ID and phone numbers in full; 403 for those who may only read."""
    nomination = nomination_of(request, pk)
    if not may_reveal(request.user, nomination.recommendation):
        raise PermissionDenied
    record_reveal(nomination, request.user)
    return _page(request, nomination, revealed=True)


@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The photo as JPEG; 404 where there is none."""
    return photo_response(nomination_of(request, pk))


def photo_response(row: Nomination) -> FileResponse:
    """The photo of somebody this person was found to be allowed to see. Raises Http404 where there is none."""
    if not isinstance(row, IndividualNomination):
        raise Http404
    return stored_file(row.photo)


def _page(request: HttpRequest, nomination: Detail, *, revealed: bool = False) -> HttpResponse:
    context = {
        "nomination": nomination,
        "recommendation": nomination.recommendation,
        "sections": read_nominee(nomination, revealed=revealed),
        "revealed": revealed,
        "may_reveal": may_reveal(request.user, nomination.recommendation),
        "refusal": refusal_to_edit(request.user, nomination, now()),
    }
    return render(request, "nominations/nomination.html", context)
