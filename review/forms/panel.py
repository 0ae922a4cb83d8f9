"""What a panel member gives: marks or a vote; and what the chair gives with a list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.policy.notice import SCORES, Dimension, Panel

from ..models import Score
from .fields import TextField
from .publicity import CasesForm

LOWEST, HIGHEST = 0, 100
RANGE = _("请填写 0 至 100 的整数。")
# The soft rules about a list (R2, R3), and a tie that the choice cuts through (S2).
LIST_REASONS = {
    "R2": _("先进集体超过比例的理由"),
    "R3": _("先进个人超过比例的理由"),
    "S2": _("得分并列时的取舍理由"),
}


class JudgingForm(forms.Form):
    """What both ways of judging share; `kept` is what the member gave before."""

    comment = TextField(label=_("评语"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ScoreForm(JudgingForm):
    """One whole number from 0 to 100 a dimension."""

    def __init__(self, data: Mapping[str, Any] | None, panel: Panel, kept: Score | None) -> None:
        super().__init__(data)
        self.names = {dimension.code: f"mark_{dimension.code}" for dimension in panel.dimensions}
        marks = {self.names[d.code]: mark_field(d) for d in panel.dimensions}
        self.fields = marks | self.fields
        next(iter(marks.values())).widget.attrs["autofocus"] = True
        if kept:
            self.initial = {self.names[code]: mark for code, mark in kept.marks.items() if code in self.names}
            self.initial["comment"] = kept.comment

    def marks(self) -> dict[str, int]:
        """Dimension code → mark."""
        return {code: self.cleaned_data[name] for code, name in self.names.items()}


def mark_field(dimension: Dimension) -> forms.IntegerField:
    return forms.IntegerField(
        label=dimension.label,
        help_text=_("权重 %(weight)s%%") % {"weight": dimension.weight},
        min_value=LOWEST,
        max_value=HIGHEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 1}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), RANGE),
    )


class VoteForm(JudgingForm):
    approve = forms.TypedChoiceField(
        label=_("表决"),
        choices=[("yes", _("赞成")), ("no", _("不赞成"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择赞成或不赞成。")},
    )
    field_order = ("approve", "comment")

    def __init__(self, data: Mapping[str, Any] | None, kept: Score | None) -> None:
        super().__init__(data)
        if kept:
            self.initial = {"approve": "yes" if kept.approve else "no", "comment": kept.comment}


def judging_form(panel: Panel, data: Mapping[str, Any] | None, kept: Score | None) -> ScoreForm | VoteForm:
    """The form of the cycle's way of judging."""
    return ScoreForm(data, panel, kept) if panel.mode == SCORES else VoteForm(data, kept)


class RecuseForm(forms.Form):
    reason = TextField(label=_("回避理由"), help_text=_("如与推荐对象有亲属、利害关系。回避后不能恢复，已评的分不再计入。"))


class SelectForm(CasesForm):
    """The chair's choice. Which reasons are owed depends on the choice: the service says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule, label in LIST_REASONS.items():
            self.fields[f"reason_{rule}"] = TextField(label=label, required=False)

    def reasons(self) -> dict[str, str]:
        """Rule → written reason; only those written."""
        given = {rule: self.cleaned_data.get(f"reason_{rule}", "") for rule in LIST_REASONS}
        return {rule: text for rule, text in given.items() if text}
