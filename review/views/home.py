"""The home page: what awaits the person signed in, role by role."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.models import AwardCycle

from ..navigation import Card, cards, desks_of, roles_of
from ..selectors.desk import Desk
from ..workflow import CHAIR

ORDER = (Role.OFFICE, Role.PANEL, CHAIR, Role.DEPARTMENT, Role.DISTRICT, Role.AUDITOR, Role.ADMIN)


@dataclass(frozen=True)
class Pile:
    """What awaits one role in a cycle; `cycle`: None of what is of no cycle."""

    cycle: AwardCycle | None
    cards: list[Card]


@dataclass(frozen=True)
class Desktop:
    """One role's part of the page."""

    role: str
    label: str
    piles: list[Pile]

    @property
    def cards(self) -> list[Card]:
        return [card for pile in self.piles for card in pile.cards]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Cards with counts, for each cycle in progress; units see each of their recommendations."""
    desks = desks_of(request)
    context = {
        "desks": desks,
        "desktops": desktops(desks),
        "is_unit": request.user.holds(Role.UNIT_CLERK, Role.UNIT_LEAD),
    }
    return render(request, "review/home/home.html", context)


def desktops(desks: list[Desk]) -> list[Desktop]:
    """The roles of this person but the units', in a fixed order; `desks`: one for each cycle."""
    held = roles_of(desks[0].user)
    return [Desktop(role, _label(role), piles(desks, role)) for role in ORDER if role in held]


def piles(desks: list[Desk], role: str) -> list[Pile]:
    """One for each cycle, then one of what is of no cycle; none without cards."""
    found = [Pile(desk.cycle, cards(desk, role, of_cycle=True)) for desk in desks]
    found.append(Pile(None, cards(desks[0], role, of_cycle=False)))
    return [pile for pile in found if pile.cards]


def _label(role: str) -> str:
    return _("评审组组长") if role == CHAIR else str(Role(role).label)
