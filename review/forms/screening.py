"""What the office gives when it sends a nominee back."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..grounds import Ground
from .fields import DayField, TextField


class ReturnForm(forms.Form):
    grounds = forms.MultipleChoiceField(
        label=_("退回原因"),
        choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("可多选。"),
        error_messages={"required": _("请至少选一项退回原因。")},
    )
    reason = TextField(label=_("补正要求"), help_text=_("写明哪一处不符合要求、应当怎样改，推荐单位据此补正。"))
    cure_by = DayField(label=_("补正期限"), help_text=_("含当日；逾期未再次报送的视为弃权。"))
    needs_publicity = forms.TypedChoiceField(
        label=_("是否须重新公示"),
        choices=[("no", _("不须：补正后直接再次报送")), ("yes", _("须重新公示：补正内容涉及已公示的信息"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择补正后是否须重新公示。")},
    )

    def __init__(self, *args: object, today: date, earliest: date, **kwargs: object) -> None:
        """`earliest`: the first day on which the unit could hand in again after a new publicity begun today."""
        self.today, self.earliest = today, earliest
        super().__init__(*args, **kwargs)
        self.fields["cure_by"].widget.attrs["min"] = today.isoformat()

    def clean_cure_by(self) -> date:
        cure_by = self.cleaned_data["cure_by"]
        if cure_by < self.today:
            raise forms.ValidationError(_now("补正期限不能早于今天（%(today)s）。") % {"today": self.today})
        if cure_by > self.today + timedelta(days=366):
            raise forms.ValidationError(_now("补正期限离今天超过一年，请检查年份。"))
        return cure_by

    def clean(self) -> None:
        """A new publicity must have time to end before the cure date does."""
        cure_by = self.cleaned_data.get("cure_by")
        if self.cleaned_data.get("needs_publicity") and cure_by and cure_by < self.earliest:
            words = _now("须重新公示的，今天开始公示最早 %(earliest)s 才能再次报送，补正期限不能早于这一天。")
            self.add_error("cure_by", words % {"earliest": self.earliest})
