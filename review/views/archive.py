"""Archives to take away: of a case, and of a whole cycle. They hold ID numbers in full, hence for those entitled alone."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User, record
from nominations.permissions import REVEALERS

from ..documents.archive import case_archive, cycle_archive
from ..services.printing import archive_printed, printed
from .common import case_seen_by
from .downloads import attachment_header

ZIP = "application/zip"


@require_safe
def of_case(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Form, record, certificate and uploads of one case."""
    case = case_seen_by(request.user, pk)
    role = _role(request.user)
    pieces = case_archive(case, with_objections=role == Role.OFFICE)
    printed([case.nomination], request.user, timezone.now())
    record(request.user, "case_archived", case, role=role)
    return _streamed(pieces, f"{case}{_('案卷')}.zip")


@require_safe
def of_cycle(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All cases of a cycle with its lists, minutes, letters and notices; it comes while it is being made."""
    role = _role(request.user)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    archive_printed(cycle, request.user, timezone.now())
    record(request.user, "cycle_archived", cycle, role=role)
    return _streamed(cycle_archive(cycle, with_objections=role == Role.OFFICE), f"{cycle}{_('案卷')}.zip")


def _role(user: User) -> str:
    """As what this person takes it away. Raises PermissionDenied."""
    for role in REVEALERS:
        if user.holds(role):
            return role
    raise PermissionDenied(_("案卷含完整的身份证号和电话，只有工作专班办公室和审计员可以下载。"))


def _streamed(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=ZIP)
    response["Content-Disposition"] = attachment_header(name)
    return response
