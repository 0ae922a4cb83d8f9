"""Where each step of the table is taken: the address of its page, with the case at hand ticked."""

from collections.abc import Callable

from django.urls import reverse

from ..models import Case


def _case(case: Case) -> int:
    return case.pk


def _recommendation(case: Case) -> int:
    return case.nomination.recommendation_id


def _publicity(case: Case) -> int | None:
    return case.nomination.publicity_id


def _cycle(case: Case) -> int:
    return case.cycle_id


# Action → name of the view, and what its address names.
PAGES: dict[str, tuple[str, Callable[[Case], int | None]]] = {
    "announce": ("announce", _recommendation),
    "cancel_publicity": ("cancel_publicity", _publicity),
    "submit": ("submit", _recommendation),
    "resubmit": ("resubmit", _recommendation),
    "withdraw": ("withdraw", _case),
    "return": ("return", _case),
    "screen_out": ("screen_out", _case),
    "shortlist": ("shortlist", _cycle),
    "select": ("select", _cycle),
    "not_select": ("select", _cycle),  # those that the chair leaves unticked
    "call_up": ("call_up", _cycle),
    "forward": ("forward", _cycle),
    "drop": ("drop", _case),
    "approve": ("approve", _cycle),
    "reject": ("reject", _cycle),
    "publish": ("publish", _cycle),
    "disqualify": ("proposals", _cycle),
    "commend": ("commend", _cycle),
    "revoke": ("proposals", _cycle),
}


def page_of(action: str, case: Case) -> str:
    """The address of the page on which `action` can be taken with `case`; "" where there is none."""
    if action == "resubmit" and case.needs_publicity:
        action = "announce"
    name, named = PAGES.get(action, ("", _case))
    return f"{reverse(name, args=[named(case)])}?case={case.pk}" if name else ""
