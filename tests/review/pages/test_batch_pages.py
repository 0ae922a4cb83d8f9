"""Forms in bulk, as people ask for them, wait for them and fetch them."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant
from review import tasks
from review.models import Batch
from review.services import batches
from review.views import downloads
from tests import walk
from tests.cast import client_of, once
from tests.review.documents.reading import pages

kept = once(lambda cast: walk.drafted(cast, 1, 1))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(client, cast, kind="pdf"):
    """The batch of the unit's forms."""
    answer = client.post(reverse("batch_of_unit", args=[cast.recommendation.pk]), {"kind": kind})
    batch = Batch.objects.first()
    assert answer.url == reverse("batch", args=[batch.pk])
    return batch


def test_a_unit_asks_waits_and_fetches(cast, as_clerk):
    assert reverse("batch_of_unit", args=[cast.recommendation.pk]) in page(as_clerk, "cockpit", cast.recommendation.pk)
    batch = ask(as_clerk, cast)
    assert "data-under-way" in page(as_clerk, "batch", batch.pk)
    assert reverse("batch_file", args=[batch.pk]) not in page(as_clerk, "batch", batch.pk)
    tasks.make_batch.call(batch.pk)
    assert reverse("batch_file", args=[batch.pk]) in page(as_clerk, "batch", batch.pk)
    assert reverse("batch_file", args=[batch.pk]) in page(as_clerk, "batches")
    answer = as_clerk.get(reverse("batch_file", args=[batch.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    entries = AuditEntry.objects.filter(action="form_downloaded")
    assert {(entry.object_id, entry.role) for entry in entries} == {
        (str(case.nomination_id), "unit_clerk") for case in cast.waiting
    }


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_the_list_gives_what_its_filters_leave(cast, as_officer):
    address = f"{reverse('cases')}?cycle={cast.cycle.pk}&kind=individual"
    assert f"{reverse('batch_of_filter')}?cycle=" in as_officer.get(address).content.decode()
    as_officer.post(f"{reverse('batch_of_filter')}?cycle={cast.cycle.pk}&kind=individual", {"kind": "zip"})
    batch = Batch.objects.get()
    assert batch.nominations == [case.nomination_id for case in cast.waiting if case.nomination.kind == "individual"]
    assert batch.scope == f"{cast.cycle}、个人"


def test_a_unit_gets_its_own_from_the_list(cast, as_clerk):
    others = walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation)
    RoleGrant.objects.create(user=cast.clerk, role=Role.PANEL, unit=cast.unit)
    as_clerk.post(f"{reverse('batch_of_filter')}?cycle={cast.cycle.pk}", {"kind": "zip"})
    assert not {case.nomination_id for case in others} & set(Batch.objects.get().nominations)


@pytest.mark.parametrize(
    ("query", "kind", "words"),
    [
        ("?cycle=", "pdf", "请先在查询条件里选定一个评选活动"),
        ("?cycle=x", "pdf", "请先在查询条件里选定一个评选活动"),
        ("", "doc", "请选择制成一份 PDF 或者压缩包"),
        ("?q=无人", "pdf", "没有可以制作审批表的推荐对象"),
    ],
)
def test_what_cannot_be_made_is_said(cast, as_officer, query, kind, words):
    answer = as_officer.post(f"{reverse('batch_of_filter')}{query}", {"kind": kind}, follow=True)
    assert words in answer.content.decode()
    assert not Batch.objects.exists()


def test_it_is_ones_own_and_only_while_one_may_read_it(cast, as_clerk):
    batch = ask(as_clerk, cast)
    tasks.make_batch.call(batch.pk)
    address = reverse("batch_file", args=[batch.pk])
    assert client_of(cast.lead).get(address).status_code == 404
    cast.clerk.grants.all().delete()
    assert client_of(cast.clerk).get(address).status_code == 403


def test_cancelling(cast, as_clerk):
    batch = ask(as_clerk, cast)
    as_clerk.post(reverse("batch_cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == Batch.Status.CANCELLED
    assert "已取消" in page(as_clerk, "batch", batch.pk)
    assert ask(as_clerk, cast) != batch


def test_whoever_looks_sets_a_silent_batch_going_again(cast, as_clerk):
    batch = ask(as_clerk, cast)
    long_ago = timezone.now() - batches.SILENT - timedelta(minutes=1)
    assert batches.claim(batch.pk, long_ago)
    page(as_clerk, "batch", batch.pk)
    batch.refresh_from_db()
    assert batch.status == Batch.Status.WAITING
    tasks.make_batch.call(batch.pk)
    batch.refresh_from_db()
    assert batch.status == Batch.Status.DONE


def test_an_expired_file_is_not_handed_out(cast, as_clerk):
    batch = ask(as_clerk, cast)
    tasks.make_batch.call(batch.pk)
    Batch.objects.update(expires_at=timezone.now())
    answer = as_clerk.get(reverse("batch_file", args=[batch.pk]), follow=True)
    assert "重新批量制作" in answer.content.decode()
    assert "已过期" in page(as_clerk, "batches")


def test_thirty_batches_take_no_more_queries_than_three(cast, as_clerk):
    few = queries(lambda: listed(cast, as_clerk, 3))
    assert queries(lambda: listed(cast, as_clerk, 30)) == few


def listed(cast, client, number):
    """The list with so many batches on it; made in one statement, which is counted with the page."""
    Batch.objects.bulk_create(
        Batch(cycle=cast.cycle, asked_by=cast.clerk, asked_at=timezone.now(), kind="pdf", scope=f"第{number}批", total=1)
        for number in range(number - Batch.objects.count())
    )
    assert page(client, "batches").count("第") >= number


def test_asking_takes_no_more_queries_for_more_forms(cast, as_clerk):
    few = queries(lambda: ask(as_clerk, cast))
    walk.drafted(cast, 14, 14)
    assert queries(lambda: ask(as_clerk, cast)) == few


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_long_sheet_of_the_cycle_is_made_in_the_background(cast, as_officer, as_clerk, monkeypatch):
    people = walk.submitted(cast, cast.waiting)[1:]
    monkeypatch.setattr(downloads, "PIECE", 0)
    answer = as_officer.get(reverse("cycle_sheet", args=[cast.cycle.pk, "individual", "pdf"]))
    batch = Batch.objects.get()
    assert answer.url == reverse("batch", args=[batch.pk])
    tasks.make_batch.call(batch.pk)
    assert "汇总表已做好，共 1 行" in page(as_officer, "batch", batch.pk)
    file = as_officer.get(reverse("batch_file", args=[batch.pk]))
    words = "".join(pages(b"".join(file.streaming_content)))
    assert people[0].nomination.name in words
    assert "汇总表.pdf" in unquote(file["Content-Disposition"])
    found = AuditEntry.objects.get(action="sheet_downloaded")
    assert (found.object_id, found.role, found.detail["kind"]) == (str(cast.cycle.pk), "office", "individual")
    assert as_clerk.get(reverse("batch_file", args=[batch.pk])).status_code == 404
    assert as_officer.get(reverse("cycle_sheet", args=[cast.cycle.pk, "individual", "xlsx"])).status_code == 200
