"""Files as a browser sends them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.builders import notice_source

HEADINGS = ("单位全称", "简称", "类别", "规上工业企业数", "征求意见职能", "启用")


def edited(**replaced):
    """Banan's notice with some lines written otherwise: key → the whole line."""
    lines = notice_source().split("\n")
    for key, line in replaced.items():
        place = next(index for index, text in enumerate(lines) if text.startswith(f"{key} "))
        lines[place] = line
    return "\n".join(lines)


def workbook(*lines, headings=HEADINGS):
    """The bytes of a workbook with these lines under the headings."""
    book = Workbook()
    for line in (headings, *lines):
        book.active.append(line)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def repacked(data, part, change):
    """The workbook with the parts whose name holds `part` put through `change` (bytes → bytes)."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            archive.writestr(entry.filename, change(content) if part in entry.filename else content)
    return packed.getvalue()


def upload(data, name="units.xlsx"):
    return SimpleUploadedFile(name, data)
