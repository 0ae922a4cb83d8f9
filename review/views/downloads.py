"""Forms and sheets on paper: each with personal numbers in full, hence for those entitled alone, and on record."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nominations.enums import Kind
from nominations.models import AwardCycle, Nomination, User, record
from nominations.permissions import REVEALERS, acting_role, may_reveal
from nominations.selectors import nominations_visible_to, visible_to

from ..documents.excel import sheet_xlsx
from ..documents.forms import blank_form_pdf, form_pdf
from ..documents.sheet import Sheet
from ..documents.sheet_pdf import PIECE, sheet_pdf
from ..documents.sheets import cycle_sheet, unit_sheet
from ..documents.word import form_docx
from ..forms.word_template import DOCX
from ..selectors.printing import in_order, on_cycle_sheet, on_unit_sheet
from ..services.printing import printed, sheet_printed
from ..tasks import start_sheet

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {"pdf": (sheet_pdf, PDF), "xlsx": (sheet_xlsx, XLSX)}
ONLY_ENTITLED = _("表格含完整的身份证号和电话，只有推荐单位、工作专班办公室和审计员可以下载。")


@require_safe
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Attachment 1 or 2 of a nominee, as PDF."""
    nomination = _to_print(request, pk)
    content = form_pdf(nomination)
    printed([nomination], request.user, timezone.now())
    return _form_file(request, nomination, content, "pdf", PDF)


@require_safe
def form_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a Word document, in the cycle's own template where it has one."""
    nomination = _to_print(request, pk)
    own = nomination.recommendation.cycle.word_templates.filter(kind=nomination.kind).first()
    content = form_docx(nomination, bytes(own.content) if own else None)
    printed([nomination], request.user, timezone.now())
    return _form_file(request, nomination, content, "docx", DOCX)


def _to_print(request: HttpRequest, pk: int) -> Nomination:
    rows = nominations_visible_to(request.user).select_related("backup_for")
    nomination = get_object_or_404(rows, pk=pk)
    if not may_reveal(request.user, nomination.recommendation):
        raise PermissionDenied(ONLY_ENTITLED)
    return nomination


def _form_file(request: HttpRequest, nomination: Nomination, content: bytes, fmt: str, kind: str) -> HttpResponse:
    recommendation = nomination.recommendation
    record(request.user, "form_downloaded", nomination, role=acting_role(request.user, recommendation), fmt=fmt)
    attachment = recommendation.cycle.notice.award(nomination.kind).form.attachment
    return as_file(content, f"{attachment} {nomination}.{fmt}", kind)


@require_safe
def blank_form(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Attachment 1 or 2 with nothing filled in."""
    cycle = get_object_or_404(AwardCycle, pk=pk)
    words = cycle.notice.award(known(kind)).form
    return as_file(blank_form_pdf(cycle, kind), f"{words.attachment} {''.join(words.title)}.pdf", PDF)


@require_safe
def of_unit(request: HttpRequest, pk: int, kind: str, fmt: str) -> HttpResponse:
    """Attachment 3 or 4 of one unit: all that is drafted or handed in, in recommended order."""
    recommendation = get_object_or_404(visible_to(request.user), pk=pk)
    if not may_reveal(request.user, recommendation):
        raise PermissionDenied(ONLY_ENTITLED)
    nominations = on_unit_sheet(recommendation)
    response = written(unit_sheet(recommendation, known(kind), nominations), fmt, recommendation.unit.name)
    sheet_printed(recommendation, kind, in_order(nominations, kind), request.user, timezone.now())
    record(request.user, "sheet_downloaded", recommendation, role=acting_role(request.user, recommendation), kind=kind)
    return response


@require_safe
def of_cycle(request: HttpRequest, pk: int, kind: str, fmt: str) -> HttpResponse:
    """Attachment 3 or 4 of the whole cycle: all that was handed in. A long PDF is made in the background."""
    role = as_revealer(request.user)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    nominees = in_order(on_cycle_sheet(cycle), known(kind))
    if fmt == "pdf" and len(nominees) > PIECE:
        return redirect("batch", start_sheet(request.user, cycle, kind, nominees, timezone.now()).pk)
    response = written(cycle_sheet(cycle, kind, nominees), fmt, cycle.notice.district)
    sheet_printed(cycle, kind, nominees, request.user, timezone.now())
    record(request.user, "sheet_downloaded", cycle, role=role, kind=kind)
    return response


def as_revealer(user: User) -> str:
    """As what this person takes away what holds everybody's numbers. Raises PermissionDenied."""
    for role in REVEALERS:
        if user.holds(role):
            return role
    raise PermissionDenied(ONLY_ENTITLED)


def written(sheet: Sheet, fmt: str, whose: str) -> HttpResponse:
    """The sheet as PDF or workbook. Raises Http404 for any other format."""
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    parts = [sheet.attachment, sheet.title, whose]
    return as_file(write(sheet), f"{' '.join(part for part in parts if part)}.{fmt}", content_type)


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A download under that name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = attachment_header(name)
    return response


def attachment_header(name: str) -> str:
    """What makes an answer a download of that name, which may have been typed by anybody."""
    safe = "".join(" " if sign in '/\\:*?"<>|\r\n\t' else sign for sign in name)
    return content_disposition_header(True, safe)


def known(kind: str) -> str:
    """The kind of nominee that an address names. Raises Http404."""
    if kind not in Kind.values:
        raise Http404
    return kind
