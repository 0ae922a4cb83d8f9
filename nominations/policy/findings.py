"""Finding: the one way in which a rule says no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as value  # Finding has a field of that name
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    HARD = "hard"  # cannot go on
    SOFT = "soft"  # 原则上: may go on with a written reason
    WARNING = "warning"  # shown, never in the way


@dataclass(frozen=True)
class Finding:
    """What a rule found. The words are in `nominations/messages.py`, by `rule` and `code`."""

    rule: str  # Q1, E6, I1…: the ids of the domain's table of rules
    code: str  # which of the rule's messages: "over", "missing", "checksum"…
    severity: Severity
    clause: str  # 四（一）
    field: str = ""  # the form field it belongs at; "" for the whole
    subject: int | None = None  # key of the nominee, None for the unit
    params: Mapping[str, Any] = value(default_factory=dict, hash=False)

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.HARD

    @property
    def needs_reason(self) -> bool:
        return self.severity is Severity.SOFT


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]


def unreasoned(findings: Iterable[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """Soft findings for whose rule no reason was written; `reasons` maps rule id → text."""
    return [f for f in findings if f.needs_reason and not reasons.get(f.rule, "").strip()]
