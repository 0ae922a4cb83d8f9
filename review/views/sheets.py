"""Attachments 3 and 4 on the screen, for those who may take them away; personal numbers are masked, hence nothing is recorded."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nominations.models import AwardCycle
from nominations.permissions import REVEALERS, may_reveal
from nominations.selectors import visible_to

from ..documents.html import on_screen
from ..documents.sheet import Sheet
from ..documents.sheets import cycle_sheet, unit_sheet
from ..selectors.printing import on_cycle_sheet, on_unit_sheet
from .downloads import known

PER_PAGE = 300  # rows of up to twelve cells
ONLY_ENTITLED = gettext_lazy("汇总表只供推荐单位、工作专班办公室和审计员查看。")


@require_safe
def of_unit(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What `downloads.of_unit` writes into a file."""
    recommendation = get_object_or_404(visible_to(request.user), pk=pk)
    if not may_reveal(request.user, recommendation):
        raise PermissionDenied(ONLY_ENTITLED)
    sheet = unit_sheet(recommendation, known(kind), on_unit_sheet(recommendation))
    back = reverse("cockpit", args=[pk]), _("推荐工作台")
    return _shown(request, sheet, {"whose": recommendation.unit, "back": back, "files": _files("unit_sheet", pk, kind)})


@require_safe
def of_cycle(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What `downloads.of_cycle` writes into a file."""
    if not request.user.holds(*REVEALERS):
        raise PermissionDenied(ONLY_ENTITLED)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    sheet = cycle_sheet(cycle, known(kind), on_cycle_sheet(cycle))
    back = reverse("cases"), _("推荐对象")
    return _shown(request, sheet, {"whose": cycle, "back": back, "files": _files("cycle_sheet", pk, kind)})


def _files(name: str, pk: int, kind: str) -> list[tuple[str, str]]:
    return [(label, reverse(name, args=[pk, kind, fmt])) for label, fmt in (("PDF", "pdf"), ("Excel", "xlsx"))]


def _shown(request: HttpRequest, sheet: Sheet, context: dict[str, Any]) -> HttpResponse:
    size = sum(len(group.lines) for group in sheet.groups)
    page = Paginator(range(size), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "review/downloads/sheet.html", {**context, "table": on_screen(sheet, page.object_list), "page": page})
