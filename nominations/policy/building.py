"""Plain data → dataclass, the dataclasses' own types being the schema; faults are collected, not raised.

Where a value is wrong an empty one stands in, so that everything else can still be judged.
"""

from __future__ import annotations

import types
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from .faults import Fault, missing, quote
from .shapes import Limit

FIRST_YEAR, LAST_YEAR = 1990, 2100
TEXT = "须为文字，写在引号内，不得为空，不得含控制字符"
INTEGER, NUMBER = "须为整数", "须为数字，如 15 或 12.5（15 即 15%）"
TRUTH, DAY, LIST, TABLE = "须为 true 或 false", "须为日期，如 2023-12-07", "须为列表，写在方括号内", "须为一组“键 = 值”"
MOMENT = "须写成 [deadline] 下的 at（日期和时间）和 time_zone（时区）两项"
LOCAL_TIME = "须为当地日期和时间，如 2024-01-12T23:59:59，不带时区"
ZONE = "须为时区名称，如 Asia/Shanghai"
EMPTY_MOMENT = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)


class Builder:
    """One reading of one file. `faults` grows as `build` walks."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def build(self, hint: Any, value: Any, path: str) -> Any:
        """`value` as `hint` (a type) says; a stand-in where there is a fault."""
        kind, limits = unwrapped(hint)
        if is_dataclass(kind):
            return self._record(kind, value, path)
        if get_origin(kind) is tuple:
            return self._list(get_args(kind)[0], value, path)
        if get_origin(kind) is dict:
            return self._table(get_args(kind)[1], value, path)
        if kind is datetime:
            return self._moment(value, path)
        single = SINGLES[kind]
        if single.accepts(value) and all(limit.accepts(value) for limit in limits):
            return single.convert(value)
        self._fault(path, value, allowed_for(hint))
        return single.empty

    def _fault(self, path: str, value: Any, allowed: str) -> None:
        self.faults.append(Fault(path, quote(value), allowed))

    def _list(self, kind: Any, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            self._fault(path, value, LIST)
            return ()
        return tuple(self.build(kind, item, f"{path}[{index}]") for index, item in enumerate(value))

    def _table(self, kind: Any, value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._fault(path, value, TABLE)
            return {}
        return {key: self.build(kind, item, f"{path}.{key}") for key, item in value.items()}

    def _record(self, kind: Any, value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            self._fault(path, value, TABLE)
            return stand_in(kind)
        hints, members = hints_of(kind), {member.name: member for member in fields(kind)}
        for key in sorted(value.keys() - members.keys()):
            self.faults.append(Fault(join(path, key), "没有这一项", "可以写：" + "、".join(members)))
        return kind(**{name: self._member(hints[name], members[name], value, path) for name in members})

    def _member(self, hint: Any, member: Field[Any], table: dict[str, Any], path: str) -> Any:
        """One key of a table: its default where it may be left out, never empty where it may not."""
        here, required = join(path, member.name), default_of(member) is MISSING
        if member.name not in table:
            if not required:
                return default_of(member)
            self.faults.append(missing(here, allowed_for(hint)))
            return stand_in(hint)
        value = table[member.name]
        if required and get_origin(hint) in (tuple, dict) and value in ([], {}):
            self._fault(here, "", "至少写一项")
        if value == "" and default_of(member) == "":
            return value
        return self.build(hint, value, here)

    def _moment(self, value: Any, path: str) -> datetime:
        """A table { at, time_zone }: the hour means nothing without the zone."""
        if not isinstance(value, dict):
            self._fault(path, value, MOMENT)
            return EMPTY_MOMENT
        for key in sorted(value.keys() - {"at", "time_zone"}):
            self.faults.append(Fault(join(path, key), "没有这一项", "可以写：at、time_zone"))
        at, zone = value.get("at"), zone_named(value.get("time_zone"))
        if not is_local_time(at):
            self._absent_or_wrong(value, "at", path, LOCAL_TIME)
        if zone is None:
            self._absent_or_wrong(value, "time_zone", path, ZONE)
        return at.replace(tzinfo=zone) if zone and is_local_time(at) else EMPTY_MOMENT

    def _absent_or_wrong(self, table: dict[str, Any], key: str, path: str, allowed: str) -> None:
        here = join(path, key)
        self.faults.append(Fault(here, quote(table[key]), allowed) if key in table else missing(here, allowed))


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


@cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def default_of(member: Field[Any]) -> Any:
    if member.default_factory is not MISSING:
        return member.default_factory()
    return member.default


def stand_in(kind: Any) -> Any:
    """Something empty of that type; its faults are nobody's."""
    return Builder().build(kind, {} if is_dataclass(kind) else None, "")


def zone_named(name: Any) -> ZoneInfo | None:
    """None where there is no such time zone, or the name is no name."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, TypeError, OSError):
        return None


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not any(map(is_control, value))


def is_control(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cs")


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return is_integer(value) or isinstance(value, Decimal)


def is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def is_day(value: Any) -> bool:
    plain = isinstance(value, date) and not isinstance(value, datetime)
    return plain and FIRST_YEAR <= value.year <= LAST_YEAR


def is_local_time(value: Any) -> bool:
    plain = isinstance(value, datetime) and value.tzinfo is None
    return plain and FIRST_YEAR <= value.year <= LAST_YEAR


def as_is(value: Any) -> Any:
    return value


def unwrapped(hint: Any) -> tuple[Any, Sequence[Limit]]:
    """The plain type of a hint and its limits; `X | None` is X, as TOML has no null."""
    if get_origin(hint) is Annotated:
        kind, *limits = get_args(hint)
        return kind, limits
    return (get_args(hint)[0] if isinstance(hint, types.UnionType) else hint), ()


def allowed_for(hint: Any) -> str:
    """In words, what a key of that type may hold."""
    kind, limits = unwrapped(hint)
    if is_dataclass(kind) or get_origin(kind) is dict:
        return TABLE
    words = LIST if get_origin(kind) is tuple else MOMENT if kind is datetime else SINGLES[kind].allowed
    return "；".join([words, *(limit.allowed for limit in limits)])


class Single(NamedTuple):
    accepts: Callable[[Any], bool]
    allowed: str
    convert: Callable[[Any], Any]
    empty: Any


SINGLES: dict[Any, Single] = {
    str: Single(is_text, TEXT, as_is, ""),
    int: Single(is_integer, INTEGER, as_is, 0),
    bool: Single(is_truth, TRUTH, as_is, False),
    Fraction: Single(is_number, NUMBER, Fraction, Fraction(0)),
    date: Single(is_day, DAY, as_is, EMPTY_MOMENT.date()),
}
