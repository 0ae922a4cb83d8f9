"""A worker that is killed at its work is followed by the next, which draws only what was not drawn."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from review import tasks
from review.documents.batch import path_of
from review.models import Batch, DrawnForm
from review.services import batches
from tests import walk
from tests.cast import make_cast

Status = Batch.Status


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_is_followed_by_the_next(settings, tmp_path):
    """Two workers of their own, on this database: the first is killed between its two chunks."""
    cast = make_cast()
    rows = tasks.batch_rows([case.nomination_id for case in walk.drafted(cast, 12, 0)])
    batch = tasks.start_batch(cast.clerk, cast.cycle, "pdf", "全部", rows, timezone.now())
    worker = work(settings, tmp_path)
    until(lambda: DrawnForm.objects.exists() or worker.poll() is not None)
    worker.kill()
    worker.wait()
    drawn = set(DrawnForm.objects.values_list("digest", flat=True))
    batch.refresh_from_db()
    assert batch.status == Status.RUNNING
    assert 0 < len(drawn) < 12
    Batch.objects.update(heartbeat=timezone.now() - batches.SILENT - timedelta(seconds=1))
    try:
        worker = work(settings, tmp_path)
        until(lambda: Batch.objects.get().status != Status.RUNNING)
    finally:
        worker.terminate()
        worker.wait()
    batch.refresh_from_db()
    assert (batch.status, batch.done) == (Status.DONE, 12)
    assert drawn < set(DrawnForm.objects.values_list("digest", flat=True))
    assert len(PdfReader(path_of(batch.file)).pages) == 12 * 6


def work(settings, tmp_path):
    """A worker as `make run` starts it, on the database and in the folder of this test."""
    code = (
        "import django; from django.conf import settings; from pathlib import Path; django.setup();"
        f"settings.DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r};"
        f"settings.MEDIA_ROOT = Path({str(settings.MEDIA_ROOT)!r});"
        "from django.core.management import call_command;"
        "call_command('work', interval=0.1, startup_delay=False, reload=False, verbosity=0)"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(tmp_path)})


def until(there):
    for _attempt in range(1200):
        if there():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")
