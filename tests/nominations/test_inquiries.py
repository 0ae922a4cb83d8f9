"""Whoever writes an ID number learns whether its bearer is put forward already: on record, and only so often (R49)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from nominations import inquiries
from nominations.models import AuditEntry, IndividualNomination
from nominations.services import Refused, save_draft
from tests.builders import id_number, make_individual
from tests.cast import client_of
from tests.nominations.administration.files import upload
from tests.nominations.test_importing import book, person
from tests.walk import at

pytestmark = pytest.mark.django_db
NOW = at(12, 28, year=2023)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(inquiries, "MOST", 2)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ask(cast):
    """Writes a number into a draft of the unit, as its clerk; → the number that is kept."""
    draft = make_individual(recommendation=cast.recommendation, id_number="")

    def write(number, actor=cast.clerk, now=NOW):
        row = IndividualNomination.objects.get(pk=draft.pk)
        save_draft(row, {"id_number": number}, {}, version=row.version, actor=actor, now=now)
        return IndividualNomination.objects.get(pk=draft.pk).id_number

    return write


def counted():
    return [entry.detail for entry in AuditEntry.objects.filter(action=inquiries.ACTION).order_by("pk")]


def test_each_number_is_on_record_without_the_number(ask):
    ask(id_number(1))
    ask(id_number(1))  # says nothing new
    ask(id_number(2))
    assert counted() == [{"count": 1}] * 2


def test_one_that_is_still_being_typed_is_not_counted(ask):
    for typed in ("5001", id_number(1)[:17], id_number(1)[:17] + ("0" if id_number(1)[-1] != "0" else "1"), ""):
        ask(typed)
    assert counted() == []


def test_no_more_than_so_many_a_day(ask, few, cast):
    ask(id_number(1))
    ask(id_number(2))
    with pytest.raises(Refused, match="最多核对 2 个"):
        ask(id_number(3))
    assert ask(id_number(3), actor=cast.lead) == id_number(3)  # each by themselves
    few.shift(inquiries.PERIOD + timedelta(seconds=1))
    assert ask(id_number(4), now=NOW + inquiries.PERIOD + timedelta(seconds=1)) == id_number(4)


def test_a_refused_one_stays_typed_on_the_page(cast, ask):
    ask(id_number(1))
    ask(id_number(2))
    row = IndividualNomination.objects.get()
    page = client_of(cast.clerk).post(
        reverse("nomination_edit", args=[row.pk]), {"version": row.version, "id_number": id_number(3), "name": row.name}
    )
    assert page.status_code == 409
    assert "最多核对 2 个身份证号" in page.text
    assert id_number(3) in page.text
    row.refresh_from_db()
    assert row.id_number == id_number(2)


def test_the_preview_of_a_sheet_answers_and_counts_too(cast):
    clerk, url = client_of(cast.clerk), reverse("recommendation_import", args=[cast.recommendation.pk, "individual"])
    lines = [person(序号=n, 姓名=name, 身份证号=id_number(n)) for n, name in enumerate("甲乙丙", start=1)]
    two = clerk.post(url, {"file": upload(book(*lines[:2]))})
    assert two.status_code == 200
    assert counted() == [{"count": 2}]
    refused = clerk.post(url, {"file": upload(book(*lines))})
    assert "最多核对 2 个身份证号" in refused.text
    assert "确认导入" not in refused.text
    assert counted() == [{"count": 2}]
