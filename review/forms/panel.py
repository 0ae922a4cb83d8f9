"""What a panel member gives: marks or a vote; and what the chair gives with a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.forms.fields import storable
from nominations.policy.notice import SCORES, Dimension, Panel

from ..messages import LIST_REASONS
from ..models import Case, Score, ScoreDraft
from .fields import TEXT_LIMIT, TextField
from .publicity import CasesForm

LOWEST, HIGHEST = 0, 100
RANGE = _("请填写 0 至 100 的整数。")


class JudgingForm(forms.Form):
    """What both ways of judging share. Shown again: what was typed last, and before that `kept`, what was given."""

    comment = TextField(label=_("评语"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def typed(self) -> dict[str, str]:
        """What stands in the fields, whatever it is, each cut to what a text may hold."""
        return {name: storable(str(self[name].value() or ""))[:TEXT_LIMIT] for name in self.fields}


class ScoreForm(JudgingForm):
    """One whole number from 0 to 100 a dimension."""

    def __init__(self, data: Mapping[str, Any] | None, panel: Panel, kept: Score | None) -> None:
        super().__init__(data)
        self.names = {dimension.code: f"mark_{dimension.code}" for dimension in panel.dimensions}
        marks = {self.names[d.code]: mark_field(d) for d in panel.dimensions}
        self.fields = marks | self.fields
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


def judging_form(
    panel: Panel, data: Mapping[str, Any] | None, kept: Score | None, draft: ScoreDraft | None = None
) -> ScoreForm | VoteForm:
    """The form of the cycle's way of judging."""
    form = ScoreForm(data, panel, kept) if panel.mode == SCORES else VoteForm(data, kept)
    if draft:
        form.initial = draft.typed
    return form


class RoundForm(forms.Form):
    reason = TextField(label=_("理由"))


class TieForm(forms.Form):
    """A place for each case of a tie, each place once."""

    reason = TextField(label=_("理由"), help_text=_("写明按什么排定，如工作实绩、贡献大小；会写入评审会议纪要。"))

    def __init__(self, data: Mapping[str, Any] | None, cases: Sequence[Case]) -> None:
        super().__init__(data)
        self.cases = {f"place_{case.pk}": case for case in cases}
        self.fields = {name: self._place(case) for name, case in self.cases.items()} | self.fields
        self.initial = {name: place for place, name in enumerate(self.cases, start=1)}

    def _place(self, case: Case) -> forms.IntegerField:
        wrong = _("请填写 1 至 %(count)s 的整数，不重复。") % {"count": len(self.cases)}
        return forms.IntegerField(
            label=str(case), min_value=1, max_value=len(self.cases),
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 1}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = [self.cleaned_data[name] for name in self.cases if name in self.cleaned_data]
        if len(given) == len(self.cases) and len(set(given)) < len(given):
            self.add_error(None, _("次序有重复。请让每个推荐对象的次序各不相同。"))
        return self.cleaned_data

    def order(self) -> list[int]:
        """Keys of the cases, best first."""
        return [self.cases[name].pk for name in sorted(self.cases, key=self.cleaned_data.__getitem__)]


class RecuseForm(forms.Form):
    reason = TextField(
        label=_("回避理由"),
        help_text=_(
            "如与推荐对象有亲属、利害关系，最好在阅读材料之前申请。回避后不能恢复；评审结束前可以申请，已作的评审随之作废。"
        ),
    )


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
