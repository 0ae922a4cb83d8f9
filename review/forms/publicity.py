"""What a unit gives for its publicity."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.forms.reasons import ReasonsForm

from ..models import Case
from .fields import SCAN_HINT, DayField, ScanField, TextField


class CasesForm(forms.Form):
    """A step with several nominees: which ones. Whether they may take it, the service decides."""

    cases = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("请至少勾选一个推荐对象。"),
            "invalid_choice": _("所选推荐对象已不在名单中，请核对后重新勾选。"),
        },
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {case.pk: case for case in cases}
        self.fields["cases"].choices = [(pk, str(case)) for pk, case in self.known.items()]

    def clean_cases(self) -> list[Case]:
        return [self.known[pk] for pk in self.cleaned_data["cases"]]


class UnitCasesForm(CasesForm, ReasonsForm):
    """A step of the unit: which of its nominees, and the reasons that they owe (`asked`)."""


class AnnounceForm(UnitCasesForm):
    first_day = DayField(label=_("公示第一天"))
    place = forms.CharField(
        label=_("公示地点（方式）"), max_length=100, help_text=_("如“街道办事处一楼公示栏和政务公开网”。")
    )
    evidence = ScanField(
        label=_("公示证明（照片或扫描件）"),
        required=False,
        help_text=format_lazy("{} {}", _("可在报送之前补传。"), SCAN_HINT),
    )

    def __init__(self, *args: Any, earliest: date, latest: date, **kwargs: Any) -> None:
        """`latest`: the last first day whose publicity is over in time to hand in."""
        self.earliest, self.latest = earliest, latest
        super().__init__(*args, **kwargs)
        attrs = self.fields["first_day"].widget.attrs
        attrs |= {"min": earliest.isoformat(), "max": max(earliest, latest).isoformat()}

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        if day < self.earliest:
            words = _now("公示第一天不能早于今天（%(today)s）：公示内容从提交时起锁定，以前的日期无法证明内容一致。")
            raise forms.ValidationError(words % {"today": self.earliest})
        if day > self.latest:
            words = _now("最迟须从 %(latest)s 开始公示，否则期满时已过报送期限。")
            raise forms.ValidationError(words % {"latest": self.latest})
        return day


class EvidenceForm(forms.Form):
    evidence = ScanField(label=_("公示证明（照片或扫描件）"))


class UnitObjectionForm(forms.Form):
    received_on = DayField(label=_("收到日期"))
    content = TextField(label=_("异议内容"), help_text=_("写明对谁、反映什么问题；不写反映人的姓名和联系方式。"))

    def __init__(self, *args: Any, first_day: date, today: date, **kwargs: Any) -> None:
        self.first_day, self.today = first_day, today
        super().__init__(*args, **kwargs)

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if not self.first_day <= day <= self.today:
            words = _now("收到日期应在公示第一天（%(first)s）至今天（%(today)s）之间。")
            raise forms.ValidationError(words % {"first": self.first_day, "today": self.today})
        return day


class ResolutionForm(forms.Form):
    resolution = TextField(label=_("核实与处理结果"), help_text=_("写明核实经过和结论；经核实异议成立的，请取消公示。"))
