"""What one notice says otherwise than another, for the page that asks before a change takes effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from .figures import in_digits
from .notice import Notice

ABSENT = "（无）"
ANY = "（不限）"


@dataclass(frozen=True)
class Difference:
    path: str  # "awards[collective].places": list items by their code where they have one
    before: str
    after: str


class Nothing:
    """Stands where one side has no such item."""


NOTHING = Nothing()


def differences(old: Notice, new: Notice) -> list[Difference]:
    """All that differs, in the order of the notice's keys, values in words; empty where nothing does."""
    return list(compared("", old, new))


def compared(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if is_dataclass(old) and is_dataclass(new):
        for member in fields(old):
            here = f"{path}.{member.name}" if path else member.name
            yield from compared(here, getattr(old, member.name), getattr(new, member.name))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from keyed(path, old, new, "{}.{}")
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from listed(path, old, new)
    else:
        yield Difference(path, in_words(old), in_words(new))


def listed(path: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
    """Coded items are compared with their namesakes, and their order as a whole; others place by place."""
    if all(hasattr(item, "code") for item in (*old, *new)):
        yield from keyed(path, {o.code: o for o in old}, {n.code: n for n in new}, "{}[{}]")
        yield from compared(path, *("、".join(item.code for item in items) for items in (old, new)))
    elif len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from compared(f"{path}[{index}]", before, after)
    else:
        yield Difference(path, in_words(old), in_words(new))


def keyed(path: str, old: Mapping[str, Any], new: Mapping[str, Any], pattern: str) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        yield from compared(pattern.format(path, key), old.get(key, NOTHING), new.get(key, NOTHING))


def in_words(value: Any) -> str:
    """One value on one line; a record by its label, name or text."""
    if value is NOTHING or value in ("", ()):
        return ABSENT
    if value is None:
        return ANY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return f"{in_digits(value)}%"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} {value.tzinfo}"
    if isinstance(value, tuple):
        return "；".join(map(in_words, value))
    if is_dataclass(value):
        return "，".join(f"{m.name}：{in_part(getattr(value, m.name))}" for m in fields(value) if said(value, m))
    return str(value)


def in_part(value: Any) -> str:
    return f"（{in_words(value)}）" if is_dataclass(value) else in_words(value)


def said(record: Any, member: Field[Any]) -> bool:
    """Would the file write that member? One left at its default it would not."""
    return member.default is MISSING or getattr(record, member.name) != member.default
