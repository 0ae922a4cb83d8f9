"""The home page: what awaits the person signed in, role by role."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.enums import Role

from ..navigation import Card, cards, desk_of, roles_of
from ..selectors.desk import Desk
from ..workflow import CHAIR

ORDER = (Role.OFFICE, Role.PANEL, CHAIR, Role.DEPARTMENT, Role.DISTRICT, Role.AUDITOR, Role.ADMIN)


@dataclass(frozen=True)
class Desktop:
    """One role's part of the page."""

    role: str
    label: str
    cards: list[Card]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Cards with counts; units see each of their recommendations."""
    desk = desk_of(request)
    context = {
        "desk": desk,
        "desktops": desktops(desk),
        "is_unit": request.user.holds(Role.UNIT_CLERK, Role.UNIT_LEAD),
    }
    return render(request, "review/home/home.html", context)


def desktops(desk: Desk) -> list[Desktop]:
    """The roles of this person but the units', in a fixed order."""
    held = roles_of(desk.user)
    return [Desktop(role, _label(role), cards(desk, role)) for role in ORDER if role in held]


def _label(role: str) -> str:
    return _("评审组组长") if role == CHAIR else str(Role(role).label)
