"""Pouring: text of any length into boxes of fixed size.

The boxes of an approval form stay where they are ("请勿改变原表版式"), so the text gives way: it is set smaller by one
step after the other until it fits, and what does not fit at the last step goes on in continuation pages. WeasyPrint
itself judges what fits: the text is laid out on pages that have the size of the boxes, and what it put on each page
is read back.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TypeVar

from django.template.loader import render_to_string
from weasyprint import Page
from weasyprint.formatting_structure.boxes import TextBox

from .pdf import lay_out

Key = TypeVar("Key", bound=Hashable)

POINTS_PER_MM = 72 / 25.4
_SQUARE = re.compile("[\u4e00-\u9fff]")  # as wide as the type is high, in every font


@dataclass(frozen=True)
class Step:
    """One way to set a text: size and line height in points."""

    size: float
    leading: float

    @property
    def css_class(self) -> str:
        return f"t{self.size * 10:.0f}-{self.leading * 10:.0f}"


@dataclass(frozen=True)
class Style:
    """How a text is set: its CSS class, and the steps to try, the wanted one first."""

    css_class: str
    steps: tuple[Step, ...]


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
    """Every flow, poured. All flows of one round are laid out together: a round a step, mostly one or two."""
    poured = {key: Poured(flow.style.steps[0], ()) for key, flow in flows.items()}
    attempts = {key: _first_attempt(flow) for key, flow in flows.items() if flow.text.strip()}
    while attempts:
        taken = _lay_out([(flows[key], flows[key].style.steps[number]) for key, number in attempts.items()])
        for (key, number), counts in zip(list(attempts.items()), taken, strict=True):
            flow = flows[key]
            if len(counts) <= len(flow.boxes) or number + 1 == len(flow.style.steps):
                poured[key] = Poured(flow.style.steps[number], tuple(_parts(flow.text, counts)))
                del attempts[key]
            else:
                attempts[key] += 1
    return poured


def _first_attempt(flow: Flow) -> int:
    """The first step worth a try, by the lines that the text takes at least. Spares long texts most of the rounds."""
    room = sum(box.height for box in flow.boxes) * POINTS_PER_MM
    width = max(box.width for box in flow.boxes) * POINTS_PER_MM
    square = [len(_SQUARE.findall(paragraph.text)) for paragraph in _paragraphs(flow.text)]
    for number, step in enumerate(flow.style.steps):
        lines = sum(max(1, ceil(count * step.size / width)) for count in square)
        if lines * step.leading <= room:
            return number
    return len(flow.style.steps) - 1


def step_rules(styles: Iterable[Style]) -> str:
    """CSS for every step of `styles`."""
    steps = {step for style in styles for step in style.steps}
    return "".join(
        f".{step.css_class} {{ font-size: {step.size}pt; line-height: {step.leading}pt }}\n"
        for step in sorted(steps, key=lambda step: step.css_class)
    )


def _lay_out(flows: Sequence[tuple[Flow, Step]]) -> list[list[int]]:
    """How many characters of each flow, set in that step, each of its pages took; white space not counted."""
    entries = [
        {
            "name": f"flow{number}",
            "style": flow.style.css_class,
            "step": step.css_class,
            "paragraphs": tuple(_paragraphs(flow.text)),
        }
        for number, (flow, step) in enumerate(flows)
    ]
    html = render_to_string("documents/measure.html", {"flows": entries})
    rules = [_page_rules(f"flow{number}", flow) for number, (flow, _step) in enumerate(flows)]
    rules.append(step_rules({flow.style for flow, _step in flows}))
    document = lay_out(html, "text", css="".join(rules))
    pages = groupby(document.pages, key=lambda page: page._page_box.page_type.name)
    return [[_count(page) for page in group] for _name, group in pages]


def _page_rules(name: str, flow: Flow) -> str:
    boxes = [(f":nth({number} of {name})", box) for number, box in enumerate(flow.boxes, 1)]
    rules = [
        f"@page {selector} {{ size: {box.width}mm {box.height}mm; margin: 0 }}\n"
        for selector, box in [(name, flow.overflow), *boxes]
    ]
    return f".{name} {{ page: {name} }}\n" + "".join(rules)


def _count(page: Page) -> int:
    """Characters on a page. WeasyPrint has no public way to ask for them; a test holds this one."""
    texts = (box.text for box in page._page_box.descendants() if isinstance(box, TextBox))
    return sum(_solid(text) for text in texts)


def _solid(text: str) -> int:
    return sum(not sign.isspace() for sign in text)


def _paragraphs(text: str) -> Iterator[Paragraph]:
    """One for each line that holds anything; spaces typed as an indent give way to the style's own."""
    for line in text.split("\n"):
        if line.strip():
            yield Paragraph(line.strip())


def _parts(text: str, counts: list[int]) -> Iterator[tuple[Paragraph, ...]]:
    """The paragraphs of `text` dealt out: so many solid characters to each part, all that is left to the last."""
    rest = list(_paragraphs(text))
    for count in counts[:-1]:
        part = []
        while rest and count:
            first = rest.pop(0)
            size = _solid(first.text)
            if size > count:
                first, remainder = _cut(first, count)
                rest.insert(0, remainder)
            part.append(first)
            count -= min(size, count)
        yield tuple(part)
    yield tuple(rest)


def _cut(paragraph: Paragraph, count: int) -> tuple[Paragraph, Paragraph]:
    """A paragraph in two, the first holding `count` solid characters, of which there are more."""
    solid = [place for place, sign in enumerate(paragraph.text) if not sign.isspace()]
    end = solid[count - 1] + 1
    head, tail = paragraph.text[:end], paragraph.text[end:].lstrip()
    return Paragraph(head, paragraph.begun, goes_on=True), Paragraph(tail, begun=True)
