"""What a form made from an older version says otherwise than the row as it stands now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..models import masked
from .base import KEEP, STORED, TYPED, DraftForm
from .fields import Personal, Tick, YesNo, storable

# Compared clause by clause: letter by letter the longest texts would take seconds.
PIECES = re.compile("[^，。；：、！？\n]*[，。；：、！？\n]?")
SAME = "same"


@dataclass(frozen=True)
class Difference:
    """One field. `pieces` are (SAME, STORED or TYPED, text): what both say, what only one of them says."""

    name: str
    label: str
    stored: str
    typed: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def input(self) -> str:
        """The name of the input that says which of both shall hold."""
        return f"{KEEP}{self.name}"

    @property
    def proposed(self) -> str:
        """A form opened before something was typed elsewhere says nothing against it."""
        return TYPED if self.typed else STORED


def differences(form: DraftForm) -> list[Difference]:
    """By field, in the form's order. `form` is bound, about the row as stored now."""
    found = []
    for name, field in form.fields.items():
        if name == "version" or form.not_sent(name):
            continue
        stored = _text(field, form.row.unparsed.get(name, form.stored(name)))
        typed = _typed(form, name)
        if stored != typed:
            found.append(Difference(name, str(field.label), stored, typed, compare(stored, typed)))
    return found


def compare(stored: str, typed: str) -> tuple[tuple[str, str], ...]:
    """Both texts in one, cut where they part."""
    old, new = PIECES.findall(stored), PIECES.findall(typed)
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind == "equal":
            pieces.append((SAME, "".join(old[a:b])))
            continue
        pieces += [(STORED, "".join(old[a:b])), (TYPED, "".join(new[c:d]))]
    return tuple((kind, text) for kind, text in pieces if text)


def _typed(form: DraftForm, name: str) -> str:
    if name in form.errors:
        return storable("、".join(form.data.getlist(name)))
    return _text(form.fields[name], form.cleaned_data[name])


def _text(field: forms.Field, value: Any) -> str:
    """A field's value in the words of the page, numbers masked."""
    if isinstance(field, Personal):
        return masked(value) if value == field.stored else str(value)
    if isinstance(field, YesNo | Tick):
        return {True: _("是"), False: _("否")}.get(value, "")
    if isinstance(field, forms.ChoiceField):
        return _labels(field, value if isinstance(value, list) else [value])
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared)


def _labels(field: forms.ChoiceField, values: list[Any]) -> str:
    labels = {str(code): str(label) for code, label in field.choices if code != ""}
    plain = [labels.get(str(value), str(value)) for value in values if value not in (None, "")]
    return "；".join(re.sub("<[^>]*>", "", label) for label in plain)
