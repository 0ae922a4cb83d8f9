"""Drawn forms put together as one PDF or a ZIP: a process of its own, whose memory goes with it.

Read from stdin: {"target": path, "zip": bool, "forms": [[path, first page, pages, name in the ZIP], …]}, the pages counted
from 0. It imports nothing of the site.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from pikepdf import Page, Pdf

OPEN = 200  # files at once: a system allows a thousand or so

Form = tuple[str, int, int, str]


def one_pdf(target: str, forms: list[Form]) -> None:
    """All in one file, each form beginning on an odd page: a blank one follows where a form ends on one."""
    with TemporaryDirectory(dir=Path(target).parent) as folder, Pdf.new() as whole, ExitStack() as opened:
        for start in range(0, len(forms), OPEN):
            part = f"{folder}/{start}.pdf"
            _part(part, forms[start : start + OPEN])
            whole.pages.extend(opened.enter_context(Pdf.open(part)).pages)
        whole.save(target)


def _part(target: str, forms: list[Form]) -> None:
    with Pdf.new() as part, ExitStack() as opened:
        for path, ours in groupby(forms, key=lambda form: form[0]):
            source = opened.enter_context(Pdf.open(path))
            for _path, first, count, _name in ours:
                pages = list(source.pages)[first : first + count]
                part.pages.extend(pages)
                if count % 2:
                    part.add_blank_page(page_size=_size(pages[0]))
        part.save(target)


def _size(page: Page) -> tuple[float, float]:
    _left, _bottom, width, height = map(float, page.mediabox)
    return width, height


def zip_of(target: str, forms: list[Form]) -> None:
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, pdf in _singly(forms):
            archive.writestr(name, pdf)


def _singly(forms: list[Form]) -> Iterator[tuple[str, bytes]]:
    for path, first, count, name in forms:
        with Pdf.open(path) as source, Pdf.new() as single:
            single.pages.extend(list(source.pages)[first : first + count])
            file = BytesIO()
            single.save(file)
        yield name, file.getvalue()


if __name__ == "__main__":
    job = json.load(sys.stdin)
    (zip_of if job["zip"] else one_pdf)(job["target"], job["forms"])
