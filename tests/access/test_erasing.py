"""When a cycle's retention is over, nothing of it tells of a person any more, and every page of it still opens."""

import json
import logging
import os
import zipfile
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from nominations import audit_chain
from nominations.enums import CycleStatus
from nominations.models import AuditEntry, Bar
from review.retention import HELD
from review.services.erasing import erase, erased_word, held_on, refusal_to_erase
from tests.architecture.sources import ROOT
from tests.builders import CHONGQING, make_cycle
from tests.cast import rolled_back

from .crawling import crawl
from .driving import Browsers
from .test_canaries import NUMBERS, shown

pytestmark = pytest.mark.django_db
KEPT_OF_THE_COMMENDED = ("name", "unpublished")


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def closed(world):
    """The world's cycle, over for longer than its retention."""
    cycle = world.cast.cycle
    cycle.status, cycle.closed_at = CycleStatus.CLOSED, timezone.now() - timedelta(days=366 * settings.RETENTION_YEARS)
    cycle.save()
    yield cycle
    cycle.refresh_from_db()


@pytest.fixture
def erased(world, closed):
    audit_chain.seal()
    count = erase(closed, None, timezone.now())
    return closed, count


def tables():
    """Table → all that stands in it, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, " ".join(str(value) for row in cursor.fetchall() for value in row)


def gone(world):
    """The canaries that must not be anywhere: all but what the record of the commended keeps, and codes of enterprises."""
    codes = {case.nomination.detail.credit_code for case in world.cases.values() if hasattr(case.nomination.detail, "credit_code")}
    commended = {what for what in world.cases if what.startswith("commended")}
    return [
        canary
        for canary in world.canaries
        if canary.text not in codes and not (canary.what in commended and canary.kind in KEPT_OF_THE_COMMENDED)
    ]


def test_no_personal_value_is_left_in_the_database(world, erased):
    secrets = gone(world)
    assert len(secrets) > 100
    for table, text in tables():
        left = [canary for canary in secrets if canary.text in text or json.dumps(canary.text)[1:-1] in text]
        assert left == [], table


def test_the_record_of_the_commended_stays(world, erased):
    before = world.cases["commended"].nomination
    nominee = type(before.detail).objects.get(pk=before.pk)
    assert (nominee.name, nominee.deeds) == (before.name, before.detail.deeds)
    assert (nominee.id_number, nominee.contact, nominee.resume, nominee.photo.name) == ("", "", erased_word(), "")


@pytest.mark.parametrize("part", ["office", "lead"])
def test_every_page_still_opens(world, erased, drawn_once, part):
    pages = crawl(Browsers(world), part, of_each=2)
    assert len(pages) > 50
    secrets = gone(world)
    assert shown(world, pages, lambda canary: {canary.text} if canary in secrets else set()) == []


def test_it_is_on_record_and_breaks_no_chain(world, erased):
    cycle, count = erased
    assert AuditEntry.objects.get(action="cycle_anonymised").detail == {"count": count}
    audit_chain.seal(whole=True)
    assert audit_chain.fault(timezone.now()) is None
    assert erase(cycle, None, timezone.now()) == 0, "nothing is left to be erased"


def test_another_cycle_is_left_alone(world, closed):
    number = "500113198005060011"
    bar = Bar.objects.create(cycle=closed, id_number=number, reason="撤销", made_at=timezone.now())
    erase(closed, None, timezone.now())
    bar.refresh_from_db()
    assert bar.id_number == number, "it still bars in the next cycle"
    make_cycle(status=CycleStatus.CLOSED, closed_at=timezone.now(), issued_on=closed.issued_on + timedelta(days=365))
    erase(closed, None, timezone.now())
    bar.refresh_from_db()
    assert (bar.id_number, bar.reason) == ("", erased_word())


@pytest.mark.parametrize(
    ("closed_at", "first"),
    [
        (datetime(2024, 3, 1, 23, 30, tzinfo=CHONGQING), datetime(2027, 3, 1, tzinfo=CHONGQING)),
        (datetime(2024, 2, 29, 0, 30, tzinfo=CHONGQING), datetime(2027, 3, 1, tzinfo=CHONGQING)),
        (datetime(2024, 12, 31, 12, tzinfo=CHONGQING), datetime(2027, 12, 31, tzinfo=CHONGQING)),
    ],
)
def test_the_day_from_which_it_may_be_done(closed_at, first):
    cycle = make_cycle(status=CycleStatus.CLOSED, closed_at=closed_at)
    assert refusal_to_erase(cycle, first) == ""
    assert f"{first:%Y-%m-%d} 起" in refusal_to_erase(cycle, first - timedelta(minutes=1))


def test_a_cycle_under_way_is_refused(world):
    with pytest.raises(CommandError, match="尚未结束"):
        call_command("anonymise_cycle", world.cast.cycle.slug)
    with pytest.raises(CommandError, match="没有代码"):
        call_command("anonymise_cycle", "nowhere")


def test_the_command_deletes_the_files_too(world, closed):
    photo = Path(world.cases["panel"].nomination.detail.photo.path)
    kept = photo.read_bytes()
    os.utime(photo, (0, 0))  # it came before the last hour
    try:
        out = StringIO()
        call_command("anonymise_cycle", closed.slug, "--check", stdout=out)
        assert "可以删除" in out.getvalue()
        with rolled_back():
            call_command("anonymise_cycle", closed.slug, stdout=out)
            assert not photo.exists()
    finally:
        photo.write_bytes(kept)


class TestHeldOnOne:
    def test_all_that_tells_of_the_person_is_given_out(self, world, tmp_path, monkeypatch):
        person = world.cases["panel"].nomination.detail
        monkeypatch.setattr("builtins.input", lambda prompt="": person.id_number.lower())
        file = tmp_path / "held.zip"
        call_command("export_person", file, stdout=StringIO())
        with zipfile.ZipFile(file) as archive:
            text = archive.read("data.json").decode()
            assert archive.read("photo-1.jpg")[:2] == b"\xff\xd8"
        own = [canary for canary in world.canaries if canary.what == "panel"]
        assert [canary.text for canary in own if json.dumps(canary.text, ensure_ascii=False)[1:-1] not in text] == []
        others = [canary for canary in world.canaries if canary.what != "panel" and canary.kind in {*NUMBERS, "name", "objector"}]
        assert [canary.text for canary in others if canary.text in text] == []
        assert AuditEntry.objects.filter(action="person_exported").exists()
        with pytest.raises(CommandError, match="不能写入"):
            call_command("export_person", file, stdout=StringIO())

    def test_who_objected_is_not_given_out(self, world):
        person = world.cases["noticed"].nomination.detail
        assert "异议" not in "".join(title for title, _rows in held_on(person.id_number))

    @pytest.mark.parametrize("number", ["", "500113190001010010"])
    def test_of_a_stranger_nothing(self, world, tmp_path, monkeypatch, number):
        monkeypatch.setattr("builtins.input", lambda prompt="": number)
        with pytest.raises(CommandError, match="没有该身份证号"):
            call_command("export_person", tmp_path / "held.zip", stdout=StringIO())
        assert not (tmp_path / "held.zip").exists()


TOLD = (models.CharField, models.TextField, models.JSONField, models.FileField, models.DateField)


def test_every_column_stands_in_the_table_once():
    stated = {held.model: f"{held.erased} {held.unless_commended} {held.kept}".split() for held in HELD}
    ours = [model for model in apps.get_models() if model._meta.app_label in ("nominations", "review")]
    columns = {
        model._meta.label_lower: [field.name for field in model._meta.local_concrete_fields if isinstance(field, TOLD)]
        for model in ours
    }
    assert len(stated) == len(HELD)
    assert {name: sorted(names) for name, names in stated.items()} == {
        name: sorted(names) for name, names in columns.items() if names
    }


def test_the_page_is_as_it_is_printed(capsys):
    call_command("print_personal_data")
    page = (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8")
    assert page == capsys.readouterr().out, "docs/personal-data.md is old: manage.py print_personal_data > docs/personal-data.md"
