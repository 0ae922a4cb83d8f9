"""A JPEG 2000 picture inside a PDF is the same picture to the bit, and tells nothing of its making."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream
from PIL import ImageChops

from nominations.cleaning import bounded, pdfs
from nominations.cleaning.bounded import Refused
from nominations.cleaning.jpeg2000 import without_told
from tests.nominations.test_cleaning import CANARY, all_of, document, drawn, encoded, letter, opened

SECRET = CANARY.encode()
COMMENT = b"\xff\x64" + (4 + len(SECRET)).to_bytes(2, "big") + b"\0\1" + SECRET


def box(kind, content=SECRET):
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def long_box(kind, content=SECRET):
    return b"\0\0\0\1" + kind + (16 + len(content)).to_bytes(8, "big") + content


def last_box(kind, content=SECRET):
    return b"\0\0\0\0" + kind + content


TELLING = [
    box(b"xml "),
    box(b"uuid", b"JpgTiffExif->JP2" + SECRET),
    long_box(b"uuid", bytes(16) + SECRET),
    box(b"uinf", box(b"ulst", bytes(18)) + box(b"url ")),
    box(b"asoc", box(b"lbl ") + box(b"asoc", box(b"lbl ") + box(b"xml "))),
    box(b"jp2i"),
    box(b"of a maker of programs"[:4]),
]
NEGATIVE = b"\1\0\3\7\7\7" + bytes(255 - place // 3 for place in range(3 * 256))  # 256 colours of three bytes
PALETTE = box(b"pclr", NEGATIVE) + box(b"cmap", b"\0\0\1\0\0\0\1\1\0\0\1\2")
LAYER = box(b"cgrp", box(b"colr", b"\1\0\0\0\0\0\x10"))


def codestream(mode="RGB", **options):
    """Four tiles, with a comment in the header of the file and in that of the first."""
    plain = encoded(letter().convert(mode), "JPEG2000", no_jp2=True, tile_size=(256, 256), comment=SECRET, **options)
    place = plain.index(b"\xff\x90\0\x0a")
    length = int.from_bytes(plain[place + 6 : place + 10], "big") + len(COMMENT)
    tile_part = plain[place : place + 6] + length.to_bytes(4, "big") + plain[place + 10 : place + 12]
    return plain[:place] + tile_part + COMMENT + plain[place + 12 :]


def in_boxes(mode="RGB", shut=box, more=b"", beside=b"", **options):
    """What Pillow writes around it, and in each place all that tells; `more` lies in the header, `beside` behind it."""
    plain = encoded(letter().convert(mode), "JPEG2000")
    begin, end = plain.index(b"jp2h") - 4, plain.index(b"jp2c") - 4
    told = b"".join(TELLING)
    header = box(b"jp2h", told + plain[begin + 8 : end] + more + told)
    picture = shut(b"jp2c", codestream(mode, **options))
    behind = b"" if shut is last_box else told + last_box(b"xml ")
    return plain[:begin] + told + header + beside + told + picture + behind


PICTURES = {
    "alone": codestream(),
    "boxes": in_boxes(),
    "grey": in_boxes("L"),
    "transparent": in_boxes("RGBA"),
    "long box": in_boxes(shut=long_box),
    "last box": in_boxes(shut=last_box),
    "lengths of packets": in_boxes(plt=True),
    "lossy": in_boxes(irreversible=True, quality_layers=[20, 5]),
    "a palette": in_boxes("L", more=PALETTE).replace(b"colr\1\0\0\0\0\0\x11", b"colr\1\0\0\0\0\0\x10"),
    "a layer": in_boxes(beside=box(b"jplh", box(b"lbl ") + LAYER)),
    "a line behind it": codestream() + b"\r\n",
}


def scanned(pdf, picture, packed=False):
    scan = Stream(pdf, zlib.compress(picture) if packed else picture)
    filters = Array([Name.FlateDecode, Name.JPXDecode]) if packed else Name.JPXDecode
    scan.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=400, Height=300, Filter=filters)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=scan))
    pdf.pages[0].obj.Contents = Stream(pdf, b"q 180 0 0 135 10 10 cm /Im Do Q")


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
class TestPictures:
    def test_it_is_the_same_to_the_bit(self, picture):
        assert SECRET in picture
        clean = without_told(picture)
        assert SECRET not in clean
        assert not [kind for kind in (b"xml ", b"uuid", b"uinf", b"asoc", b"lbl ", b"jp2i") if kind in clean]
        assert opened(clean).mode == opened(picture).mode
        assert opened(clean).tobytes() == opened(picture).tobytes()

    @pytest.mark.parametrize("packed", [False, True])
    def test_inside_a_pdf(self, picture, packed):
        content = document(lambda pdf: scanned(pdf, picture, packed))
        clean = pdfs.scan(content)
        assert SECRET not in all_of(clean)
        with pikepdf.open(BytesIO(clean)) as pdf:
            scan = pdf.pages[0].obj.Resources.XObject.Im
            assert scan.Filter == Name.JPXDecode
            assert scan.read_raw_bytes() == without_told(picture)
        assert ImageChops.difference(drawn(content), drawn(clean)).getextrema() == ((0, 0),) * 3
        assert drawn(clean).getextrema() != ((255, 255),) * 3

    def test_once_more_changes_nothing(self, picture):
        assert without_told(without_told(picture)) == without_told(picture)


def test_what_draws_it_is_kept():
    assert LAYER in without_told(PICTURES["a layer"])
    assert opened(without_told(PICTURES["a palette"])).convert("RGB").getpixel((0, 0)) == (0, 0, 0)
    profile = box(b"colr", b"\2\0\0" + bytes(128))
    assert profile in without_told(in_boxes(more=profile))


def test_it_is_as_long_as_before_but_for_its_boxes():
    """No length within it is changed, so none is wrong."""
    clean = without_told(codestream(plt=True))
    assert clean == codestream(plt=True).replace(COMMENT[4:], bytes(len(COMMENT) - 4))
    assert without_told(codestream() + SECRET) == without_told(codestream())


HEAD = PICTURES["boxes"][:12]


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        SECRET,
        HEAD,
        HEAD + box(b"xml "),
        HEAD + b"\0\0\0\7fre" + box(b"jp2c", codestream()),  # shorter than its own head
        HEAD + b"\0\0\0\1jp2c" + bytes(7) + b"\x0f" + codestream(),
        HEAD + b"\0\0\0\1jp2c",
        HEAD + box(b"jp2c"),
        HEAD + last_box(b"uuid", codestream()),
        b"\xff\x4f",
        codestream()[:60],  # within the header
        codestream()[:-9],  # within the picture
        PICTURES["boxes"][: -len(codestream()) // 2],
        PICTURES["boxes"].replace(box(b"jp2c", codestream())[:8], box(b"jp2c", codestream()[:-9])[:8]),
        codestream()[: codestream().index(COMMENT[:4]) + 8],
        codestream().replace(COMMENT[:4], b"\xff\x64\0\1"),  # shorter than itself
        codestream().replace(COMMENT[:4], b"\xff\x64\xff\xff"),
        codestream().replace(COMMENT[:4], b"\0\x64" + COMMENT[2:4]),
        codestream().replace(b"\xff\x90\0\x0a\0\1", b"\xff\x91\0\x0a\0\1"),  # no tile begins where one should
    ],
)
def test_what_cannot_be_followed_is_refused(picture):
    with pytest.raises(Refused, match="unreadable"):
        without_told(picture)
    for packed in (False, True):
        head, clean = bounded.done(pdfs.scan, document(lambda pdf: scanned(pdf, picture, packed)), {})  # noqa: B023
        assert (head["code"], clean) == ("unreadable", b"")


def test_a_tile_part_that_leaves_its_length_open():
    last = codestream().rindex(b"\xff\x90\0\x0a")
    picture = codestream()[: last + 6] + bytes(4) + codestream()[last + 10 :]
    assert SECRET not in without_told(picture)
    assert opened(without_told(picture)).tobytes() == opened(picture).tobytes()


@given(
    st.sampled_from([PICTURES["boxes"], PICTURES["alone"]]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=9)), max_size=4),
    st.just(1) | st.floats(0, 1),
)
def test_no_damage_breaks_it(picture, hurt, kept):
    """It is cleaned or refused; what is left is followed to its end once more, and has no box that tells."""
    damaged = bytearray(picture)
    for place, content in hurt:
        begin = int(place**3 * len(damaged))  # mostly near the beginning, where boxes and headers are
        damaged[begin : begin + len(content)] = content
    damaged = bytes(damaged[: round(len(damaged) * kept)])
    try:
        clean = without_told(damaged)
    except Refused as refusal:
        assert refusal.code == "unreadable"
    else:
        assert without_told(clean) == clean
        assert len(clean) <= len(damaged) + 8


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", HEAD, HEAD + b"\0\0\0\0jp2c\xff\x4f", b"\xff\x4f", codestream()[:-2]]),
)
def test_no_bytes_break_it(content, start):
    try:
        without_told(start + content)
    except Refused as refusal:
        assert refusal.code == "unreadable"
