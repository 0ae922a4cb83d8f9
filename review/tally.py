"""Scores and votes → mean, rank, ties, reserve order. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median, pstdev

from nominations.policy.figures import in_digits
from nominations.policy.notice import VOTES, Panel

DECIMALS = 2


@dataclass(frozen=True)
class Standing:
    """Place of one case: `rank` counts from 1, equal means share it; `tied` says whether another has it too.

    `order`: which of the chair's orders set this one apart from others of the same mean.
    """

    key: int
    mean: Fraction | None
    rank: int
    tied: bool
    order: int | None = None


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


def in_points(number: Fraction | Decimal | str) -> str:
    """A score as every page and every paper shows it: 90.13 for 90.125, 88.5 for 88.5000."""
    return in_digits(Fraction(number), DECIMALS)


def shown_mean(panel: Panel, mean: Fraction | Decimal | str | None) -> str:
    """The panel's result for a case in the same way, a share of votes with its sign: 66.67%; "" where nobody judged."""
    if mean in (None, ""):
        return ""
    return in_points(mean) + ("%" if panel.mode == VOTES else "")


def share_of_votes(votes: Iterable[bool]) -> Fraction | None:
    """Per cent of the votes cast that approve; None where nobody voted."""
    cast = list(votes)
    return Fraction(100 * sum(cast), len(cast)) if cast else None


@dataclass(frozen=True)
class Spread:
    """How far the members' scores of one case lie apart; `deviation` is that of all of them (n, not n − 1)."""

    lowest: Fraction
    highest: Fraction
    deviation: float


def spread(scores: Sequence[Fraction]) -> Spread | None:
    """None where nobody scored."""
    if not scores:
        return None
    return Spread(min(scores), max(scores), pstdev(scores))


def outliers(scores: Mapping[int, Fraction], distance: int) -> list[int]:
    """Keys of the scores that lie more than `distance` points from the median of all of them."""
    if not scores:
        return []
    middle = median(scores.values())
    return [key for key, score in scores.items() if abs(score - middle) > distance]


def standings(
    means: Mapping[int, Fraction | None], orders: Mapping[int, Sequence[int]] | None = None
) -> list[Standing]:
    """Cases from best to worst; those nobody could score come last. Equal means are a tie, shown as one.

    `orders`: the chair's orders of cases of equal means, best first; the last that names all of a tie breaks it.
    """
    groups: dict[Fraction | None, list[int]] = {}
    for key in sorted(means):
        groups.setdefault(means[key], []).append(key)
    found: list[Standing] = []
    for value in sorted(groups, key=lambda mean: (mean is None, -(mean or 0))):
        found += _places(groups[value], value, len(found) + 1, orders or {})
    return found


def _places(
    group: Sequence[int], value: Fraction | None, first: int, orders: Mapping[int, Sequence[int]]
) -> list[Standing]:
    """The standings of all cases of one mean, from rank `first` on."""
    order = next((key for key in reversed(orders) if set(group) <= set(orders[key])), None)
    if len(group) == 1 or order is None:
        return [Standing(key, value, first, len(group) > 1) for key in group]
    ranked = sorted(group, key=orders[order].index)
    return [Standing(key, value, rank, False, order) for rank, key in enumerate(ranked, start=first)]


def tied_across(standings: Sequence[Standing], chosen: Iterable[int]) -> list[int]:
    """Keys of the tied cases of which some are chosen and some are not: there the chair must say why."""
    picked = set(chosen)
    inside = {s.rank for s in standings if s.key in picked}
    outside = {s.rank for s in standings if s.key not in picked}
    return [s.key for s in standings if s.rank in inside & outside]
