"""From a form's grid and texts to what its template draws."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from nominations.policy.notice import FormText, OpinionBox

from .check_code import qr_data
from .grid import FIELD, LABEL, OPINION, PHOTO, Page, Placed, edges, place
from .layouts import COVER, COVER_BOX, COVER_LINES, HEIGHT, NARROW, SHORT, STYLE_OF, WIDTH, continuation
from .pouring import Box, Flow, Poured, Style, pour

PADDING = 1  # mm between the lines of a cell and its text, on each side
LONG_PADDING = 2  # left and right of texts of several lines
STATEMENT = 10  # mm a tick line takes
OVERFLOW = Box(WIDTH - NARROW - 2 * LONG_PADDING, HEIGHT - 2 * PADDING)


@dataclass(frozen=True)
class Form:
    """One form before it is drawn: its printed words and its grid, and what is filled in (nothing in a blank one)."""

    kind: str
    words: FormText
    pages: tuple[Page, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, bool | None] = field(default_factory=dict)  # by the field that a statement is bound to
    photo: str = ""  # data: address
    code: str = ""
    address: str = ""  # where the code is checked

    @property
    def cover(self) -> tuple[tuple[str, str], ...]:
        return COVER_LINES[self.kind]


def drawn(forms: Iterable[Form]) -> list[dict[str, Any]]:
    """The context of `documents/forms.html`: each text poured into its boxes.

    Form by form: WeasyPrint holds every page against the rules of every other page, so that ten forms poured together
    take far longer than one after the other.
    """
    return [_Drawing(form, pour(flows_of(form))).context() for form in forms]


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


class _Drawing:
    """One form while it is drawn: takes each text's parts, box by box."""

    def __init__(self, form: Form, poured: Mapping[str, Poured]) -> None:
        self.form = form
        self.poured = poured
        self.parts = {name: deque(text.parts) for name, text in poured.items()}

    def context(self) -> dict[str, Any]:
        cover = [{"label": words, "text": self._text(name, COVER_BOX)} for words, name in self.form.cover]
        pages = [self._page(page) for page in self.form.pages]
        return {
            "words": self.form.words,
            "cover": cover,
            "pages": pages + self._continuations(),
            "code": self.form.code,
            "qr": qr_data(self.form.address),
        }

    def _continuations(self) -> list[dict[str, Any]]:
        """Pages for what no box could hold at the smallest step, in the order of the form."""
        labels = labels_of(self.form)
        return [
            self._page(continuation(labels[name], name))
            for name, parts in self.parts.items()
            for _part in range(len(parts))
        ]

    def _page(self, page: Page) -> dict[str, Any]:
        placed = place(page)
        lines = edges(placed)
        rows = [
            {"height": row.height, "cells": [self._cell(cell, lines) for cell in cells]}
            for row, cells in zip(page.rows, placed, strict=True)
        ]
        return {"columns": [right - left for left, right in pairwise(lines)], "rows": rows}

    def _cell(self, placed: Placed, lines: list[int]) -> dict[str, Any]:
        cell = placed.cell
        drawn = {
            "kind": cell.kind,
            "words": cell.words,
            "lines": cell.words.count("\n") + 1,
            "columns": lines.index(placed.right) - lines.index(placed.left),
            "rows": cell.rows,
        }
        if cell.kind == FIELD:
            drawn["text"] = self._text(cell.field, _inner(placed))
        elif cell.kind == PHOTO:
            drawn["photo"] = self.form.photo
        elif cell.kind == OPINION:
            drawn["opinion"] = self._opinion(cell.opinion, _inner(placed))
        return drawn

    def _text(self, name: str, box: Box) -> dict[str, Any]:
        parts = self.parts[name]
        return {
            "style": _style(name).css_class,
            "step": self.poured[name].step.css_class,
            "width": box.width,
            "height": box.height,
            "paragraphs": parts.popleft() if parts else (),
        }

    def _opinion(self, opinion: OpinionBox, box: Box) -> dict[str, Any]:
        statements = [
            {"words": words, "answer": self.form.ticks.get(name)}
            for words, name in zip(opinion.statements, opinion.fields, strict=True)
        ]
        return {
            "statements": statements,
            "statement_height": STATEMENT,
            "signature": opinion.signature,
            "seals": opinion.seals,
            "seals_height": box.height - STATEMENT * len(statements),
            "width": box.width,
        }


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
