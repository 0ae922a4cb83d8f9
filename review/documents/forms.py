"""A1 and A2: the approval forms of the notice, as PDF (domain §6)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from django.template.loader import render_to_string
from weasyprint import Document

from nominations.models import AwardCycle, CollectiveNomination, IndividualNomination, Nomination, masked
from nominations.policy.notice import KINDS, Notice
from nominations.policy.reading import SHIPPED, read_notice

from .check_code import check_address, check_code
from .content import form_texts, statements
from .drawing import Form, drawn
from .fitting import Fit, fits
from .layouts import HEIGHT, STYLES, WIDTH, grid
from .pdf import lay_out, widths, write
from .pouring import step_rules
from .wording import full_date

PERSONAL = ("id_number", "contact", "phone")


def form_pdf(nomination: Nomination) -> bytes:
    """Attachment 1 or 2 of one nominee, by its kind."""
    return forms_pdf([nomination])


def forms_pdf(nominations: Iterable[Nomination]) -> bytes:
    """The forms of many in one file, each beginning on a new sheet when printed on both sides.

    Rows of `nominations.selectors.detail_rows().select_related("backup_for")` keep this free of further queries.
    """
    return _pdf([filled(nomination) for nomination in nominations])


def masked_form_pdf(nomination: Nomination) -> bytes:
    """The same with its personal numbers masked, to be looked at on the screen."""
    form = filled(nomination)
    hidden = {name: masked(form.texts[name]) for name in PERSONAL if name in form.texts}
    return _pdf([replace(form, texts={**form.texts, **hidden})])


def fits_of(nomination: Nomination) -> list[Fit]:
    """What gave way so that the texts of this form fit their boxes."""
    return fits(described(nomination))


def blank_form_pdf(cycle: AwardCycle, kind: str) -> bytes:
    """Attachment 1 or 2 (`kind`: policy.notice.KINDS) with nothing filled in, to be written by hand."""
    return _blank_pdf(cycle.source, kind)


@lru_cache(maxsize=8)
def _blank_pdf(source: str, kind: str) -> bytes:
    """Drawn once for each notice: everybody may ask for it, and drawing takes the better part of a second."""
    return _pdf([_blank(read_notice(source), kind)])


def warm_up() -> None:
    """Draw a form once, so that what a process reads only once is read before anybody waits for it."""
    notice = read_notice((SHIPPED / "banan-2023.toml").read_text(encoding="utf-8"))
    draw([_blank(notice, kind) for kind in KINDS])


def _blank(notice: Notice, kind: str) -> Form:
    texts = {"cover_date": full_date(None)}
    return Form(kind=kind, words=notice.award(kind).form, pages=grid(notice, kind), texts=texts)


def filled(nomination: Nomination) -> Form:
    """All that is drawn of a nominee, the photo read from its file."""
    return replace(described(nomination), photo=_photo(nomination.detail))


def described(nomination: Nomination) -> Form:
    """The same without the photo: tells cheaply whether two would look alike."""
    nominee = nomination.detail
    notice, code = nominee.recommendation.cycle.notice, check_code(nominee)
    return Form(
        kind=nominee.kind,
        words=notice.award(nominee.kind).form,
        pages=grid(notice, nominee.kind),
        texts=form_texts(nominee, notice),
        ticks=statements(nominee),
        code=code,
        address=check_address(code),
    )


def _photo(nominee: CollectiveNomination | IndividualNomination) -> str:
    """The photo as a data: address; "" where there is none or its file is gone, which leaves the printed place free."""
    if not isinstance(nominee, IndividualNomination) or not nominee.photo:
        return ""
    try:
        with nominee.photo.open("rb") as photo:
            return "data:image/jpeg;base64," + b64encode(photo.read()).decode()
    except FileNotFoundError:
        return ""


def _pdf(forms: Iterable[Form]) -> bytes:
    return write(_laid_out(forms))


def draw(forms: Iterable[Form]) -> tuple[bytes, list[tuple[int, int]]]:
    """The forms in one PDF, and of each its first page (counted from 0) and how many it has, blank ones left out."""
    document = _laid_out(forms)
    return write(document), list(_places(document))


def _places(document: Document) -> Iterator[tuple[int, int]]:
    """WeasyPrint has no public way to ask which pages it left blank; a test holds this one."""
    starts: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:  # an article's name stands on each of its pages
            starts.setdefault(name, number)
    blank = [page._page_box.page_type.blank for page in document.pages]
    for start, end in pairwise([*starts.values(), len(document.pages)]):
        yield start, end - start - sum(blank[start:end])


def _laid_out(forms: Iterable[Form]) -> Document:
    html = render_to_string("documents/forms.html", {"forms": drawn(forms)})
    return lay_out(html, "text", "form", css=_sizes())


@cache
def _sizes() -> str:
    """CSS classes for sizes: w20 is 20 mm wide, h12 is 12 mm high; and the steps that texts are set in."""
    heights = "".join(f".h{size} {{ height: {size}mm }}\n" for size in range(1, HEIGHT + 1))
    return widths(range(1, WIDTH + 1)) + heights + step_rules(STYLES)
