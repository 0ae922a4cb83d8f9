"""What the forms of administration share: inputs of time, years that make sense, searches."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
STATE_CHOICES = [("", _("全部")), ("yes", _("启用")), ("no", _("停用"))]
STATES = {"yes": True, "no": False}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """To the second, because the deadline counts to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S", attrs={"step": 1})


def plausible(day: date) -> None:
    """A year that pages and databases can work with. Raises ValidationError for others (0001, 9999)."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("年份须在 %(first)d 到 %(last)d 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def asked(form: forms.Form) -> dict[str, Any]:
    """What a search form asks for; a field filled in wrongly asks for nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


def state(choice: str) -> bool | None:
    """One of STATE_CHOICES as a truth value; None for all."""
    return STATES.get(choice)
