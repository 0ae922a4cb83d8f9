"""What the list of cases can be narrowed to."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nominations.enums import Kind
from nominations.models import AwardCycle, Unit

from ..models import Case
from ..selectors.cycles import begun_cycles
from ..stages import Stage

COLUMNS = {"cycle": "cycle", "unit": "nomination__recommendation__unit", "kind": "nomination__kind", "stage": "stage"}


class CaseFilter(forms.Form):
    """From the address of the page: what cannot be read is said at its field and narrows nothing."""

    cycle = forms.ModelChoiceField(AwardCycle.objects.none(), label=_("评选活动"), required=False, empty_label=_("全部"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("推荐单位"), required=False, empty_label=_("全部"))
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=[("", _("全部")), *Stage.choices])
    q = forms.CharField(label=_("名称（姓名）含"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = begun_cycles()
        self.fields["unit"].queryset = Unit.objects.filter(recommendations__isnull=False).distinct()

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Those of `cases` that fit all that was given."""
        self.is_valid()
        given = self.cleaned_data
        wanted = {column: given[name] for name, column in COLUMNS.items() if given.get(name)}
        if given.get("q"):
            wanted["nomination__name__icontains"] = given["q"]
        return cases.filter(**wanted)
