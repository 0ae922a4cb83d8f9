"""What helps the reader of a case: its printed form on the screen, and another's deeds beside its own."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.permissions import READERS

from ..documents.forms import masked_form_pdf
from ..documents.picture import pages_png
from ..passages import LONG, marked
from ..selectors.nominee import Reading, reading_of
from .common import case_seen_by

TABLE = 2  # the page where the form's table begins, behind cover and instructions


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it prints, from its table on, numbers masked; for those who read the whole form."""
    case = case_seen_by(request.user, pk)
    if reading_of(request.user, case) is not Reading.FULL:
        raise PermissionDenied(_("审批表只供推荐单位、工作专班办公室、区委区政府和审计员查看。"))
    return HttpResponse(pages_png(masked_form_pdf(case.nomination), TABLE), content_type="image/png")


@require_safe
def beside(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The deeds of two nominees, side by side, with the passages that they share marked."""
    case, second = case_seen_by(request.user, pk), case_seen_by(request.user, other)
    if not request.user.holds(*READERS):
        raise PermissionDenied(_("事迹比对只供工作专班办公室、区委区政府和审计员查看。"))
    deeds = case.nomination.deeds, second.nomination.deeds
    context = {
        "case": case,
        "sides": [(case, marked(deeds[0], deeds[1])), (second, marked(deeds[1], deeds[0]))],
        "long": LONG,
    }
    return render(request, "review/cases/beside.html", context)
