"""What changed in a nominee's form since it was sent back: old and new, field by field."""

from dataclasses import dataclass

from nominations.forms.differences import compare
from nominations.forms.readback import line_of
from nominations.forms.sections import SECTIONS, Item, items_of
from nominations.models import CollectiveNomination, IndividualNomination

from ..models import ReturnRecord
from ..selectors.returns import PHOTO, ROWS, changed, returned_row

Detail = CollectiveNomination | IndividualNomination


@dataclass(frozen=True)
class Change:
    """One field. `pieces` as in `nominations.forms.differences.Difference`, the stored one being the older."""

    name: str
    label: str
    old: str
    new: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def same_look(self) -> bool:
        """A number whose readable digits are the same in both."""
        return self.name != PHOTO and self.old == self.new


def changes(record: ReturnRecord, row: Detail) -> list[Change]:
    """In the form's order; personal numbers masked."""
    names, then = set(changed(record, row)), returned_row(record, row)
    return [_change(record, item, then, row) for item in items_of(SECTIONS[row.kind]) if item.name in names]


def _change(record: ReturnRecord, item: Item, then: Detail, row: Detail) -> Change:
    if item.name == PHOTO:
        return Change(item.name, str(item.label), "", "", ())
    notice = row.recommendation.cycle.notice
    old = record.values[item.name] if item.name in ROWS else line_of(then, item, notice, revealed=True).value
    new = line_of(row, item, notice).value
    return Change(item.name, str(item.label), old, new, compare(old, new))
