"""The round of judging: whether it is over, so that its results may be read and the list be made."""

from dataclasses import dataclass

from django.db.models import Max

from nominations.models import AwardCycle

from ..models import RoundStep
from .panel import scores_missing

# A list that reaches the panel or leaves it begins a new round.
LISTS = ("shortlist", "select")


@dataclass(frozen=True)
class Round:
    """`missing`: judgements not in. `last`: what the chair did last in this round, if anything."""

    missing: int
    last: RoundStep | None

    @property
    def ended(self) -> bool:
        """By the chair, whatever is missing."""
        return self.last is not None and self.last.ends

    @property
    def reopened(self) -> bool:
        return self.last is not None and not self.last.ends

    @property
    def over(self) -> bool:
        """Then scores are open to the members, and fixed: nobody changes theirs knowing those of the others."""
        return self.ended or (not self.reopened and not self.missing)


def round_of(cycle: AwardCycle) -> Round:
    """A bounded number of queries however many cases."""
    begun = cycle.rosters.filter(action__in=LISTS, undone_at=None).aggregate(at=Max("made_at"))["at"]
    steps = cycle.round_steps.select_related("by").order_by("pk")
    last = steps.filter(at__gte=begun).last() if begun else steps.last()
    return Round(scores_missing(cycle), last)
