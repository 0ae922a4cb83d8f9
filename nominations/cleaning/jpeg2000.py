"""A JPEG 2000 picture, as PDFs hold it, without what it tells of camera, place and program.

Sources: ISO/IEC 15444-1, Annex I (boxes) and Annex A (markers); 15444-2, Annex M (boxes of JPX).
"""

from __future__ import annotations

from collections.abc import Iterator

from nominations.cleaning.bounded import Refused

FILE, CODESTREAM = b"", b"jp2c"
# The boxes that are needed to draw it, by the box that they lie in. All else goes: EXIF, XMP and place (uuid, uinf, xml),
# labels (asoc, lbl), rights (jp2i), resolution (res), and what counts bytes from the beginning of the file (cref, ftbl).
# A colour profile (in colr) stays: a PDF may leave it to the picture how its colours are meant.
KEPT = {
    FILE: (b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", CODESTREAM),
    b"jp2h": (b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef"),
    b"jpch": (b"ihdr", b"bpcc", b"pclr", b"cmap"),
    b"jplh": (b"cgrp", b"cdef", b"opct", b"creg"),
    b"cgrp": (b"colr",),
}
BEGINS, COMMENT, TILE_PART, DATA, ENDS = b"\xff\x4f", b"\xff\x64", b"\xff\x90", b"\xff\x93", b"\xff\xd9"


def without_told(picture: bytes) -> bytes:
    """The same picture, in its boxes or as the codestream alone. Raises Refused where it cannot be followed: unreadable."""
    if picture.startswith(BEGINS):
        return _without_comments(picture)
    if all(kind != CODESTREAM for kind, _content in _boxes(picture)):
        raise Refused("unreadable")
    return _kept(picture, FILE)


def _kept(boxes: bytes, holder: bytes) -> bytes:
    kept = []
    for kind, content in _boxes(boxes):
        if kind in KEPT[holder]:
            if kind == CODESTREAM:
                content = _without_comments(content)
            elif kind in KEPT:
                content = _kept(content, kind)
            kept.append((8 + len(content)).to_bytes(4, "big") + kind + content)
    return b"".join(kept)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each (I.4), as far as their lengths make sense; the last may be cut off."""
    place = 0
    while place + 8 <= len(content):
        size, kind, head = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8], 8
        if size == 0:  # up to the end
            size = len(content) - place
        elif size == 1:  # it stands behind the kind, in 64 bits
            size, head = int.from_bytes(content[place + 8 : place + 16], "big"), 16
        if size < head:
            return
        yield kind, content[place + head : place + size]
        place += size


def _without_comments(codestream: bytes) -> bytes:
    """Up to its end, with zeros for comments: so all lengths stay true, of tile-parts (Psot, TLM) and packets (PLT).

    Raises Refused.
    """
    clean = bytearray(codestream)
    if not clean.startswith(BEGINS):
        raise Refused("unreadable")
    place = _blank(clean, len(BEGINS), TILE_PART)
    while clean[place : place + 2] == TILE_PART:
        _blank(clean, place, DATA)
        length = int.from_bytes(clean[place + 6 : place + 10], "big")  # Psot (A.4.2); the last may leave it open
        place = place + length if length else len(clean)
    if clean[place : place + 2] != ENDS and place != len(clean):  # cut off, or a length that is a wrong one
        raise Refused("unreadable")
    return bytes(clean[: place + 2])


def _blank(codestream: bytearray, place: int, end: bytes) -> int:
    """Zeros for the comments (A.9.2) of the header that begins at `place`. Where the marker `end` is. Raises Refused."""
    while (marker := codestream[place : place + 2]) != end:
        size = int.from_bytes(codestream[place + 2 : place + 4], "big")
        following = place + 2 + size
        if not marker.startswith(b"\xff") or size < 2 or following > len(codestream):
            raise Refused("unreadable")
        if marker == COMMENT:
            codestream[place + 4 : following] = bytes(size - 2)
        place = following
    return place
