"""What the auditor looks for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from ...selectors.administration import TrailFilter
from .common import DayInput, plausible


class TrailForm(forms.Form):
    """What the auditor looks for."""

    who = forms.CharField(label=_("操作人"), required=False, max_length=150)
    action = forms.ChoiceField(label=_("操作"), required=False)
    object_type = forms.ChoiceField(label=_("对象"), required=False)
    object_id = forms.CharField(label=_("对象编号"), required=False, max_length=50)
    since = forms.DateField(label=_("自"), required=False, widget=DayInput, validators=[plausible])
    until = forms.DateField(label=_("至"), required=False, widget=DayInput, validators=[plausible])

    def __init__(self, actions: list[tuple[str, Any]], types: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("全部")), *actions]
        self.fields["object_type"].choices = [("", _("全部")), *types]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("不能早于开始日期。"))
        return cleaned

    def asked(self) -> TrailFilter:
        """The filter; wrong fields ask for nothing."""
        self.is_valid()
        found = self.cleaned_data
        since, until = found.get("since"), found.get("until")
        texts = {name: found.get(name, "") for name in ("who", "action", "object_type", "object_id")}
        return TrailFilter(
            **texts,
            since=midnight(since) if since else None,
            before=midnight(until + timedelta(days=1)) if until and until < date.max else None,
        )


def midnight(day: date) -> datetime:
    """The beginning of a day where the site is."""
    return make_aware(datetime.combine(day, time.min))
