"""The first sheet of an .xlsx file, read in one pass and within bounds, whatever the file was made to do.

openpyxl builds trees of whatever a part holds, and a megabyte of zip can hold gigabytes. Here a part is unpacked piece by
piece and counted as it comes, whatever the zip's directory says of it, and only cells are kept. Nothing but the parts
that a sheet needs is unpacked at all.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TypeVar
from xml.parsers import expat

from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH

from .bounds import (
    LAST_ROW,
    PIECE,
    Broken,
    ErrorValue,
    Formula,
    Locked,
    Parser,
    Part,
    Refusal,
    TooBig,
    TooLong,
    TooMany,
)
from .cells import Area, Cells, Row, SheetData
from .parts import Book, Formats, Links, Strings

__all__ = [
    "LAST_ROW",
    "Area",
    "Broken",
    "ErrorValue",
    "Formula",
    "Locked",
    "Refusal",
    "Row",
    "SheetData",
    "TooBig",
    "TooLong",
    "TooMany",
    "read_first_sheet",
]

UNPACKED = 40 * 1024 * 1024  # bytes of all parts that are read
MOST_PARTS = 2_000  # files in the zip
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # Excel's; others unpack without bound

# What zip, XML and the numbers in it stumble over in a damaged file.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError),
    *(LookupError, ValueError, NotImplementedError),
)

P = TypeVar("P", bound=Part)


def read_first_sheet(data: bytes, most: int) -> SheetData:
    """The first sheet that is not hidden, at most `most` rows that hold anything.

    Raises Broken, Locked, TooBig, TooLong, TooMany, Formula or ErrorValue.
    """
    try:
        package = _Package(data)
        book = package.parse(Book(), package.book)
        sheet = package.sheet_of(book)
        strings = package.parse(Strings(), package.part("sharedStrings")).strings
        formats = package.parse(Formats(), package.part("styles")).dates
        epoch = CALENDAR_MAC_1904 if book.from_1904 else WINDOWS_EPOCH
        return package.parse(Cells(strings, formats, epoch, most), sheet).data
    except UNREADABLE as error:
        raise Broken from error


class _Package:
    """The zip, its parts by what they are to the workbook."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(BytesIO(data))
        if len(self.zip.infolist()) > MOST_PARTS:
            raise TooBig
        self.left = UNPACKED
        self.links = self._links("")
        self.book = self.part("officeDocument")
        self.links = self._links(self.book)

    def _links(self, source: str) -> dict[str, tuple[str, str]]:
        """key → (kind, path of the part) of what `source` (path of a part, "" the package) leads to."""
        folder, name = posixpath.split(source)
        found = self.parse(Links(), posixpath.join(folder, "_rels", f"{name}.rels")).links
        return {
            key: (kind.rpartition("/")[2], posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            for key, (kind, target) in found.items()
        }

    def part(self, kind: str) -> str:
        """The path of the one part of that kind; "" where there is none."""
        return next((target for found, target in self.links.values() if found == kind), "")

    def sheet_of(self, book: Book) -> str:
        """The path of the first sheet that people see."""
        for key in book.sheets:
            kind, target = self.links[key]
            if kind == "worksheet":
                return target
        raise LookupError("no sheet")

    def parse(self, part: P, path: str) -> P:
        """Feed the part at `path` ("" for none) to `part`."""
        if not path:
            return part
        entry = self.zip.getinfo(path)
        if entry.flag_bits & 1:
            raise Locked
        if entry.compress_type not in PACKINGS:
            raise Broken
        Parser(part).feed(self._pieces(entry))
        return part

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        with self.zip.open(entry) as file:
            while piece := file.read(PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise TooBig
                yield piece
