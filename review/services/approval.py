"""审定: the district turns nominees down by name; approval of a list is in `lists`."""

from collections.abc import Iterable

from ..models import Case, Decision
from .advance import Act, advance


def reject(cases: Iterable[Case], act: Act) -> list[Decision]:
    """District: with a reason and `act.data` document_number, document_date. Raises StepRefused."""
    return advance("reject", cases, act)
