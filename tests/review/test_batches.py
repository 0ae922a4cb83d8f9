"""Forms in bulk: drawn once, put together, made again only where something changed; whatever kills the worker."""

import os
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from pypdf import PdfReader

from nominations.models import Nomination
from review import tasks
from review.documents import merging
from review.documents.batch import form_digest, path_of
from review.models import Batch, DrawnForm, Printing
from review.selectors.printing import in_order, on_cycle_sheet
from review.services import batches
from tests import walk
from tests.builders import DEEDS
from tests.cast import once
from tests.review.documents.reading import pages

kept = once(lambda cast: walk.drafted(cast, 2, 2))
Status = Batch.Status


@pytest.fixture
def rows(cast):
    return tasks.batch_rows([case.nomination_id for case in cast.waiting])


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def asked(cast, rows, kind="pdf", now=None):
    return tasks.start_batch(cast.clerk, cast.cycle, kind, "全部", rows, now or timezone.now())


def made(cast, rows, kind="pdf"):
    batch = asked(cast, rows, kind)
    tasks.make_batch.call(batch.pk)
    batch.refresh_from_db()
    return batch


def test_every_form_begins_on_an_odd_page(cast, rows):
    batch = made(cast, rows)
    assert (batch.status, batch.done) == (Status.DONE, len(rows))
    texts = [page.extract_text() for page in PdfReader(path_of(batch.file)).pages]
    covers = [number for number, text in enumerate(texts, 1) if "推荐审批表" in "".join(text.split())]
    assert covers == [1, 7, 13, 19]  # five pages and a blank one twice, then six
    assert [number for number, text in enumerate(texts, 1) if not text.strip()] == [6, 12]
    assert len(texts) == 24
    assert Printing.objects.exclude(nomination=None).count() == len(rows)


def test_a_zip_holds_one_form_each_under_names_that_sort(cast, rows):
    with ZipFile(path_of(made(cast, rows, "zip").file)) as archive:
        names = archive.namelist()
        files = [PdfReader(BytesIO(archive.read(name))) for name in names]
    brief = cast.unit.brief
    assert names == [
        f"01-{brief}-先进集体-{rows[0]}.pdf",
        f"02-{brief}-先进集体-{rows[1]}.pdf",
        f"03-{brief}-先进个人-{rows[2]}.pdf",
        f"04-{brief}-先进个人-{rows[3]}.pdf",
    ]
    assert names == sorted(names)
    assert [len(file.pages) for file in files] == [5, 5, 6, 6]
    for file, row in zip(files, rows, strict=True):
        assert str(row) in "".join(file.pages[0].extract_text().split())


def test_the_same_request_is_the_same_batch(cast, rows):
    batch = made(cast, rows)
    assert asked(cast, rows) == batch
    assert asked(cast, rows, "zip") != batch
    assert asked(cast, rows[::-1]) != batch


def test_only_what_changed_is_drawn_again(cast, rows):
    first = made(cast, rows)
    before = set(DrawnForm.objects.values_list("digest", flat=True))
    Nomination.objects.filter(pk=rows[0].pk).update(deeds=f"{DEEDS}新增一句。")
    second = made(cast, tasks.batch_rows([row.pk for row in rows]))
    assert second != first
    assert DrawnForm.objects.exclude(digest__in=before).count() == 1
    assert "新增一句。" in "".join(page.extract_text() for page in PdfReader(path_of(second.file)).pages[:6])


def test_a_form_whose_file_is_gone_is_drawn_again(cast, rows):
    made(cast, rows[:1])
    path_of(DrawnForm.objects.get().file).unlink()
    assert made(cast, rows[:1], "zip").status == Status.DONE


def test_a_form_whose_file_is_not_whole_is_drawn_again(cast, rows):
    made(cast, rows[:1])
    drawn = path_of(DrawnForm.objects.get().file)
    drawn.write_bytes(drawn.read_bytes()[:5000])
    assert made(cast, rows[:1], "zip").status == Status.DONE


def test_a_batch_whose_file_is_gone_is_made_again(cast, rows):
    first = made(cast, rows)
    path_of(first.file).unlink()
    assert made(cast, rows) != first


def test_more_forms_than_files_may_be_open(cast, rows, monkeypatch, tmp_path):
    """Put together part by part: the same pages in the same order."""
    whole, parts = made(cast, rows), tmp_path / "parts.pdf"
    forms = [
        (str(path_of(form.file)), form.first, form.pages, "")
        for form in (DrawnForm.objects.get(digest=form_digest(row)) for row in rows)
    ]
    monkeypatch.setattr(merging, "OPEN", 1)
    merging.one_pdf(str(parts), forms)
    texts = [[page.extract_text() for page in PdfReader(path).pages] for path in (path_of(whole.file), parts)]
    assert texts[0] == texts[1]
    assert {path.suffix for path in tmp_path.iterdir()} <= {"", ".pdf"}


def test_a_cancelled_batch_is_not_made(cast, rows):
    batch = asked(cast, rows)
    assert batches.cancel(batch)
    tasks.make_batch.call(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.file) == (Status.CANCELLED, "")
    assert not batches.cancel(batch)


def test_a_batch_cancelled_under_way_stops_and_keeps_what_was_drawn(cast, rows, monkeypatch):
    monkeypatch.setattr("review.documents.batch.CHUNK", 1)
    batch = asked(cast, rows)
    running = batches.claim(batch.pk, timezone.now())

    def cancelled_after_the_first(done):
        if done == 1:
            batches.cancel(running)
        tasks._Pulse(running).alive(done)

    with pytest.raises(tasks.Cancelled):
        tasks.drawn_forms(rows, timezone.now(), cancelled_after_the_first)
    assert 1 <= DrawnForm.objects.count() < len(rows)


def test_a_silent_batch_is_taken_up_again_and_a_living_one_is_not(cast, rows):
    now = timezone.now()
    batch = asked(cast, rows)
    assert batches.claim(batch.pk, now)
    assert batches.claim(batch.pk, now + batches.SILENT) is None
    assert batches.claim(batch.pk, now + batches.SILENT + timedelta(seconds=1)) == batch
    assert batches.claim(batch.pk, now) == batch  # a sign of life of before the clock was set back


@pytest.mark.django_db
def test_the_worker_goes_on_when_the_database_comes_back(monkeypatch):
    came = iter([OperationalError("the server was stopped"), InterfaceError("connection already closed"), None])

    def worker(*_given, **_options):
        if error := next(came):
            raise error

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Command.handle", worker)
    monkeypatch.setattr("review.management.commands.work.connections.close_all", lambda: None)
    waited, given_way = [], []
    monkeypatch.setattr("review.management.commands.work.time.sleep", waited.append)
    monkeypatch.setattr("review.management.commands.work.os.nice", given_way.append)
    call_command("work")
    assert (waited, list(came), given_way) == ([5, 5], [], [10])


def test_files_expire(cast, rows):
    batch = made(cast, rows)
    file, drawn = path_of(batch.file), path_of(DrawnForm.objects.first().file)
    tasks.purge(timezone.now())
    assert file.exists()
    assert drawn.exists()
    later = batch.expires_at + timedelta(seconds=1)
    assert not batch.is_ready(later)
    tasks.purge(later)
    batch.refresh_from_db()
    assert batch.status == Status.EXPIRED
    assert not file.exists()
    assert not drawn.exists()
    assert asked(cast, rows, now=later) != batch


def test_uploads_that_nothing_names_are_deleted(rows, tmp_path):
    photo = next(row.detail for row in rows if row.kind == "individual").photo
    names = {photo.name: 2, "photos/left.jpg": 2, "photos/under-way.jpg": 0}  # hours since it was written
    for name, hours in names.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(b"x")
        moment = (timezone.now() - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    said = StringIO()
    call_command("purge_files", stdout=said)
    assert "1" in said.getvalue()
    assert {name for name in names if (tmp_path / name).exists()} == {photo.name, "photos/under-way.jpg"}


def test_a_long_sheet_is_made_piece_by_piece_and_tells_how_far_it_is(cast, monkeypatch):
    people = walk.submitted(cast, cast.waiting)[2:]
    monkeypatch.setattr("review.documents.sheet_pdf.PIECE", 2)
    told = []
    monkeypatch.setattr(tasks._Pulse, "alive", lambda self, done=None: told.append(done))
    nominees = in_order(on_cycle_sheet(cast.cycle), "individual")
    batch = tasks.start_sheet(cast.officer, cast.cycle, "individual", nominees, timezone.now())
    assert tasks.start_sheet(cast.officer, cast.cycle, "individual", nominees, timezone.now()) == batch
    tasks.make_batch.call(batch.pk)
    batch.refresh_from_db()
    text = "".join(pages(path_of(batch.file).read_bytes()))
    assert (batch.status, batch.done, batch.total) == (Status.DONE, 2, 2)
    assert told[0] == 0
    assert all(case.nomination.name in text for case in people)
    assert Printing.objects.filter(nomination=None, kind="individual", printed_by=cast.officer).count() == 1
    assert tasks.start_sheet(cast.officer, cast.cycle, "individual", nominees, timezone.now()) == batch


def test_a_long_sheet_can_be_cancelled_under_way(cast, monkeypatch):
    walk.submitted(cast, cast.waiting)
    monkeypatch.setattr("review.documents.sheet_pdf.PIECE", 2)
    nominees = in_order(on_cycle_sheet(cast.cycle), "individual")
    batch = tasks.start_sheet(cast.officer, cast.cycle, "individual", nominees, timezone.now())
    alive = tasks._Pulse.alive

    def cancelled(self, done=None):
        batches.cancel(batch)
        alive(self, done)

    monkeypatch.setattr(tasks._Pulse, "alive", cancelled)
    tasks.make_batch.call(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.file) == (Status.CANCELLED, "")
