"""Which nominees a pattern of the notice means: the composition caps and the consultation matrix both ask."""

from __future__ import annotations

from collections.abc import Iterable

from .facts import NomineeFacts
from .notice import Match


def matches(patterns: Iterable[Match], nominee: NomineeFacts) -> bool:
    """Whether any of `patterns` fits the nominee. An empty part of a pattern fits anything."""
    return any(_fits(pattern, nominee) for pattern in patterns)


def _fits(pattern: Match, nominee: NomineeFacts) -> bool:
    return (
        pattern.kind in ("", nominee.kind)
        and (not pattern.sector or nominee.sector in pattern.sector)
        and (not pattern.ownership or nominee.ownership in pattern.ownership)
        and pattern.head in (None, nominee.head)
        and pattern.cadre in (None, nominee.is_cadre)
    )
