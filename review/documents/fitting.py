"""What gave way so that a form's texts fit their boxes: told beside the form on the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from .drawing import Form, flows_of, labels_of
from .grid import FIELD
from .pouring import Flow, Poured, pour

COVER_PAGE = 1
FRONT = 2  # pages: cover and instructions


@dataclass(frozen=True)
class Fit:
    """One text that is not printed as wanted, or not in its first box alone, by the label that stands before it."""

    label: str
    cover: bool
    narrowed: bool  # its leading only
    size: float | None  # in points, where smaller than wanted
    page: int | None  # of the form, where it goes on; the cover is 1
    added: bool  # it goes on in a page behind the form's own


def fits(form: Form) -> list[Fit]:
    """The texts of which there is something to tell, in the order of the form."""
    flows, labels, pages = flows_of(form), labels_of(form), _pages(form)
    poured = pour(flows)
    found = [_fit("".join(labels[name].split()), flow, poured[name], pages[name]) for name, flow in flows.items()]
    return list(dict.fromkeys(fit for fit in found if fit.narrowed or fit.size or fit.page or fit.added))


def _fit(label: str, flow: Flow, poured: Poured, pages: list[int]) -> Fit:
    wanted, taken = flow.style.steps[0], poured.step
    boxes = min(len(poured.parts), len(flow.boxes))
    return Fit(
        label,
        cover=pages[0] == COVER_PAGE,
        narrowed=taken.size == wanted.size and taken.leading < wanted.leading,
        size=taken.size if taken.size < wanted.size else None,
        page=pages[boxes - 1] if boxes > 1 else None,
        added=len(poured.parts) > len(flow.boxes),
    )


def _pages(form: Form) -> Mapping[str, list[int]]:
    """The numbers of the pages that have a box for each text."""
    pages = defaultdict(list, {name: [COVER_PAGE] for _words, name in form.cover})
    for number, page in enumerate(form.pages, FRONT + 1):
        for row in page.rows:
            for cell in row.cells:
                if cell.kind == FIELD:
                    pages[cell.field].append(number)
    return pages
