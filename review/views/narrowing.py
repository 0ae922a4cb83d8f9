"""What the address of the list asks for: the cases that its filters leave, a case's neighbours there, those chosen in it."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from nominations.models import AwardCycle
from nominations.permissions import READERS

from ..forms.filters import CaseFilter
from ..models import Case
from ..navigation import desk_of
from ..selectors.cases import cases_visible_to
from ..selectors.facts import day_in
from ..stages import Stage

TICKED = "case"  # a case ticked on the list, in the address of what is to be done with them
ALL = "all"  # instead of these: all that the filters beside it leave, whatever page they stand on


@dataclass(frozen=True)
class Narrowed:
    """`cases`: in order; `stages`: how many there are in each stage before the stage is chosen."""

    form: CaseFilter
    cases: QuerySet[Case]
    stages: list[tuple[str, str, int]]

    @property
    def cycle(self) -> AwardCycle | None:
        return self.form.cleaned_data.get("cycle")


@dataclass(frozen=True)
class Neighbours:
    """Where a case stands in the list from which it was opened: the keys before and after it, None at an end."""

    place: int
    total: int
    before: int | None
    after: int | None


def filter_of(request: HttpRequest) -> CaseFilter:
    """As the address has it; where that names no cycle, the one at hand is meant."""
    desk = desk_of(request)
    given = request.GET.dict()
    if "cycle" not in given and desk.cycle:
        given["cycle"] = str(desk.cycle.pk)
    reader = request.user.holds(*READERS)
    return CaseFilter(given, reader=reader, shown=None if reader else cases_visible_to(request.user))


def narrowed(request: HttpRequest) -> Narrowed:
    """What the address asks for, of what this person may see."""
    desk, form = desk_of(request), filter_of(request)
    cases = form.narrow(cases_visible_to(request.user).defer("cycle__source"), partial(day_in, now=desk.now))
    counts = dict(cases.order_by().values_list("stage").annotate(Count("pk", distinct=True)))
    stages = [(stage.value, str(stage.label), counts[stage]) for stage in Stage if counts.get(stage)]
    return Narrowed(form, form.ordered(form.of_stage(cases)), stages)


def asked_for(request: HttpRequest) -> set[int] | None:
    """Keys of the cases that the address names; None where it names none.

    A filter that cannot be read leaves nobody here, for there it narrows nothing.
    """
    if ALL in request.GET:
        found = narrowed(request)
        return set() if found.form.errors else set(found.cases.values_list("pk", flat=True))
    if TICKED in request.GET:
        return keys_in(request.GET.getlist(TICKED))
    return None


def keys_in(typed: list[str]) -> set[int]:
    """Those of `typed` that can be keys."""
    return {int(key) for key in typed if key.isdecimal() and len(key) < 19}


def list_query(request: HttpRequest) -> str:
    """What the address keeps of the list from which a case was opened; "" where it was opened from elsewhere."""
    kept = request.GET.copy()
    for name in (TICKED, ALL):
        kept.pop(name, None)
    return kept.urlencode() if "cycle" in kept else ""


def neighbours(request: HttpRequest, pk: int) -> Neighbours | None:
    """In the list that the address asks for; None where the case is no longer in it."""
    keys = list(narrowed(request).cases.values_list("pk", flat=True))
    if pk not in keys:
        return None
    place = keys.index(pk)
    return Neighbours(
        place=place + 1,
        total=len(keys),
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place + 1 < len(keys) else None,
    )
