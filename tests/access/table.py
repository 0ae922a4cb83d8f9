"""Reads `table.txt`, and lists the addresses that the site has."""

from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, get_resolver

FILE = Path(__file__).with_name("table.txt")
PARTS = (
    *("anon", "nobody", "clerk", "lead", "oclerk", "olead", "office", "panel", "barred"),
    *("chair", "asked", "unasked", "dist", "audit", "admin"),
)
IN, WRITES, SEES = "in", "w", "s"


@dataclass(frozen=True)
class Row:
    """What each part is answered at one address by one method. `words` name the address's arguments."""

    name: str
    words: str
    method: str
    cells: tuple[str, ...]

    def __str__(self):
        return f"{self.method} {self.name} {self.words}"

    def expected(self):
        return dict(zip(PARTS, self.cells, strict=True))


def rows():
    """The table, line by line; one that is not the width of the table is a fault of the table."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        fields = line.partition("#")[0].split()
        if fields:
            name, words, method, *cells = fields
            found.append(Row(name, words, method, _full_width(cells, line)))
    return found


def _full_width(cells, line):
    """The cells with the one that has a `*` as often as it takes."""
    for place, cell in enumerate(cells):
        if cell.startswith("*"):
            cells = [*cells[:place], *[cell[1:]] * (len(PARTS) - len(cells) + 1), *cells[place + 1 :]]
            break
    assert len(cells) == len(PARTS), f"{len(cells)} cells instead of {len(PARTS)}: {line}"
    return tuple(cells)


def patterns(resolver=None, prefix=""):
    """Every address of the site: (its pattern as text, the URLPattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield text, entry
        else:
            yield from patterns(entry, text)


def is_public(entry):
    """Whether the sign-in that the middleware asks for is waived at this address."""
    return not getattr(entry.callback, "login_required", True)
