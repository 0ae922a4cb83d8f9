"""Form fields that take what people paste, and say what is wrong with the rest: what, the limit, the remedy."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..characters import BROKEN, NUL
from ..models import masked

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Characters without width: pasted by accident, seen by nobody, and two names would no longer be equal.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MONTH = re.compile(r"(\d{4})(?:[年./\-](\d{1,2})月?|(\d{2}))")
_DAY = re.compile(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})日?")
EARLIEST, LATEST = 1900, 2100  # years


def tidy(text: str) -> str:
    """Line ends as \\n, without invisible characters. Keeps what is refused."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


def storable(text: str) -> str:
    """What was typed, as a database can keep it."""
    return tidy(text).replace(NUL, BROKEN)


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as the plain ones, and no spaces: for numbers and dates."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class Text(forms.CharField):
    """One line, or many. `limit` characters at most, which is what the column holds."""

    def __init__(self, limit: int, *, lines: int = 1, **kwargs: Any) -> None:
        self.limit, self.lines = limit, lines
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput())
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = tidy(super().to_python(value))
        return text if self.lines > 1 else " ".join(text.split("\n")).strip()

    def validate(self, value: str) -> None:
        if len(value) > self.limit:
            raise forms.ValidationError(
                _("最多 %(limit)d 个字符，现有 %(length)d 个，请精简。"),
                code="too_long",
                params={"limit": self.limit, "length": len(value)},
            )


class Personal(Text):
    """An ID or phone number. What is stored is shown masked; sent back as it was shown, it stays as it is."""

    stored = ""

    def to_python(self, value: Any) -> str:
        text = half_width(super().to_python(value)).upper()
        return self.stored if self.stored and text == masked(self.stored) else text

    def validate(self, value: str) -> None:
        super().validate(value)
        if "*" in value:
            raise forms.ValidationError(_("请填写完整号码，不要用 * 代替。"), code="masked")

    def prepare_value(self, value: Any) -> Any:
        return masked(self.stored) if self.stored and value == self.stored else value


class Code(Text):
    """A code of letters and digits, kept in capitals."""

    def to_python(self, value: Any) -> str:
        return half_width(super().to_python(value)).upper()


class Number(Text):
    """A count of people: a whole number from 1 to a million, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(30, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> int | None:
        text = half_width(super().clean(value)).removesuffix("人").replace(",", "")
        if not text:
            return None
        if not re.fullmatch("[0-9]{1,7}", text) or not 1 <= int(text) <= 1_000_000:
            raise forms.ValidationError(_("请填 1 到 1000000 之间的整数，如 120。"), code="number")
        return int(text)


class Month(Text):
    """A month, typed as 1980.05, 1980-5, 1980年5月 or 198005: the date of its first day, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(30, **kwargs)
        self.widget.attrs |= {"placeholder": "1980.05", "inputmode": "decimal", "data-month": "", "autocomplete": "off"}

    def clean(self, value: Any) -> date | None:
        text = half_width(super().clean(value))
        if not text:
            return None
        found = _MONTH.fullmatch(text)
        year, month = (int(found[1]), int(found[2] or found[3])) if found else (0, 0)
        if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
            raise forms.ValidationError(_("认不出这个年月。请写成 1980.05 的样子。"), code="month")
        return date(year, month, 1)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y.%m}" if isinstance(value, date) else value


class Day(Text):
    """A day, typed as 2024-01-05, 2024.1.5 or 2024年1月5日, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(30, **kwargs)
        self.widget.attrs |= {"placeholder": "2024-01-05", "data-day": "", "autocomplete": "off"}

    def clean(self, value: Any) -> date | None:
        text = half_width(super().clean(value))
        if not text:
            return None
        try:
            found = _DAY.fullmatch(text)
            day = date(*(int(part) for part in found.groups())) if found else date.min
        except ValueError:  # 31 April
            day = date.min
        if not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(_("认不出这个日期。请写成 2024-01-05 的样子。"), code="day")
        return day

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else value


class Selection(forms.Select):
    """A drop-down whose options carry their sector, by which conditional parts open and close."""

    def __init__(self, sectors: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sectors = sectors or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if sector := self.sectors.get(str(value)):
            option["attrs"]["data-sector"] = sector
        return option


class Choice(forms.ChoiceField):
    """One of `choices`, or "": (value, label) pairs; `sectors` as in `Selection`."""

    widget = Selection
    default_error_messages = {"invalid_choice": _("“%(value)s”不在可选范围内，请从下拉列表中选择。")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def offer(self, choices: list[tuple[Any, Any]], sectors: dict[str, str] | None = None) -> None:
        self.choices = [("", _("请选择")), *choices]
        self.widget.sectors = sectors or {}


class Key(Choice):
    """One of a few rows, by primary key, or None."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return int(text) if text else None


class Several(forms.MultipleChoiceField):
    """Any number of `choices`."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": _("“%(value)s”不在可选范围内，请重新勾选。"),
        "invalid_list": _("所填内容不在可选范围内，请重新勾选。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        return [one for one in super().to_python(value) if one]


class YesNo(forms.TypedChoiceField):
    """是 / 否, or None while nobody has answered."""

    default_error_messages = {"invalid_choice": _("请选择“是”或“否”。")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            choices=[("yes", _("是")), ("no", _("否"))],
            widget=forms.RadioSelect,
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Tick(forms.BooleanField):
    """A box to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
