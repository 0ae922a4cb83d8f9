"""The list of cases, narrowed by cycle, unit, kind, stage and name."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nominations.models import AwardCycle
from nominations.permissions import REVEALERS

from ..forms.filters import CaseFilter
from ..navigation import desk_of
from ..selectors.cases import cases_visible_to

PER_PAGE = 30
ORDER = (
    "-cycle__issued_on", "nomination__recommendation__unit__kind", "nomination__recommendation__unit",
    "nomination__kind", "nomination__order", "pk",
)  # fmt: skip


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Without any filter in the address: the cycle at hand."""
    current = desk_of(request).cycle
    given = request.GET if "cycle" in request.GET else {**request.GET.dict(), "cycle": current.pk if current else ""}
    form = CaseFilter(given)
    cases = form.narrow(cases_visible_to(request.user)).order_by(*ORDER)
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    chosen: AwardCycle | None = form.cleaned_data.get("cycle")
    context = {"form": form, "page": page, "cycle": chosen, "may_download": request.user.holds(*REVEALERS)}
    return render(request, "review/cases/list.html", context)
