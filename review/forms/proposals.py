"""取消资格、撤销: what the office proposes with, and how the district decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..workflow import REVOKING
from .district import DocumentForm
from .fields import TextField

CONFIRM, DECLINE = "confirm", "decline"
BODY_LIMIT = 200


class ProposalForm(forms.Form):
    reason = TextField(label=_("事由"), help_text=_("写明查明的事实和依据，报区委、区政府审定。"))


class RevocationForm(ProposalForm):
    bars_unit = forms.BooleanField(
        label=_("同时取消推荐单位下一次参评资格"),
        required=False,
        help_text=_("推荐单位弄虚作假、把关不严的勾选。推荐对象本身一经撤销，即取消下一次参评资格。"),
    )


class ProposalDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("审定意见"),
        choices=[(CONFIRM, _("同意")), (DECLINE, _("不同意"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意或不同意。")},
    )
    reason = TextField(
        label=_("理由"), required=False, help_text=_("不同意的必须写明理由；同意而未另写的，以办公室提请的事由为准。")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        blank = "reason" not in self.errors and not given.get("reason", "").strip()
        if given.get("decision") == DECLINE and blank:
            self.add_error("reason", _now("不同意的，请写明理由。"))
        return given

    def given(self) -> dict[str, Any]:
        """What the step asks for besides the reason."""
        return {}


class RevocationDecisionForm(DocumentForm, ProposalDecisionForm):
    """With the decision that revokes, 五（三）; it is owed by whoever agrees, and by nobody else."""

    revoking_body = forms.CharField(
        label=_("作出撤销决定的机关"),
        max_length=BODY_LIMIT,
        help_text=_("决定撤销的机关全称，联合决定的都写上。不同意撤销的，机关、文号和日期都不必填。"),
    )
    field_order = ("decision", *REVOKING, "reason")

    def __init__(self, *args: Any, bodies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revoking_body"].initial = "、".join(bodies)
        if self.is_bound and self.data.get("decision") != CONFIRM:
            for name in REVOKING:
                self.fields[name].required = False

    def given(self) -> dict[str, Any]:
        if self.cleaned_data["decision"] == DECLINE:
            return {}
        return {name: self.cleaned_data[name] for name in REVOKING}
