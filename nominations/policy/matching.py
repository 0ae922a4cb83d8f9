"""Does a nominee fit the notice's patterns? Caps (五（二）) and the consultation matrix (四（三）) ask."""

from __future__ import annotations

from collections.abc import Iterable

from .facts import NomineeFacts
from .notice import Match


def matches(patterns: Iterable[Match], nominee: NomineeFacts) -> bool:
    """True where at least one pattern fits; an empty part of a pattern fits anybody."""
    return any(fits(pattern, nominee) for pattern in patterns)


def fits(pattern: Match, nominee: NomineeFacts) -> bool:
    return (
        pattern.kind in ("", nominee.kind)
        and (not pattern.sector or nominee.sector in pattern.sector)
        and (not pattern.ownership or nominee.ownership in pattern.ownership)
        and pattern.head in (None, nominee.head)
        and pattern.cadre in (None, nominee.is_cadre)
    )
