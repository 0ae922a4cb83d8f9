"""Each fault turns the monitor's page red, and nothing else does."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nominations.models import AuditEntry, User, record
from nominations.models.audit import seal
from review import health
from review.models import Message, OutboxHold
from review.services.mailing import send_waiting
from review.tasks import make_batch
from review.views import health as page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _well():
    """A site that is backed up and looked through."""
    page._faults.cache_clear()
    record(None, "backup_made", None)
    record(None, "trail_verified", None)
    seal()


def names(**later):
    return set(health.faults(timezone.now() + timedelta(**later)))


def test_all_is_well():
    assert health.faults(timezone.now()) == {}


def test_a_database_that_takes_nothing():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if connection.vendor == "sqlite" else "SAVEPOINT before_reading_only")
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION READ ONLY")
        try:
            assert names() == {"database"}
        finally:
            cursor.execute(
                "PRAGMA query_only=OFF" if connection.vendor == "sqlite" else "ROLLBACK TO SAVEPOINT before_reading_only"
            )


def test_a_database_that_is_away():
    def away(*_query):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        found = names()
    assert {"database", "background", "mail", "backup", "trail", "refusals"} <= found
    assert "disk" not in found


def test_a_look_leaves_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        health.faults(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_a_disk_that_is_nearly_full(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "not" / "yet")
    assert names() == set()
    free = health.shutil.disk_usage(tmp_path).free
    monkeypatch.setattr(health, "LEAST_FREE", free * 2)
    assert names() == {"disk"}


def test_work_that_nobody_does(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_batch.enqueue(0)
    assert DBTaskResult.objects.count() == 1
    assert names(minutes=9) == set()
    assert names(minutes=11) == {"background"}


def test_mail_that_does_not_go_out(cast):
    User.objects.filter(pk=cast.lead.pk).update(email="lead@example.org")
    waiting = {"recipient": cast.lead, "cycle": cast.cycle, "kind": "returned", "text": "退回", "link": "/"}
    Message.objects.create(**waiting, made_at=timezone.now() - timedelta(days=2, hours=1), mail=Message.Mail.WAITING)
    assert names() == {"mail"}
    hold = OutboxHold.objects.create(cycle=cast.cycle, by=cast.officer, at=timezone.now())
    assert names() == set()
    hold.delete()
    send_waiting(timezone.now())
    assert (len(mail.outbox), names()) == (1, set())


def test_clocks_that_differ():
    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        assert names() == ({"clock"} if connection.vendor == "postgresql" else set())


def test_no_backup_and_no_verification():
    assert names(hours=25) == set()
    assert names(hours=27) == {"backup", "trail"}
    with time_machine.travel(timezone.now() + timedelta(hours=27)):
        call_command("verify_audit")
        assert "trail" not in names()


def test_a_trail_that_did_not_stand():
    with time_machine.travel(timezone.now() - timedelta(minutes=6)):
        AuditEntry.objects.bulk_create([AuditEntry(action="signed_in")])  # without its link
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert names() == {"trail"}


def refuse(action, number, accounts):
    for n in range(number):
        AuditEntry.objects.create(action=action, object_type="user", object_id=n % accounts, address="192.0.2.1", refused=True)
    seal()


@pytest.mark.parametrize(
    ("action", "number", "accounts", "red"),
    [
        ("locked_out", 9, 9, False),
        ("locked_out", 10, 10, True),
        ("locked_out", 50, 1, False),  # one who tries on
        ("attempt_refused", 199, 1, False),
        ("attempt_refused", 200, 1, True),
    ],
)
def test_many_locked_accounts_or_refusals(action, number, accounts, red):
    refuse(action, number, accounts)
    assert names() == ({"refusals"} if red else set())
    assert names(minutes=16) == set()


def test_the_look_at_refusals_goes_no_further_back_than_so_many(monkeypatch):
    refuse("attempt_refused", 200, 1)
    monkeypatch.setattr(health, "LOOKED_AT", 150)
    assert names() == set()


def test_the_page_tells_which_and_the_log_why(client, caplog):
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["well"]) == (200, True)
    assert set(answer.json()["checks"]) == set(health.CHECKS)
    later = timezone.now() + timedelta(hours=27)
    with time_machine.travel(later), caplog.at_level(logging.WARNING):
        answer = client.get(reverse("healthz"))
        again = client.get(reverse("healthz"))
    assert answer.status_code == again.status_code == 503
    assert answer.json()["checks"]["backup"] is False
    assert "27" not in answer.content.decode()
    assert [line.getMessage() for line in caplog.records if "backup" in line.getMessage()] == [
        "Not well: backup: no backup for 27 hours"
    ]
