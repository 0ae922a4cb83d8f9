"""What departments answer, and what the office does with it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.policy.notice import Authority

from ..models import Opinion
from .fields import ScanField, TextField


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
    reason = TextField(label=_("处理情况"), help_text=_("写明核实经过，以及为什么可以继续。"))


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
