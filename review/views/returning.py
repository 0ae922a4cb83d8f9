"""What came of a return: what was asked for, and what the form says otherwise since."""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from nominations.views.files import stored_file

from ..forms.comparison import Change, changes
from ..models import Case, Decision, ReturnRecord
from ..selectors.nominee import Reading, reading_of
from ..selectors.returns import last_return
from .common import case_seen_by
from .mending import ShownPoint, points_of


@dataclass(frozen=True)
class Returned:
    """The last return: its points in words, and what the form says otherwise since then."""

    decision: Decision
    points: list[ShownPoint]
    changes: list[Change]

    @property
    def photo_kept(self) -> bool:
        return bool(self.decision.returned.photo)


def returned_of(case: Case) -> Returned | None:
    """None where nothing came back, or no record was kept of it."""
    decision = last_return(case)
    if decision is None or not hasattr(decision, "returned"):
        return None
    nomination = case.nomination.detail
    nomination.recommendation = case.nomination.recommendation
    return Returned(decision, points_of(decision, nomination.kind), changes(decision.returned.values, nomination))


@require_safe
def returned_photo(request: HttpRequest, pk: int) -> FileResponse:
    """The photo as it was at that return, for those who read the whole form. 404 for others."""
    decision = get_object_or_404(Decision, pk=pk)
    record = get_object_or_404(ReturnRecord, decision=decision)
    case = case_seen_by(request.user, decision.case_id)
    if reading_of(request.user, case) is not Reading.FULL:
        raise Http404
    return stored_file(record.photo)
