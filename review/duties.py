"""Which parts in one case are not for one person: who puts forward judges nothing of it, who approves has prepared nothing.

A person may hold several roles (domain §2), and act in each on other cases. What the working group does is one part: its
office screens, its members score, and departments of which it is made up are asked; the notice gives it all three (四（三）).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nominations.enums import Role
from nominations.policy.findings import Finding, Severity

UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEAD})
GROUP = frozenset({Role.OFFICE, Role.PANEL, Role.DEPARTMENT})
DISTRICT = frozenset({Role.DISTRICT})


@dataclass(frozen=True)
class Apart:
    """Two parts that nobody takes both of in one case, whichever comes first, and where the notice says so."""

    one: frozenset[Role]
    other: frozenset[Role]
    clause: str


APART = (
    Apart(UNIT, GROUP, "四（一）"),  # 各单位提出, 报工作专班办公室
    Apart(UNIT, DISTRICT, "四（三）"),
    Apart(GROUP, DISTRICT, "四（三）"),  # 工作专班办公室…提请区委、区政府审定
)


def apart_from(role: str) -> frozenset[Role]:
    """The parts that nobody takes beside `role` in one case."""
    return frozenset().union(*(
        other for rule in APART for one, other in ((rule.one, rule.other), (rule.other, rule.one)) if role in one
    ))


def held_apart(role: str, before: Collection[str], subject: int | None = None) -> list[Finding]:
    """What keeps somebody from acting as `role` who acted as `before` in the same case; `subject`: key of the nominee."""
    for rule in APART:
        for one, other in ((rule.one, rule.other), (rule.other, rule.one)):
            earlier = sorted(other.intersection(before))
            if role in one and earlier:
                params = {"role": role, "earlier": earlier[0]}
                return [Finding("W6", "apart", Severity.HARD, rule.clause, subject=subject, params=params)]
    return []
