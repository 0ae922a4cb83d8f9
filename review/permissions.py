"""May this person take this step, see this case."""

from nominations.enums import Role
from nominations.models import RoleGrant, User

from .models import Case
from .workflow import CHAIR, CLOCK, Step

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_LEAD)


def grant_for(user: User, who: str, case: Case) -> RoleGrant | None:
    """The grant by which `user` acts as `who` (a Role or CHAIR) on `case`; None where there is none.

    A unit's role counts for the unit's own cases only.
    """
    for grant in user.held:
        if who == CHAIR:
            fits = grant.role == Role.PANEL and grant.is_chair
        else:
            fits = grant.role == who
        if fits and (who not in UNIT_ROLES or grant.unit_id == case.nomination.recommendation.unit_id):
            return grant
    return None


def may_take(actor: User | None, step: Step, case: Case) -> bool:
    """Whether the actor (None: the clock) has the role that the table names for the step."""
    if step.who == CLOCK:
        return actor is None
    return actor is not None and grant_for(actor, step.who, case) is not None


def may_ever_take(user: User, step: Step) -> bool:
    """Whether the person holds the role of the step at all, in whatever unit: may they open its page."""
    if step.who == CHAIR:
        return any(grant.role == Role.PANEL and grant.is_chair for grant in user.held)
    return user.holds(step.who)
