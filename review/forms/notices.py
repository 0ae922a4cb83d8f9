"""What the office gives to publish, what anybody gives to object, and what the office finds."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.forms.fields import half_width

from ..models import Objection, PublicNotice
from .fields import DayField, ScanField, TextField
from .publicity import CasesForm

CONTACT_LIMIT = PublicNotice._meta.get_field("contact").max_length
NAME_LIMIT = Objection._meta.get_field("real_name").max_length
REACH_LIMIT = Objection._meta.get_field("contact").max_length


class PublishForm(CasesForm):
    first_day = DayField(label=_("公示第一天"))
    contact = forms.CharField(
        label=_("异议受理联系方式"), max_length=CONTACT_LIMIT, help_text=_("受理部门、地址、电话，将在公示中公开。")
    )
    secrecy_reviewed = forms.BooleanField(
        label=_("已对公示内容进行保密审查和个人隐私审查"),
        error_messages={"required": _("公示前必须完成保密和隐私审查，并在此确认。")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["first_day"].widget.attrs["min"] = today.isoformat()

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        if day < self.today:
            raise forms.ValidationError(_now("公示第一天不能早于今天（%(today)s）。") % {"today": self.today})
        if day.year > self.today.year + 1:
            raise forms.ValidationError(_now("公示第一天离今天超过一年，请检查年份。"))
        return day


class PublicObjectionForm(forms.Form):
    """Anybody's objection, under their real name."""

    real_name = forms.CharField(label=_("真实姓名"), min_length=2, max_length=NAME_LIMIT)
    contact = forms.CharField(
        label=_("联系方式"),
        min_length=5,
        max_length=REACH_LIMIT,
        help_text=_("手机号码或通讯地址，仅供工作专班办公室核实时联系，不会公开，也不会告知被反映人及其单位。"),
    )
    text = TextField(
        label=_("异议内容"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("写明反映的具体事实、时间和依据，以便核实。"),
    )
    attachment = ScanField(label=_("证明材料"), required=False)


class ObjectionForm(forms.Form):
    """The office's inquiry and what it found."""

    inquiry = TextField(label=_("核实情况"), help_text=_("核实的经过和查明的事实；不公开。"))
    outcome = forms.ChoiceField(
        label=_("结果"),
        choices=Objection.Outcome.choices,
        widget=forms.RadioSelect,
        help_text=_("异议成立的，同时提请区委、区政府取消表彰资格。"),
        error_messages={"required": _("请选择异议成立或异议不成立。")},
    )
    finding = TextField(
        label=_("处理结论"), help_text=_("异议人凭回执号可以看到，不要写入他人个人信息和不宜公开的内容。")
    )


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("回执号"), max_length=20, help_text=_("提交异议时得到的 12 位编号。"))

    def clean_receipt(self) -> str:
        """As it was given out, however it was typed; there must be one."""
        signs = [sign for sign in half_width(self.cleaned_data["receipt"]).upper() if sign.isalnum()]
        receipt = "-".join("".join(signs[start : start + 4]) for start in range(0, len(signs), 4))
        if not Objection.objects.filter(receipt=receipt).exists():
            raise forms.ValidationError(_now("没有这个回执号，请核对后重新输入。"))
        return receipt
