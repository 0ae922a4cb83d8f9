"""The working calendar, a year at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...administration import workdays as administration
from ...calendar_lines import written
from ...enums import Role
from ...forms.administration.common import FIRST_YEAR, LAST_YEAR
from ...forms.administration.workdays import CalendarForm, YearForm
from ...selectors import administration as selectors
from .common import only_for

TEMPLATES = "nominations/administration"
YEARS_BACK, YEARS_AHEAD = 3, 2


@only_for(Role.ADMIN)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The years around this one, and which of them are published."""
    form = YearForm(request.GET or None)
    if form.is_valid():
        return redirect("manage_calendar_year", form.cleaned_data["year"])
    this_year = timezone.localdate().year
    years = selectors.published_years(range(this_year + YEARS_AHEAD, this_year - YEARS_BACK - 1, -1))
    context = {"years": years, "this_year": this_year, "form": form}
    return render(request, f"{TEMPLATES}/calendar.html", context)


@only_for(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year's days, and its list to paste."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    shown = selectors.calendar_year(year)
    given = request.POST if "text" in request.POST else None  # an empty list empties the year, a missing one nothing
    form = CalendarForm(year, given, initial={"text": written(shown.listed)})
    if form.is_valid():
        count = administration.replace_year(year, form.days, request.user)
        messages.success(request, _("%(year)d 年的安排已保存，共 %(count)d 天。") % {"year": year, "count": count})
        return redirect("manage_calendar_year", year)
    return render(request, f"{TEMPLATES}/calendar_year.html", {"shown": shown, "form": form})
