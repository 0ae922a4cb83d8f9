"""Requests and files that nobody sends by mistake: all from one `Random`."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from random import Random

from docx import Document
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, String
from PIL import Image

from trials.lib.browser import File

METHODS = ["GET"] * 6 + ["POST"] * 10 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "FOO"]
CHARSETS = [
    "utf-8", "utf-7", "utf-16", "utf-32", "utf-8-sig", "gbk", "latin-1", "hex", "rot13", "base64", "idna", "punycode",
    "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "", '"', "x" * 300, "utf-8;charset=utf-7", "\u00e9",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "application/json", "",
    'multipart/form-data; boundary="a b"', "multipart/form-data; boundary=" + "b" * 300, "multipart/mixed; boundary=x",
    "text/plain", "application/x-www-form-urlencoded; ;;=;", "*/*", "multipart/form-data; boundary=\xff\xfe",
]  # fmt: skip
VALUES = [
    "", " ", "\x00", "a\x00b", "\u202eabc", "\ufeff", "\ue000", "\U0010ffff", "0", "-1", "1", str(2**31), str(2**63), str(2**64),
    str(10**400), "1e309", "NaN", "inf", "½", "²", "٣", "１２３", "1_000", "0x1f", "1,5", "true", "null", "[]", '{"a":1}',
    "2024-02-30", "0000-00-00", "9999-12-31", "２０２４-０１-０１", "2024年13月1日", "x" * 5000, "字" * 3000, "\r\n", "a\rb",
    "../../etc/passwd", "=1+1", "<script>", "{{7*7}}", "{% load x %}", "%s%s%n", "'; --", "\ud7ff", "e\u0301" * 50, "\t",
    "clear", "objection", "yes", "no", "collective", "individual", "pdf", "zip", "on", "2026-12-01",
]  # fmt: skip
WHOLE = [value for value in VALUES if "\x00" not in value]  # what gets past the first refusal
RAW = [b"%ED%A0%80", b"%C0%AF", b"%FF", b"%", b"%zz", b"\xff\xfe", b"+" * 50, b"%00", b"&" * 50, b"=", b"a=" + b"%F0%9F" * 20]
KEYS = ["0", "00001", "-1", str(2**31), str(2**63), str(10**30), "x", "%00", "１", "..", "%2e%2e", "%ff", "a b", "%F0%9F%98%80"]
HEADERS = [
    ("Accept-Language", "x" * 500), ("Accept-Language", "zh;q=abc,;;,*;q=-1"), ("Accept", "\xff"), ("Range", "bytes=9-1"),
    ("Range", "bytes=0-0,2-2"), ("If-Modified-Since", "Thu, 99 Foo 0000"), ("If-None-Match", '"' * 50), ("Referer", "http://[::1"),
    ("Origin", "null"), ("Origin", "http://["), ("X-Forwarded-For", "\x01, ,::"), ("X-Forwarded-Host", "evil"), ("Host", "evil"),
    ("Host", "[::1"), ("Host", ""), ("Host", "a..b"), ("Cookie", "sessionid=" + "x" * 3000), ("Cookie", "a=\x00; =; ;;"),
    ("Cookie", "csrftoken=\xff; messages=x; writer=:::"), ("Cookie", "sessionid=%00"), ("X-CSRFToken", "x" * 32),
    ("HX-Request", "true"), ("X-Requested-With", "\xe9"), ("Content-Encoding", "gzip"), ("Expect", "100-continue"),
    ("Transfer-Encoding", "chunked"), ("Content-Length", "-1"), ("Content-Length", "1"), ("Content-Length", "99999999"),
    ("Accept-Encoding", "\x7f"), ("User-Agent", "\xf0\x9f" * 50), ("Authorization", "Basic \xff"), ("X" * 200, "y" * 200),
]  # fmt: skip
NAMED = re.compile(rb'\sname="([^"]{1,60})"')


class Requests:
    """Requests over all addresses. `known`: what an argument of an address may well be, by its name.

    Half of them are mild: only what is in the fields is nonsense, so that it comes as far as the forms.
    """

    def __init__(self, random: Random, routes: list[str], known: dict[str, list[str]], heavy: re.Pattern) -> None:
        self.random, self.routes, self.known, self.heavy = random, routes, known, heavy
        self.fields: dict[str, list[str]] = {}
        self.mild = False

    def learn(self, route: str, page: bytes) -> None:
        """The names of a page's fields are sent to it again."""
        names = {name.decode("latin-1") for name in NAMED.findall(page)}
        if names:
            self.fields[route] = sorted(names | set(self.fields.get(route, ())))[:60]

    def one(self, cookies: str, token: str, host: str) -> tuple[str, bytes]:
        """Its route, and the request byte for byte."""
        route = self.random.choice(self.routes)
        self.mild = self.random.random() < 0.5
        method = self.random.choice(["GET", "POST"] if self.mild else METHODS)
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self._key(route, found[1]), route).encode("latin-1", "replace")
        if self.random.random() < 0.3:
            path += b"?" + self._pairs(route)
        body, kind = self._body(route) if method not in ("GET", "HEAD") or self.random.random() < 0.05 else (b"", "")
        headers = {"Host": host, "Connection": "close", "Cookie": cookies, "X-CSRFToken": token, "Content-Length": str(len(body))}
        headers |= {"Content-Type": kind} if kind or body else {}
        for _number in range(0 if self.mild else self.random.choice([0, 0, 1, 2])):
            name, value = self.random.choice(HEADERS)
            headers[name] = value
        lines = [f"{method} ".encode() + path.replace(b" ", b"%20") + b" HTTP/1.1"]
        lines += [f"{name}: ".encode() + value.encode("latin-1", "replace") for name, value in headers.items()]
        return route, b"\r\n".join(lines) + b"\r\n\r\n" + body

    def _key(self, route: str, name: str) -> str:
        odd = self.random.random() < (0.95 if self.heavy.search(route) else 0.05 if self.mild else 0.3)
        return self.random.choice(KEYS if odd else self.known.get(name, KEYS))

    def _pairs(self, route: str) -> bytes:
        names = self.fields.get(route) or ["q", "page", "cycle", "sort", "next", "pk", "kind", "unit", "stage"]
        parts = []
        for _number in range(self.random.randrange(0, 8)):
            name = self.random.choice(names if self.mild or self.random.random() < 0.9 else VALUES)
            parts.append(_escaped(name) + b"=" + self._value())
        return b"&".join(parts)

    def _value(self) -> bytes:
        if self.random.random() < 0.1 and not self.mild:
            return self.random.choice(RAW)
        return _escaped(self.random.choice(WHOLE if self.mild else VALUES))

    def _body(self, route: str) -> tuple[bytes, str]:
        chance = self.random.random()
        if chance < 0.5 or self.mild:
            return self._pairs(route), "application/x-www-form-urlencoded"
        if chance < 0.65:
            kind = self.random.choice(TYPES)
            return self._pairs(route), f"{kind}; charset={self.random.choice(CHARSETS)}"
        if chance < 0.9:
            return self._multipart(route)
        if chance < 0.95:
            return json.dumps(self.random.choice(VALUES)).encode("utf-8", "replace"), "application/json"
        return self.random.randbytes(self.random.randrange(0, 3000)), self.random.choice(TYPES)

    def _multipart(self, route: str) -> tuple[bytes, str]:
        names, parts = self.fields.get(route) or ["file", "photo", "evidence"], []
        for _number in range(self.random.randrange(0, 8)):
            name, value = self.random.choice(names), self.random.choice(VALUES)
            head = f'Content-Disposition: form-data; name="{name}"'
            if self.random.random() < 0.4:
                head += f'; filename="{self.random.choice([*NAMES, *VALUES])}"\r\nContent-Type: {self.random.choice(TYPES)}'
            if self.random.random() < 0.1:
                head += "\r\nContent-Transfer-Encoding: base64"
            parts.append(b"--b\r\n" + head.encode("utf-8", "replace") + b"\r\n\r\n" + value.encode("utf-8", "replace") + b"\r\n")
        body = b"".join(parts) + b"--b--\r\n"
        if self.random.random() < 0.3:
            body = body[: self.random.randrange(len(body))]
        return body, self.random.choice(["multipart/form-data; boundary=b"] * 5 + ["multipart/form-data; boundary=c"])


def _escaped(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    return b"".join(bytes([byte]) if 48 <= byte < 58 or 97 <= byte < 123 or byte == 95 else b"%%%02X" % byte for byte in raw)


# -- files -----------------------------------------------------------------------------------------------------------

NAMES = [
    "a.jpg", "a.png", "a.pdf", "a.xlsx", "a.docx", "a.toml", "a.svg", "a.jpg.exe", "a\u202egpj.exe", "../../a.jpg", "..\\a.png",
    "con.jpg", ".jpg", "a", "a.jpg ", "照片.JPG", "x" * 300 + ".jpg", "a.jpg/", "a;b.jpg", "%00.jpg", "a\tb.pdf", "\u200b.png",
]  # fmt: skip
KINDS = ["image/jpeg", "image/png", "application/pdf", "image/svg+xml", "application/zip", "text/html", "", "x" * 200, "a/b; c=d"]


def files(random: Random, number: int) -> Iterator[File]:
    """So many malformed files: each shape of harm in turn, then well-formed ones that were damaged."""
    shapes, sound = _harm(), _sound()
    for place in range(number):
        content = shapes[place] if place < len(shapes) else _damaged(random, random.choice(sound))
        yield random.choice(NAMES), random.choice(KINDS), content


def _damaged(random: Random, content: bytes) -> bytes:
    way = random.randrange(6)
    if way == 0:
        return content[: random.randrange(len(content))]
    if way == 1:
        damaged = bytearray(content)
        for _number in range(random.randrange(1, 40)):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        return bytes(damaged)
    if way == 2:
        return random.randbytes(random.randrange(1, 600)) + content
    if way == 3:
        return content + b"<script>alert(1)</script><?php ?>" + _zip({"../../a": b"x"})
    if way == 4:
        cut = random.randrange(len(content))
        return content[:cut] + random.randbytes(random.randrange(1, 2000)) + content[cut:]
    return content[random.randrange(len(content)) :]


@cache
def _sound() -> list[bytes]:
    book, word, picture = BytesIO(), BytesIO(), {}
    workbook = Workbook()
    workbook.active.append(["序号", "姓名", "身份证号"])
    workbook.active.append([1, "程示例", "500113198005060011"])
    workbook.save(book)
    Document().save(word)
    for kind in ("JPEG", "PNG", "GIF", "TIFF", "BMP", "ICO"):
        picture[kind] = BytesIO()
        Image.new("RGB", (420, 590), "#7a9cc6").save(picture[kind], kind)
    toml = 'slug = "x"\ntitle = "试验"\nissued_on = 2024-01-01\n[deadline]\nat = 2024-02-01T00:00:00\n'.encode()
    return [_pdf(), book.getvalue(), *(content.getvalue() for content in picture.values()), word.getvalue(), toml]


@cache
def _harm() -> list[bytes]:
    pdf, book, jpeg, png = _sound()[:4]
    word = _sound()[-2]
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(9)
    )
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    far = sheet % b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    long = sheet % (b"<row><c><v>1</v></c></row>" * 400_000)
    return [
        b"", b"\x00", b"%PDF-", b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj trailer<</Root 1 0 R>>",
        _pdf(encryption=Encryption(user="geheim", owner="geheim")),
        pdf + jpeg, jpeg + pdf, jpeg + _zip({"a": b"b"}), png + b"<html><script>", b"GIF89a<script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", entity + b"<svg>&e;</svg>", b"%!PS-Adobe-3.0 EPSF-3.0\n",
        _bomb(30_000), _bomb(9_000), b"\xff\xd8\xff\xe0" + b"\xff" * 100_000, b"\x89PNG\r\n\x1a\n" + b"\x00" * 1000,
        _zip({"../../../../tmp/a": b"x", "/etc/passwd": b"y", "a\\..\\b": b"z"}), _zip({"a": b"\x00" * 60_000_000}),
        _zip({"a.zip": _zip({"b.zip": _zip({"c": b"\x00" * 10_000_000})})}), _zip({str(n): b"" for n in range(20_000)}),
        _replaced(book, "xl/worksheets/sheet1.xml", entity + sheet % b"<row><c><v>&e;</v></c></row>"),
        _replaced(book, "xl/sharedStrings.xml", laughs + b"]><sst>&i;</sst>"), _replaced(book, "xl/worksheets/sheet1.xml", far),
        _replaced(book, "xl/worksheets/sheet1.xml", long), _replaced(book, "xl/workbook.xml", b""),
        _replaced(book, "[Content_Types].xml", b"<"), _replaced(book, "xl/worksheets/sheet1.xml", b"<a>" * 100_000),
        b"a = " + b"[" * 50_000, b"a." * 50_000 + b"b = 1", b"a = 1" + b"0" * 5_000, b"slug = '\xff'", b"a = 9999-99-99",
        b"\xef\xbb\xbf" * 9,
        *_heavy_pictures(), *map(_pdf, (_acting, _with_form, _with_files, _bursting, _huge)), _bursting_directory(),
        _replaced(word, "word/document.xml", BODY % (b"<w:p/>" * 4_000_000)), _replaced(word, "word/vbaProject.bin", b"MZ"),
        _replaced(word, "word/document.xml", BODY % (b"<w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p>" * 600_000)),
        _replaced(word, "word/document.xml", BODY % (b"<w:t>{{ " + b"(" * 50_000 + b"</w:t>")),
        _replaced(word, "word/document.xml", laughs + b"]>" + BODY % b"&i;"), _replaced(word, "word/styles.xml", b"<a>" * 9_000_000),
        _zip({"xl/vbaProject.bin": b"MZ", "a\u202excod.exe": b"MZ", "同".encode("gbk").decode("latin-1"): b"x"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"x" * (11 * 1024**2),
    ]  # fmt: skip


BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def _heavy_pictures() -> list[bytes]:
    """Just within the bounds, in each way of keeping colours; and several in one, which is no JPEG to every program."""
    kinds = [("RGB", "JPEG", {}), ("RGB", "JPEG", {"progressive": True}), ("CMYK", "JPEG", {}), ("RGB", "PNG", {})]
    kinds += [("RGBA", "PNG", {}), ("LA", "PNG", {}), ("P", "PNG", {}), ("I;16", "PNG", {}), ("1", "PNG", {})]
    found = []
    for mode, kind, options in kinds:
        content = BytesIO()
        Image.new(mode, (7000, 7100)).save(content, kind, **options)
        found.append(content.getvalue())
    several, one = BytesIO(), Image.new("RGB", (420, 590))
    one.save(several, "MPO", save_all=True, append_images=[one])
    return [*found, several.getvalue()]


def _pdf(change: Callable[[Pdf], None] | None = None, **options: Encryption) -> bytes:
    """A page, and what `change` makes of it."""
    content = BytesIO()
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    if change:
        change(pdf)
    pdf.save(content, **options)
    return content.getvalue()


def _acting(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def _with_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), NeedAppearances=True, XFA=Stream(pdf, b"<xdp/>"))


def _with_files(pdf: Pdf) -> None:
    pdf.attachments["../../a.exe"] = b"MZ" * 1000
    pdf.Root.Collection = Dictionary()


def _bursting(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents = Stream(pdf, b"")
    pdf.pages[0].obj.Contents.write(_packed(900), filter=Name.FlateDecode)


def _huge(pdf: Pdf) -> None:
    picture = Stream(pdf, bytes(100))
    picture.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=2**31 - 1, Height=2**31 - 1, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=picture))


def _bursting_directory() -> bytes:
    """The list of the file's own objects unpacks to 900 MB."""
    packed = _packed(900)
    head = b"%PDF-1.5\n1 0 obj\n<</Type/XRef/W[1 8 8]/Size 9/Root 2 0 R/Filter/FlateDecode/Length " + str(len(packed)).encode()
    return head + b">>\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


@cache
def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 10**6) for _megabyte in range(megabytes)) + packer.flush()


def _bomb(side: int) -> bytes:
    """A PNG of that many pixels each way, in few bytes."""
    content = BytesIO()
    Image.new("1", (side, side)).save(content, "PNG", compress_level=9)
    return content.getvalue()


def _zip(entries: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def _replaced(book: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return _zip(entries | {part: content})
