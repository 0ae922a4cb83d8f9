"""What stands on a decree: its number and date."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .fields import DayField, TextField
from .publicity import CasesForm

NUMBER_LIMIT = 50


class DocumentForm(forms.Form):
    """The document by which something is decided. It bears no date before `earliest` and none after `today`."""

    document_number = forms.CharField(
        label=_("文号"), max_length=NUMBER_LIMIT, help_text=_("如“巴南委〔2024〕8号”；会议决定的写会议名称和届次。")
    )
    document_date = DayField(label=_("日期"), help_text=_("作出决定或印发文件的日期。"))

    def __init__(self, *args: Any, earliest: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest, self.today = earliest, today
        self.fields["document_date"].widget.attrs |= {"min": earliest.isoformat(), "max": today.isoformat()}

    def clean_document_date(self) -> date | None:
        day = self.cleaned_data["document_date"]
        if day and day > self.today:
            raise forms.ValidationError(_now("日期不能晚于今天（%(today)s）。") % {"today": self.today})
        if day and day < self.earliest:
            words = _now("日期不能早于通知印发日期（%(earliest)s）。请核对文件上的日期。")
            raise forms.ValidationError(words % {"earliest": self.earliest})
        return day


class DecreeForm(DocumentForm, CasesForm):
    def decree(self) -> dict[str, Any]:
        """What the step asks for (workflow.DECREE)."""
        return {name: self.cleaned_data[name] for name in ("document_number", "document_date")}


class RejectForm(DecreeForm):
    reason = TextField(label=_("理由"), help_text=_("写明审定不通过的理由，将记入办理记录。"))
