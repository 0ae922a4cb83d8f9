"""Approval forms in bulk: pages a second, beside the naive way; the same again; one in a request; a process's memory.

    .venv/bin/python benchmarks/forms.py [--forms 300] [--sample 30] [--runs 3] [--long 500]

The naive way is a process of its own that calls `HTML(…).write_pdf()` for each form, of which the texts were poured
before: it has less to do than ours. Medians of the runs. Ratios count, not seconds; the exit code says whether they hold.
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

ROOT = Path(__file__).resolve().parents[1]
AT_LEAST = {"batch": 3, "again": 20, "request": 1.2}
MEMORY = 160  # MiB


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["PYTHONPATH"] = str(ROOT)  # of the processes that draw
    from benchmarks.lib.site import with_a_database

    return with_a_database(lambda: measure(arguments()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name, size in (("forms", 300), ("sample", 30), ("runs", 3), ("long", 500)):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


def measure(given: argparse.Namespace) -> int:
    from review.documents.forms import filled, warm_up
    from review.tasks import batch_rows
    from tests import walk
    from tests.cast import client_of, make_cast

    cast = make_cast()
    half = given.forms // 2
    rows = batch_rows([case.nomination_id for case in walk.drafted(cast, half, given.forms - half)])
    sample = rows[:: max(1, len(rows) // given.sample)][: given.sample]
    warm_up()
    pages = [html_of(filled(row)) for row in sample]
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
    peaks = memory(sample, given.long)
    first, last = (f"{size:.0f} MiB after {number} forms" for size, number in zip(peaks, (given.long // 5, given.long), strict=True))
    print(f"memory of a process   {first}, {last}   (at most {MEMORY})")
    ratios = {"batch": ours / naive, "again": again / naive, "request": alone / short}
    return int(any(ratios[name] < least for name, least in AT_LEAST.items()) or peaks[1] > MEMORY)


def rate(runs: int, draw: Callable[[], int]) -> float:
    """Pages a second: the median of so many runs."""
    found = []
    for _run in range(runs):
        begin = time.perf_counter()
        found.append(draw() / (time.perf_counter() - begin))
    return median(found)


def html_of(form) -> str:
    from django.template.loader import render_to_string

    from review.documents.drawing import drawn

    return render_to_string("documents/forms.html", {"forms": drawn([form])})


def naive_pages(html: str) -> int:
    """Everything anew for each form, as one writes it first."""
    from weasyprint import CSS, HTML

    from review.documents.forms import _sizes
    from review.documents.pdf import STYLES

    sheets = [CSS(STYLES / "text.css"), CSS(STYLES / "form.css"), CSS(string=_sizes())]
    return page_count(HTML(string=html).write_pdf(stylesheets=sheets))


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


def memory(sample, number: int) -> list[float]:
    """Peak MiB of one drawing process after a fifth of so many forms, and after all."""
    from review.documents.children import get_ready

    from review.documents.batch import CHUNK
    from review.documents.forms import draw, filled

    forms = [filled(row) for row in sample]
    chunks = number // CHUNK
    peaks = []
    with ProcessPoolExecutor(1, get_context("spawn"), get_ready) as pool:
        for count in range(1, chunks + 1):
            first = count * CHUNK % len(forms)
            pool.submit(draw, (forms * 2)[first : first + CHUNK]).result()
            if count in (max(1, chunks // 5), chunks):
                peaks.append(pool.submit(peak).result())
    return peaks


def peak() -> float:
    """Of this process alone: `getrusage` would count the parent that it began as."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
