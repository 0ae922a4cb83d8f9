"""建议方案: which ranked candidates would fill the places under the caps, and what left out each of the others. Pure.

It never decides: a tie of which only some would fit is left open, and so is all that comes behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from math import floor

from nominations.policy.quota import Composition


class LeftOut(StrEnum):
    """Why a candidate is not proposed."""

    PLACES = "places"  # R1: no place is left
    CAP = "cap"  # R2, R3: those that count towards the share have reached their limit
    TIE = "tie"  # equal with others, and not all of them fit
    BEHIND_TIE = "behind_tie"  # ranks behind such a tie


@dataclass(frozen=True)
class Candidate:
    """`rank` counts from 1, equal ranks are a tie; `capped`: counts towards the share that R2 or R3 limits."""

    key: int
    rank: int
    capped: bool


@dataclass
class Proposal:
    """Keys of the proposed, best first, and of all others with what left them out."""

    chosen: list[int] = field(default_factory=list)
    left_out: dict[int, LeftOut] = field(default_factory=dict)
    capped: int = 0  # of the chosen

    def choose(self, candidates: Iterable[Candidate]) -> None:
        for one in candidates:
            self.chosen.append(one.key)
            self.capped += one.capped

    def leave_out(self, candidates: Iterable[Candidate], why: LeftOut) -> None:
        self.left_out |= {one.key: why for one in candidates}


def propose(listed: Composition, candidates: Iterable[Candidate]) -> Proposal:
    """Fill the places that `listed` (who is on the list already) leaves, best first: R1–R3, 一（二）, 五（二）.

    The limit of a share hangs on how long the list becomes, so the longest list that keeps it is proposed.
    """
    ranked = sorted(candidates, key=lambda one: (one.rank, one.key))
    for length in range(listed.places, listed.count, -1):
        proposal = _fill(listed, ranked, length)
        made = replace(listed, count=listed.count + len(proposal.chosen), capped=listed.capped + proposal.capped)
        if not proposal.capped or not made.over_cap:
            return proposal
    return _fill(listed, ranked, listed.count)


def _fill(listed: Composition, ranked: Sequence[Candidate], length: int) -> Proposal:
    """As many as a list of `length` has room for, its shares reckoned as if it came to be that long."""
    proposal = Proposal()
    room = max(0, length - listed.count)
    capped_room = max(0, floor(length * listed.percent / 100) - listed.capped)
    open_tie, open_capped_tie = False, False
    for _rank, tied in groupby(ranked, key=lambda one: one.rank):
        group = list(tied)
        if open_tie or not room:
            proposal.leave_out(group, LeftOut.BEHIND_TIE if open_tie else LeftOut.PLACES)
            continue
        counting = [one for one in group if one.capped]
        if len(counting) > capped_room or open_capped_tie:
            why = LeftOut.BEHIND_TIE if open_capped_tie else LeftOut.TIE if capped_room else LeftOut.CAP
            proposal.leave_out(counting, why)
            open_capped_tie = why is not LeftOut.CAP
            group = [one for one in group if not one.capped]
        if len(group) > room:
            proposal.leave_out(group, LeftOut.TIE)
            open_tie = True
            continue
        proposal.choose(group)
        room -= len(group)
        capped_room -= sum(one.capped for one in group)
    return proposal
