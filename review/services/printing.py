"""What leaves the site on paper is kept as it was, under its check code, once for each content."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nominations.models import Nomination, Recommendation, User

from ..models import Printing
from ..selectors.printing import About, Nominee, code_of, form_content, sheet_content


def printed(nominations: Iterable[Nomination], by: User | None, now: datetime) -> None:
    """Keep what these nominees' forms say, as they are handed out to `by` (None: to a command). One query.

    Rows of `nominations.selectors.detail_rows().select_related("backup_for")` keep this free of further ones.
    """
    _keep([_of(nomination.recommendation, nomination, by, now) for nomination in nominations])


def _of(recommendation: Recommendation, nomination: Nomination, by: User | None, now: datetime) -> Printing:
    return _printing(
        form_content(nomination),
        cycle_id=recommendation.cycle_id,
        recommendation=recommendation,
        nomination_id=nomination.pk,
        kind=nomination.kind,
        printed_by=by,
        printed_at=now,
    )


def sheet_printed(about: About, kind: str, nominees: Iterable[Nominee], by: User | None, now: datetime) -> None:
    """Keep what Attachment 3 or 4 of a unit or a whole cycle says. `nominees`: of `selectors.printing.in_order`."""
    recommendation = about if isinstance(about, Recommendation) else None
    cycle = about.cycle if isinstance(about, Recommendation) else about
    content = sheet_content(about, kind, nominees)
    columns = {"cycle": cycle, "recommendation": recommendation, "kind": kind, "printed_by": by, "printed_at": now}
    _keep([_printing(content, **columns)])


def _printing(content: dict[str, Any], **columns: Any) -> Printing:
    return Printing(code=code_of(content), content=content, **columns)


def _keep(printings: list[Printing]) -> None:
    """What was printed before, be it at this moment in another process, stays as it is."""
    Printing.objects.bulk_create(printings, ignore_conflicts=True)
