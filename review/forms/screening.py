"""What the office gives when it sends a nominee back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.enums import Kind
from nominations.forms.sections import SECTIONS, items_of

from ..grounds import USUAL, Ground, Point
from ..models import Case
from .fields import DayField, ReasonForm, TextField

NOTE_LIMIT = 500
NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")  # an ID number, a mobile


def no_numbers(text: str) -> None:
    """What is written to a step stays in the history, where no personal number belongs."""
    if NUMBER.search(text):
        raise forms.ValidationError(_now("请勿写入身份证号、手机号码：这段话会留在办理记录里。指明是哪一项即可。"))


@dataclass(frozen=True)
class GroundRow:
    """A ground as the page draws it: its box, the items it is usually about and the others, each a box, its note."""

    box: BoundWidget
    about: BoundField
    usual: list[BoundWidget]
    others: list[BoundWidget]
    note: BoundField

    @property
    def widened(self) -> bool:
        """Whether one of the other items is ticked."""
        return any(one.data["selected"] for one in self.others)


class ReturnForm(forms.Form):
    """`kinds`: what sort of nominees are sent back; grounds and items that concern none of them are not offered."""

    grounds = forms.MultipleChoiceField(
        label=_("退回原因"),
        choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("可多选。每项原因下列出通常涉及的项目，推荐单位只能修改所选的项目。"),
        error_messages={"required": _("请至少选一项退回原因。")},
    )
    reason = TextField(label=_("补正要求"), help_text=_("写明哪一处不符合要求、应当怎样改，推荐单位据此补正。"), validators=[no_numbers])
    cure_by = DayField(label=_("补正期限"), help_text=_("含当日；逾期未再次报送的视为弃权。"))
    needs_publicity = forms.TypedChoiceField(
        label=_("是否须重新公示"),
        choices=[("no", _("不须：补正后直接再次报送")), ("yes", _("须重新公示：补正内容涉及已公示的信息"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择补正后是否须重新公示。")},
    )

    def __init__(self, *args: Any, kinds: Iterable[str], today: date, earliest: date, **kwargs: Any) -> None:
        """`earliest`: the first day on which the unit could hand in again after a new publicity begun today."""
        self.today, self.earliest = today, earliest
        self.items = {Kind(kind): items_offered(kind) for kind in sorted(kinds)}
        offered = {name: label for items in self.items.values() for name, label in items.items()}
        super().__init__(*args, **kwargs)
        grounds = [code for code in Ground if not USUAL.get(code) or offered.keys() & USUAL[code]]
        self.fields["grounds"].choices = [(code.value, code.label) for code in grounds]
        for code in grounds:
            self.fields[f"fields_{code}"] = items_field(code, offered)
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("说明"), required=False, max_length=NOTE_LIMIT, validators=[no_numbers]
            )
        self.fields["cure_by"].widget.attrs["min"] = today.isoformat()

    def clean_cure_by(self) -> date:
        cure_by = self.cleaned_data["cure_by"]
        if cure_by < self.today:
            raise forms.ValidationError(_now("补正期限不能早于今天（%(today)s）。") % {"today": self.today})
        if cure_by > self.today + timedelta(days=366):
            raise forms.ValidationError(_now("补正期限离今天超过一年，请检查年份。"))
        return cure_by

    @property
    def rows(self) -> list[GroundRow]:
        """The grounds, for the page."""
        return [self._row(box) for box in self["grounds"]]

    @property
    def plain(self) -> list[BoundField]:
        """The other fields, in their order."""
        return [self[name] for name in ("reason", "cure_by", "needs_publicity")]

    def _row(self, box: BoundWidget) -> GroundRow:
        code = box.data["value"]
        about = self[f"fields_{code}"]
        boxes = {one.data["value"]: one for one in about}
        usual = [one for name, one in boxes.items() if name in USUAL.get(code, ())]
        others = [one for name, one in boxes.items() if name not in USUAL.get(code, ())]
        return GroundRow(box, about, usual, others, self[f"note_{code}"])

    def points(self) -> list[Point]:
        """What was given, of a valid form."""
        given = self.cleaned_data
        return [Point(code, tuple(given[f"fields_{code}"]), given[f"note_{code}"]) for code in given["grounds"]]

    def given(self) -> dict[str, Any]:
        """The same, as the service takes it."""
        return {
            "points": self.points(),
            "cure_by": self.cleaned_data["cure_by"],
            "needs_publicity": self.cleaned_data["needs_publicity"],
        }

    def clean(self) -> None:
        self._time_for_publicity()
        for code in self.cleaned_data.get("grounds", ()):
            self._something_to_change(code, self.cleaned_data.get(f"fields_{code}", ()))

    def _something_to_change(self, code: str, chosen: Iterable[str]) -> None:
        """A ground that lies in the form opens something in the form of everybody it is given to."""
        for kind, items in self.items.items():
            if (USUAL.get(code) or chosen) and not items.keys() & set(chosen):
                words = _now("请至少选一个要补正的项目。")
                if len(self.items) > 1:
                    words = _now("所选项目没有一个属于%(kind)s，请补选，或者把%(kind)s分开办理。") % {"kind": kind.label}
                self.add_error(f"fields_{code}", words)
                return

    def _time_for_publicity(self) -> None:
        """A new publicity must have time to end before the cure date does."""
        cure_by = self.cleaned_data.get("cure_by")
        if self.cleaned_data.get("needs_publicity") and cure_by and cure_by < self.earliest:
            words = _now("须重新公示的，今天开始公示最早 %(earliest)s 才能再次报送，补正期限不能早于这一天。")
            self.add_error("cure_by", words % {"earliest": self.earliest})


def items_offered(kind: str) -> Mapping[str, Any]:
    """Name → label of the items of that kind's form."""
    return {item.name: item.label for item in items_of(SECTIONS[kind])}


def items_field(code: str, offered: Mapping[str, Any]) -> forms.MultipleChoiceField:
    """The items to be corrected for one ground; at first those it is usually about."""
    return forms.MultipleChoiceField(
        label=_("要补正的项目"),
        required=False,
        choices=list(offered.items()),
        initial=[name for name in USUAL.get(code, ()) if name in offered],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )


class ManyForm(forms.Form):
    """Which of the cases on the page."""

    case = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("请至少勾选一个推荐对象。"),
            "invalid_choice": _("所选推荐对象已不在名单中，请返回名单重新勾选。"),
        },
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        self.known = {case.pk: case for case in cases}
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(pk, str(case)) for pk, case in self.known.items()]

    def clean_case(self) -> list[Case]:
        return [self.known[pk] for pk in self.cleaned_data["case"]]


class ReturnManyForm(ManyForm, ReturnForm):
    pass


class ScreenOutManyForm(ManyForm, ReasonForm):
    @property
    def plain(self) -> list[BoundField]:
        return [self["reason"]]
