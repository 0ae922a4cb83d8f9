"""征求意见函 as PDF and Excel, for the office, the auditor and the department it goes to."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User, record
from nominations.permissions import REVEALERS

from ..documents.excel import sheet_xlsx
from ..documents.letters import letter_pdf, opinion_letter
from ..selectors.cases import authorities_of
from ..selectors.consultation import addressee_of, asked_on, identity_of
from .downloads import PDF, XLSX, as_file


@require_safe
def letter(request: HttpRequest, pk: int, authority: str, day: str, fmt: str) -> HttpResponse:
    """The request of one day to one department. Raises Http404 where nothing was asked; with ID numbers it is recorded."""
    role = _role(request.user, authority)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    try:
        opinions = asked_on(cycle, authority, date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    if not opinions or fmt not in ("pdf", "xlsx"):
        raise Http404
    asked = cycle.notice.authority(authority)
    made = opinion_letter(cycle, asked, addressee_of(asked), date.fromisoformat(day), opinions)
    content = letter_pdf(made) if fmt == "pdf" else sheet_xlsx(made.list)
    shown = [opinion.case_id for opinion in opinions if identity_of(opinion)]
    if shown:
        record(request.user, "letter_downloaded", cycle, role=role, authority=asked.label, cases=shown)
    title = "".join(made.title)
    return as_file(content, f"{title} {asked.label} {day}.{fmt}", PDF if fmt == "pdf" else XLSX)


def _role(user: User, authority: str) -> str:
    """As what this person reads the letter. Raises PermissionDenied, and Http404 for another department's."""
    revealer = next((role for role in REVEALERS if user.holds(role)), None)
    if revealer:
        return revealer
    if not user.holds(Role.DEPARTMENT):
        raise PermissionDenied(_("征求意见函由工作专班办公室、被征求意见的部门和审计员下载。"))
    if authority not in authorities_of(user):
        raise Http404
    return Role.DEPARTMENT
