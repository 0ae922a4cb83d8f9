"""How much of a nominee each role reads (domain §2). What one may not read is not fetched into the page at all."""

from enum import IntEnum

from nominations.enums import Role
from nominations.models import User

from ..models import Case
from .cases import PANEL_STAGES, READERS
from .panel import recused_from, stands_apart_from


class Reading(IntEnum):
    """From least to most; a person with several roles reads by the fullest."""

    DEPARTMENT = 1  # who it is, nothing of the merits
    PANEL = 2  # everything but ID number, phone and address
    FULL = 3  # everything, numbers masked until asked for


def reading_of(user: User, case: Case) -> Reading:
    """How this person, who was found to be allowed to see the case, reads it."""
    units = user.units_as(Role.UNIT_CLERK, Role.UNIT_LEAD)
    if user.holds(*READERS) or case.nomination.recommendation.unit_id in units:
        return Reading.FULL
    judges = user.holds(Role.PANEL) and not stands_apart_from(user, case) and not recused_from(user, case)
    return Reading.PANEL if judges and case.stage in PANEL_STAGES else Reading.DEPARTMENT
