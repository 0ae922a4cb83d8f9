"""From a form's grid and texts to what its template draws."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nominations.policy.notice import FormText, OpinionBox

from .check_code import qr_svg
from .grid import FIELD, LABEL, OPINION, Page, Placed, place
from .layouts import COVER, COVER_BOX, COVER_LINES, HEIGHT, NARROW, SHORT, STYLE_OF, WIDTH, continuation
from .pouring import Box, Flow, Style, flow_data

PADDING = 1  # mm between the lines of a cell and its text, on each side
LONG_PADDING = 2  # left and right of texts of several lines
OVERFLOW = Box(WIDTH - NARROW - 2 * LONG_PADDING, HEIGHT - 2 * PADDING)


@dataclass(frozen=True)
class Form:
    """One form before it is drawn: its printed words and its grid, and what is filled in (nothing in a blank one)."""

    kind: str
    words: FormText
    pages: tuple[Page, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, bool | None] = field(default_factory=dict)  # by the field that a statement is bound to
    photo: bytes = b""
    code: str = ""
    address: str = ""  # where the code is checked

    @property
    def cover(self) -> tuple[tuple[str, str], ...]:
        return COVER_LINES[self.kind]


def drawn(forms: Iterable[Form]) -> tuple[str, dict[str, bytes]]:
    """What `styles/form.typ` draws: its data as JSON, and the photos by name."""
    forms = tuple(forms)
    photos = {f"{number}.jpg": form.photo for number, form in enumerate(forms) if form.photo}
    data = [_drawn(form, f"{number}.jpg" if form.photo else "") for number, form in enumerate(forms)]
    return json.dumps(data), photos


def flows_of(form: Form) -> dict[str, Flow]:
    """Each text by name, with the boxes that the form has for it in their order."""
    boxes = {name: [COVER_BOX] for _words, name in form.cover}
    for placed in _cells(form.pages):
        if placed.cell.kind == FIELD:
            boxes.setdefault(placed.cell.field, []).append(_inner(placed))
    return {name: Flow(form.texts.get(name, ""), _style(name), tuple(own), OVERFLOW) for name, own in boxes.items()}


def _cells(pages: Iterable[Page]) -> list[Placed]:
    return [placed for page in pages for cells in place(page) for placed in cells]


def _inner(placed: Placed) -> Box:
    sides = PADDING if _style(placed.cell.field) is SHORT else LONG_PADDING
    return Box(placed.cell.width - 2 * sides, placed.height - 2 * PADDING)


def _style(name: str) -> Style:
    return COVER if name.startswith("cover_") else STYLE_OF.get(name, SHORT)


def _drawn(form: Form, photo: str) -> dict[str, Any]:
    flows, labels = flows_of(form), labels_of(form)
    return {
        "title": form.words.title,
        "attachment": form.words.attachment,
        "instructions": form.words.instructions,
        "cover": [{"label": words, "name": name} for words, name in form.cover],
        "pages": _pages(form),
        "flows": {name: flow_data(flow) for name, flow in flows.items()},
        "continuations": {name: _cells_of(continuation(labels[name], name), Counter(), form) for name in flows},
        "photo": photo,
        "code": form.code,
        "qr": qr_svg(form.address),
    }


def _pages(form: Form) -> list[list[dict[str, Any]]]:
    parts: Counter[str] = Counter()
    return [_cells_of(page, parts, form) for page in form.pages]


def _cells_of(page: Page, parts: Counter[str], form: Form) -> list[dict[str, Any]]:
    """The cells with their places in mm. `parts`: how many boxes each text has had so far."""
    return [_cell(placed, parts, form) for cells in place(page) for placed in cells]


def _cell(placed: Placed, parts: Counter[str], form: Form) -> dict[str, Any]:
    cell = placed.cell
    drawn = {"kind": cell.kind, "x": placed.left, "y": placed.top, "width": cell.width, "height": placed.height}
    if cell.kind == FIELD:
        drawn |= {"field": cell.field, "part": parts[cell.field], "top": _style(cell.field) is not SHORT}
        parts[cell.field] += 1
    elif cell.kind == OPINION:
        drawn["opinion"] = _opinion(cell.opinion, form)
    else:
        drawn["words"] = cell.words
    return drawn


def _opinion(opinion: OpinionBox, form: Form) -> dict[str, Any]:
    statements = [
        {"words": words, "answer": form.ticks.get(name)}
        for words, name in zip(opinion.statements, opinion.fields, strict=True)
    ]
    return {"statements": statements, "signature": opinion.signature, "seals": len(opinion.seals)}


def labels_of(form: Form) -> dict[str, str]:
    """The label that stands before each field, by its name."""
    labels = {name: words for words, name in form.cover}
    words = ""
    for placed in _cells(form.pages):
        if placed.cell.kind == LABEL:
            words = placed.cell.words
        elif placed.cell.kind == FIELD:
            labels[placed.cell.field] = words
    return labels
