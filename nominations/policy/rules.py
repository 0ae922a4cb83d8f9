"""The ids of all rules, how they bind and what each can say: for the notice's file, the words and the docs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .findings import Finding, Severity
from .notice import Notice

HARD, SOFT, WARNING = Severity.HARD, Severity.SOFT, Severity.WARNING


@dataclass(frozen=True)
class Rule:
    """`severity` is the rule's own; a notice can harden Q1 and Q4, and some rules have warnings besides."""

    severity: Severity
    codes: tuple[str, ...] = ()  # none where the rule is a guard of the workflow


RULES: dict[str, Rule] = {
    "Q1": Rule(SOFT, ("over", "over_in_principle")),
    "Q2": Rule(HARD, ("over", "over_in_principle")),
    "Q3": Rule(HARD, ("over", "over_in_principle")),
    "Q4": Rule(SOFT, ("over", "over_in_principle")),
    "Q5": Rule(
        HARD,
        (
            *("too_many", "no_backup", "many_backups"),
            *("backup_alone", "backup_division_level", "backup_kind", "backup_needless"),
        ),
    ),
    "Q6": Rule(WARNING, ("not_differential",)),
    "E1": Rule(HARD, ("not_here", "not_own")),
    "E2": Rule(HARD, ("none",)),
    "E3": Rule(HARD, ("unanswered", "denied")),
    "E4": Rule(HARD, ("registered_here", "operating_normally")),
    "E5": Rule(HARD, ("city_managed",)),
    "E6": Rule(HARD, ("missing", "failed")),
    "E7": Rule(SOFT, ("leader",)),
    "E8": Rule(HARD, ("nominee", "unit")),
    "I1": Rule(HARD, ("length", "characters", "checksum", "birth_date", "future", "region")),
    "I2": Rule(HARD, ("number_says_male", "number_says_female", "work_future", "work_too_young")),
    "I3": Rule(HARD, ("again",)),
    "I4": Rule(SOFT, ("differs",)),
    "I5": Rule(HARD, ("length", "characters", "checksum")),
    "D1": Rule(HARD, ("too_long",)),
    "D2": Rule(WARNING, ("not_in_full",)),
    "F1": Rule(HARD, ("missing", "unreadable", "option", "phone", "category")),
    "F2": Rule(HARD, ("unreadable", "backwards", "future", "gap")),
    "F3": Rule(WARNING, ("honour_time", "native_place")),
    "P1": Rule(HARD, ("no_date", "no_body", "decided_late")),
    "P2": Rule(HARD, ("none", "not_over", "open_objections", "no_evidence", "first_day_over", "before_notice", "ends_late")),
    "P3": Rule(HARD),
    "T1": Rule(HARD, ("late",)),
    "R1": Rule(HARD, ("over",)),
    "R2": Rule(SOFT, ("over",)),
    "R3": Rule(SOFT, ("over",)),
    "O1": Rule(HARD),
    "N1": Rule(HARD),
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
    """What `rule` has to say: it binds as the table has it and rests where this notice says, unless told otherwise.

    Raises ValueError for a code that the table does not know: it would have no words.
    """
    if code not in RULES[rule].codes:
        raise ValueError(f"{rule} does not declare the code {code!r}")
    severity = severity or RULES[rule].severity
    return Finding(rule, code, severity, clause or notice.clause(rule), field, subject, params)
