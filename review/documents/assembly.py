"""Drawn forms put together: one PDF for printing on both sides, or a ZIP with one PDF each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from pikepdf import Pdf

from nominations.models import Nomination

from ..models import DrawnForm
from .batch import path_of
from .zipping import safe_name, unlike

Beat = Callable[[], None]


def one_pdf(target: Path, forms: Sequence[DrawnForm], beat: Beat) -> None:
    """All in one file, each form beginning on an odd page: a blank one follows where a form ends on one."""
    with Pdf.new() as whole, _Sources() as sources:
        for form in forms:
            pages = sources.pages(form)
            whole.pages.extend(pages)
            if len(pages) % 2:
                whole.add_blank_page(page_size=tuple(map(float, pages[0].mediabox[2:])))
            beat()
        whole.save(target)


def zip_of(target: Path, forms: Sequence[DrawnForm], nominations: Sequence[Nomination], beat: Beat) -> None:
    """One PDF for each, under `file_names`."""
    with ZipFile(target, "w", ZIP_STORED) as archive, _Sources() as sources:
        for name, form in zip(file_names(nominations), forms, strict=True):
            with Pdf.new() as single:
                single.pages.extend(sources.pages(form))
                file = BytesIO()
                single.save(file)
            archive.writestr(name, file.getvalue())
            beat()


def file_names(nominations: Sequence[Nomination]) -> Iterator[str]:
    """`03-镇街名-先进个人-姓名.pdf`: as many digits as the last number has, two at least, so that they sort."""
    digits, taken = max(2, len(str(len(nominations)))), set()
    for number, nomination in enumerate(nominations, 1):
        label = nomination.recommendation.cycle.notice.award(nomination.kind).label
        parts = (f"{number:0{digits}}", nomination.recommendation.unit.brief, label, str(nomination))
        yield unlike(safe_name(f"{'-'.join(parts)}.pdf"), taken)


class _Sources:
    """The drawn files, each opened once and closed at the end: their pages are copied only when the whole is saved."""

    def __init__(self) -> None:
        self._open: dict[str, Pdf] = {}

    def __enter__(self) -> _Sources:
        return self

    def __exit__(self, *_exception: object) -> None:
        for pdf in self._open.values():
            pdf.close()

    def pages(self, form: DrawnForm) -> list:
        if form.file not in self._open:
            self._open[form.file] = Pdf.open(path_of(form.file))
        return list(self._open[form.file].pages)[form.first : form.first + form.pages]
