"""One part of the zip as a stream of elements, counted as they come; and the ways of saying no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from openpyxl.utils.escape import unescape

PIECE = 64 * 1024  # bytes unpacked at a time
TOKEN = 4 * PIECE  # bytes of one tag: a parser holds it whole
MOST_ELEMENTS = 1_000_000  # of one part
MOST_NAMES = 500  # different names of elements and attributes: a parser never forgets one
MOST_ATTRIBUTES = 100  # of one element
DEEPEST = 40  # elements within elements
LAST_ROW = 20_000  # rows looked at, empty ones included
LONGEST = 32_767  # characters of a cell, as Excel has it


class Refusal(Exception):
    """The file is not read."""


class Broken(Refusal):
    """No workbook, or a damaged one."""


class Locked(Refusal):
    """A password is on it."""


class TooBig(Refusal):
    """More of something than a list of nominees can have."""


class TooLong(Refusal):
    """Rows beyond LAST_ROW."""


class TooMany(Refusal):
    """More rows that hold something than the reader was asked for."""


class Formula(Refusal):
    """A cell holds a formula; its result may be missing or old."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class ErrorValue(Refusal):
    """A cell holds what a formula left that came to nothing: #N/A, #REF!"""

    def __init__(self, line: int, value: str) -> None:
        super().__init__(line, value)
        self.line, self.value = line, value


class Part:
    """What listens to the elements of one part: `begin`, `end` and, while `collecting`, `text`."""

    collecting = False

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens; names without their prefix."""

    def end(self, name: str) -> None:
        """It closes."""

    def taken(self) -> str:
        """The text collected, and no longer; as the file has it. Raises TooBig."""
        text = "".join(self.pieces)
        self.pieces, self.collecting = [], False
        if len(text) > LONGEST:
            raise TooBig
        return text


def told(text: str) -> str:
    """A text without Excel's own escapes: _x000D_ for a control, _x005F_ for the sign that begins an escape.

    Halves of a character (_xD842__xDFB7_) are put together; one alone is no character.
    """
    return unescape(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "_x" in text else text


class Parser:
    """expat, which keeps nothing of its own, with its bounds watched."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.depth = self.elements = self.fed = 0
        self.expat = expat.ParserCreate(intern={})
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._begin
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text
        self.expat.StartDoctypeDeclHandler = self._refuse  # no workbook has one; entities grow from it

    def feed(self, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            self.fed += len(piece)
            self.expat.Parse(piece)
            if self.fed - self.expat.CurrentByteIndex > TOKEN:
                raise TooBig
        self.expat.Parse(b"", True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if (
            self.depth > DEEPEST
            or self.elements > MOST_ELEMENTS
            or len(attributes) > MOST_ATTRIBUTES
            or len(self.expat.intern) > MOST_NAMES
        ):
            raise TooBig
        self.part.begin(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.part.end(name.rpartition(":")[2])

    def _text(self, text: str) -> None:
        if self.part.collecting:
            self.part.pieces.append(text)

    def _refuse(self, *_declared: Any) -> None:
        raise TooBig
