"""What belongs to the cycle as a whole: its lists, the panel, the public notices, receipts, papers, uploads."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from nominations.models import AwardCycle, IndividualNomination, RoleGrant, UnitPublicity
from nominations.models.audit import digest

from ..models import ObjectionFile, OpinionNote, ReturnRecord, Roster, Score
from ..selectors.printing import as_text
from ..selectors.receipts import RECEIPT
from .marks import mark, told


def cycle_itself(cycle: AwardCycle) -> dict[str, Any]:
    zone = cycle.notice.deadline.tzinfo
    return {
        "cycle": cycle.pk,
        "slug": cycle.slug,
        "title": cycle.title,
        "status": cycle.status,
        "deadline": told(cycle.deadline, zone),
        "opened_at": told(cycle.opened_at, zone),
        "closed_at": told(cycle.closed_at, zone),
    }


def rosters_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    """Every list that was made, undone ones too."""
    for roster in cycle.rosters.order_by("number").prefetch_related("entries"):
        yield _roster(roster, cycle)


def _roster(roster: Roster, cycle: AwardCycle) -> dict[str, Any]:
    zone = cycle.notice.deadline.tzinfo
    return {
        "roster": roster.pk,
        "number": roster.number,
        "action": roster.action,
        "made_at": told(roster.made_at, zone),
        "made_by": roster.made_by_id,
        "undone_at": told(roster.undone_at, zone),
        "ratios": roster.ratios,
        "reasons": {rule: mark(text) for rule, text in roster.reasons.get("list", {}).items()},
        "ranks_before": roster.ranks_before,
        "entries": [{"order": one.order, "case": one.case_id} | one.snapshot for one in roster.entries.all()],
    }


def panel_of(cycle: AwardCycle) -> dict[str, Any]:
    """`members`: who judged, with the units whose cases are closed to them; the chair's orders of ties, and rounds."""
    zone = cycle.notice.deadline.tzinfo
    judges = sorted(set(Score.objects.filter(case__cycle=cycle).values_list("member", flat=True)))
    units: dict[int, list[int]] = {member: [] for member in judges}
    for member, unit in RoleGrant.objects.filter(user__in=judges).exclude(unit=None).order_by("pk").values_list("user", "unit"):
        units[member].append(unit)
    return {
        "members": {f"{member}": found for member, found in units.items()},
        "ties": [
            {"cases": one.cases, "by": one.by_id, "at": told(one.at, zone), "reason": mark(one.reason)}
            for one in cycle.tie_orders.order_by("pk")
        ],
        "rounds": [
            {"ends": one.ends, "missing": one.missing, "by": one.by_id, "at": told(one.at, zone), "reason": mark(one.reason)}
            for one in cycle.round_steps.order_by("pk")
        ],
    }


def notices_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    zone = cycle.notice.deadline.tzinfo
    for one in cycle.public_notices.order_by("number"):
        yield {
            "notice": one.pk, "number": one.number, "first_day": f"{one.first_day}", "last_day": f"{one.last_day}",
            "days": one.days, "published_at": told(one.published_at, zone),
        }  # fmt: skip


def receipts_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    for one in cycle.printings.filter(kind=RECEIPT).select_related("recommendation").order_by("pk"):
        yield {"number": one.code, "unit": one.recommendation.unit_id, "content": one.content}


def papers_of(cycle: AwardCycle) -> Iterator[dict[str, Any]]:
    """What left the site on paper, by check code: what it said, by its digest."""
    zone = cycle.notice.deadline.tzinfo
    for one in cycle.printings.exclude(kind=RECEIPT).order_by("pk"):
        said = None if one.content is None else digest(as_text(one.content))
        yield {"code": one.code, "kind": one.kind, "nominee": one.nomination_id, "content": said, "at": told(one.printed_at, zone)}


def uploads_of(cycle: AwardCycle) -> dict[str, str | None]:
    """Name under which an upload lies → digest of the file; None where it is missing."""
    names = [
        *IndividualNomination.objects.filter(recommendation__cycle=cycle).values_list("photo", flat=True),
        *UnitPublicity.objects.filter(recommendation__cycle=cycle).values_list("evidence", flat=True),
        *ReturnRecord.objects.filter(decision__case__cycle=cycle).values_list("photo", flat=True),
        *OpinionNote.objects.filter(opinion__case__cycle=cycle).values_list("paper", flat=True),
        *ObjectionFile.objects.filter(objection__case__cycle=cycle).values_list("file", flat=True),
    ]
    return {name: file_digest(Path(settings.MEDIA_ROOT) / name) for name in sorted({*names} - {""})}


def file_digest(path: Path) -> str | None:
    """None where there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, settings.AUDIT_HASH).hexdigest()
    except FileNotFoundError:
        return None
