"""The numbered lists that the whole-list steps left: list, page, PDF and Excel."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.models import AwardCycle, User
from nominations.permissions import READERS

from ..documents.html import on_screen
from ..documents.rosters import roster_pdf, roster_sheet
from ..models import Roster, RosterEntry
from ..navigation import roles_of
from ..selectors.revocations import Revocation, revocations
from ..stages import Stage
from ..workflow import CHAIR
from .certificates import to_print
from .downloads import PDF, as_file, written
from .undoing import undo_of_roster

PER_PAGE = 30


@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    rows = _readable(request.user).annotate(size=Count("entries")).order_by("-cycle__issued_on", "-cycle", "-number")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    going_up = AwardCycle.objects.none()
    if request.user.holds(*READERS):
        going_up = AwardCycle.objects.filter(cases__stage=Stage.DISTRICT_APPROVAL).distinct()
    return render(request, "review/rosters/list.html", {"page": page, "going_up": going_up})


@require_safe
def roster_page(request: HttpRequest, pk: int) -> HttpResponse:
    roster = get_object_or_404(_readable(request.user), pk=pk)
    context = {
        "roster": roster,
        "table": on_screen(roster_sheet(*_listed(roster))),
        "undoing": undo_of_roster(request.user, roster),
        "papers": to_print(roster) if request.user.holds(*READERS) else [],
    }
    return render(request, "review/rosters/roster.html", context)


@require_safe
def roster_file(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The list as PDF or Excel; it holds no personal numbers."""
    roster = get_object_or_404(_readable(request.user), pk=pk)
    listed, number = _listed(roster), _("第%(number)s号") % {"number": roster.number}
    if fmt == "pdf":
        return as_file(roster_pdf(*listed), f"{roster.cycle.notice.honour}{roster.title} {number}.pdf", PDF)
    return written(roster_sheet(*listed), fmt, number)


def _listed(roster: Roster) -> tuple[Roster, list[RosterEntry], dict[int, Revocation]]:
    entries = list(roster.entries.all())
    return roster, entries, revocations(entry.case_id for entry in entries)


def _readable(user: User) -> QuerySet[Roster]:
    """Raises PermissionDenied for those whose work does not need the lists."""
    if not roles_of(user).intersection((*READERS, CHAIR)):
        raise PermissionDenied(_("名单由工作专班办公室、评审组组长、区委区政府审定人和审计员查看。"))
    return Roster.objects.select_related("cycle", "made_by", "undone_by")
