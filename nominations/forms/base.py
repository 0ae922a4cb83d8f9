"""What the draft forms share: nothing is demanded, nothing typed is lost, every fault stands at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..models import AwardCycle, Nomination, Recommendation, masked
from ..policy.notice import AwardKind
from .fields import Key, Personal, Several, storable
from .sections import Section, instruction, items_of

KEEP = "keep_"  # keep_deeds = STORED: of two texts the stored one
STORED, TYPED = "stored", "typed"


@dataclass(frozen=True)
class Draft:
    """What a form leaves to be saved. `values`: column → value; `unparsed`: field → what was typed instead."""

    values: Mapping[str, Any]
    unparsed: Mapping[str, str]


class DraftForm(forms.Form):
    """A form about one row. Unbound, it shows what is stored, and what could not be stored with its fault."""

    sections: tuple[Section, ...] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, row: Any, data: QueryDict | None = None) -> None:
        self.row = row
        super().__init__(data, initial={"version": row.version})
        for item in items_of(self.sections):
            names = self.names_of(item.name)
            for name in names:  # several fields are explained together, by the page
                self._describe(name, item.label, self.help_of(item) if len(names) == 1 else "")
        for name, field in self.fields.items():
            if isinstance(field, Personal):
                field.stored = getattr(row, name)
            if name != "version":
                self.initial[name] = row.unparsed.get(name, self.stored(name))

    def names_of(self, item: str) -> list[str]:
        """Names of the form's fields that stand for one item of the sections."""
        return [item] if item in self.fields else []

    def help_of(self, item: Any) -> str | Promise:
        return item.hint

    def stored(self, name: str) -> Any:
        """The row's value, as the field of that name takes it."""
        return getattr(self.row, name)

    def closed(self, name: str) -> bool:
        """Whether the page shows that field without letting it be changed."""
        return False

    def _describe(self, name: str, label: Any, help_text: Any) -> None:
        field = self.fields[name]
        field.label = field.label or label
        field.help_text = field.help_text or help_text

    def full_clean(self) -> None:
        """Unbound: find the faults of what was kept unparsed, so that they are shown again."""
        super().full_clean()
        if self.is_bound:
            return
        self.cleaned_data: dict[str, Any] = {}
        for name, text in self.row.unparsed.items():
            if name in self.fields:
                self._clean_kept(name, text)

    def _clean_kept(self, name: str, text: str) -> None:
        try:
            self.fields[name].clean(text)
        except forms.ValidationError as fault:
            self.add_error(name, fault)

    def based_on(self) -> int | None:
        """The version of the row that the form was made from; None where it does not say."""
        return self.cleaned_data.get("version")

    def draft(self) -> Draft:
        """What to save. A field that was not sent keeps its value; one with a fault is emptied, its text kept.

        To be asked of a bound form, after `is_valid()`, whatever that said.
        """
        sent = [name for name in self.fields if name != "version" and not self._omitted(name)]
        faulty = [name for name in sent if name in self.errors]
        kept = {name: text for name, text in self.row.unparsed.items() if name not in sent}
        good = {name: self.cleaned_data[name] for name in sent if name not in faulty}
        emptied = {name: self.empty_value(name) for name in faulty}
        return Draft(self.columns(good | emptied), kept | {name: self._typed(name) for name in faulty})

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """Field values → column values."""
        return {f"{name}_id" if isinstance(self.fields[name], Key) else name: value for name, value in values.items()}

    def empty_value(self, name: str) -> Any:
        """What the column holds while what was typed cannot be stored."""
        field = self.fields[name]
        if isinstance(field, Several):
            return []
        return field.clean("")

    def _omitted(self, name: str) -> bool:
        """Not sent, or sent with the wish to keep what is stored (see `differences`)."""
        if self.data.get(f"{KEEP}{name}") == STORED:
            return True
        return self.not_sent(name)

    def not_sent(self, name: str) -> bool:
        """A closed field that is not on the page sends nothing: its box is not an empty box."""
        if self.closed(name) and name not in self.data:
            return True
        return self.fields[name].widget.value_omitted_from_data(self.data, self.files, name)

    def _typed(self, name: str) -> str:
        values = self.data.getlist(name)
        return storable("、".join(values))


class NominationForm(DraftForm):
    """What both kinds of nominee share."""

    def __init__(self, row: Nomination, siblings: Iterable[Nomination], data: QueryDict | None = None) -> None:
        """`siblings`: the other nominees of the same recommendation."""
        self.cycle: AwardCycle = row.recommendation.cycle
        self.notice = self.cycle.notice
        self.award: AwardKind = self.notice.award(row.kind)
        self.siblings = list(siblings)
        super().__init__(row, data)
        self.offer_choices()

    def closed(self, name: str) -> bool:
        return self.row.closed(name)

    def offer_choices(self) -> None:
        """Fill in the choices that the notice in force and the unit's other nominees give."""
        self.fields["criteria"].choices = [
            (criterion.code, format_html('<span class="clause">{}</span> {}', criterion.clause, criterion.text))
            for criterion in self.award.criteria
        ]
        self.fields["ownership"].offer(self._options("ownership"))
        self.fields["backup_for"].offer(
            [
                (other.pk, _principal(other))
                for other in self.siblings
                if other.kind == self.row.kind and not other.backup_for_id
            ]
        )

    def offer_options(self, name: str) -> None:
        """Offer the notice's options of that field, each with its sector."""
        sectors = {option.code: option.sector for option in self.notice.options[name]}
        self.fields[name].offer(self._options(name), sectors)

    def _options(self, name: str) -> list[tuple[str, str]]:
        return [(option.code, option.label) for option in self.notice.options[name]]

    def help_of(self, item: Any) -> str:
        """The notice's own instruction and our hint, escaped."""
        about = instruction(self.award.form, item.about)
        if not about:
            return format_html("{}", item.hint)
        return format_html('<span class="instruction">{}</span>{}', about, item.hint)


def _principal(nominee: Nomination) -> str:
    return _("%(name)s（处级）") % {"name": nominee} if nominee.division_level else str(nominee)


def limit(model: type[Nomination | Recommendation], name: str) -> int:
    """How many characters the column holds."""
    return model._meta.get_field(name).max_length or 0


def unmask_stale(form: DraftForm) -> None:
    """In a form made from an older version, a number still masked means the one stored now.

    Without this the old mask would count as something typed.
    """
    data = form.data.copy()
    for name, field in form.fields.items():
        if isinstance(field, Personal) and field.stored and "*" in data.get(name, ""):
            data[name] = masked(field.stored)
    form.data = data
