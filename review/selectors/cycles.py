"""Which cycle a page is about where its address does not say."""

from django.db.models import Case as When
from django.db.models import IntegerField, QuerySet, Value
from django.db.models import When as Condition

from nominations.enums import CycleStatus
from nominations.models import AwardCycle


def begun_cycles() -> QuerySet[AwardCycle]:
    """Cycles that were opened, those in progress first, then the newest."""
    in_progress = When(Condition(status=CycleStatus.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return AwardCycle.objects.exclude(status=CycleStatus.PREPARING).order_by(in_progress, "-issued_on", "-pk")


def current_cycle() -> AwardCycle | None:
    """The cycle in progress, or else the last one; None before the first is opened."""
    return begun_cycles().first()
