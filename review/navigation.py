"""Where each role goes and what awaits it there: the tables behind the navigation bar and the home page.

A task counts what awaits its role at an address; a place is an entry of the bar, and shows the tasks at its address.
A page of the review that somebody works on is added to these two tables.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from nominations.enums import Role
from nominations.models import User

from .selectors.cycles import current_cycle
from .selectors.desk import Desk
from .stages import Stage
from .workflow import CHAIR

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_LEAD)
READERS = (Role.OFFICE, Role.DISTRICT, Role.AUDITOR)
Address = Callable[[Desk], str]


@dataclass(frozen=True)
class Task:
    """`count`: how many await the role now. `of_cycle`: means nothing before a cycle is opened."""

    who: tuple[str, ...]
    label: str | Promise
    hint: str | Promise
    url: Address
    count: Callable[[Desk], int]
    of_cycle: bool = True


@dataclass(frozen=True)
class Place:
    who: tuple[str, ...]
    label: str | Promise
    url: Address
    of_cycle: bool = False


def at(name: str, query: str = "") -> Address:
    """A page that names nothing."""
    return lambda desk: reverse(name) + query


def of_cycle(name: str) -> Address:
    """A page of the cycle at hand."""
    return lambda desk: reverse(name, args=[desk.cycle.pk])


def in_stage(*stages: Stage) -> Callable[[Desk], int]:
    return lambda desk: sum(desk.stages[stage] for stage in stages)


def listed(stage: Stage) -> Address:
    return lambda desk: f"{reverse('cases')}?cycle={desk.cycle.pk}&stage={stage}"


TASKS: tuple[Task, ...] = (
    Task(
        (Role.OFFICE,), _("待资格审查、初步筛选"), _("逐个审查：退回补正、筛选不通过，或列入建议名单。"),
        listed(Stage.OFFICE_SCREENING), in_stage(Stage.OFFICE_SCREENING),
    ),
    Task(
        (Role.OFFICE,), _("退回补正即将到期"), _("补正期限在三天之内，可以提醒推荐单位。"),
        listed(Stage.RETURNED), lambda desk: desk.cures_due,
    ),
)  # fmt: skip

PLACES: tuple[Place, ...] = (
    Place((Role.UNIT_CLERK, Role.UNIT_LEAD, *READERS), _("推荐名单"), at("recommendations")),
    Place(READERS, _("推荐对象"), at("cases")),
    Place((Role.OFFICE,), _("建议名单"), of_cycle("shortlist"), of_cycle=True),
    Place((*READERS, CHAIR), _("名单"), at("rosters")),
    Place((Role.ADMIN,), _("评选活动"), at("manage_cycles")),
    Place((Role.ADMIN,), _("单位"), at("manage_units")),
    Place((Role.ADMIN,), _("人员和角色"), at("manage_people")),
    Place((Role.ADMIN,), _("工作日历"), at("manage_calendar")),
    Place((Role.AUDITOR,), _("审计记录"), at("audit_trail")),
)


@dataclass(frozen=True)
class Card:
    """A task of one person, with its count."""

    label: str
    hint: str
    url: str
    count: int


@dataclass(frozen=True)
class Item:
    """As `includes/navigation.html` takes it."""

    url: str
    label: str
    active: bool = False
    count: int = 0


def roles_of(user: User) -> set[str]:
    """The person's roles; CHAIR stands beside the panel's."""
    held = {grant.role for grant in user.held}
    return held | {CHAIR} if any(grant.is_chair for grant in user.held) else held


def cards(desk: Desk, role: str) -> list[Card]:
    """What awaits one role, in the order of the table."""
    return [
        Card(str(task.label), str(task.hint), task.url(desk), task.count(desk))
        for task in TASKS
        if role in task.who and (desk.cycle or not task.of_cycle)
    ]


def items(desk: Desk, path: str) -> list[Item]:
    """The navigation bar of this person; `path` is that of the page at hand."""
    roles = roles_of(desk.user)
    waiting = _waiting(desk, roles)
    bar = [Item(reverse("home"), str(_("首页")), path == reverse("home"))]
    for recommendation in desk.recommendations:
        bar.append(_cockpit_item(desk, recommendation, path))
    for place in PLACES:
        if roles.intersection(place.who) and (desk.cycle or not place.of_cycle):
            url = place.url(desk)
            bar.append(Item(url, str(place.label), path.startswith(url), waiting.get(url, 0)))
    return bar


def _cockpit_item(desk: Desk, recommendation: Any, path: str) -> Item:
    url = reverse("cockpit", args=[recommendation.pk])
    several = len(desk.recommendations) > 1
    label = _("工作台 · %(unit)s") % {"unit": recommendation.unit.brief} if several else str(_("推荐工作台"))
    return Item(url, label, path.startswith(url), recommendation.returned + recommendation.over)


def _waiting(desk: Desk, roles: Iterable[str]) -> dict[str, int]:
    """Counts by address, the query of a filtered list left out."""
    counts: dict[str, int] = {}
    for role in roles:
        for card in cards(desk, role):
            address = card.url.partition("?")[0]
            counts[address] = counts.get(address, 0) + card.count
    return counts


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the person signed in, made once a request."""
    if not hasattr(request, "desk"):
        request.desk = Desk(request.user, current_cycle(), timezone.now())
    return request.desk


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `base.html` shows around every page. Nothing is read before a template asks."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "navigation": SimpleLazyObject(lambda: items(desk_of(request), request.path)),
        "cycle_name": SimpleLazyObject(lambda: str(desk_of(request).cycle or "")),
        "is_demo": SimpleLazyObject(lambda: _is_demo(desk_of(request))),
        "role_labels": SimpleLazyObject(lambda: [str(grant) for grant in request.user.held]),
    }


def _is_demo(desk: Desk) -> bool:
    return desk.user.is_demo or bool(desk.cycle and desk.cycle.is_demo)
