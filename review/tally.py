"""Scores and votes → mean, rank, ties, reserve order. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nominations.policy.notice import Panel


@dataclass(frozen=True)
class Standing:
    """Place of one case: `rank` counts from 1, equal means share it; `tied` says whether another has it too."""

    key: int
    mean: Fraction | None
    rank: int
    tied: bool


def weighted(panel: Panel, marks: Mapping[str, int]) -> Fraction:
    """One member's score, 0–100: marks by the weights of the cycle.

    Raises KeyError when a dimension has no mark.
    """
    total = sum(dimension.weight for dimension in panel.dimensions)
    return Fraction(sum(d.weight * marks[d.code] for d in panel.dimensions), total)


def mean(panel: Panel, scores: Sequence[Fraction]) -> Fraction | None:
    """The mean of `scores`, without the highest and the lowest where `panel.trim_from` or more scored.

    None where nobody scored. The order of `scores` does not matter.
    """
    if not scores:
        return None
    kept = sorted(scores)
    if panel.trim_from and len(kept) >= panel.trim_from:
        kept = kept[1:-1]
    return sum(kept, Fraction(0)) / len(kept)


def share_of_votes(votes: Iterable[bool]) -> Fraction | None:
    """Per cent of the votes cast that approve; None where nobody voted."""
    cast = list(votes)
    return Fraction(100 * sum(cast), len(cast)) if cast else None


def standings(means: Mapping[int, Fraction | None]) -> list[Standing]:
    """Cases from best to worst; those nobody could score come last. Equal means are a tie, shown as one."""
    ordered = sorted(means.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
    places: dict[Fraction | None, list[int]] = {}
    for place, (_key, value) in enumerate(ordered, start=1):
        places.setdefault(value, []).append(place)
    return [
        Standing(key, value, places[value][0], len(places[value]) > 1) for key, value in ordered
    ]


def tied_across(standings: Sequence[Standing], chosen: Iterable[int]) -> list[int]:
    """Keys of the tied cases of which some are chosen and some are not: there the chair must say why."""
    picked = set(chosen)
    inside = {s.rank for s in standings if s.key in picked}
    outside = {s.rank for s in standings if s.key not in picked}
    return [s.key for s in standings if s.rank in inside & outside]
