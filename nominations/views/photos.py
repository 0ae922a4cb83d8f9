"""Uploading and cropping a nominee's photo."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms.photo import PhotoForm
from ..models import IndividualNomination
from ..permissions import refusal_to_change, refusal_to_edit
from ..selectors import with_what_blocks
from ..services import Refused, set_photo
from .fetch import nomination_to_fill, now, today_in


@require_http_methods(["GET", "HEAD", "POST"])
def photo_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a picture, place the portrait in it, keep it."""
    row = nomination_to_fill(request, pk)
    if not isinstance(row, IndividualNomination):
        raise Http404
    row.corrections = with_what_blocks(row, today_in(row.recommendation.cycle))
    refusal = refusal_to_edit(request.user, row, now()) or refusal_to_change(row, ["photo"])
    if refusal:
        messages.error(request, refusal)
        return redirect("nomination_read", pk)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if form.is_bound and form.is_valid():
        return _keep(request, row, form.cleaned_data["jpeg"])
    context = {"nomination": row, "recommendation": row.recommendation, "form": form}
    return render(request, "nominations/photo.html", context)


def _keep(request: HttpRequest, row: IndividualNomination, jpeg: bytes) -> HttpResponse:
    try:
        set_photo(row, jpeg, request.user, now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("nomination_read", row.pk)
    messages.success(request, _("照片已裁剪并保存。"))
    return redirect("nomination_edit", row.pk)
