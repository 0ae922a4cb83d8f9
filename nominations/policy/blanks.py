"""Words with blanks, as `{name}同志：`: the one way in which a notice's text takes in what differs from one to the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_BLANK = re.compile(r"\{([^{}]*)\}")


def strangers(text: str, known: Collection[str]) -> list[str]:
    """What stands in braces and is none of `known`, as written; a brace that has no partner is one too."""
    found = [match[0] for match in _BLANK.finditer(text) if match[1] not in known]
    return found + re.findall(r"[{}]", _BLANK.sub("", text))


def blanks_of(text: str) -> set[str]:
    return set(_BLANK.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its blanks filled, whatever the values hold. Raises KeyError for a blank without a value."""
    return _BLANK.sub(lambda match: values[match[1]], text)
