"""Pouring: text of any length into boxes of fixed size.

The boxes of an approval form stay where they are ("请勿改变原表版式"), so the text gives way: it is set smaller by one
step after the other until it fits, and what does not fit at the last step goes on in continuation pages. What fits is
measured by what prints it, `styles/pouring.typ`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .typesetting import typeset

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Step:
    """One way to set a text: size and line height in points."""

    size: float
    leading: float


@dataclass(frozen=True)
class Style:
    """How a text is set: what `pouring.typ` calls it, and the steps to try, the wanted one first."""

    name: str
    steps: tuple[Step, ...]
    is_indented: bool = False  # its lines have indents of their own


@dataclass(frozen=True)
class Box:
    """Inner size in mm."""

    width: int
    height: int


@dataclass(frozen=True)
class Flow:
    """A text, the boxes it fills one after the other, and the box of a continuation page."""

    text: str
    style: Style
    boxes: tuple[Box, ...]
    overflow: Box


@dataclass(frozen=True)
class Paragraph:
    text: str
    begun: bool = False  # its beginning stands in the box before
    goes_on: bool = False  # its end stands in the box after


@dataclass(frozen=True)
class Poured:
    """The step that was taken, and the paragraphs of each box; parts beyond the boxes are continuation pages."""

    step: Step
    parts: tuple[tuple[Paragraph, ...], ...]

    def part(self, number: int) -> tuple[Paragraph, ...]:
        return self.parts[number] if number < len(self.parts) else ()


def pour(flows: Mapping[Key, Flow]) -> dict[Key, Poured]:
    """Every flow, poured."""
    [told] = typeset("measure", json.dumps([flow_data(flow) for flow in flows.values()])).told
    return {key: _poured(flow, one) for (key, flow), one in zip(flows.items(), told, strict=True)}


def flow_data(flow: Flow) -> dict[str, Any]:
    """A flow as `styles/pouring.typ` wants it."""
    return {
        "paragraphs": [{"text": text, "begun": False, "goes-on": False} for text in _paragraphs(flow)],
        "style": flow.style.name,
        "steps": [(step.size, step.leading) for step in flow.style.steps],
        "boxes": [(box.width, box.height) for box in flow.boxes],
        "overflow": (flow.overflow.width, flow.overflow.height),
    }


def _paragraphs(flow: Flow) -> Iterator[str]:
    """One for each line that holds anything; spaces typed as an indent give way to the style's own.

    A no-break space, as it comes with text from the web, is a space like any other.
    """
    for line in re.sub("[\u00a0\u202f]", " ", flow.text).split("\n"):
        if line.strip():
            yield line.strip() if flow.style.is_indented else line.rstrip()


def _poured(flow: Flow, told: Mapping[str, Any]) -> Poured:
    parts = tuple(tuple(Paragraph(one["text"], one["begun"], one["goes-on"]) for one in part) for part in told["parts"])
    return Poured(flow.style.steps[told["step"]], parts)
