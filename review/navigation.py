"""Where each role goes and what awaits it there: the tables behind the navigation bar and the home page.

A task counts what awaits its role at an address; a place is an entry of the bar, and shows the tasks at its address.
A page of the review that somebody works on is added to these two tables.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from nominations.enums import Role
from nominations.models import AwardCycle, User

from .selectors.cycles import at_hand, begun_cycles, cycle_at
from .selectors.desk import Desk
from .selectors.messages import unread
from .selectors.ranking import to_call_up
from .stages import Stage
from .workflow import CHAIR

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_LEAD)
READERS = (Role.OFFICE, Role.DISTRICT, Role.AUDITOR)
COCKPIT_PAGES = ("cockpit", "announce", "submit", "resubmit")
Address = Callable[[Desk], str]


@dataclass(frozen=True)
class Task:
    """`count`: how many there are now. `awaits`: it is up to this role to act, not to others or to nobody.

    `of_cycle`: means nothing before a cycle is opened; `outlasts` it: still waits once the cycle is over.
    """

    who: tuple[str, ...]
    label: str | Promise
    hint: str | Promise
    url: Address
    count: Callable[[Desk], int]
    awaits: bool = True
    of_cycle: bool = True
    outlasts: bool = False

    def is_up(self, desk: Desk) -> bool:
        """Whether the role can act on it now."""
        return self.awaits and (not self.of_cycle or self.outlasts or desk.cycle.is_open)


@dataclass(frozen=True)
class Place:
    who: tuple[str, ...]
    label: str | Promise
    url: Address
    of_cycle: bool = False


def at(name: str, query: str = "") -> Address:
    """A page that names nothing."""
    return lambda desk: reverse(name) + query


def at_cases(desk: Desk) -> str:
    """The list of cases, narrowed to the cycle at hand where it would show another by itself."""
    return reverse("cases") + (f"?cycle={desk.cycle.pk}" if desk.aside else "")


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
    Task(
        (Role.PANEL,), _("待评审"), _("逐个阅读材料并评审；本单位推荐的已自动回避。"),
        of_cycle("panel"), lambda desk: desk.to_score,
    ),
    Task(
        (CHAIR,), _("待确定拟表彰名单"), _("全部评完后，按名次确定；其余列为候补。"),
        of_cycle("select"), in_stage(Stage.PANEL_REVIEW),
    ),
    Task(
        (CHAIR,), _("可递补名额"), _("拟表彰名单有空缺，可按名次递补。"),
        of_cycle("call_up"), lambda desk: to_call_up(desk.cycle),
    ),
    Task(
        (Role.DEPARTMENT,), _("待答复征求意见"), _("有异议或需说明的逐个答复，其余可一次答复。"),
        of_cycle("my_opinions"), lambda desk: desk.asked,
    ),
    Task(
        (Role.OFFICE,), _("征求意见待处理"), _("逾期未复的请催办；有异议或需说明的请核实处理。"),
        of_cycle("consultation"), lambda desk: desk.opinions["late"] + desk.opinions["unsettled"],
    ),
    Task(
        (Role.DISTRICT,), _("待审定名单"), _("查看比例和理由，整体审定或逐个审定。"),
        of_cycle("approve"), in_stage(Stage.DISTRICT_APPROVAL),
    ),
    Task(
        (Role.DISTRICT,), _("待审定的取消、撤销"), _("办公室提请取消表彰资格或撤销的事项。"),
        of_cycle("proposals"), lambda desk: desk.proposals, outlasts=True,
    ),
    Task(
        (Role.OFFICE,), _("待发布公示"), _("审定通过的名单，完成保密和隐私审查后发布。"),
        of_cycle("publish"), lambda desk: desk.to_publish,
    ),
    Task(
        (Role.OFFICE,), _("公示异议待处理"), _("核实后作出结论；成立的提请取消表彰资格。"),
        of_cycle("objections"), lambda desk: desk.objections,
    ),
    Task(
        (Role.OFFICE,), _("公示期满待表彰"), _("按表彰文件的文号和日期形成表彰名单。"),
        of_cycle("commend"), lambda desk: desk.notices_over,
    ),
    Task(
        (Role.OFFICE,), _("征求意见未答复"), _("已发出、部门还没有答复的意见。"),
        of_cycle("consultation"), lambda desk: desk.opinions["open"], awaits=False,
    ),
    Task(
        (Role.OFFICE,), _("已提请、等待审定"), _("已提请区委、区政府审定的取消、撤销事项。"),
        of_cycle("proposals"), lambda desk: desk.proposals, awaits=False,
    ),
    Task(
        (Role.AUDITOR,), _("今日审计记录"), _("谁在什么时候对什么做了什么；只能查看。"),
        at("audit_trail"), lambda desk: desk.entries_today, awaits=False, of_cycle=False,
    ),
    Task(
        (Role.ADMIN,), _("没有角色的账号"), _("新建后还没有授予角色，登录后看不到任何内容。"),
        at("manage_people"), lambda desk: desk.people_without_role, of_cycle=False,
    ),
    Task(
        (Role.ADMIN,), _("筹备中的评选活动"), _("检查通知内容后开启；开启后除截止时间外不能修改。"),
        at("manage_cycles"), lambda desk: desk.cycles_preparing, of_cycle=False,
    ),
)  # fmt: skip

PLACES: tuple[Place, ...] = (
    Place((*UNIT_ROLES, *READERS), _("推荐名单"), at("recommendations")),
    Place((*UNIT_ROLES, *READERS), _("推荐对象"), at_cases),
    Place(READERS, _("进度"), of_cycle("board"), of_cycle=True),
    Place((Role.OFFICE,), _("建议名单"), of_cycle("shortlist"), of_cycle=True),
    Place((Role.PANEL,), _("联合评审"), of_cycle("panel"), of_cycle=True),
    Place((CHAIR,), _("拟表彰名单"), of_cycle("select"), of_cycle=True),
    Place((CHAIR,), _("递补"), of_cycle("call_up"), of_cycle=True),
    Place((Role.DEPARTMENT,), _("征求意见"), of_cycle("my_opinions"), of_cycle=True),
    Place(READERS, _("征求意见情况"), of_cycle("consultation"), of_cycle=True),
    Place((Role.DISTRICT,), _("审定"), of_cycle("approve"), of_cycle=True),
    Place((Role.OFFICE, Role.AUDITOR), _("公示与异议"), of_cycle("objections"), of_cycle=True),
    Place(READERS, _("取消与撤销"), of_cycle("proposals"), of_cycle=True),
    Place((*READERS, CHAIR), _("名单"), at("rosters")),
    Place((Role.OFFICE, Role.AUDITOR), _("发件箱"), of_cycle("outbox"), of_cycle=True),
    Place((Role.ADMIN,), _("评选活动"), at("manage_cycles")),
    Place((Role.ADMIN,), _("单位"), at("manage_units")),
    Place((Role.ADMIN,), _("人员和角色"), at("manage_people")),
    Place((Role.ADMIN,), _("工作日历"), at("manage_calendar")),
    Place((Role.AUDITOR,), _("审计记录"), at("audit_trail")),
)
IN_CYCLES = {*UNIT_ROLES, *(role for place in PLACES if place.of_cycle for role in place.who)}


@dataclass(frozen=True)
class Card:
    """A task of one person, with its count; `waiting`: how many of it are up to them."""

    label: str
    hint: str
    url: str
    count: int
    waiting: int


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


def cards(desk: Desk, role: str, *, of_cycle: bool) -> list[Card]:
    """What awaits one role in the cycle at hand, or else whatever the cycle, in the order of the table."""
    tasks = [task for task in TASKS if role in task.who and task.of_cycle == of_cycle]
    if of_cycle and not desk.cycle:
        return []
    counted = [(task, task.count(desk)) for task in tasks]
    return [
        Card(str(task.label), str(task.hint), task.url(desk), count, task.is_up(desk) * count) for task, count in counted
    ]


def items(desk: Desk, path: str) -> list[Item]:
    """The navigation bar of this person; `path` is that of the page at hand, which belongs to the entry nearest above."""
    roles = roles_of(desk.user)
    waiting = _waiting(desk, roles)
    places = [place for place in PLACES if roles.intersection(place.who) and (desk.cycle or not place.of_cycle)]
    bar = [
        Item(reverse("home"), str(_("首页"))),
        *(_cockpit_item(desk, recommendation, path) for recommendation in desk.recommendations),
        *(Item(place.url(desk), str(place.label), count=waiting.get(_path(place.url(desk)), 0)) for place in places),
    ]
    if any(item.active for item in bar):
        return bar
    home = bar[0].url  # it lies above every page, and is the place of none but itself
    above = [_path(item.url) for item in bar if item.url != home and path.startswith(_path(item.url))]
    nearest = home if path == home else max(above, key=len, default="")
    return [replace(item, active=_path(item.url) == nearest) for item in bar]


def _cockpit_item(desk: Desk, recommendation: Any, path: str) -> Item:
    several = len(desk.recommendations) > 1
    label = _("工作台 · %(unit)s") % {"unit": recommendation.unit.brief} if several else str(_("推荐工作台"))
    pages = [reverse(name, args=[recommendation.pk]) for name in COCKPIT_PAGES]
    return Item(pages[0], str(label), path in pages, recommendation.returned + recommendation.over)


def _waiting(desk: Desk, roles: Iterable[str]) -> dict[str, int]:
    """Counts by address, the query of a filtered list left out."""
    counts: dict[str, int] = {}
    for role in roles:
        for card in [*cards(desk, role, of_cycle=True), *cards(desk, role, of_cycle=False)]:
            address = _path(card.url)
            counts[address] = counts.get(address, 0) + card.waiting
    return counts


def _path(url: str) -> str:
    return url.partition("?")[0]


def cycle_items(request: HttpRequest) -> list[Item]:
    """Where there is another cycle than the page's: each with what waits in it, for whoever works in cycles."""
    here, desks = desk_of(request), desks_of(request)
    roles = roles_of(request.user)
    shown = desks if here in desks else [here, *desks]
    if len(shown) < 2 or not roles.intersection(IN_CYCLES):
        return []
    return [_cycle_item(desk, 0 if desk is here else _all(desk, roles), active=desk is here) for desk in shown]


def _cycle_item(desk: Desk, count: int, *, active: bool) -> Item:
    return Item(f"{reverse('home')}?cycle={desk.cycle.pk}", desk.cycle.dated_title, active, count)


def _all(desk: Desk, roles: Iterable[str]) -> int:
    """How much of this cycle waits for a person with these roles."""
    of_units = sum(recommendation.returned + recommendation.over for recommendation in desk.recommendations)
    return of_units + sum(card.waiting for role in roles for card in cards(desk, role, of_cycle=True))


def desks_of(request: HttpRequest) -> list[Desk]:
    """The desks of the person signed in, made once a request: one for each cycle at hand, or one without any."""
    if not hasattr(request, "desks"):
        now = timezone.now()
        first, *others = at_hand(_begun(request)) or [None]
        request.desks = [Desk(request.user, first, now), *(Desk(request.user, one, now, aside=True) for one in others)]
    return request.desks


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the cycle that the page is about; where it says none, of the newest in progress."""
    if not hasattr(request, "desk"):
        desks, cycle = desks_of(request), _cycle_of(request)
        beside = Desk(request.user, cycle, desks[0].now, aside=True) if cycle else desks[0]
        request.desk = next((desk for desk in desks if desk.cycle == cycle), beside)
    return request.desk


def _begun(request: HttpRequest) -> list[AwardCycle]:
    if not hasattr(request, "begun"):
        request.begun = list(begun_cycles())
    return request.begun


def _cycle_of(request: HttpRequest) -> AwardCycle | None:
    """As the address of the page says it, by a key in its path or by the cycle in its query; not asked where it is the only one."""
    match, asked, begun = request.resolver_match, request.GET.get("cycle", ""), _begun(request)
    if len(begun) > 1 and match and match.kwargs:
        return cycle_at(match.route, next(iter(match.kwargs.values())))
    return next((cycle for cycle in begun if str(cycle.pk) == asked), None)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `base.html` shows around every page. Nothing is read before a template asks."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "cycle_items": SimpleLazyObject(lambda: cycle_items(request)),
        "navigation": SimpleLazyObject(lambda: items(desk_of(request), request.path)),
        "unread": SimpleLazyObject(lambda: unread(request.user)),
        "cycle_name": SimpleLazyObject(lambda: _cycle_name(request)),
        "is_demo": SimpleLazyObject(lambda: _is_demo(desk_of(request))),
        "role_labels": SimpleLazyObject(lambda: [str(grant) for grant in request.user.held]),
    }


def _cycle_name(request: HttpRequest) -> str:
    desk = desk_of(request)
    several = desk.aside or len(desks_of(request)) > 1
    return desk.cycle.dated_title if several else str(desk.cycle or "")


def _is_demo(desk: Desk) -> bool:
    return desk.user.is_demo or bool(desk.cycle and desk.cycle.is_demo)
