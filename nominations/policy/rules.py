"""The ids of all rules and how they bind: what the notice's file, the words and the docs refer to."""

from __future__ import annotations

from typing import Any

from .findings import Finding, Severity
from .notice import Notice

HARD, SOFT, WARNING = Severity.HARD, Severity.SOFT, Severity.WARNING

RULES: dict[str, Severity] = {
    "Q1": SOFT,
    "Q2": HARD,
    "Q3": HARD,
    "Q4": SOFT,
    "Q5": HARD,
    "Q6": WARNING,
    "E1": HARD,
    "E2": HARD,
    "E3": HARD,
    "E4": HARD,
    "E5": HARD,
    "E6": HARD,
    "E7": SOFT,
    "E8": HARD,
    "I1": HARD,
    "I2": HARD,
    "I3": HARD,
    "I4": SOFT,
    "I5": HARD,
    "D1": HARD,
    "D2": WARNING,
    "F1": HARD,
    "F2": HARD,
    "F3": WARNING,
    "P1": HARD,
    "P2": HARD,
    "P3": HARD,
    "T1": HARD,
    "R1": HARD,
    "R2": SOFT,
    "R3": SOFT,
    "O1": HARD,
    "N1": HARD,
}


def found(
    notice: Notice,
    rule: str,
    code: str,
    *,
    severity: Severity | None = None,
    clause: str = "",
    field: str = "",
    subject: int | None = None,
    **params: Any,
) -> Finding:
    """What `rule` has to say: it binds as the table has it and rests where this notice says, unless told otherwise."""
    severity = severity or RULES[rule]
    return Finding(rule, code, severity, clause or notice.clause(rule), field, subject, params)
