"""A1 and A2: the approval forms of the notice, as PDF (domain §6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate

from nominations.models import AwardCycle, CollectiveNomination, IndividualNomination, Nomination, masked
from nominations.policy.notice import Notice
from nominations.policy.reading import read_notice

from .check_code import check_address, check_code
from .content import form_texts, statements
from .drawing import Form, drawn
from .fitting import Fit, fits
from .layouts import grid
from .typesetting import typeset
from .wording import full_date

PERSONAL = ("id_number", "contact", "phone")


def form_pdf(nomination: Nomination) -> bytes:
    """Attachment 1 or 2 of one nominee, by its kind."""
    return _pdf(filled(nomination))


def masked_form_pdf(nomination: Nomination) -> bytes:
    """The same with its personal numbers masked, to be looked at on the screen."""
    form = filled(nomination)
    hidden = {name: masked(form.texts[name]) for name in PERSONAL if name in form.texts}
    return _pdf(replace(form, texts={**form.texts, **hidden}))


def fits_of(nomination: Nomination) -> list[Fit]:
    """What gave way so that the texts of this form fit their boxes."""
    return fits(described(nomination))


def blank_form_pdf(cycle: AwardCycle, kind: str) -> bytes:
    """Attachment 1 or 2 (`kind`: policy.notice.KINDS) with nothing filled in, to be written by hand."""
    return _blank_pdf(cycle.source, kind)


@lru_cache(maxsize=8)
def _blank_pdf(source: str, kind: str) -> bytes:
    """Drawn once for each notice: everybody may ask for it, and drawing takes the better part of a second."""
    return _pdf(_blank(read_notice(source), kind))


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


def _photo(nominee: CollectiveNomination | IndividualNomination) -> bytes:
    """The photo; nothing where there is none or its file is gone, which leaves the printed place free."""
    if not isinstance(nominee, IndividualNomination) or not nominee.photo:
        return b""
    try:
        with nominee.photo.open("rb") as photo:
            return photo.read()
    except FileNotFoundError:
        return b""


def _pdf(form: Form) -> bytes:
    pdf, _places = draw([form])
    return pdf


def draw(forms: Iterable[Form]) -> tuple[bytes, list[tuple[int, int]]]:
    """The forms in one PDF, and of each its first page (counted from 0) and how many it has."""
    done = typeset("form", *drawn(forms))
    starts = accumulate(done.told, initial=0)
    return done.pdf, list(zip(starts, done.told, strict=False))
