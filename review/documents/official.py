"""公文: papers laid out as GB/T 9704—2012 has it (`styles/official.typ`), each described as a title and its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from nominations.audit_chain import Head

from .check_code import check_address, qr_svg
from .sheet import Column, Value
from .typesetting import typeset
from .wording import clean

Part = dict[str, Any]

LINE = 24  # characters that a signature may have in a line
SPREAD = (4, 24)  # characters by which columns of long text share the width

# Before these the name of a working group may be broken.
_GROUP = re.compile("(?=评选表彰|表彰工作|工作专班|领导小组)")


def official_pdf(title: Sequence[str], parts: Iterable[Part]) -> bytes:
    """A4 portrait. A long title breaks between the words of `title`."""
    return typeset("official", json.dumps({"title": title, "parts": list(parts)})).pdf


def paragraph(text: str) -> Part:
    return {"kind": "paragraph", "text": clean(text)}


def addressed(text: str) -> Part:
    """Who the paper goes to."""
    return {"kind": "flush", "text": clean(text)}


def under_title(text: str) -> Part:
    return {"kind": "under", "text": clean(text)}


def heading(text: str) -> Part:
    return {"kind": "heading", "text": clean(text)}


def lead(text: str) -> Part:
    """A line that stays with the table below it."""
    return {"kind": "lead", "text": clean(text)}


def enclosure(text: str) -> Part:
    return {"kind": "enclosure", "text": clean(text)}


def table(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Part:
    """Columns that are `left` share what the others leave; the widths of a sheet do not count."""
    shown = [[clean(str(value)) for value in row] for row in rows]
    longest = [max((len(value) for value in values), default=0) for values in zip(*shown, strict=True)]
    return {
        "kind": "table",
        "columns": [
            {"heading": column.heading, "left": column.left, "longest": min(max(most, SPREAD[0]), SPREAD[1])}
            for column, most in zip(columns, longest or [0] * len(columns), strict=True)
        ],
        "rows": shown,
    }


def signed(who: str, day: str) -> Part:
    """A long name in two lines, the second of which begins with a word of the group's own."""
    halves = _GROUP.split(who, maxsplit=1) if len(who) > LINE else [who]
    return {"kind": "signed", "who": halves, "day": day}


def audit_note(head: Head) -> list[Part]:
    """The newest link of the audit trail as a paper goes out: who keeps it can tell whether the trail was changed since."""
    return [{"kind": "note", "text": f"审计链：第{head.number}条，{head.mac[:20].upper()}"}] if head.number else []


def checked_at(code: str, lines: Sequence[str]) -> Part:
    """The QR code of the address at which the paper is checked, beside `lines` in small print."""
    return {"kind": "check", "qr": qr_svg(check_address(code)), "lines": [clean(line) for line in lines]}


def by_hand(*lines: str, day: str) -> Part:
    return {"kind": "hands", "lines": lines, "day": day}
