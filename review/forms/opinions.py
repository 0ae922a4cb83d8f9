"""What departments answer, and what the office does with it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, Unit
from nominations.policy.notice import Authority

from ..models import Opinion
from ..selectors.consultation import ALL, DOUBT, LATE, OPEN, READY, UNCOVERED
from ..stages import Stage
from .fields import DayField, ScanField, TextField

SHOWN_WORDS = (
    (ALL, _("全部")),
    (UNCOVERED, _("须选定部门")),
    (OPEN, _("意见未收齐")),
    (LATE, _("逾期未复")),
    (DOUBT, _("有异议或需说明")),
    (READY, _("可提请审定")),
)


class ConsultationFilter(forms.Form):
    """From the address of the table: what cannot be read narrows nothing."""

    show = forms.ChoiceField(label=_("意见状态"), required=False, choices=SHOWN_WORDS)
    authority = forms.ChoiceField(label=_("征求部门"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("推荐单位"), required=False, empty_label=_("全部"))

    def __init__(self, *args: Any, cycle: AwardCycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(authority.code, authority.label) for authority in cycle.notice.consultation.authorities]
        self.fields["authority"].choices = [("", _("全部")), *known]
        waiting = cycle.cases.filter(stage=Stage.DEPARTMENT_OPINIONS)
        self.fields["unit"].queryset = Unit.objects.filter(
            pk__in=waiting.values("nomination__recommendation__unit")
        )

    def given(self) -> dict[str, Any]:
        """What `narrowed` takes."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "shown": found.get("show") or ALL,
            "authority": found.get("authority", ""),
            "unit": found.get("unit"),
        }


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("意见"),
        choices=Opinion.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择无异议、有异议或需说明。")},
    )
    reason = TextField(
        label=_("理由"), required=False, help_text=_("有异议或需说明的必须写明事实和依据。")
    )

    def clean(self) -> None:
        """Whoever objects or asks says why."""
        verdict = self.cleaned_data.get("verdict")
        blank = "reason" not in self.errors and not self.cleaned_data.get("reason", "").strip()
        if verdict and verdict != Opinion.Verdict.CLEAR and blank:
            self.add_error("reason", _now("选择“%s”的，请写明理由。") % Opinion.Verdict(verdict).label)


class PaperReplyForm(AnswerForm):
    scan = ScanField(label=_("书面答复扫描件"))
    field_order = ("scan", "verdict", "reason")


class SettleForm(forms.Form):
    reason = TextField(
        label=_("处理情况"),
        help_text=_(
            "写明核实经过（必要时先向推荐单位了解）、对所提问题的答复，或者为什么可以继续。"
            "该部门会看到这段文字，并再次答复；再次答复无异议后才能提请审定。"
        ),
    )


class ProlongForm(forms.Form):
    due_on = DayField(label=_("新的答复期限"))
    reason = TextField(label=_("延期的理由"), help_text=_("该部门会看到，并记入办理记录。"))


class DropForm(forms.Form):
    authority = forms.ChoiceField(
        label=_("提出异议的部门"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择提出异议的部门。")},
    )
    reason = TextField(label=_("理由"), help_text=_("写明部门异议的内容和核实结果。"))

    def __init__(self, *args: Any, objecting: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].choices = [(authority.code, authority.label) for authority in objecting]


class AuthoritiesForm(forms.Form):
    authorities = forms.MultipleChoiceField(
        label=_("征求意见部门"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选定一个征求意见部门。")},
    )
    reason = TextField(label=_("选定的理由"), help_text=_("通知没有规定向哪些部门征求意见，须写明选定的理由。"))

    def __init__(self, *args: Any, authorities: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authorities"].choices = [(authority.code, authority.label) for authority in authorities]
