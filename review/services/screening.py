"""The office's first gate (资格审查、初步筛选): send back with grounds and a cure date, or screen out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ..models import Case, Decision
from .advance import Act, advance


def send_back(
    cases: Iterable[Case], act: Act, *, grounds: Iterable[str], cure_by: date, needs_publicity: bool
) -> list[Decision]:
    """Return nominees to their unit: `act.reason` says what to mend, `grounds` are codes of `review.grounds`.

    The unit may change them until the end of `cure_by`. Raises StepRefused.
    """
    data = {"grounds": list(grounds), "cure_by": cure_by, "needs_publicity": needs_publicity}
    return advance("return", cases, replace(act, data=data))


def screen_out(cases: Iterable[Case], act: Act) -> list[Decision]:
    """End the way of nominees that do not qualify, with a reason. Raises StepRefused."""
    return advance("screen_out", cases, act)
