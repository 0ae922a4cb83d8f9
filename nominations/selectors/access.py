"""Who sees what: what one may not see does not exist."""

from django.db.models import QuerySet

from ..models import Nomination, Recommendation, User
from ..permissions import READERS, UNIT_ROLES


def visible_to(user: User) -> QuerySet[Recommendation]:
    """The recommendations this person may read: their own units', or all for office, district and auditor."""
    rows = Recommendation.objects.select_related("cycle", "unit")
    if user.holds(*READERS):
        return rows
    return rows.filter(unit__in=user.units_as(*UNIT_ROLES))


def nominations_visible_to(user: User) -> QuerySet[Nomination]:
    """The nominees of `visible_to`, each with the row of its own kind (`.detail` costs no query)."""
    return detail_rows().filter(recommendation__in=visible_to(user).order_by())


def detail_rows() -> QuerySet[Nomination]:
    """All nominees with recommendation, unit, cycle and the row of their own kind."""
    return Nomination.objects.select_related(
        "recommendation__cycle",
        "recommendation__unit",
        "collectivenomination",
        "individualnomination",
    )
