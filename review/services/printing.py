"""What leaves the site on paper is kept as it was, under its check code, once for each content."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nominations.models import AwardCycle, Nomination, Recommendation, User
from nominations.policy.notice import KINDS
from nominations.selectors import detail_rows

from ..models import Printing
from ..selectors.dossier import to_archive
from ..selectors.printing import About, Nominee, code_of, form_content, in_order, on_cycle_sheet, sheet_content


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


def archive_printed(cycle: AwardCycle, by: User | None, now: datetime) -> None:
    """Keep what the forms and sheets in the archive of a whole cycle say."""
    printed(detail_rows().select_related("backup_for").filter(case__in=to_archive(cycle)), by, now)
    handed_in = on_cycle_sheet(cycle)
    for kind in KINDS:
        sheet_printed(cycle, kind, in_order(handed_in, kind), by, now)


def _printing(content: dict[str, Any], **columns: Any) -> Printing:
    return Printing(code=code_of(content), content=content, **columns)


def _keep(printings: list[Printing]) -> None:
    """What was printed before, be it at this moment in another process, stays as it is."""
    Printing.objects.bulk_create(printings, ignore_conflicts=True)
