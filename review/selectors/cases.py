"""Which cases a person may see: every page of the review begins here."""

from django.db.models import Q, QuerySet

from nominations.enums import Role
from nominations.models import User
from nominations.permissions import READERS

from ..models import Case, Opinion
from .panel import PANEL_STAGES, own_units


def cases_visible_to(user: User) -> QuerySet[Case]:
    """The cases this person may read, with what every list shows of them. Others' do not exist (404)."""
    cases = Case.objects.select_related(
        "cycle",
        "nomination__recommendation__unit",
        "nomination__collectivenomination",
        "nomination__individualnomination",
    ).prefetch_related("nomination__recommendation__cycle")
    if user.holds(*READERS):
        return cases
    return cases.filter(_own_unit(user) | _panel(user) | _asked(user))


def _own_unit(user: User) -> Q:
    units = user.units_as(Role.UNIT_CLERK, Role.UNIT_LEAD)
    return Q(nomination__recommendation__unit__in=units)


def _panel(user: User) -> Q:
    """Cases before the panel, less those of the member's own unit and those the member recused on (回避)."""
    if not user.holds(Role.PANEL):
        return Q(pk__in=[])
    return (
        Q(stage__in=PANEL_STAGES)
        & ~Q(nomination__recommendation__unit__in=own_units(user))
        & ~Q(pk__in=user.recusals.values("case"))
    )


def _asked(user: User) -> Q:
    return Q(pk__in=asked_opinions(user).values("case")) if authorities_of(user) else Q(pk__in=[])


def authorities_of(user: User) -> set[str]:
    """Codes of the authorities this person answers for."""
    return {
        grant.unit.authority
        for grant in user.held
        if grant.role == Role.DEPARTMENT and grant.unit and grant.unit.authority
    }


def asked_opinions(user: User) -> QuerySet[Opinion]:
    """The opinions this person is asked for, answered or not."""
    return Opinion.objects.filter(authority__in=authorities_of(user))
