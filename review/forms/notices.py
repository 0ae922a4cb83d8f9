"""What the office gives to publish, what anybody gives to object, and what the office finds."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.forms.fields import half_width

from ..models import Case, Objection, PublicNotice
from ..selectors.notices import public_line
from .fields import DayField, ScansField, TextField
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
    files = ScansField(label=_("证明材料"), required=False)

    def lost_files(self) -> list[str]:
        """Names of the files that came with a form which is shown again: no browser chooses them again by itself."""
        return [upload.name for upload in self["files"].data or ()] if self.is_bound else []


class RegisterForm(PublicObjectionForm):
    """The same from a letter, a telephone call or a visit, as the office writes it down."""

    case = forms.TypedChoiceField(
        label=_("被反映对象"),
        coerce=int,
        help_text=_("只列公示中的对象。已经表彰或取消资格的不在其中；需要撤销评选资格的，请在其办理页提请撤销。"),
        error_messages={"invalid_choice": _("所选对象已不在公示中，请刷新页面后重新选择。")},
    )
    channel = forms.ChoiceField(
        label=_("来源"),
        choices=[choice for choice in Objection.Channel.choices if choice[0] != Objection.Channel.WEB],
        widget=forms.RadioSelect,
    )
    received_on = DayField(label=_("收到日期"), help_text=_("收到来信、接到来电或者来访的日期。"))
    postmark = DayField(
        label=_("邮戳日期"),
        required=False,
        help_text=_("来信填写。邮戳在公示期内的，期满后收到也有效；邮戳看不清的不填，以收到日期为准。"),
    )
    field_order = ("case", "channel", "received_on", "postmark", "real_name", "contact", "text", "files")

    def __init__(self, *args: Any, cases: Iterable[Case], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.today = {case.pk: case for case in cases}, today
        names = [(case.pk, f"{line.name} {line.work}".strip()) for case in cases for line in [public_line(case)]]
        self.fields["case"].choices = [("", _now("请选择")), *names]
        self.fields["files"].label = _("来信、记录的扫描件")
        for name in ("received_on", "postmark"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def clean_case(self) -> Case:
        return self.known[self.cleaned_data["case"]]

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_now("收到日期不能晚于今天（%(today)s）。") % {"today": self.today})
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        postmark, received_on = given.get("postmark"), given.get("received_on")
        if postmark and given.get("channel") not in (None, Objection.Channel.LETTER):
            self.add_error("postmark", _now("来电、来访没有邮戳，请清空这一栏，或把来源改为“来信”。"))
        elif postmark and received_on and postmark > received_on:
            words = _now("邮戳日期不能晚于收到日期（%(received_on)s），请核对。")
            self.add_error("postmark", words % {"received_on": received_on})
        return given


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
