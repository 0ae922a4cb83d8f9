"""建议方案 for the chair's list: rows → candidates of the pure function, and how the list it proposes is made up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from nominations.models import AwardCycle
from nominations.policy.quota import Composition

from ..models import Case
from ..proposing import Candidate, LeftOut, propose
from .lists import compositions, counting, facts_of, listed


@dataclass(frozen=True)
class Proposed:
    """The proposal for one kind: keys of the chosen, why each other is left out, how the list would be made up."""

    chosen: list[int]
    left_out: Mapping[int, LeftOut]
    made: Composition


def proposed_lists(cycle: AwardCycle, ranked: Iterable[tuple[Case, int]]) -> dict[str, Proposed]:
    """By kind, for the step `select`. `ranked`: cases before the panel with their ranks; a bounded number of queries."""
    rows = list(ranked)
    capped = counting(cycle, [case for case, _rank in rows])
    placed = listed("select", cycle, ())
    found = {}
    for kind, before in compositions(cycle.notice, facts_of(cycle, placed).values()).items():
        one = propose(before, [Candidate(c.pk, rank, c.pk in capped) for c, rank in rows if c.nomination.kind == kind])
        made = replace(before, count=before.count + len(one.chosen), capped=before.capped + one.capped)
        found[kind] = Proposed(one.chosen, one.left_out, made)
    return found
