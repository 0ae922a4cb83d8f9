"""One year's list of days off and moved working days."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...calendar_lines import ListedDay, read_days
from .common import FIRST_YEAR, LAST_YEAR


class CalendarForm(forms.Form):
    """One year's list, a day a line. `days` is there after cleaning."""

    text = forms.CharField(
        label=_("放假与调休上班的日期"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "class": "source-text", "spellcheck": "false"}),
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days: list[ListedDay] = []
        self.year = year
        words = gettext("每行一天，先日期，再“休”或“班”，后面可写节日名称，如：%(year)d-02-05 休 春节。")
        self.fields["text"].help_text = words % {"year": year}

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.days, faults = read_days(text, self.year)
        if faults:
            raise forms.ValidationError([gettext("第 %d 行：%s") % (f.line, f.message) for f in faults])
        return text


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
