"""What changed in a nominee's form since it was sent back, or printed: old and new, field by field."""

from nominations.forms.differences import compare
from nominations.forms.history import Change
from nominations.forms.readback import line_of
from nominations.forms.sections import SECTIONS, Item, items_of
from nominations.models import CollectiveNomination, IndividualNomination

from ..selectors.returns import PHOTO, ROWS, Values, changed, row_then

Detail = CollectiveNomination | IndividualNomination


def changes(values: Values, row: Detail) -> list[Change]:
    """In the form's order; personal numbers masked. `values`: as `selectors.returns.kept` has them."""
    names, then = set(changed(values, row)), row_then(values, row)
    return [_change(values, item, then, row) for item in items_of(SECTIONS[row.kind]) if item.name in names]


def _change(values: Values, item: Item, then: Detail, row: Detail) -> Change:
    if item.name == PHOTO:
        return Change(item.name, str(item.label), "", "", ())
    notice = row.recommendation.cycle.notice
    old = values[item.name] if item.name in ROWS else line_of(then, item, notice, revealed=True).value
    new = line_of(row, item, notice).value
    return Change(item.name, str(item.label), old, new, compare(old, new))
