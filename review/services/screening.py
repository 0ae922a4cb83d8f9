"""The office's first gate (资格审查、初步筛选): send back with grounds and a cure date, or screen out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ..models import Case, Decision
from ..selectors.facts import day_in
from .advance import Act, advance
from .refusing import refuse


def send_back(
    cases: Iterable[Case], act: Act, *, grounds: Iterable[str], cure_by: date, needs_publicity: bool
) -> list[Decision]:
    """Return nominees to their unit: `act.reason` says what to mend, `grounds` are codes of `review.grounds`.

    The unit may change them until the end of `cure_by`, today at the earliest. Raises StepRefused.
    """
    chosen = list(cases)
    if cure_by and any(cure_by < day_in(case.cycle, act.now) for case in chosen):
        refuse("T1", "cure_past", "五（四）", cure_by=cure_by)
    data = {"grounds": list(grounds), "cure_by": cure_by, "needs_publicity": needs_publicity}
    return advance("return", chosen, replace(act, data=data))


def screen_out(cases: Iterable[Case], act: Act) -> list[Decision]:
    """End the way of nominees that do not qualify, with a reason. Raises StepRefused."""
    return advance("screen_out", cases, act)
