"""Many forms: which of them must be drawn, and how they are drawn on both cores and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from datetime import datetime
from functools import cache
from hashlib import sha256
from os import SEEK_END
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from nominations.models import Nomination

from ..models import DrawnForm
from .forms import described, draw, filled
from .sheet import Sheet

CHUNK = 2  # forms drawn as one document, in a process that takes 160 MiB for them; a kill loses no more than these
CORES = 2  # documents drawn at once
BEAT = 5  # seconds between two signs of life while they are drawn
FOLDER = "batches"
DRAWN_BY = Path(__file__).parent
Drawn = tuple[bytes, list[tuple[int, int]]]  # as `forms.draw` gives it
Alive = Callable[[int], None]  # told how many forms are there; raises what ends the work


def form_digest(nomination: Nomination) -> str:
    """Changes with all that the form of this nominee shows, and with all that draws it."""
    photo = getattr(nomination.detail, "photo", None)
    return _digest(drawing_digest(), repr(described(nomination)), photo.name if photo else "")


def batch_key(kind: str, nominations: Iterable[Nomination]) -> str:
    """The same for the same file: kind, nominees, their order, what their forms show."""
    return _digest(kind, *(f"{nomination.pk}:{form_digest(nomination)}" for nomination in nominations))


def sheet_key(kind: str, sheet: Sheet) -> str:
    """The same for the same sheet: `sheet.code` is bound to all that it says."""
    return _digest(drawing_digest(), kind, sheet.code)


@cache
def drawing_digest() -> str:
    """Of the modules and templates that draw, read once a process."""
    sources = sorted(path for path in DRAWN_BY.rglob("*") if path.suffix in (".py", ".typ"))
    return _digest(*(path.read_text() for path in sources))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def drawn_forms(nominations: Sequence[Nomination], now: datetime, alive: Alive) -> list[DrawnForm]:
    """The form of each of `nominations`; what is not kept from before is drawn and kept now, chunk by chunk."""
    digests = {form_digest(nomination): nomination for nomination in nominations}
    kept = _kept(list(digests), now)
    missing = [(digest, nomination) for digest, nomination in digests.items() if digest not in kept]
    chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]
    with closing(_drawn([[nomination for _digest, nomination in chunk] for chunk in chunks], alive, kept)) as drawn:
        for number, (pdf, places) in drawn:
            name = write_private(f"{uuid4()}.pdf", pdf)
            rows = [
                DrawnForm(digest=digest, file=name, first=first, pages=pages, used_at=now)
                for (digest, _nomination), (first, pages) in zip(chunks[number], places, strict=True)
            ]
            DrawnForm.objects.bulk_create(rows, ignore_conflicts=True)
            kept |= {row.digest: row for row in rows}
            alive(len(kept))
    return [kept[digest] for digest in map(form_digest, nominations)]


def _kept(digests: list[str], now: datetime) -> dict[str, DrawnForm]:
    """Those drawn before whose file is still there; they are kept for longer from now on."""
    rows = DrawnForm.objects.filter(digest__in=digests)
    gone = {name for name in set(rows.values_list("file", flat=True)) if not is_whole(path_of(name))}
    DrawnForm.objects.filter(file__in=gone).delete()
    rows.update(used_at=now)
    return {row.digest: row for row in rows.all()}


def _drawn(chunks: list[list[Nomination]], alive: Alive, kept: dict[str, DrawnForm]) -> Iterator[tuple[int, Drawn]]:
    """Each chunk by its number, as it comes. Threads do: what draws is a process of its own."""
    pool = ThreadPoolExecutor(CORES)
    under_way: dict[Future[Drawn], int] = {}
    left = iter(enumerate(chunks))
    try:
        while True:
            while len(under_way) <= CORES and (following := next(left, None)):
                number, chunk = following
                under_way[pool.submit(draw, [filled(nomination) for nomination in chunk])] = number
            if not under_way:
                return
            finished, _waiting = wait(under_way, BEAT, FIRST_COMPLETED)
            alive(len(kept))
            yield from ((under_way.pop(future), future.result()) for future in finished)
    finally:
        pool.shutdown(cancel_futures=True)


def path_of(name: str) -> Path:
    """Where a file of a batch lies: private, hence never reached by an address of its own."""
    return Path(settings.MEDIA_ROOT) / name


def is_whole(path: Path) -> bool:
    """Whether a PDF is there up to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, 1024), SEEK_END)
            return b"%%EOF" in file.read()
    except FileNotFoundError:
        return False


def write_private(name: str, content: bytes) -> str:
    """Write a file of a batch, and say its path under MEDIA_ROOT."""
    path = path_of(f"{FOLDER}/{name}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return f"{FOLDER}/{name}"
