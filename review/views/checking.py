"""Paper checked by its code: anybody learns whether it is genuine; what became of it, whoever may see the record."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.models import User

from ..forms.checking import CodeForm, compared
from ..models import Case, Printing
from ..selectors.nominee import Reading, reading_of
from ..selectors.printing import check_code, code_meant, form_seen_by, sees_sheet, sheet_state
from ..selectors.receipts import RECEIPT, receipt_state, sees_receipt
from ..services.throttle import admit
from .common import FAULTY, posted
from .public import HOUR, TOO_MANY

CHECKS_AN_HOUR = 60  # from one address; who is signed in is known by name
UNKNOWN = 404


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Type a code."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect("checked", code=form.cleaned_data["code"])
    return _asked(request, form, FAULTY if request.method == "POST" else 200)


@login_not_required
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """What came of that code; here a scan of the QR code leads."""
    signed_in = request.user.is_authenticated
    if not signed_in and not admit("check", request.META["REMOTE_ADDR"], CHECKS_AN_HOUR, HOUR, timezone.now()):
        return _again(request, code, _("核对过于频繁，请一小时后再试，或登录后核对。"), TOO_MANY)
    rows = Printing.objects.select_related("cycle", "recommendation__unit", "recommendation__cycle", "printed_by")
    printing = rows.filter(code=code_meant(code)).first()
    if printing is None:
        said = _("没有打印过带这个校验码的表格。请对照纸面核对后重新输入；输入无误的，这份表格不是本系统打印的。")
        return _again(request, code, said, UNKNOWN)
    page, context = _seen_by(request.user, printing) if signed_in else ("genuine.html", {})
    response = render(request, f"review/checking/{page}", context | {"printing": printing})
    response["Cache-Control"] = "no-store"
    return response


def _seen_by(user: User, printing: Printing) -> tuple[str, dict[str, Any]]:
    """The page, and what this person may read on it."""
    if printing.kind == RECEIPT:
        return _receipt(user, printing)
    if printing.content is None:
        return "genuine.html", {"deleted": sees_sheet(user, printing)}
    case = form_seen_by(user, printing)
    if case:
        return "form.html", _form(user, printing, case)
    if printing.nomination_id is None and sees_sheet(user, printing):
        return "sheet.html", {"award": printing.cycle.notice.award(printing.kind), "state": sheet_state(printing)}
    return "genuine.html", {}


def _receipt(user: User, printing: Printing) -> tuple[str, dict[str, Any]]:
    """A forgotten one is genuine, as it is to whoever may not read it."""
    if printing.content is None or not sees_receipt(user, printing):
        return "genuine.html", {}
    return "receipt.html", {"state": receipt_state(printing)}


def _form(user: User, printing: Printing, case: Case) -> dict[str, Any]:
    reading = reading_of(user, case)
    return {
        "case": case,
        "award": case.cycle.notice.award(printing.kind),
        "compared": compared(printing, case.nomination, reading),
        "code_now": check_code(case.nomination),
        "reads_all": reading is Reading.FULL,
    }


def _again(request: HttpRequest, code: str, said: str, status: int) -> HttpResponse:
    """The page to type it on, with what was typed and what is wrong with it."""
    form = CodeForm({"code": code})
    if form.is_valid():
        form.add_error("code", said)
    return _asked(request, form, status)


def _asked(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "review/checking/check.html", {"form": form}, status=status)
