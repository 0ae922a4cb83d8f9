"""Who is to be told: the people of a unit, of a role, of an authority. Closed accounts are told nothing."""

from collections.abc import Collection

from django.db.models import QuerySet

from nominations.enums import Role
from nominations.models import RoleGrant, User
from nominations.permissions import UNIT_ROLES


def _grants(*roles: str) -> QuerySet[RoleGrant]:
    return (
        RoleGrant.objects.filter(role__in=roles, user__is_active=True).select_related("user", "unit").order_by("user")
    )


def people_of_units(units: Collection[int]) -> dict[int, list[User]]:
    """Unit's key → its clerks and leads, each once; one query."""
    found: dict[int, dict[int, User]] = {unit: {} for unit in units}
    for grant in _grants(*UNIT_ROLES).filter(unit__in=units):
        found[grant.unit_id].setdefault(grant.user_id, grant.user)
    return {unit: list(people.values()) for unit, people in found.items()}


def holders(role: str) -> list[User]:
    """Everybody who holds the role."""
    return list({grant.user_id: grant.user for grant in _grants(role)}.values())


def people_of_authorities(authorities: Collection[str]) -> dict[str, list[User]]:
    """Code of an authority → those who answer for it; one query."""
    found: dict[str, list[User]] = {code: [] for code in authorities}
    for grant in _grants(Role.DEPARTMENT).filter(unit__authority__in=authorities):
        if grant.unit and grant.user not in found[grant.unit.authority]:
            found[grant.unit.authority].append(grant.user)
    return found
