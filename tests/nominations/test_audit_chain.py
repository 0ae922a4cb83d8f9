"""The audit trail only grows, and whatever was done to it behind the site's back is found and named."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from nominations import audit_chain
from nominations.append_only import GROWING, guards, unguarded
from nominations.models import AuditEntry, AuditSeal, record
from tests.builders import make_unit
from tests.cast import client_of

pytestmark = pytest.mark.django_db
HASHES = ("sha256", "sm3")


@pytest.fixture(autouse=True)
def own_heads(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"


@pytest.fixture
def trail(db):
    """Ten sealed entries."""
    unit = make_unit()
    for number in range(10):
        record(None, "unit_changed", unit, number=number)
    audit_chain.seal()
    return list(AuditEntry.objects.order_by("pk"))


@pytest.fixture
def behind_its_back():
    """SQL as the owner of the tables runs it: the triggers down."""

    def run(*statements):
        with connection.cursor() as cursor:
            for statement in [*unguarded(connection.vendor, GROWING), *statements, *guards(connection.vendor, GROWING)]:
                cursor.execute(statement)

    return run


def fault():
    return audit_chain.fault(timezone.now())


def test_what_was_written_stands(trail):
    assert fault() is None
    assert audit_chain.head().number == 10


@pytest.mark.parametrize("name", HASHES)
def test_either_hash_makes_a_chain(settings, name):
    settings.AUDIT_HASH = name
    record(None, "unit_changed", make_unit())
    audit_chain.seal()
    assert fault() is None
    assert len(audit_chain.head().mac) == 64


@pytest.mark.parametrize("table", GROWING)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET {} = {}", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}", "TRUNCATE {} CASCADE"],
)
def test_the_database_refuses_to_change_them(trail, table, statement):
    column = "action" if table == "nominations_auditentry" else "mac"
    words = statement.replace("{} SET {} = {}", f"{table} SET {column} = {column}").replace("{}", table)
    if "TRUNCATE" in words and connection.vendor == "sqlite" or "REPLACE" in words and connection.vendor == "postgresql":
        words = f"DELETE FROM {table} WHERE 1 = 1"
    connection.check_constraints()  # what is put off to the end of the transaction would keep TRUNCATE waiting
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
    assert fault() is None


def test_an_entry_that_was_edited_is_named(trail, behind_its_back):
    behind_its_back(f"UPDATE nominations_auditentry SET action = 'unit_added' WHERE id = {trail[4].pk}")
    found = fault()
    assert (found.number, found.entry, found.why) == (5, trail[4].pk, "entry or link was changed")


def test_an_entry_that_was_deleted_is_named(trail, behind_its_back):
    behind_its_back("DELETE FROM nominations_auditseal WHERE number = 5", f"DELETE FROM nominations_auditentry WHERE id = {trail[4].pk}")
    assert (fault().number, fault().why) == (5, "link 5 is missing")


def test_entries_that_changed_places_are_found(trail, behind_its_back):
    third, seventh = trail[2].pk, trail[6].pk
    other = AuditEntry.objects.create(action="unit_changed", object_type="unit", object_id="1")
    behind_its_back(
        f"UPDATE nominations_auditseal SET entry_id = {other.pk} WHERE number = 3",
        f"UPDATE nominations_auditseal SET entry_id = {third} WHERE number = 7",
        f"UPDATE nominations_auditseal SET entry_id = {seventh} WHERE number = 3",
    )
    assert fault().number == 3


def test_a_forged_entry_is_found(trail, behind_its_back):
    forged = AuditEntry.objects.create(action="role_granted", object_type="user", object_id="1")
    AuditSeal.objects.create(number=11, entry=forged, mac="0" * 64)
    assert (fault().number, fault().entry) == (11, forged.pk)


def test_an_entry_without_a_link_is_found_after_a_while(trail):
    entry = AuditEntry.objects.create(action="role_granted", object_type="user", object_id="1")
    assert fault() is None
    assert audit_chain.fault(timezone.now() + timedelta(minutes=6)).entry == entry.pk


def test_an_end_that_was_cut_off_is_found_by_the_published_head(trail, behind_its_back):
    audit_chain.publish(timezone.now())
    cut = "DELETE FROM nominations_auditseal WHERE number > 7"
    behind_its_back(cut, f"DELETE FROM nominations_auditentry WHERE id > {trail[6].pk}")
    assert (fault().number, "cut off" in fault().why) == (8, True)


def test_an_older_state_put_back_is_found_although_the_trail_went_on(trail, behind_its_back):
    audit_chain.publish(timezone.now())
    behind_its_back(
        "DELETE FROM nominations_auditseal WHERE number > 7", f"DELETE FROM nominations_auditentry WHERE id > {trail[6].pk}"
    )
    for _number in range(5):
        record(None, "unit_changed", make_unit())
    audit_chain.seal()
    assert (fault().number, "another head" in fault().why) == (10, True)


def test_a_chain_made_anew_with_the_key_is_found_by_the_published_head(trail, behind_its_back):
    audit_chain.publish(timezone.now())
    behind_its_back("DELETE FROM nominations_auditseal", f"DELETE FROM nominations_auditentry WHERE id = {trail[3].pk}")
    audit_chain.seal()
    assert fault() is not None
    record(None, "unit_changed", make_unit())
    audit_chain.seal()
    assert "another head" in fault().why


def test_a_published_head_that_was_changed_is_found(trail):
    audit_chain.publish(timezone.now())
    path = Path(settings.AUDIT_HEADS)
    line = json.loads(path.read_text())
    path.write_text(json.dumps(line | {"number": 9}) + "\n")
    assert "line 1" in fault().why


def test_without_its_key_nothing_verifies(trail, settings):
    settings.AUDIT_KEY = "x" * 50
    assert fault().number == 1


def test_a_head_is_published_once(trail):
    for _time in range(2):
        audit_chain.publish(timezone.now())
    assert len(Path(settings.AUDIT_HEADS).read_text().splitlines()) == 1


def test_the_commands_say_so_and_how_they_end(trail, behind_its_back):
    said = StringIO()
    call_command("publish_audit_head", stdout=said)
    call_command("verify_audit", stdout=said)
    assert "10 entries stand" in said.getvalue()
    behind_its_back(f"UPDATE nominations_auditentry SET action = 'x' WHERE id = {trail[0].pk}")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stderr=said)
    assert ended.value.code == 1
    assert f"Link 1 (audit entry {trail[0].pk})" in said.getvalue()


def test_what_is_written_is_sealed_when_its_transaction_ends(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record(None, "unit_changed", make_unit())
    assert AuditEntry.objects.get().seal.number == 1


def test_an_entry_that_ended_long_after_others_gets_its_link(trail, monkeypatch):
    monkeypatch.setattr("nominations.models.audit.NEWEST", 0)
    late = AuditEntry.objects.create(pk=trail[0].pk - 1, action="unit_changed", object_type="unit", object_id="1")
    audit_chain.seal()
    assert not AuditSeal.objects.filter(entry=late).exists()
    audit_chain.publish(timezone.now())
    assert late.seal.number == 11
    assert fault() is None


def test_entries_of_many_batches_are_all_sealed(monkeypatch, trail):
    monkeypatch.setattr("nominations.models.audit.AT_ONCE", 3)
    for number in range(7):
        record(None, "unit_changed", make_unit(), number=number)
    audit_chain.seal()
    assert AuditSeal.objects.count() == 17
    assert fault() is None


class TestWhatIsOnRecord:
    def test_signing_in_and_out_with_the_address(self, client, cast, django_user_model):
        user = cast.clerk
        user.set_password("correct-horse-battery")
        user.save()
        client.post(reverse("login"), {"username": user.username, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
        client.post(reverse("login"), {"username": "my-password", "password": "x"}, REMOTE_ADDR="192.0.2.7")
        client.post(reverse("login"), {"username": user.username, "password": "correct-horse-battery"}, REMOTE_ADDR="192.0.2.7")
        client.post(reverse("logout"), REMOTE_ADDR="192.0.2.8")
        found = [
            (one.action, one.actor, one.object_id, one.address, one.refused)
            for one in AuditEntry.objects.filter(action__startswith="sign").order_by("pk")
        ]
        assert found == [
            ("sign_in_failed", None, str(user.pk), "192.0.2.7", True),
            ("sign_in_failed", None, "", "192.0.2.7", True),
            ("signed_in", user, str(user.pk), "192.0.2.7", False),
            ("signed_out", user, str(user.pk), "192.0.2.8", False),
        ]
        assert not AuditEntry.objects.filter(detail__icontains="my-password").exists()

    def test_what_was_refused(self, cast):
        clerk = client_of(cast.clerk)
        clerk.get(reverse("audit_trail"))
        clerk.get(reverse("case", args=[987654]))
        clerk.get("/no/such/page/")
        found = [
            (one.actor, one.detail["page"], one.detail["status"], one.detail.get("pk"), one.refused)
            for one in AuditEntry.objects.filter(action="attempt_refused").order_by("pk")
        ]
        assert found == [(cast.clerk, "audit_trail", 403, None, True), (cast.clerk, "case", 404, 987654, True)]

    def test_a_form_without_its_token(self, cast):
        clerk = client_of(cast.clerk)
        clerk.handler.enforce_csrf_checks = True
        answer = clerk.post(reverse("batch_of_unit", args=[cast.recommendation.pk]), {"kind": "pdf"})
        assert answer.status_code == 403
        entry = AuditEntry.objects.get(action="attempt_refused")
        assert (entry.actor, entry.detail["page"], entry.detail["method"]) == (cast.clerk, "batch_of_unit", "POST")
