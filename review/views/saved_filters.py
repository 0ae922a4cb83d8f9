"""Ready ways to narrow the list of cases: those of the house, and those that a reader keeps under a name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST

from nominations.permissions import READERS

from ..forms.filters import CaseFilter, SavedFilterForm
from ..models import SavedFilter
from ..navigation import desk_of
from ..selectors.desk import Desk
from ..services.desk import drop_filter, save_filter
from ..stages import Stage
from .common import FAULTY, demand_role, posted
from .narrowing import filter_of


@dataclass(frozen=True)
class Ready:
    """`count`: how many there are in the cycle at hand, where that is cheap to tell."""

    label: Any
    given: dict[str, str]
    count: Callable[[Desk], int] | None = None


@dataclass(frozen=True)
class Shortcut:
    """A link of the list; `here`: the list is narrowed so now."""

    label: str
    query: str
    count: int | None
    here: bool


SCREENING = {"stage": Stage.OFFICE_SCREENING.value}
READY = (
    Ready(_l("待初审"), SCREENING, lambda desk: desk.stages[Stage.OFFICE_SCREENING]),
    Ready(_l("待初审，没有提示"), SCREENING | {"finding": "none"}),
    Ready(_l("待初审，有须改正的"), SCREENING | {"finding": "hard"}),
    Ready(_l("补正三天内到期"), {"cure": "soon"}, lambda desk: desk.cures["soon"]),
    Ready(_l("退回逾期未补正"), {"cure": "over"}, lambda desk: desk.cures["over"]),
)


def shortcuts(request: HttpRequest, form: CaseFilter) -> list[Shortcut]:
    """Those of the house, then the reader's own; two queries."""
    desk = desk_of(request)
    now = form.query(desk.unsaid)
    said = {"cycle": desk.cycle.pk} if desk.aside else {}
    ready = [(str(one.label), urlencode(said | one.given), one.count) for one in READY if desk.cycle]
    own = [(saved.name, saved.query, None) for saved in request.user.saved_filters.all()]
    return [
        Shortcut(label, query, count(desk) if count else None, here=query == now)
        for label, query, count in [*ready, *own]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def saved_filters(request: HttpRequest) -> HttpResponse:
    """Keep what the address asks for under a name; and all that this person keeps."""
    demand_role(request.user, *READERS)
    asked, unsaid = filter_of(request), desk_of(request).unsaid
    conditions, own = asked.conditions(unsaid), request.user.saved_filters.all()
    form = SavedFilterForm(posted(request), conditions=conditions, own=own)
    if request.method == "POST" and form.is_valid():
        saved = save_filter(request.user, form.cleaned_data["name"], asked.query(unsaid))
        messages.success(request, _("已保存查询“%(name)s”。") % {"name": saved})
        return redirect(f"{reverse('cases')}?{saved.query}")
    context = {"form": form, "conditions": conditions, "own": own}
    return render(request, "review/cases/saved_filters.html", context, status=FAULTY if form.errors else 200)


@require_POST
def saved_filter_drop(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, pk=pk, person=request.user)
    drop_filter(saved)
    messages.success(request, _("已删除查询“%(name)s”。") % {"name": saved})
    return redirect("saved_filters")
