"""Which cycles are at hand, and which one a page is about."""

from typing import Any

from django.db.models import Case as When
from django.db.models import IntegerField, QuerySet, Value
from django.db.models import When as Condition

from nominations.enums import CycleStatus
from nominations.models import AwardCycle

# How a page's cycle is found by the first key in its address, by what stands before that key.
CYCLE_BY = {
    "cycles/": "pk",
    "manage/cycles/": "slug",
    "public/": "slug",
    "rosters/": "rosters",
    "batches/": "batches",
    "recommendations/": "recommendations",
    "nominations/": "recommendations__nominations",
    "publicities/": "recommendations__publicities",
    "unit-objections/": "recommendations__publicities__objections",
    "cases/": "cases",
    "steps/": "cases__decisions",
    "opinions/": "cases__opinions",
    "objections/": "cases__objections",
    "proposals/": "cases__proposals",
}


def begun_cycles() -> QuerySet[AwardCycle]:
    """Cycles that were opened, those in progress first, then the newest."""
    in_progress = When(Condition(status=CycleStatus.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return AwardCycle.objects.exclude(status=CycleStatus.PREPARING).order_by(in_progress, "-issued_on", "-pk")


def at_hand(begun: list[AwardCycle]) -> list[AwardCycle]:
    """Of the begun cycles, in their order: all in progress, or else the last one; none before the first is opened."""
    return [cycle for cycle in begun if cycle.is_open] or begun[:1]


def cycle_at(route: str, key: Any) -> AwardCycle | None:
    """The begun cycle that an address of this `route` is about, by its first `key`; None where it is about none."""
    column = CYCLE_BY.get(route.partition("<")[0])
    return begun_cycles().filter(**{column: key}).first() if column else None
