"""A PDF with what its pages show and nothing else.

Kept is named, the rest goes: of the document the pages and their layers, of a page what draws it. So there is nothing
left that acts (scripts, links, actions, forms), nothing inside another file's shell (attachments, sound, films) and
nothing about whoever made it. What annotations show (a seal of an electronic signature, a stamp, what was filled into
a form) is drawn into the page; where how it looks is left to the viewer, the file is refused, for it would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    PasswordError,
    Pdf,
    PikepdfError,
    Stream,
    StreamDecodeLevel,
)
from pikepdf.settings import set_qpdf_limits

from nominations.cleaning import jpeg2000
from nominations.cleaning.bounded import Refused, answer

MAX_PAGES = 200
UNPACKED = 128 * 1024**2  # bytes of one stream: an A4 page in colour at 600 dots an inch has 104 MB
MOST_PIXELS = 200_000_000  # of one picture; A0 in black and white at 300 dots an inch has 140 million
MOST_ITEMS = 100_000  # of one list or dictionary

KEPT_IN_ROOT = ("/Type", "/Pages", "/OCProperties", "/Version")
KEPT_IN_TREE = ("/Type", "/Parent", "/Kids", "/Count", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
KEPT_IN_PAGE = (
    *("/Type", "/Parent", "/Contents", "/Resources", "/Group"),
    *("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"),
)
# Of a picture, a font or a drawn part: who made it when with what, files that belong to it, what is drawn in its place.
TOLD_IN_STREAM = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref", "/Alternates"),
    *("/F", "/FFilter", "/FDecodeParms"),
)
# Annotations that a viewer draws by itself where they do not say how they look.
DRAWN = (
    *("/FreeText", "/Stamp", "/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"),
    *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Redact"),
)
CODED = ("/JBIG2Decode", "/CCITTFaxDecode")  # pictures, bounded by their measures
BURST = "memory limit exceeded"  # in qpdf's words
UNSEEN = 1 | 2  # flags of an annotation: invisible, hidden
DEEPEST = 20  # fields within fields


def scan(content: bytes) -> bytes:
    """The pages alone. Raises Refused: encrypted, pages, form, portfolio, heavy, unreadable."""
    set_qpdf_limits(
        flate_max_memory=UNPACKED, run_length_max_memory=UNPACKED, png_max_memory=UNPACKED, tiff_max_memory=UNPACKED,
        parser_max_container_size=MOST_ITEMS,
    )  # fmt: skip
    try:
        pdf = Pdf.open(BytesIO(content))
    except PasswordError as error:
        raise Refused("encrypted") from error
    with pdf:
        if not 0 < len(pdf.pages) <= MAX_PAGES:
            raise Refused("pages", pages=len(pdf.pages), limit=MAX_PAGES)
        _refuse_what_pages_do_not_show(pdf)
        pdf.flatten_annotations()
        for page in pdf.pages:
            _keep(page.obj, KEPT_IN_PAGE)
        for node in pdf.objects:
            if isinstance(node, Dictionary) and node.get("/Type") == "/Pages":
                _keep(node, KEPT_IN_TREE)
        _keep(pdf.Root, KEPT_IN_ROOT)
        for key in ("/Info", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        for stream in _streams(pdf):
            _clean(stream)
        clean = BytesIO()
        pdf.save(
            clean, object_stream_mode=ObjectStreamMode.generate, compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none, encryption=False,
        )  # fmt: skip
    return clean.getvalue()


def _keep(holder: Object, known: tuple[str, ...]) -> None:
    for key in set(holder.keys()) - set(known):
        del holder[key]


def _streams(pdf: Pdf) -> Iterator[Stream]:
    return (one for one in pdf.objects if isinstance(one, Stream))


def _refuse_what_pages_do_not_show(pdf: Pdf) -> None:
    """A cover that stands for the files inside; a form that a viewer has yet to draw. Raises Refused."""
    if "/Collection" in pdf.Root:
        raise Refused("portfolio")
    form = pdf.Root.get("/AcroForm", Dictionary())
    if "/XFA" in form or form.get("/NeedAppearances", False):
        raise Refused("form")
    for page in pdf.pages:
        if any(_is_left_to_the_viewer(one) for one in page.obj.get("/Annots", Array())):
            raise Refused("form")


def _is_left_to_the_viewer(annotation: Object) -> bool:
    if not isinstance(annotation, Dictionary) or int(annotation.get("/F", 0)) & UNSEEN:
        return False
    if "/N" in annotation.get("/AP", Dictionary()):
        return False
    kind = annotation.get("/Subtype")
    return kind in DRAWN or (kind == "/Widget" and _is_filled_in(annotation))


def _is_filled_in(field: Object) -> bool:
    """A text or a choice that somebody made; the seal of a signature has an appearance, or shows nothing."""
    for _level in range(DEEPEST):
        if "/V" in field:
            value = field["/V"]
            return not isinstance(value, Dictionary) and str(value) not in ("", "/Off")
        if "/Parent" not in field:
            return False
        field = field["/Parent"]
    return False


def _clean(stream: Stream) -> None:
    """Nothing beside what it draws, and no more of that than a page can have. Raises Refused."""
    for key in TOLD_IN_STREAM:
        if key in stream:
            del stream[key]
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
        raise Refused("heavy")
    given = stream.get("/Filter", Array())
    filters = list(given) if isinstance(given, Array) else [given]
    if filters and filters[-1] == "/DCTDecode":
        _clean_picture(stream, filters, without_told)
    elif filters and filters[-1] == "/JPXDecode":
        _clean_picture(stream, filters, jpeg2000.without_told)
    elif filters and filters[-1] not in CODED:
        _unpacked(stream)


def _clean_picture(stream: Stream, filters: list[Name], strip: Callable[[bytes], bytes]) -> None:
    """A picture as it came from a camera or a scanner, perhaps packed besides. Raises Refused."""
    *packed, kind = filters
    parameters = stream.get("/DecodeParms")
    if packed:
        parameters = parameters[-1] if isinstance(parameters, Array) else None
        stream.write(stream.read_raw_bytes(), filter=Array(packed))
    picture = _unpacked(stream) if packed else stream.read_raw_bytes()
    stream.write(strip(picture), filter=kind, decode_parms=parameters)


def _unpacked(stream: Stream) -> bytes:
    """Empty where it is damaged, which is left to the viewer. Raises Refused beyond the bounds."""
    try:
        return stream.read_bytes(StreamDecodeLevel.generalized)
    except PikepdfError as error:
        if BURST in str(error):
            raise Refused("heavy") from error
        return b""


SCAN_BEGINS, COMMENT = 0xDA, 0xFE
APPLICATION = range(0xE1, 0xF0)  # EXIF, XMP, colour profile, and what programs add; JFIF's is the one before
ADOBE = 0xEE  # says how the colours are meant


def without_told(jpeg: bytes) -> bytes:
    """The same JPEG without the parts that tell of camera, place and program; what cannot be read as one, as it is."""
    kept, place = [jpeg[:2]], 2
    while jpeg[place : place + 1] == b"\xff" and len(jpeg) > place + 4:
        marker, size = jpeg[place + 1], 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker == SCAN_BEGINS:
            return b"".join([*kept, jpeg[place:]])
        if marker != COMMENT and (marker not in APPLICATION or marker == ADOBE):
            kept.append(jpeg[place : place + size])
        place += size
    return jpeg


if __name__ == "__main__":
    answer({"scan": scan})
