"""Pouring: text of any length into boxes of fixed size.

The boxes of an approval form stay where they are ("请勿改变原表版式"), so the text gives way: it is set smaller by one
step after the other until it fits, and what does not fit at the last step goes on in continuation pages. WeasyPrint
itself judges what fits: the text is laid out on pages that have the size of the boxes, and what it put on each page
is read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from weasyprint import Page
from weasyprint.formatting_structure.boxes import TextBox

from .pdf import lay_out


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


def pour(flows: Mapping[str, Flow]) -> dict[str, Poured]:
    """Every flow, poured. All flows of one round are laid out together: a round a step, mostly one or two."""
    poured = {key: Poured(flow.style.steps[0], ()) for key, flow in flows.items()}
    pending = {key: flow for key, flow in flows.items() if flow.text.strip()}
    attempt = 0
    while pending:
        taken = _lay_out(pending, attempt)
        for key, flow in list(pending.items()):
            last = attempt + 1 == len(flow.style.steps)
            if last or len(taken[key]) <= len(flow.boxes):
                poured[key] = Poured(flow.style.steps[attempt], tuple(_parts(flow.text, taken[key])))
                del pending[key]
        attempt += 1
    return poured


def step_rules(styles: tuple[Style, ...]) -> str:
    """CSS for every step of `styles`."""
    steps = {step for style in styles for step in style.steps}
    return "".join(
        f".{step.css_class} {{ font-size: {step.size}pt; line-height: {step.leading}pt }}\n"
        for step in sorted(steps, key=lambda step: step.css_class)
    )


def _lay_out(flows: Mapping[str, Flow], attempt: int) -> dict[str, list[int]]:
    """How many characters of each flow each of its pages took, white space not counted."""
    entries = [
        {
            "name": f"flow{number}",
            "style": flow.style.css_class,
            "step": flow.style.steps[attempt].css_class,
            "paragraphs": tuple(_paragraphs(flow.text)),
        }
        for number, flow in enumerate(flows.values())
    ]
    html = render_to_string("documents/measure.html", {"flows": entries})
    rules = [_page_rules(f"flow{number}", flow) for number, flow in enumerate(flows.values())]
    rules.append(step_rules(tuple({flow.style for flow in flows.values()})))
    document = lay_out(html, "text", css="".join(rules))
    pages = groupby(document.pages, key=lambda page: page._page_box.page_type.name)
    return {key: [_count(page) for page in group] for key, (_, group) in zip(flows, pages, strict=True)}


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
    """A paragraph in two, the first holding `count` solid characters."""
    seen = 0
    for place, sign in enumerate(paragraph.text):
        seen += not sign.isspace()
        if seen == count:
            head, tail = paragraph.text[: place + 1], paragraph.text[place + 1 :].lstrip()
            return Paragraph(head, paragraph.begun, goes_on=True), Paragraph(tail, begun=True)
    raise ValueError("a paragraph cannot be cut after its end")
