"""Reminders: those that the days bring, told once each, and those that the office or the chair sends to who is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from nominations.enums import CycleStatus, Role
from nominations.models import AuditEntry, AwardCycle, Recommendation, RoleGrant, User, record
from nominations.permissions import UNIT_ROLES

from ..models import AWAITED, Case, Message, Opinion, PublicNotice
from ..selectors.facts import day_in
from ..selectors.panel import is_chair, progress
from ..selectors.recipients import holders, people_of_authorities, people_of_units
from ..selectors.rounds import round_of
from ..stages import Stage
from ..telling import some_names
from .advance import Act, lock_cycle
from .refusing import demand_role, refuse
from .telling import Occasion, Telling, tell

DEADLINE_DAYS = (3, 1)  # so many days before the deadline
CURE_DAYS, OPINION_DAYS = 1, 2
IN_UNIT = (Stage.DRAFT, Stage.UNIT_PUBLICITY)


def remind_all(now: datetime) -> int:
    """Tell what the days bring in every cycle in progress; gives how many messages. `now` is aware.

    Can be run as often as one likes: nobody is told the same twice.
    """
    in_progress = AwardCycle.objects.filter(status=CycleStatus.OPEN).order_by("pk")
    return sum(_remind(cycle, now) for cycle in in_progress)


@transaction.atomic
def _remind(cycle: AwardCycle, now: datetime) -> int:
    today = day_in(cycle, now)
    found = [
        *_deadline_moved(cycle, now),
        *_deadline(cycle, now),
        *_publicities(cycle, today),
        *_cures(cycle, today),
        *_opinions(cycle, today),
        *_notices(cycle, today),
    ]
    return len(tell(Occasion(cycle, now), found))


def _deadline_moved(cycle: AwardCycle, now: datetime) -> list[Telling]:
    """To all units, each move once: the lower app moves the deadline and knows no messages, but leaves its entry."""
    if now > cycle.deadline:
        return []
    moves = AuditEntry.objects.filter(action="deadline_changed", object_type="awardcycle", object_id=str(cycle.pk))
    last = moves.first()
    if last is None:
        return []
    grants = RoleGrant.objects.filter(role__in=UNIT_ROLES, unit__active=True)
    people = User.objects.filter(is_active=True, grants__in=grants).distinct()
    words = {name: last.detail[name] for name in ("before", "after")}
    return [Telling("deadline_moved", people, None, words, str(last.pk))]


def _deadline(cycle: AwardCycle, now: datetime) -> list[Telling]:
    """To the units that have not handed in everything; a deadline that is moved is told anew."""
    deadline = cycle.notice.deadline
    left = (deadline.date() - day_in(cycle, now)).days
    near = min((days for days in DEADLINE_DAYS if left <= days), default=None)
    if near is None or now > deadline:
        return []
    key = f"{cycle.pk}:{deadline:%Y%m%d%H%M}:{near}"
    return [Telling("deadline_near", _behind(cycle), None, {"deadline": deadline}, key)]


def _behind(cycle: AwardCycle) -> Iterable[User]:
    """The people of active units that have handed in nothing yet, or not all they wrote down; each once."""
    cases = Case.objects.filter(cycle=cycle).values_list("nomination__recommendation__unit", "stage").distinct()
    stages: dict[int, set[str]] = {}
    for unit, stage in cases:
        stages.setdefault(unit, set()).add(stage)
    done = {unit for unit, found in stages.items() if not found.intersection(IN_UNIT)}
    behind = RoleGrant.objects.filter(role__in=UNIT_ROLES, unit__active=True).exclude(unit__in=done)
    return User.objects.filter(is_active=True, grants__in=behind).distinct()


def _publicities(cycle: AwardCycle, today: date) -> list[Telling]:
    """To the units whose publicity is over."""
    cases = _of_units(cycle, Stage.UNIT_PUBLICITY).filter(nomination__publicity__last_day__lt=today)
    groups: dict[tuple[int, date], list[Case]] = {}
    for case in cases.select_related("nomination__publicity"):
        publicity = case.nomination.publicity
        groups.setdefault((publicity.pk, publicity.last_day), []).append(case)
    return _to_units("publicity_over", {f"{pk}": ({"last": last}, rows) for (pk, last), rows in groups.items()})


def _cures(cycle: AwardCycle, today: date) -> list[Telling]:
    """To the units whose cure date is tomorrow or today, unless the nominee came back only now."""
    near = today + timedelta(days=CURE_DAYS)
    groups: dict[tuple[int, date], list[Case]] = {}
    for case in _of_units(cycle, Stage.RETURNED).filter(cure_by__range=(today, near)):
        if day_in(cycle, case.stage_since) < today:
            groups.setdefault((case.nomination.recommendation_id, case.cure_by), []).append(case)
    return _to_units(
        "cure_near", {f"{pk}:{cure_by}": ({"cure_by": cure_by}, rows) for (pk, cure_by), rows in groups.items()}
    )


def _of_units(cycle: AwardCycle, stage: Stage) -> QuerySet[Case]:
    return Case.objects.filter(cycle=cycle, stage=stage).select_related("nomination__recommendation")


def _to_units(kind: str, groups: dict[str, tuple[dict[str, date], list[Case]]]) -> list[Telling]:
    recommendations: dict[str, Recommendation] = {
        key: cases[0].nomination.recommendation for key, (_words, cases) in groups.items()
    }
    people = people_of_units({one.unit_id for one in recommendations.values()})
    return [
        Telling(
            kind,
            people[recommendations[key].unit_id],
            recommendations[key].pk,
            words | {"names": some_names([str(case) for case in cases])},
            key,
        )
        for key, (words, cases) in groups.items()
    ]


def _opinions(cycle: AwardCycle, today: date) -> list[Telling]:
    """To the departments whose answers are due within days; a date that is prolonged is told anew."""
    near = today + timedelta(days=OPINION_DAYS)
    due = _awaited(cycle).filter(due_on__range=(today, near)).values("authority", "due_on")
    rows = list(due.annotate(count=Count("pk")).order_by("authority", "due_on"))
    people = people_of_authorities({row["authority"] for row in rows})
    return [_to_department("opinion_due", cycle, people, row, row["due_on"]) for row in rows]


def _to_department(kind: str, cycle: AwardCycle, people: dict[str, list[User]], row: dict[str, Any], day: date) -> Telling:
    """`row`: an authority and what its message says; once for each `day`."""
    return Telling(kind, people[row["authority"]], cycle.pk, row, f"{cycle.pk}:{row['authority']}:{day}")


def _awaited(cycle: AwardCycle) -> QuerySet[Opinion]:
    return Opinion.objects.filter(AWAITED, case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS).order_by()


def _notices(cycle: AwardCycle, today: date) -> list[Telling]:
    """To the office, when a public notice is over."""
    over = PublicNotice.objects.filter(cycle=cycle, last_day__lt=today, cases__stage=Stage.PUBLIC_NOTICE).distinct()
    return [
        Telling(
            "notice_over", holders(Role.OFFICE), cycle.pk, {"number": one.number, "last": one.last_day}, f"{one.pk}"
        )
        for one in over
    ]


@dataclass(frozen=True)
class Reminded:
    """How many people got a reminder now; `unreachable`: whom the system has no account of."""

    count: int
    unreachable: tuple[str, ...] = ()


@transaction.atomic
def remind_panel(cycle: AwardCycle, act: Act) -> Reminded:
    """Office or chair: remind the members who have not judged all, each once a day. Raises StepRefused."""
    actor = act.actor
    if actor is None or not is_chair(actor):
        actor = demand_role(actor, Role.OFFICE)
    lock_cycle(cycle)
    late = [one for one in progress(cycle) if one.missing]
    if not late or round_of(cycle).over:
        refuse("S1", "nobody_late")
    key = f"{cycle.pk}:{day_in(cycle, act.now)}"
    tellings = [Telling("scores_wanted", [one.member], cycle.pk, {"count": one.missing}, key) for one in late]
    told = tell(Occasion(cycle, act.now, actor), tellings)
    return _reminded("panel_reminded", cycle, act, told)


@transaction.atomic
def remind_departments(cycle: AwardCycle, act: Act, authority: str = "") -> Reminded:
    """Office: remind the departments that have not answered (or this one), each person once a day. Raises StepRefused."""
    demand_role(act.actor, Role.OFFICE)
    lock_cycle(cycle)
    today = day_in(cycle, act.now)
    owed = _awaited(cycle).filter(authority=authority) if authority else _awaited(cycle)
    rows = list(owed.values("authority").annotate(count=Count("pk"), late=Count("pk", Q(due_on__lt=today))))
    if not rows:
        refuse("O1", "nobody_late")
    people = people_of_authorities({row["authority"] for row in rows})
    tellings = [_to_department("opinion_wanted", cycle, people, row, today) for row in rows]
    told = tell(Occasion(cycle, act.now, act.actor), tellings)
    silent = [cycle.notice.authority(code).label for code, who in people.items() if not who]
    return _reminded("departments_reminded", cycle, act, told, silent)


def _reminded(action: str, cycle: AwardCycle, act: Act, told: list[Message], silent: Iterable[str] = ()) -> Reminded:
    if told:
        record(act.actor, action, cycle, number=len(told))
    return Reminded(len(told), tuple(silent))
