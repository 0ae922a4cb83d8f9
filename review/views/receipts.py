"""The receipt of a hand-in as a paper. To be read, it is checked by its number (`views.checking`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..documents.receipts import receipt_pdf
from ..models import Printing
from ..selectors.printing import code_meant
from ..selectors.receipts import RECEIPT, receipt_state, sees_receipt
from .downloads import PDF, as_file


@require_safe
def receipt_file(request: HttpRequest, code: str) -> HttpResponse:
    """For the unit that handed in, the office and the auditor; it holds no personal numbers."""
    rows = Printing.objects.filter(kind=RECEIPT).exclude(content=None)
    receipt = get_object_or_404(rows.select_related("recommendation__unit", "recommendation__cycle"), code=code_meant(code))
    if not sees_receipt(request.user, receipt):
        raise Http404
    name = _("报送回执 %(code)s.pdf") % {"code": receipt.code}
    return as_file(receipt_pdf(receipt, receipt_state(receipt)), name, PDF)
