"""What the public may read of a cycle, and which notice an objection belongs to."""

from datetime import date

from ..models import Case, PublicNotice
from ..stages import Stage


def open_notice(case: Case, today: date) -> PublicNotice | None:
    """The notice to which one can object on that day; None before its first day and after its last."""
    if case.stage != Stage.PUBLIC_NOTICE:
        return None
    return case.public_notices.filter(first_day__lte=today, last_day__gte=today).order_by("-number").first()
