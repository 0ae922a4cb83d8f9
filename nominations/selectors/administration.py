"""What the administrator's and the auditor's pages read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt
from django.apps import apps
from django.db.models import Count, Model, Prefetch, Q, QuerySet, Sum

from ..audit_words import LISTED
from ..enums import Role
from ..models import AuditEntry, AwardCycle, CalendarDay, RoleGrant, Unit, User
from ..notice_words import codes_of
from ..policy.notice import ENTERPRISES, Notice
from ..policy.workdays import WorkCalendar, days_between, state_council_calendar

SATURDAY = 5


def wrong_passwords(user: User, since: datetime) -> int:
    """How many were given for this account: who gave too many is locked out, as is everybody after very many."""
    found = AccessAttempt.objects.filter(username=user.username, attempt_time__gt=since)
    return found.aggregate(all=Sum("failures_since_start"))["all"] or 0


def cycles() -> QuerySet[AwardCycle]:
    """All cycles, newest first, each with `.units` that take part; without the long text of the notice."""
    counted = AwardCycle.objects.defer("source").annotate(units=Count("recommendations"))
    return counted.order_by("-issued_on", "-pk")


def notices() -> list[Notice]:
    """The notices by which units are described, newest first: one being prepared does not end those in force."""
    return [cycle.notice for cycle in AwardCycle.objects.all()]


def units_with_enterprises(known: Iterable[Notice]) -> list[str]:
    """Labels of the unit kinds whose quota counts enterprises by any of these notices, newest first."""
    kinds = [kind for notice in known for kind in notice.unit_kinds]
    counting = [k.label for k in kinds if ENTERPRISES in (k.collectives.basis, k.individuals.basis)]
    return list(dict.fromkeys(counting))


def units(text: str = "", kind: str = "", active: bool | None = None) -> QuerySet[Unit]:
    """Units whose full or short name contains `text`, of that kind and state; empty arguments ask for all."""
    found = Unit.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    return found if active is None else found.filter(active=active)


@dataclass(frozen=True)
class Readiness:
    """What stands between a notice and its opening, as far as units and people go."""

    unknown_kinds: list[Unit]  # active units whose kind the notice does not know
    authorities_without_unit: list[str]  # labels
    authorities_without_person: list[str]  # labels: there is a unit, and nobody answers in it
    roles_without_person: list[str]  # labels

    @property
    def is_ready(self) -> bool:
        return not (
            self.unknown_kinds
            or self.authorities_without_unit
            or self.authorities_without_person
            or self.roles_without_person
        )


def readiness(notice: Notice) -> Readiness:
    """Five queries, however many units."""
    active = list(Unit.objects.filter(active=True))
    codes = codes_of(notice)
    grants = RoleGrant.objects.filter(user__is_active=True)
    answering = set(grants.filter(role=Role.DEPARTMENT).values_list("unit__authority", flat=True))
    held = set(grants.values_list("role", flat=True))
    present = {unit.authority for unit in active}
    needed = (Role.OFFICE, Role.PANEL, Role.DISTRICT)
    return Readiness(
        unknown_kinds=[unit for unit in active if unit.kind not in codes.kinds],
        authorities_without_unit=[w for code, w in codes.authorities.items() if code not in present],
        authorities_without_person=[w for code, w in codes.authorities.items() if code in present - answering],
        roles_without_person=[str(role.label) for role in needed if role not in held],
    )


def people(text: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """People by user name, name or unit, with their grants and units: three queries a page."""
    grants = Prefetch("grants", RoleGrant.objects.select_related("unit"))
    found = User.objects.prefetch_related(grants)
    if text:
        in_unit = Q(grants__unit__name__icontains=text) | Q(grants__unit__short_name__icontains=text)
        named = Q(username__icontains=text) | Q(name__icontains=text)
        found = found.filter(pk__in=User.objects.filter(named | in_unit).values("pk"))
    if role:
        found = found.filter(pk__in=RoleGrant.objects.filter(role=role).values("user"))
    return found if active is None else found.filter(is_active=active)


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not what its weekday says; `name` only where the administrator gave one."""

    day: date
    is_workday: bool
    name: str
    listed: bool  # by the administrator; else the system's own table


@dataclass(frozen=True)
class CalendarYear:
    year: int
    published: bool
    listed: list[CalendarDay]
    days: list[SpecialDay]


def calendar_of(years: Iterable[int]) -> WorkCalendar:
    """The working calendar for `years`: the system's table, with the administrator's list before it. One query."""
    return state_council_calendar(years, dict(CalendarDay.objects.values_list("day", "is_workday")))


def calendar_year(year: int) -> CalendarYear:
    """One year as it counts, every day off on a weekday, every moved working day, and what was listed. One query."""
    listed = {day.day: day for day in CalendarDay.objects.filter(day__year=year)}
    calendar = state_council_calendar([year], {day: row.is_workday for day, row in listed.items()})
    special = [
        SpecialDay(day, calendar.is_workday(day), listed[day].name if day in listed else "", day in listed)
        for day in days_between(date(year, 1, 1), date(year, 12, 31))
        if day in listed or calendar.is_workday(day) != (day.weekday() < SATURDAY)
    ]
    return CalendarYear(year, year in calendar.published, list(listed.values()), special)


def published_years(years: Iterable[int]) -> dict[int, bool]:
    """Which of `years` the State Council's list is known for. One query."""
    wanted = list(years)
    published = calendar_of(wanted).published
    return {year: year in published for year in wanted}


@dataclass(frozen=True)
class TrailFilter:
    """What the auditor asks the trail for; empty fields ask for all. The days are included."""

    who: str = ""
    action: str = ""
    object_type: str = ""
    object_id: str = ""
    since: datetime | None = None  # aware
    before: datetime | None = None  # aware, not included


def audit_trail(asked: TrailFilter) -> QuerySet[AuditEntry]:
    """Entries, newest first, with who acted."""
    found = AuditEntry.objects.select_related("actor")
    if asked.who:
        found = found.filter(Q(actor__username__icontains=asked.who) | Q(actor__name__icontains=asked.who))
    exact = {"action": asked.action, "object_type": asked.object_type, "object_id": asked.object_id}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.since:
        found = found.filter(at__gte=asked.since)
    return found.filter(at__lt=asked.before) if asked.before else found


def audit_actions() -> list[str]:
    """Every action that stands in the trail."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


# What a name is read from besides the row itself.
NAMED_BY = {
    "case": ["nomination"],
    "proposal": ["case__nomination"],
    "recommendation": ["unit", "cycle"],
    "publicnotice": ["cycle"],
}


def _models() -> dict[str, type[Model]]:
    """The models of both apps by name: other tables (sessions, the lock of the sign-in) have no entries."""
    own = [model for app in ("nominations", "review") for model in apps.get_app_config(app).get_models()]
    return {model._meta.model_name: model for model in own}


def object_types() -> dict[str, Any]:
    """Model name → its word."""
    return {name: model._meta.verbose_name for name, model in _models().items()}


def names_in(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """(model name, key) → name of what the entries are about and list, as far as it is still there. A query a model."""
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.object_type, set()).add(entry.object_id)
        for listed, model_name in LISTED.items():
            wanted.setdefault(model_name, set()).update(map(str, entry.detail.get(listed, ())))
    return {
        (name, str(row.pk)): str(row)
        for name, model in _models().items()
        for row in model._default_manager.filter(pk__in=wanted.get(name, ())).select_related(*NAMED_BY.get(name, ()))
    }
