"""What a unit may change of a nominee that came back to it: what was found wrong, and what hangs together with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

# Who mends the first must be able to mend the others: the rules judge them together.
COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "id_number": ("birth_month", "gender"),  # I2, I4
    "birth_month": ("id_number",),
    "gender": ("id_number",),
    "work_start": ("assessments",),  # E6: years before it stay empty
    "nature": ("ownership", "credit_code", "registered_here", "operating_normally", "above_scale"),  # E4, F1
    "employer_nature": ("ownership", "person_category", "is_cadre", "city_managed", "assessments"),  # E5, E6, F1
    "is_cadre": ("city_managed",),  # E5
    "division_level": ("backup_for",),  # Q5
}
ASSESSMENT = "assessment_"  # the field of one year: assessment_2018


def item_of(field: str) -> str:
    """The item of the form that a field or column belongs to."""
    return "assessments" if field.startswith(ASSESSMENT) else field.removesuffix("_id")


def opened_by(corrections: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Items that may be changed where these corrections are asked for: their fields, and all that goes with them."""
    waiting = [field for correction in corrections for field in correction["fields"]]
    opened: set[str] = set()
    while waiting:
        field = waiting.pop()
        if field not in opened:
            opened.add(field)
            waiting.extend(COMPANIONS.get(field, ()))
    return frozenset(opened)
