"""What is left of a picture or a PDF is what it shows; nothing that it tells beside that, nothing that acts."""

import zlib
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageChops, ImageDraw, ImageOps, PngImagePlugin

from nominations.cleaning import pdfs, pictures
from nominations.cleaning.bounded import Refused

CANARY = "CANARY-29.4N-106.5E"
ORIENTATION = 0x0112


def opened(content):
    return Image.open(BytesIO(content))


def encoded(picture, kind, **options):
    content = BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def told():
    """EXIF with place, camera, and the way the camera was held."""
    exif = Image.Exif()
    exif[0x010F] = CANARY
    exif.get_ifd(0x8825)[29] = CANARY  # of the place
    return exif


def letter():
    """Black and red on white, as a scanned paper with a seal."""
    paper = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(paper)
    for place in range(20, 380, 8):
        pen.line([(place, 40), (place, 100)], "black", 1)
    pen.ellipse([100, 120, 300, 280], outline="red", width=3)
    return paper


def texts():
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", CANARY)
    about.add_itxt("XML:com.adobe.xmp", CANARY)
    return about


JPEG = encoded(letter(), "JPEG", quality=95, exif=told(), comment=CANARY.encode(), xmp=CANARY.encode(), icc_profile=CANARY.encode())


class TestPictures:
    @pytest.mark.parametrize(
        "content",
        [
            JPEG,
            encoded(letter(), "PNG", pnginfo=texts(), exif=told()),
            encoded(letter(), "PNG", save_all=True, append_images=[Image.new("RGB", (400, 300), "blue")]) + CANARY.encode(),
            encoded(letter(), "MPO", save_all=True, append_images=[letter()], exif=told()) + CANARY.encode(),
        ],
        ids=["jpeg", "png", "png that moves", "two in one"],
    )
    def test_nothing_is_left_but_the_picture(self, content):
        assert CANARY.encode() in content
        clean = pictures.scan(content)
        assert CANARY.encode() not in clean
        assert opened(clean).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
        assert getattr(opened(clean), "n_frames", 1) == 1
        assert not opened(clean).getexif()
        # As legible as before: no pixel is another one by more than a sixth.
        difference = ImageChops.difference(opened(clean).convert("RGB"), opened(content).convert("RGB"))
        assert max(high for _low, high in difference.getextrema()) < 256 / 6

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_it_stands_upright(self, kind):
        exif = Image.Exif()
        exif[ORIENTATION] = 6  # the camera was turned: the left of the file is the top
        clean = opened(pictures.scan(encoded(letter(), kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))))
        assert clean.size == (300, 400)
        assert clean.format == kind
        assert ImageChops.difference(clean.convert("L"), letter().convert("L").rotate(-90, expand=True)).getextrema()[1] < 60

    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "CMYK"])
    @pytest.mark.parametrize("kept", [pictures.KEPT_PIXELS, 20_000])
    def test_every_kind_of_colour_stays_what_it_is(self, mode, kept, monkeypatch):
        """Left white, right dark; sixteen bits of grey are not cut off, what is transparent is paper."""
        monkeypatch.setattr(pictures, "KEPT_PIXELS", kept)
        source = Image.new("L", (400, 300), 255)
        source.paste(0, (200, 0, 400, 300))
        if mode == "I;16":
            source = source.convert("I").point(lambda value: value * 257).convert("I;16")
        else:
            source = source.convert("RGB").convert(mode)
        if mode in ("RGBA", "LA"):
            source.putalpha(source.convert("L").point(lambda value: 255 if value < 100 else 0))
        clean = opened(pictures.scan(encoded(source, "JPEG" if mode == "CMYK" else "PNG"))).convert("L")
        assert clean.width * clean.height <= kept
        assert abs(clean.width * 3 - clean.height * 4) < 8
        assert clean.getpixel((clean.width // 4, clean.height // 2)) > 240
        assert clean.getpixel((clean.width * 3 // 4, clean.height // 2)) < 90

    def test_a_scan_of_the_usual_size_keeps_its_pixels(self):
        a4 = Image.new("L", (2480, 3508), 255)
        assert opened(pictures.scan(encoded(a4, "PNG"))).size == a4.size

    @pytest.mark.parametrize("work", [pictures.scan, lambda content: pictures.portrait(content, 50, 20, 1)])
    def test_one_of_too_many_pixels_is_not_decoded(self, work, monkeypatch):
        monkeypatch.setattr(pictures, "MAX_PIXELS", 8_999_999)
        with pytest.raises(Refused) as refusal:
            work(encoded(Image.new("1", (3000, 3000)), "PNG"))
        assert (refusal.value.code, refusal.value.params["width"]) == ("too_many_pixels", 3000)

    @pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_one_that_was_cut_off_does_not_open(self, kind, cut):
        noise = Image.effect_noise((200, 200), 80)
        content = encoded(noise, kind)
        with pytest.raises(OSError):
            pictures.scan(content[: int(len(content) * cut)])


# -- PDFs ------------------------------------------------------------------------------------------------------------


def page_of(pdf, drawn=b"0.2 0.2 0.8 rg 20 20 60 60 re f"):
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Contents = Stream(pdf, drawn)
    return page


def document(*changes, pages=1):
    """A blue square on each page, and whatever `changes` (functions of the document) add."""
    pdf = pikepdf.new()
    for _page in range(pages):
        page_of(pdf)
    for change in changes:
        change(pdf)
    content = BytesIO()
    pdf.save(content, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return content.getvalue()


def action(kind, **more):
    return Dictionary(S=Name(f"/{kind}"), **more)


def annotation(pdf, kind, **more):
    page = pdf.pages[0].obj
    made = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([100, 100, 180, 180]), **more))
    page.Annots = Array([*page.get("/Annots", Array()), made])
    return made


def red(pdf):
    """How a seal looks."""
    drawn = Stream(pdf, b"1 0 0 rg 0 0 80 80 re f")
    drawn.stream_dict = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 80]), Metadata=CANARY)
    return Dictionary(N=drawn)


def about(pdf):
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    pdf.Root.PieceInfo = Dictionary(Program=Dictionary(Private=CANARY))
    pdf.pages[0].obj.PieceInfo = Dictionary(Program=Dictionary(Private=CANARY))
    pdf.Root.Pages.PieceInfo = Dictionary(Program=Dictionary(Private=CANARY))
    pdf.pages[0].obj.Thumb = Stream(pdf, CANARY.encode())
    pdf.trailer.ID = Array([CANARY.encode(), CANARY.encode()])


def scripts(pdf):
    script = action("JavaScript", JS=String(f"app.alert('{CANARY}')"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
    pdf.pages[0].obj.AA = Dictionary(O=script)
    annotation(pdf, "Widget", FT=Name.Btn, T="b", A=script, AA=Dictionary(E=script))
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots, CO=Array([]))


def ways_out(pdf):
    annotation(pdf, "Link", A=action("URI", URI=String(f"https://{CANARY}.example")))
    annotation(pdf, "Link", A=action("Launch", F=String(f"{CANARY}.exe")))
    annotation(pdf, "Link", A=action("SubmitForm", F=String(CANARY)))
    annotation(pdf, "Link", A=action("GoToR", F=String(CANARY)))
    title = Dictionary(Title=CANARY, A=action("Launch", F=String(CANARY)))
    pdf.Root.Outlines = Dictionary(First=pdf.make_indirect(title), Last=title, Count=1)
    pdf.Root.URI = Dictionary(Base=CANARY)


def files(pdf):
    pdf.attachments[CANARY] = f"MZ {CANARY}".encode()
    annotation(pdf, "FileAttachment", FS=Dictionary(Type=Name.Filespec, F=CANARY))
    annotation(pdf, "RichMedia", RichMediaContent=Dictionary(Assets=CANARY))
    pdf.Root.AF = Array([Dictionary(Type=Name.Filespec, F=CANARY)])


def signed(pdf):
    signature = Dictionary(Type=Name.Sig, Contents=CANARY.encode(), Reason=CANARY, Name=CANARY)
    field = annotation(pdf, "Widget", FT=Name.Sig, T="sig", V=pdf.make_indirect(signature), AP=red(pdf))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    pdf.Root.DSS = Dictionary(Certs=Array([Stream(pdf, CANARY.encode())]))


def photographed(pdf):
    scan = Stream(pdf, JPEG)
    scan.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=400, Height=300, ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
        Filter=Name.DCTDecode, Metadata=Stream(pdf, CANARY.encode()), PieceInfo=Dictionary(P=CANARY), OPI=Dictionary(F=CANARY),
    )  # fmt: skip
    page = pdf.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(Im=scan))
    page.Contents = Stream(pdf, b"q 180 0 0 135 10 10 cm /Im Do Q")


def photographed_and_packed(pdf):
    photographed(pdf)
    scan = pdf.pages[0].obj.Resources.XObject.Im
    scan.write(zlib.compress(JPEG), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    pdf.Root.Lang = CANARY  # packed, the picture's own words are not seen in the file


def all_of(content):
    """Every object and every stream of a PDF, one after another."""
    with pikepdf.open(BytesIO(content)) as pdf:
        parts = [pdf.trailer.unparse(resolved=True)]
        for one in pdf.objects:
            parts.append(one.unparse(resolved=True))
            if isinstance(one, Stream):
                parts += [one.read_raw_bytes(), one.read_bytes() if one.get("/Filter") == Name.FlateDecode else b""]
    return b"\n".join(parts)


def drawn(content):
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    return document[0].render(scale=2).to_pil().convert("RGB")


def is_red(picture):
    return picture.getpixel((280, 120)) == (255, 0, 0)


TELLING = [about, scripts, ways_out, files, signed, photographed, photographed_and_packed]


class TestPdfs:
    @pytest.mark.parametrize("change", TELLING, ids=lambda one: one.__name__)
    def test_nothing_is_left_but_the_pages(self, change):
        content = document(change)
        assert CANARY.encode() in all_of(content)
        clean = pdfs.scan(content)
        left = all_of(clean)
        for word in (CANARY, "CANARY", "/JavaScript", "/URI", "/Launch", "/Annots", "/AcroForm", "/OpenAction", "/EmbeddedFile"):
            assert word.encode() not in left, word
        assert "/Info" not in pikepdf.open(BytesIO(clean)).trailer
        assert ImageChops.difference(drawn(content), drawn(clean)).getextrema() == ((0, 0),) * 3

    def test_a_seal_and_what_was_filled_in_stay_to_be_seen(self):
        for change in (signed, lambda pdf: annotation(pdf, "Stamp", AP=red(pdf)), lambda pdf: annotation(pdf, "FreeText", AP=red(pdf))):
            assert is_red(drawn(pdfs.scan(document(change))))

    def test_all_pages_are_there_turned_and_cut_as_they_were(self):
        def turned(pdf):
            pdf.pages[1].obj.Rotate = 90
            pdf.Root.Pages.MediaBox = Array([0, 0, 300, 200])  # for all pages that do not say otherwise
            del pdf.pages[2].obj.MediaBox

        kept = pypdfium2.PdfDocument(pdfs.scan(document(turned, pages=3)))
        assert [tuple(page.get_size()) for page in kept] == [(200, 200), (200, 200), (300, 200)]
        assert kept[1].get_rotation() == 90

    def test_layers_that_are_off_stay_off(self):
        def layered(pdf):
            layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="L"))
            pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
            pdf.pages[0].obj.Resources = Dictionary(Properties=Dictionary(L=layer))
            pdf.pages[0].obj.Contents = Stream(pdf, b"/OC /L BDC 1 0 0 rg 100 100 80 80 re f EMC")

        assert not is_red(drawn(pdfs.scan(document(layered))))

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda pdf: setattr(pdf.Root, "Collection", Dictionary()), "portfolio"),
            (lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<x/>"))), "form"),
            (lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array([]), NeedAppearances=True)), "form"),
            (lambda pdf: annotation(pdf, "FreeText", Contents="批注"), "form"),
            (lambda pdf: annotation(pdf, "Stamp"), "form"),
            (lambda pdf: annotation(pdf, "Widget", FT=Name.Tx, V=String("填了")), "form"),
            (lambda pdf: annotation(pdf, "Widget", Parent=pdf.make_indirect(Dictionary(FT=Name.Tx, V=String("填了")))), "form"),
        ],
    )
    def test_what_would_be_lost_is_refused(self, change, code):
        with pytest.raises(Refused, match=code):
            pdfs.scan(document(change))

    @pytest.mark.parametrize(
        "change",
        [
            lambda pdf: annotation(pdf, "FreeText", F=2),
            lambda pdf: annotation(pdf, "Text", Contents="一句话"),
            lambda pdf: annotation(pdf, "Popup"),
            lambda pdf: annotation(pdf, "Widget", FT=Name.Tx, V=String("")),
            lambda pdf: annotation(pdf, "Widget", FT=Name.Btn, V=Name.Off),
            lambda pdf: annotation(pdf, "Widget", FT=Name.Sig, V=Dictionary(Type=Name.Sig)),
        ],
    )
    def test_what_shows_nothing_is_no_loss(self, change):
        assert pdfs.scan(document(change)).startswith(b"%PDF-")

    def test_one_that_opens_without_a_password_is_taken_without_its_bars(self):
        content = BytesIO()
        with pikepdf.open(BytesIO(document(about))) as pdf:
            pdf.save(content, encryption=pikepdf.Encryption(owner="geheim", user="", R=4))
        assert not pikepdf.open(BytesIO(pdfs.scan(content.getvalue()))).is_encrypted


def bomb(pdf):
    """A drawing that unpacks to 20 MB, twice packed."""
    packed = zlib.compress(zlib.compress(b" " * 20_000_000))
    pdf.pages[0].obj.Contents.write(packed, filter=Array([Name.FlateDecode, Name.FlateDecode]))


def huge_picture(pdf):
    photographed(pdf)
    pdf.pages[0].obj.Resources.XObject.Im.Width = 100_000
    pdf.pages[0].obj.Resources.XObject.Im.Height = 100_000


class TestHarm:
    @pytest.mark.parametrize("change", [bomb, huge_picture], ids=lambda one: one.__name__)
    def test_a_page_that_would_be_too_much_for_a_viewer(self, change, monkeypatch):
        monkeypatch.setattr(pdfs, "UNPACKED", 10_000_000)
        with pytest.raises(Refused, match="heavy"):
            pdfs.scan(document(change))

    @pytest.mark.parametrize("place", [0, 1])
    def test_what_is_nested_or_leads_to_itself(self, place):
        deep = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b">>endobj\ntrailer<</Root 1 0 R>>"
        ring = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 1>>endobj trailer<</Root 1 0 R>>"
        with pytest.raises((Refused, pikepdf.PdfError)):
            pdfs.scan([deep, ring][place])


class TestJpegParts:
    def test_the_picture_is_the_same_to_the_bit(self):
        clean = pdfs.without_told(JPEG)
        assert CANARY.encode() not in clean
        assert opened(clean).convert("RGB").tobytes() == opened(JPEG).convert("RGB").tobytes()

    @pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\x00\x00\x00" * 9])
    def test_what_is_none_stays_as_it_is(self, content):
        assert pdfs.without_told(content) == content


def test_a_portrait_of_sixteen_bits_is_not_white():
    grey = Image.new("I;16", (1000, 1400), 20_000)
    cut = opened(pictures.portrait(encoded(grey, "PNG"), 50, 20, 1))
    assert 60 < ImageOps.grayscale(cut).getpixel((100, 100)) < 100
