"""Approval forms in bulk: pages a second, beside the naive way; the same again; one in a request; memory.

    .venv/bin/python benchmarks/forms.py [--forms 300] [--sample 30] [--runs 3] [--long 500]

The naive way is this process calling `HTML(…).write_pdf()` for each form, with nothing made to fit its box: it has less
to do than ours. Medians of the runs. Ratios count, not seconds; the exit code says whether they hold.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import django

ROOT = Path(__file__).resolve().parents[1]
AT_LEAST = {"batch": 3, "again": 20, "request": 1.2}
MEMORY = 160  # MiB
DEEDS = "\n".join("".join(chr(0x4E00 + (7 * sign + 97 * part) % 900) for sign in range(300)) for part in range(4))


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["PYTHONPATH"] = str(ROOT)  # of the worker
    from benchmarks.lib.site import with_a_database

    return with_a_database(lambda: measure(arguments()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name, size in (("forms", 300), ("sample", 30), ("runs", 3), ("long", 500)):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


def measure(given: argparse.Namespace) -> int:
    from benchmarks.lib.naive_form import html_of
    from review.documents.forms import filled
    from review.tasks import batch_rows
    from tests import walk
    from tests.cast import client_of, make_cast

    cast = make_cast()
    half = given.forms // 2
    cases = walk.drafted(cast, half, given.forms - half, deeds=DEEDS)
    rows = batch_rows([case.nomination_id for case in cases])
    sample = rows[:: max(1, len(rows) // given.sample)][: given.sample]
    before, after, largest = memory(sample, given.long)
    pages = [html_of(filled(row)) for row in sample]
    naive_pages(pages[0])  # what is read only once
    naive = rate(given.runs, lambda: sum(naive_pages(page) for page in pages))
    ours = rate(given.runs, lambda: batch(cast, rows, anew=True))
    again = rate(given.runs, lambda: batch(cast, rows, anew=False))
    client = client_of(cast.clerk)
    alone = rate(given.runs, lambda: sum(requested_pages(client, row) for row in sample[:10]))
    short = rate(given.runs, lambda: sum(naive_pages(page) for page in pages[:10]))
    print(f"naive                 {naive:8.1f} pages/s")
    print(f"a batch of {given.forms:<10} {ours:8.1f} pages/s  {ours / naive:6.1f} x   (at least {AT_LEAST['batch']})")
    print(f"the same again        {again:8.1f} pages/s  {again / naive:6.1f} x   (at least {AT_LEAST['again']})")
    print(f"one in a request      {alone:8.1f} pages/s  {alone / short:6.1f} x   (at least {AT_LEAST['request']})")
    print(f"a worker              {before:8.0f} MiB after {given.long // 5} forms, {after:.0f} MiB after {given.long}   (at most {MEMORY})")
    print(f"what it draws with    {largest:8.0f} MiB   (at most {MEMORY})")
    ratios = {"batch": ours / naive, "again": again / naive, "request": alone / short}
    return int(any(ratios[name] < least for name, least in AT_LEAST.items()) or max(after, largest) > MEMORY)


def rate(runs: int, draw: Callable[[], int]) -> float:
    """Pages a second: the median of so many runs."""
    found = []
    for _run in range(runs):
        begin = time.perf_counter()
        found.append(draw() / (time.perf_counter() - begin))
    return median(found)


def naive_pages(html: str) -> int:
    """Everything anew for each form."""
    from weasyprint import HTML

    return page_count(HTML(string=html).write_pdf())


def page_count(pdf: bytes) -> int:
    from pikepdf import Pdf

    with Pdf.open(BytesIO(pdf)) as file:
        return len(file.pages)


def batch(cast, rows, *, anew: bool) -> int:
    """Pages of a batch, made by the worker's own function; `anew`: as if nothing of it had ever been drawn."""
    from django.utils import timezone
    from pikepdf import Pdf

    from review.documents.batch import path_of
    from review.models import Batch, DrawnForm
    from review.tasks import make_batch, start_batch

    Batch.objects.all().delete()
    if anew:
        DrawnForm.objects.all().delete()
    made = start_batch(cast.clerk, cast.cycle, "pdf", "all", rows, timezone.now())
    make_batch.call(made.pk)
    made.refresh_from_db()
    with Pdf.open(path_of(made.file)) as file:
        return len(file.pages) - sum(row.pages % 2 for row in DrawnForm.objects.all())


def requested_pages(client, row) -> int:
    return page_count(client.get(f"/nominations/{row.pk}/form/").content)


def memory(sample, number: int) -> tuple[float, float, float]:
    """MiB that a worker holds after a fifth of so many forms drawn for batches, and after all; and the most that a
    process held that it drew them with. A process of its own, for what this one holds besides."""
    from review.documents.forms import filled

    with ProcessPoolExecutor(1, get_context("spawn"), django.setup) as pool:
        return pool.submit(drawn, [filled(row) for row in sample], number).result()


def drawn(forms, number: int) -> tuple[float, float, float]:
    from review.documents import typesetting
    from review.documents.batch import CHUNK
    from review.documents.forms import draw

    held, peaks = [], [0.0]
    end = typesetting._Typesetter.end

    def ended(self) -> None:
        peaks.append(mib_of(self.process.pid, "VmHWM"))
        end(self)

    typesetting._Typesetter.end = ended
    for start in range(0, number, CHUNK):
        if start == number // 5:
            held.append(mib_of("self", "VmRSS"))
        draw(forms[place % len(forms)] for place in range(start, start + CHUNK))
    typesetting._end_all()
    return held[0], mib_of("self", "VmRSS"), max(peaks)


def mib_of(process, what: str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
