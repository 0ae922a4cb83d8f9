"""Files into a ZIP, one after the other, so that no more than one is held at a time; the last tells what is in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile

from .excel import sheet_xlsx
from .sheet import Column, Sheet, group, numbers

LONGEST = 60  # characters of a folder's or a file's name: 180 bytes, where file systems take 255
INDEX = "目录.xlsx"
GONE = "原件缺失，未能归档"
# What one system or another refuses in a name, or reads as something else.
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True)
class Paper:
    """One file to be: its folders and its name, each still as anybody typed it; `make` gives None where it is gone."""

    path: tuple[str, ...]
    make: Callable[[], bytes | None]


@dataclass(frozen=True)
class _Filed:
    name: str
    size: int | str
    digest: str


def zipped(title: str, papers: Iterable[Paper]) -> Iterator[bytes]:
    """The ZIP piece by piece. Names are made safe and unlike each other; Python marks those beyond ASCII as UTF-8."""
    sink, filed, taken = _Sink(), [], {INDEX.casefold()}
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for paper in papers:
            name, content = unlike(safe_path(paper.path), taken), paper.make()
            if content is None:
                filed.append(_Filed(name, "", GONE))
                continue
            archive.writestr(name, content)
            filed.append(_Filed(name, len(content), sha256(content).hexdigest()))
            yield sink.taken()
        archive.writestr(INDEX, sheet_xlsx(_index(title, filed)))
    yield sink.taken()


def safe_path(parts: Iterable[str]) -> str:
    """`a/b/c` out of names of any kind: none leads out of its folder, or hides what it is."""
    return "/".join(map(safe_name, parts))


def safe_name(name: str) -> str:
    """Never empty, no separators, no control or direction marks, no dots or spaces at the ends; its suffix survives."""
    plain = "".join(
        " " if unicodedata.category(sign) in ("Zl", "Zp", "Zs") else sign
        for sign in unicodedata.normalize("NFC", name)
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    plain = _FORBIDDEN.sub("_", plain).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(plain) > LONGEST and len(suffix) < 6:
        return f"{stem[: LONGEST - len(suffix) - 1].strip('. ')}.{suffix}"
    return plain[:LONGEST].strip(". ") or "_"


def unlike(path: str, taken: set[str]) -> str:
    """`path`, or with （2）, （3）… before its suffix where a file of that name is there already; added to `taken`."""
    folders, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    number, found = 1, path
    while found.casefold() in taken:
        number += 1
        found = f"{folders}{slash}" + (f"{stem}（{number}）.{suffix}" if dot else f"{name}（{number}）")
    taken.add(found.casefold())
    return found


def _index(title: str, filed: list[_Filed]) -> Sheet:
    return Sheet(
        attachment="",
        title=f"{title}目录",
        columns=(
            numbers(13),
            Column("文件", 120, lambda line: line.record.name, left=True),
            Column("字节", 22, lambda line: line.record.size),
            Column("SHA-256", 112, lambda line: line.record.digest, left=True),
        ),
        groups=(group(filed),),
    )


class _Sink(RawIOBase):
    """Takes what is written and hands it on; it cannot go back, and says so, so that the ZIP is written forwards."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._kept += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self._kept)
        self._kept.clear()
        return piece
