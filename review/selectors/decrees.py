"""What the district decided so far in a cycle: 审定, by the number and date of each decision."""

from dataclasses import dataclass, field

from nominations.models import AwardCycle

from ..models import Decision, Roster


@dataclass
class Decree:
    """One decision: the lists it approved, and whom it turned down, each with the reason."""

    number: str
    day: str
    approved: list[Roster] = field(default_factory=list)
    rejected: list[Decision] = field(default_factory=list)


def decrees(cycle: AwardCycle) -> list[Decree]:
    """Earliest first, without what was undone. Two queries."""
    rosters = cycle.rosters.filter(action="approve", undone_at=None).order_by("number")
    rejections = Decision.objects.filter(case__cycle=cycle, action="reject", undone_by=None)
    found: dict[tuple[str, str], Decree] = {}
    for roster in rosters:
        _of(found, roster.data).approved.append(roster)
    for decision in rejections.select_related("case__nomination").order_by("pk"):
        _of(found, decision.data).rejected.append(decision)
    return sorted(found.values(), key=lambda one: one.day)


def _of(found: dict[tuple[str, str], Decree], data: dict[str, str]) -> Decree:
    key = data["document_number"], data["document_date"]
    return found.setdefault(key, Decree(*key))
