"""A nominee's form sitting by sitting: who changed what, old and new in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey

from ..models import CollectiveNomination, Edit, IndividualNomination
from ..policy.corrections import item_of
from .differences import compare
from .readback import line_of
from .sections import SECTIONS, Item, items_of

Detail = CollectiveNomination | IndividualNomination
PHOTO = "photo"


@dataclass(frozen=True)
class Change:
    """One field. `pieces` as in `differences.Difference`, the stored one being the older; none of the photo."""

    name: str
    label: str
    old: str
    new: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def same_look(self) -> bool:
        """A number whose readable digits are the same in both."""
        return self.name != PHOTO and self.old == self.new


@dataclass(frozen=True)
class Sitting:
    """One person's changes; none left where they were taken back."""

    edit: Edit
    fields: list[Change]


def history(row: Detail, edits: Iterable[Edit]) -> list[Sitting]:
    """Newest first, personal numbers masked. `edits`: those of `row`, newest first; what they wrote over is put back in turn."""
    items = list(items_of(SECTIONS[row.kind]))
    then, linked, sittings = copy(row), {}, []
    words = {item.name: _word(then, item, linked) for item in items}
    for edit in edits:
        for name, value in edit.before.items():
            _put_back(then, name, value, linked)
        touched = {item_of(name) for name in (*edit.before, *edit.before.get("unparsed", ()))}
        old = {item.name: _word(then, item, linked) for item in items if item.name in touched}
        fields = [
            Change(item.name, str(item.label), old[item.name], words[item.name], compare(old[item.name], words[item.name]))
            for item in items
            if item.name in old and (old[item.name] != words[item.name] or item.personal or item.name == PHOTO)
        ]
        words |= old
        sittings.append(Sitting(edit, fields))
    return sittings


def _put_back(then: Detail, name: str, value: Any, linked: dict[str, str]) -> None:
    field = then._meta.get_field(name)
    if isinstance(field, ForeignKey):
        linked[name] = value
    elif name != PHOTO:
        setattr(then, name, field.to_python(value))


def _word(row: Detail, item: Item, linked: dict[str, str]) -> str:
    if item.name == PHOTO:
        return ""
    if item.name in linked:
        return linked[item.name] or str(item.empty)
    return line_of(row, item, row.recommendation.cycle.notice).value
