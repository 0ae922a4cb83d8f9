"""荣誉证书、奖牌 to print: of one nominee, or of all on a commendation list; those that were revoked no more."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.models import User, record
from nominations.permissions import READERS

from ..documents.certificates import certificates_pdf
from ..models import Case, Roster
from ..selectors.certificates import Awarded, awarded_by, awarded_to
from .common import CHANGED, case_seen_by
from .downloads import PDF, as_file


@require_safe
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Raises Http404 where nothing was awarded; 409 with the reason where it was revoked since, or may be."""
    case = case_seen_by(request.user, pk)
    role = _role(request.user)
    one = awarded_to(case)
    if one is None:
        raise Http404
    if not one.stands:
        return _refused(request, not_printed(one), reverse("case", args=[pk]))
    content = certificates_pdf(case.cycle, [one])
    record(request.user, "certificate_printed", case, role=role, name=one.number)
    return as_file(content, f"{one.award.certificate.label} {case}.pdf", PDF)


@require_safe
def of_roster(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All of one award on a commendation list that still stand, in its order."""
    role = _role(request.user)
    roster = get_object_or_404(Roster.objects.select_related("cycle"), pk=pk)
    listed = [one for one in awarded_by(roster) if one.award.code == kind]
    if not listed:
        raise Http404
    standing = [one for one in listed if one.stands]
    if not standing:
        return _refused(request, "；".join(map(not_printed, listed)), reverse("roster", args=[pk]))
    content = certificates_pdf(roster.cycle, standing)
    record(request.user, "certificates_printed", roster, role=role, kind=kind, number=len(standing))
    return as_file(content, f"{listed[0].award.certificate.label} {roster.cycle} {roster.number}.pdf", PDF)


def to_print(roster: Roster) -> list[tuple[str, str, int]]:
    """What there is to print of a list: the name of the paper, kind of award, how many; none for other lists."""
    found: dict[tuple[str, str], int] = {}
    for one in awarded_by(roster):
        if one.stands:
            key = (one.award.certificate.label, one.award.code)
            found[key] = found.get(key, 0) + 1
    return [(*key, number) for key, number in found.items()]


def certificate_of(user: User, case: Case) -> Awarded | None:
    """What this person may print for the case, or would if it had not been revoked."""
    return awarded_to(case) if user.holds(*READERS) else None


def not_printed(one: Awarded) -> str:
    """Why it is not printed any more, or not before the district has decided."""
    words = {"name": one.entry.snapshot["name"], "label": one.award.certificate.label, "number": one.number}
    if one.revocation is None:
        return _("“%(name)s”已提请撤销表彰，正等待审定，审定前不打印%(label)s（%(number)s）。") % words
    return _("“%(name)s”的表彰%(why)s，%(label)s（%(number)s）不再打印。") % (words | {"why": one.revocation.words})


def _role(user: User) -> str:
    """As what this person prints. Raises PermissionDenied."""
    for role in READERS:
        if user.holds(role):
            return role
    raise PermissionDenied(_("证书和奖牌由工作专班办公室、区委区政府审定人和审计员打印。"))


def _refused(request: HttpRequest, reason: str, back: str) -> HttpResponse:
    return render(request, "409.html", {"reason": reason, "back_url": back}, status=CHANGED)
