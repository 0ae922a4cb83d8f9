"""公示异议 by letter, telephone and visit: the office's page to write them down."""

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from review.models import Objection
from tests import walk
from tests.builders import photo_bytes
from tests.cast import client_of, once

LETTER = {
    "channel": "letter", "received_on": "2024-02-08", "postmark": "2024-02-04",
    "real_name": "吕异议", "contact": "13699990001", "text": "该对象2022年有重大安全事故。",
}  # fmt: skip

kept = once(walk.published)


def text(response):
    return response.content.decode()


def page_of(cast):
    return reverse("register_objection", args=[cast.cycle.pk])


@pytest.fixture
def office(cast):
    return client_of(cast.officer)


@pytest.fixture
def noticed(cast):
    case = cast.waiting[0]
    with time_machine.travel(walk.at(2, 8), tick=False):
        yield case


def test_a_letter_is_registered_and_gets_its_receipt(cast, office, noticed):
    url = page_of(cast)
    page = text(office.get(url))
    assert noticed.nomination.name in page
    assert "第 1 期公示：2024-01-30 至 2024-02-04" in page
    scan = ContentFile(photo_bytes(), "来信.jpg")
    listed = text(office.post(url, LETTER | {"case": noticed.pk, "files": [scan, ContentFile(photo_bytes(), "记录.jpg")]}, follow=True))
    objection = Objection.objects.get()
    assert f"回执号 {objection.receipt}，请告知异议人" in listed
    assert "来信" in listed
    assert "2024-02-08" in listed
    shown = text(office.get(reverse("objection", args=[objection.pk])))
    assert f"来信 · 2024-02-08 收到，{cast.officer} 2024-02-08 09:00 登记，邮戳 2024-02-04" in shown
    assert "136****0001" in shown
    assert "13699990001" not in shown
    for number, file in enumerate(objection.files.all(), start=1):
        assert f"材料{number}（JPG）" in shown
        assert office.get(reverse("objection_file", args=[file.pk])).status_code == 200
    receipt = text(Client().get(reverse("receipt", args=[objection.receipt])))
    assert "2024-02-08（来信）" in receipt
    assert "正在核实" in receipt


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"case": ""}, "case"),
        ({"case": "99999999"}, "case"),
        ({"case": "x"}, "case"),
        ({"channel": ""}, "channel"),
        ({"channel": "web"}, "channel"),
        ({"received_on": ""}, "received_on"),
        ({"received_on": "2024-02-09"}, "received_on"),  # tomorrow
        ({"received_on": "2024-02-30"}, "received_on"),
        ({"postmark": "2024-02-09"}, "postmark"),  # after it came
        ({"postmark": "0024-02-04"}, "postmark"),
        ({"channel": "phone"}, "postmark"),
        ({"real_name": " "}, "real_name"),
        ({"contact": "1234"}, "contact"),
        ({"text": "长" * 2001}, "text"),
    ],
)
def test_faults_of_a_registration_keep_what_was_typed(cast, office, noticed, change, fault):
    given = LETTER | {"case": noticed.pk} | change
    answer = office.post(page_of(cast), given)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {fault}
    assert all(LETTER[name] in text(answer) for name in {"real_name", "contact", "text"} - {fault})
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"channel": "visit", "postmark": ""}, "收到日期 2024-02-08 不在其内"),
        ({"postmark": "2024-02-05"}, "收到日期 2024-02-08 和邮戳日期 2024-02-05 都不在其内"),
        ({"postmark": "2024-01-29"}, "属实的可提请撤销评选资格"),
    ],
)
def test_what_is_out_of_time_is_told_the_days_and_the_way_on(cast, office, noticed, change, told):
    answer = office.post(page_of(cast), LETTER | {"case": noticed.pk} | change)
    assert answer.status_code == 409
    assert "公示期为 2024-01-30 至 2024-02-04" in text(answer)
    assert told in text(answer)
    assert LETTER["text"] in text(answer)
    assert not Objection.objects.exists()


def test_who_was_commended_meanwhile_cannot_be_chosen(cast, office, noticed):
    walk.commend(cast, [noticed])
    answer = office.post(page_of(cast), LETTER | {"case": noticed.pk})
    assert answer.status_code == 422
    assert "已不在公示中" in text(answer)
