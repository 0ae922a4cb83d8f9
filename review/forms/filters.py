"""What the list of cases can be narrowed to, and put in order by."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case as Choose
from django.db.models import F, Q, QuerySet, Value, When
from django.utils.choices import flatten_choices
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.enums import Kind
from nominations.messages import TITLES
from nominations.models import AwardCycle, Unit
from nominations.pinyin import typed_sound
from nominations.policy.findings import Finding, Severity
from nominations.policy.rules import RULES

from ..models import Case, SavedFilter
from ..selectors.capped import under_cap
from ..selectors.cycles import begun_cycles
from ..selectors.desk import cure_over, cure_soon
from ..selectors.findings import findings_of
from ..stages import Stage

COLUMNS = {
    "cycle": "cycle",
    "unit": "nomination__recommendation__unit",
    "kind": "nomination__kind",
    "rank": "rank__lte",
}
SEARCHED = (
    "name",
    "individualnomination__employer",
    "individualnomination__position",
    "collectivenomination__leader_name",
    "recommendation__unit__name",
    "recommendation__unit__short_name",
)
READERS_ONLY = ("finding", "made", "rank")
PLAIN = ("nomination__recommendation__unit__kind", "nomination__recommendation__unit", "nomination__kind",
         "nomination__order", "pk")  # fmt: skip
BY_STAGE = Choose(*(When(stage=stage, then=Value(place)) for place, stage in enumerate(Stage)))
ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (F("nomination__name_key"), F("nomination__name")),
    "kind": (F("nomination__kind"),),
    "unit": (F("nomination__recommendation__unit__kind"), F("nomination__recommendation__unit__name")),
    "stage": (BY_STAGE,),
    "rank": (F("rank"),),
    "since": (F("stage_since"),),
}
MADE: dict[str, tuple[Any, Q | None]] = {
    "capped": (_("计入占比限制"), None),
    "uncapped": (_("不计入占比限制"), None),
    "division": (_("处级"), Q(nomination__division_level=True)),
    "frontline": (_("一线工作人员"), Q(nomination__individualnomination__frontline=True)),
    "above_scale": (_("规上工业企业"), Q(nomination__collectivenomination__above_scale=True)),
    "backup": (_("备选"), Q(nomination__backup_for__isnull=False)),
}
FOUND: dict[str, tuple[Any, Callable[[Collection[Finding]], bool]]] = {
    "any": (_("有提示"), bool),
    "none": (_("没有提示"), lambda findings: not findings),
    "hard": (_("须改正的"), lambda findings: any(f.severity is Severity.HARD for f in findings)),
    "soft": (_("须说明的（原则上）"), lambda findings: any(f.severity is Severity.SOFT for f in findings)),
    "warning": (_("请留意的"), lambda findings: any(f.severity is Severity.WARNING for f in findings)),
}
CURE: dict[str, tuple[Any, Callable[[date], Q]]] = {
    "over": (_("已逾期"), cure_over),
    "soon": (_("三天内到期"), cure_soon),
}
NOT_OF_ONE = ("Q6", "P2", "P3", "T1", "R1", "R2", "R3", "O1", "N1")  # about lists and steps, not about a nominee
ALL = ("", _("全部"))
MOST_SAVED = 30  # filters a person may keep: they stand in one row of links


def finding_choices() -> list[tuple[Any, Any]]:
    rules = [(rule, f"{rule} {TITLES[rule]}") for rule in RULES if rule not in NOT_OF_ONE]
    return [ALL, *((code, label) for code, (label, _test) in FOUND.items()), (_("按规则"), rules)]


class CaseFilter(forms.Form):
    """From the address of the page: what cannot be read is said at its field and narrows nothing."""

    cycle = forms.ModelChoiceField(
        AwardCycle.objects.none(), label=_("评选活动"), required=False, empty_label=_("全部")
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("推荐单位"), required=False, empty_label=_("全部"))
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ALL, *Kind.choices])
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=[ALL, *Stage.choices])
    finding = forms.ChoiceField(label=_("检查提示"), required=False, choices=finding_choices)
    made = forms.ChoiceField(
        label=_("构成"), required=False, choices=[ALL, *((code, label) for code, (label, _q) in MADE.items())]
    )
    cure = forms.ChoiceField(
        label=_("补正期限"), required=False, choices=[ALL, *((code, label) for code, (label, _q) in CURE.items())]
    )
    rank = forms.IntegerField(label=_("评审名次前"), required=False, min_value=1, max_value=100_000)
    q = forms.CharField(
        label=_("关键词"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("名称、拼音、单位")}),
    )  # fmt: skip
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: bool, shown: QuerySet[Case] | None = None, **kwargs: Any) -> None:
        """`shown`: the cases whose units alone are offered; None: all units that recommend."""
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = begun_cycles()
        units = Q(recommendations__isnull=False)
        if shown is not None:
            units = Q(recommendations__nominations__case__in=shown.order_by().values("pk"))
        self.fields["unit"].queryset = Unit.objects.filter(units).distinct()
        if not reader:
            for name in READERS_ONLY:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What is worked out by a notice, or by its time zone's day, needs to know which."""
        given = super().clean()
        judged = {
            "finding": bool(given.get("finding")),
            "made": given.get("made") in ("capped", "uncapped"),
            "cure": bool(given.get("cure")),
        }
        for name, asked in judged.items():
            if asked and given.get("cycle") is None:
                self.add_error(name, _("请先选定评选活动，再按此项查询。"))
        return given

    def narrow(self, cases: QuerySet[Case], today: Callable[[AwardCycle], date]) -> QuerySet[Case]:
        """Those of `cases` that fit all that was given but the stage, with `capped` where the cycle is known."""
        self.is_valid()
        given = self.cleaned_data
        cases = cases.filter(**{column: given[name] for name, column in COLUMNS.items() if given.get(name)})
        if given.get("q"):
            cases = cases.filter(_mentioning(given["q"]))
        cycle = given.get("cycle")
        if cycle:
            cases = cases.annotate(capped=Choose(When(under_cap(cycle.notice), then=True), default=False))
        if given.get("made"):
            cases = cases.filter(MADE[given["made"]][1] or Q(capped=given["made"] == "capped"))
        if given.get("cure"):
            cases = cases.filter(CURE[given["cure"]][1](today(cycle)))
        if given.get("finding"):
            cases = cases.filter(nomination__in=_with_finding(given["finding"], cycle, today(cycle), cases))
        return cases

    def narrowing(self, unsaid: AwardCycle | None) -> dict[str, Any]:
        """What was given, by name; nothing where something cannot be read. `unsaid`: a cycle that goes without saying."""
        given = {} if self.errors else {name: value for name, value in self.cleaned_data.items() if value}
        return {name: value for name, value in given.items() if value != unsaid}

    def conditions(self, unsaid: AwardCycle | None) -> list[tuple[str, str]]:
        """What narrows, in words: (label, value)."""
        given = self.narrowing(unsaid)
        return [(self[name].label, self._in_words(name, given[name])) for name in given if name != "sort"]

    def _in_words(self, name: str, value: Any) -> str:
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(flatten_choices(choices)).get(value, value)) if isinstance(value, str) else str(value)

    def query(self, unsaid: AwardCycle | None) -> str:
        """What narrows and sorts, as an address has it."""
        return urlencode({name: self.data[name] for name in self.narrowing(unsaid)})

    def of_stage(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        stage = self.cleaned_data.get("stage")
        return cases.filter(stage=stage) if stage else cases

    def ordered(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """By the column that was asked for, those without a value last; else cycle by cycle in the units' own order."""
        sort = self.cleaned_data.get("sort", "")
        columns = ORDERS.get(sort.removeprefix("-"), ())
        down = sort.startswith("-")
        asked = [c.desc(nulls_last=True) if down else c.asc(nulls_last=True) for c in columns]
        return cases.order_by(*asked, "-cycle__issued_on", *PLAIN)


class SavedFilterForm(forms.Form):
    """The name under which `conditions` are kept; `own`: what this person keeps already."""

    name = forms.CharField(
        label=_("名称"), max_length=SavedFilter._meta.get_field("name").max_length,
        help_text=_("例如“材料不全的镇街”。与已保存的同名时，替换原来的。"),
    )  # fmt: skip

    def __init__(self, *args: Any, conditions: Collection[Any], own: QuerySet[SavedFilter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions, self.own = conditions, own

    def clean(self) -> None:
        if not self.conditions:
            self.add_error(None, _now("没有可以保存的查询条件，请先在名单上选定条件、点“查询”，再点“保存本次查询”。"))
        names = {saved.name for saved in self.own}
        if len(names) >= MOST_SAVED and self.cleaned_data.get("name") not in names:
            words = _now("最多保存 %(most)d 个查询，请先删除不用的。")
            self.add_error("name", words % {"most": MOST_SAVED})


def _mentioning(text: str) -> Q:
    """Signs of what a list shows of a nominee; of the name also its sound, or the initials of its sound."""
    found = Q(*((f"nomination__{column}__icontains", text) for column in SEARCHED), _connector=Q.OR)
    sound = typed_sound(text)
    return found | Q(nomination__name_key__contains=sound) if sound else found


def _with_finding(wanted: str, cycle: AwardCycle, today: date, cases: QuerySet[Case]) -> list[int]:
    """Keys of the nominees; no more are judged than the other filters leave, for that is work."""
    found = findings_of(cycle, today, set(cases.values_list("nomination_id", flat=True)))
    fits = FOUND[wanted][1] if wanted in FOUND else lambda findings: any(f.rule == wanted for f in findings)
    return [key for key, findings in found.items() if fits(findings)]
