"""What a value in a notice's file may be: the limits that `notice.py` hangs on its fields.

Each limit answers `accepts(value)` and says in Chinese what is `allowed`; `reading.py` asks both.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Protocol


class Limit(Protocol):
    @property
    def allowed(self) -> str: ...

    def accepts(self, value: Any) -> bool: ...


@dataclass(frozen=True)
class OneOf:
    choices: Collection[str]

    @property
    def allowed(self) -> str:
        return "只能是：" + "、".join(choice for choice in self.choices if choice)

    def accepts(self, value: str) -> bool:
        return value in self.choices


@dataclass(frozen=True)
class Between:
    """Both ends included. `places`: at most so many decimals, so that no exponent can blow up a Fraction."""

    low: int
    high: int
    places: int = 4

    @property
    def allowed(self) -> str:
        return f"{self.low} 到 {self.high} 之间"

    def accepts(self, value: int | Decimal) -> bool:
        if isinstance(value, Decimal) and not self._short(value):
            return False
        return self.low <= value <= self.high

    def _short(self, value: Decimal) -> bool:
        return value.is_finite() and -self.places <= int(value.as_tuple().exponent) <= self.places


@dataclass(frozen=True)
class Like:
    pattern: str
    allowed: str

    def accepts(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value) is not None


Code = Annotated[str, Like(r"[A-Za-z][A-Za-z0-9_]{0,39}", "代码：字母开头，只含英文字母、数字和下划线，最多 40 个字符")]
Slug = Annotated[
    str, Like(r"[a-z0-9]+(-[a-z0-9]+)*", "小写字母、数字和连字符，如 banan-2023"), Like(r".{1,50}", "最多 50 个字符")
]
Count = Annotated[int, Between(0, 100_000)]
Positive = Annotated[int, Between(1, 100_000)]
Digits = Annotated[int, Between(1, 6)]
Days = Annotated[int, Between(1, 90)]
Year = Annotated[int, Between(1990, 2100)]
Share = Annotated[Fraction, Between(0, 100)]  # a part of a whole, in percent
Percent = Annotated[Fraction, Between(0, 1000)]  # may exceed the whole: 150 %
