"""The photo: refused with the limit named, or cropped to 35:49, upright and without metadata."""

import struct
from io import BytesIO
from zlib import crc32

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from nominations.cleaning.pictures import box
from nominations.models import AuditEntry
from nominations.photos import MAX_BYTES, Crop, portrait
from tests.builders import make_collective, make_individual
from tests.cast import client_of
from tests.nominations.forms.desk import picture

ORIENTATION = 0x0112


def opened(jpeg):
    return Image.open(BytesIO(jpeg))


def file_of(content):
    return ContentFile(content.read() if hasattr(content, "read") else content)


@pytest.mark.parametrize(
    ("width", "height", "crop", "expected"),
    [
        (1000, 1400, Crop(50, 20, 1), (0, 0, 1000, 1400)),
        (413, 579, Crop(), (0, 0, 413, 578)),
        (1400, 1400, Crop(50, 20, 1), (200, 0, 1200, 1400)),
        (1400, 1400, Crop(0, 20, 1), (0, 0, 1000, 1400)),
        (1400, 1400, Crop(100, 20, 1), (400, 0, 1400, 1400)),
        (1000, 2000, Crop(50, 0, 1), (0, 0, 1000, 1400)),
        (1000, 2000, Crop(50, 20, 1), (0, 120, 1000, 1520)),
        (1000, 2000, Crop(50, 100, 1), (0, 600, 1000, 2000)),
        (1000, 1400, Crop(0, 0, 2), (0, 0, 500, 700)),
        (1000, 1400, Crop(100, 100, 2), (500, 700, 1000, 1400)),
    ],
)
def test_where_the_portrait_lies(width, height, crop, expected):
    assert box(width, height, crop.x, crop.y, crop.scale) == expected


@pytest.mark.parametrize(("width", "height"), [(412, 579), (413, 578), (100, 100)])
def test_a_small_picture_is_refused_with_its_size(width, height):
    with pytest.raises(ValidationError, match=f"{width}×{height} 像素，不能小于 413×579"):
        portrait(file_of(picture(width, height)), Crop())


def test_too_narrow_a_box_is_refused():
    with pytest.raises(ValidationError, match="请减小放大倍数"):
        portrait(file_of(picture(1000, 1400)), Crop(scale=3))


@pytest.mark.parametrize(
    ("kind", "mode", "color"),
    [("JPEG", "RGB", "navy"), ("JPEG", "L", 90), ("JPEG", "CMYK", (0, 0, 0, 90)), ("PNG", "RGBA", (0, 0, 90, 255))]
    + [("PNG", "P", 3), ("PNG", "LA", (90, 255)), ("PNG", "1", 1), ("PNG", "I;16", 9000)],
)
def test_every_common_picture_becomes_a_plain_jpeg(kind, mode, color):
    out = opened(portrait(file_of(picture(1000, 1400, color, kind, mode=mode)), Crop()))
    assert (out.format, out.mode, out.size) == ("JPEG", "RGB", (826, 1157))


def test_a_small_portrait_is_not_blown_up_and_never_below_the_least():
    assert opened(portrait(file_of(picture(413, 579)), Crop())).size == (413, 579)
    assert opened(portrait(file_of(picture(600, 840)), Crop())).size == (600, 840)


def test_transparent_parts_become_white():
    out = opened(portrait(file_of(picture(500, 700, (0, 0, 0, 0), "PNG", mode="RGBA")), Crop()))
    assert out.getpixel((250, 350)) == (255, 255, 255)


def test_metadata_goes_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was turned: the right side of the file is the top
    exif[0x010F] = "a camera's name"
    source = Image.new("RGB", (1400, 1000), "white")
    source.paste(
        "red", (0, 0, 140, 1000)
    )  # left of the file: the bottom … of what the camera turns to the right: the top
    content = BytesIO()
    source.save(content, "JPEG", exif=exif, comment=b"a comment", quality=95)
    out = opened(portrait(file_of(content.getvalue()), Crop()))
    assert not out.getexif()
    assert "comment" not in out.info
    assert b"camera" not in portrait(file_of(content.getvalue()), Crop())
    assert out.getpixel((413, 20))[0] > 200 > 100 > out.getpixel((413, 20))[1]
    assert min(out.getpixel((413, 1000))) > 200


def bomb(side):
    """A PNG that claims to be so many pixels wide and high."""
    content = BytesIO()
    Image.new("1", (1, 1)).save(content, "PNG")
    small = content.getvalue()
    head = b"IHDR" + struct.pack(">II", side, side) + small[24:29]
    return small[:12] + head + struct.pack(">I", crc32(head)) + small[33:]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"GIF89a" + b"\0" * 50, "不是 JPEG、PNG"),
        (b"%PDF-1.7 not a photo", "不是 JPEG、PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是 JPEG、PNG"),
        (picture(500, 700).read()[:200], "打不开"),
        (picture(500, 700).read()[:-500], "打不开"),
        (b"\xff\xd8\xff" + b"x" * 1000, "打不开"),
        (b"x" * (MAX_BYTES + 1), "超过上限"),
        (bomb(10_000), "10000×10000 像素，超过上限"),
        (bomb(40_000), "40000×40000 像素，超过上限"),
    ],
    ids=["empty", "gif", "pdf", "svg", "head only", "cut off", "noise", "too large", "too many pixels", "far too many"],
)
def test_what_is_no_photo_is_refused_at_the_field(cast, clerk, content, words):
    row = make_individual(recommendation=cast.recommendation, photo="")
    upload = BytesIO(content)
    upload.name = "photo.jpg"
    response = clerk.post(reverse("nomination_photo_edit", args=[row.pk]), {"photo": upload})
    assert response.status_code == 200
    assert words in str(response.context["form"].errors["photo"])
    row.refresh_from_db()
    assert not row.photo


@pytest.fixture
def row(cast):
    return make_individual(recommendation=cast.recommendation, photo="")


def upload(client, row, content=None, **crop):
    return client.post(reverse("nomination_photo_edit", args=[row.pk]), {"photo": content or picture(), **crop})


@pytest.mark.django_db(transaction=True)
def test_the_photo_is_kept_privately_under_a_name_of_ours(cast, clerk, row):
    assert upload(clerk, row).url == reverse("nomination_edit", args=[row.pk])
    row.refresh_from_db()
    first = row.photo.name
    assert first.startswith("photos/")
    assert "photo.jpeg" not in first
    shown = clerk.get(reverse("nomination_photo", args=[row.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert opened(b"".join(shown.streaming_content)).size == (826, 1157)
    upload(clerk, row, picture(color="green"))
    row.refresh_from_db()
    assert row.photo.name != first
    assert not default_storage.exists(first)
    assert default_storage.exists(row.photo.name)
    assert AuditEntry.objects.filter(action="photo_replaced").count() == 2


def test_the_box_of_the_form_is_the_box_that_is_cut(clerk, row):
    source = Image.new("RGB", (2000, 1400), "white")
    source.paste("red", (0, 0, 1000, 1400))
    content = BytesIO()
    source.save(content, "PNG")
    for x, red in [("0", True), ("100", False)]:
        content.seek(0)
        content.name = "p.png"
        upload(clerk, row, content, x=x, y="0", scale="1")
        row.refresh_from_db()
        assert (opened(row.photo.read()).getpixel((400, 500))[1] < 100) is red


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "101", "x", "1e400", "\x00", "９9９"])
@pytest.mark.parametrize("name", ["x", "y", "scale"])
def test_a_box_out_of_bounds_is_a_fault_at_its_field(clerk, row, name, value):
    response = upload(clerk, row, **{name: value})
    assert response.status_code == 200
    assert name in response.context["form"].errors


def test_without_a_file_one_is_asked_for_it(clerk, row):
    response = clerk.post(reverse("nomination_photo_edit", args=[row.pk]), {})
    assert "请先选择照片文件" in response.content.decode()


def test_the_photo_is_for_those_who_may_read(cast, clerk, row):
    upload(clerk, row)
    url = reverse("nomination_photo", args=[row.pk])
    for part, user in cast.everybody().items():
        expected = 200 if part in ("clerk", "lead", "officer", "director", "auditor") else 404
        assert client_of(user).get(url).status_code == expected, part


def test_no_photo_is_not_there(cast, clerk, row):
    assert clerk.get(reverse("nomination_photo", args=[row.pk])).status_code == 404
    group = make_collective(recommendation=cast.recommendation)
    assert clerk.get(reverse("nomination_photo", args=[group.pk])).status_code == 404
    assert clerk.get(reverse("nomination_photo_edit", args=[group.pk])).status_code == 404
    type(row).objects.filter(pk=row.pk).update(photo="photos/gone.jpg")
    assert clerk.get(reverse("nomination_photo", args=[row.pk])).status_code == 404


def test_a_locked_nominees_photo_stays(clerk, row):
    type(row).objects.filter(pk=row.pk).update(locked=True, counted=True)
    assert upload(clerk, row).url == reverse("nomination_read", args=[row.pk])
    row.refresh_from_db()
    assert not row.photo
