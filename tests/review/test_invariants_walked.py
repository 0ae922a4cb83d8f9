"""The data hold together after each way that the services lead."""

import pytest

from review.invariants import broken
from review.services.advance import Act
from review.services.undoing import undo
from tests import walk

WALKS = [
    walk.drafted, walk.announced, walk.submitted, walk.returned, walk.shortlisted, walk.scored, walk.selected,
    walk.answered, walk.forwarded, walk.approved, walk.published, walk.commended,
]  # fmt: skip


@pytest.mark.parametrize("way", WALKS, ids=lambda way: way.__name__)
def test_after_each_walk(cast, way):
    way(cast)
    assert list(broken()) == []


UNDONE = {
    walk.announced: ("lead", walk.ANNOUNCED), walk.submitted: ("lead", walk.SUBMITTED),
    walk.returned: ("officer", walk.RETURNED), walk.shortlisted: ("officer", walk.SHORTLISTED),
    walk.selected: ("chair", walk.SELECTED), walk.forwarded: ("officer", walk.FORWARDED),
    walk.approved: ("director", walk.APPROVED),
}  # fmt: skip


@pytest.mark.parametrize("way", UNDONE, ids=lambda way: way.__name__)
def test_after_each_undoing(cast, way):
    case, *_ = way(cast)
    who, now = UNDONE[way]
    undo(case.decisions.last(), Act(getattr(cast, who), now, "点错了"))
    assert list(broken()) == []
