"""A department's list as a workbook, and the letter that asks for it: out, filled in, read back, all or none."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from nominations.models import AuditEntry
from review.models import Opinion
from review.reply_workbook import DUE, ID_NUMBER, KEY, NAME, REASON, VERDICT
from review.services import opinions
from tests import walk
from tests.cast import client_of
from tests.review.documents.reading import pages, rows
from tests.review.refusals import refused
from tests.review.test_opinions import V, by, objection, said


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.ANSWERED, tick=False):
        yield


@pytest.fixture
def cases(cast):
    """An enterprise and one of its staff, about both of whom the police is asked."""
    return walk.selected(cast)


@pytest.fixture
def police(cast, cases):
    return client_of(cast.departments["police"])


def url(cast, name):
    return reverse(name, args=[cast.cycle.pk])


def exported(cast, client):
    """The workbook as lists of cells, heading line first."""
    sheet = load_workbook(BytesIO(client.get(url(cast, "export_opinions")).content)).active
    return sheet, [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def filled(cast, client, *answers, change=None):
    """The exported list with (意见, 理由) filled in from the top, as an upload; `change` edits the sheet at last."""
    sheet, lines = exported(cast, client)
    for line, (verdict, reason) in enumerate(answers, start=2):
        sheet.cell(line, lines[0].index(VERDICT) + 1).value = verdict
        sheet.cell(line, lines[0].index(REASON) + 1).value = reason
    if change:
        change(sheet, {heading: column for column, heading in enumerate(lines[0], start=1)})
    packed = BytesIO()
    sheet.parent.save(packed)
    return SimpleUploadedFile("list.xlsx", packed.getvalue())


def upload(cast, client, *answers, change=None):
    return client.post(url(cast, "import_opinions"), {"file": filled(cast, client, *answers, change=change)})


def text(response):
    return response.content.decode()


def test_the_list_goes_out_with_id_numbers_only_where_they_are_checked(cast, cases, police):
    _sheet, (headings, *lines) = exported(cast, police)
    place = headings.index(ID_NUMBER)
    assert [line[place] for line in lines] == ["", cases[1].nomination.detail.id_number]
    entry = AuditEntry.objects.get(action="opinions_exported")
    assert (entry.actor, entry.detail["cases"]) == (cast.departments["police"], [cases[1].pk])
    _sheet, (headings, *lines) = exported(cast, client_of(cast.departments["tax"]))
    assert ID_NUMBER not in headings
    assert [line[headings.index(DUE)] for line in lines] == ["2024-01-26"]
    assert AuditEntry.objects.filter(action="opinions_exported").count() == 1


def test_filled_in_it_comes_back_previewed_and_whole(cast, cases, police):
    page = upload(cast, police, ("有异议", "2023年5月受行政处罚"), ("无异议", ""))
    assert page.status_code == 200
    assert "将答复 2 个推荐对象" in text(page)
    assert not Opinion.objects.exclude(verdict="").exists()
    answer = police.post(url(cast, "import_opinions"), {"sealed": page.context["sealed"]}, follow=True)
    assert "已导入 2 个推荐对象的答复" in text(answer)
    given = dict(Opinion.objects.exclude(verdict="").values_list("case", "verdict"))
    assert given == {cases[0].pk: V.OBJECTION, cases[1].pk: V.CLEAR}
    assert said(cases[0].opinions.get(authority="police")) == [("answer", "objection", "2023年5月受行政处罚")]


def test_what_is_left_blank_is_not_answered(cast, cases, police):
    assert len(upload(cast, police, ("无异议", "")).context["answers"]) == 1
    assert "没有填写任何意见" in text(upload(cast, police))


def put(line, heading, value):
    def change(sheet, columns):
        sheet.cell(line, columns[heading]).value = value

    return change


def double(sheet, columns):
    for column in columns.values():
        sheet.cell(3, column).value = sheet.cell(2, column).value


@pytest.mark.parametrize(
    ("answers", "change", "line", "words"),
    [
        ([("同意", "")], None, 2, "只能填：无异议、有异议、需说明"),
        ([("有异议", " ")], None, 2, "请写明理由"),
        ([("", "写了理由")], None, 2, "没有填意见"),
        ([("需说明", "长" * 2001)], None, 2, "最多 2000 个字"),
        ([("需说明", "查\ue123无")], None, 2, "U+E123（自造字）"),
        ([("无异议", "")], put(2, KEY, 10**9), 2, "不在您的征求意见名单中"),
        ([("无异议", "")], put(2, KEY, "甲"), 2, "不在您的征求意见名单中"),
        ([("无异议", "")], put(2, NAME, "另一个"), 2, "与本行不一致"),
        ([("无异议", "")], double, 3, "与第 2 行重复"),
        ([("无异议", "")], put(1, VERDICT, "答复"), 1, "须有且只有一列"),
    ],
)
def test_every_fault_is_told_with_its_line(cast, police, answers, change, line, words):
    page = upload(cast, police, *answers, change=change)
    assert page.status_code == 422
    assert [fault.line for fault in page.context["faults"] if words in fault.message] == [line]
    assert words in text(page)
    assert not Opinion.objects.exclude(verdict="").exists()


def test_what_was_answered_meanwhile_is_refused(cast, cases, police):
    """At the upload, where the list was exported before; and between the preview and the confirmation."""
    old = filled(cast, police, ("无异议", ""), ("无异议", ""))
    preview = upload(cast, police, ("无异议", ""), ("无异议", ""))
    objection(cast, cases[0].opinions.get(authority="police"))
    page = police.post(url(cast, "import_opinions"), {"file": old})
    assert [(fault.line, fault.column) for fault in page.context["faults"]] == [(2, VERDICT)]
    answer = police.post(url(cast, "import_opinions"), {"sealed": preview.context["sealed"]})
    assert answer.status_code == 409
    assert "第 2 行" in text(answer)
    assert not cases[1].opinions.get().verdict


def test_another_departments_answers_are_not_taken(cast, cases, police):
    sealed = upload(cast, police, ("无异议", "")).context["sealed"]
    tax = client_of(cast.departments["tax"])
    assert tax.post(url(cast, "import_opinions"), {"sealed": sealed}).status_code == 409
    answer = police.post(url(cast, "import_opinions"), {"sealed": sealed + "x"}, follow=True)
    assert "预览已经失效" in text(answer)
    assert not Opinion.objects.exclude(verdict="").exists()
    with refused(("O1", "replies_moved")):
        opinions.import_replies([], cast.cycle, by(cast.departments["police"]))


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_said_so(cast, police, content):
    page = police.post(url(cast, "import_opinions"), {"file": SimpleUploadedFile("x.xlsx", content)})
    assert page.status_code == 422
    assert page.context["form"].errors["file"]


# -- the letter


def letter(cast, authority, fmt, day="2024-01-19"):
    return reverse("opinion_letter", args=[cast.cycle.pk, authority, day, fmt])


def test_the_letter_names_who_is_asked_and_until_when(cast, cases, police):
    answer = police.get(letter(cast, "police", "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    first, *rest = pages(answer.content)
    listed = "".join(rest)
    unit = cast.departments["police"].grants.get().unit
    assert all(words in first for words in (unit.name, "2个拟表彰对象", "2024年1月26日", "2024年1月19日", "的函"))
    assert cases[1].nomination.detail.id_number in listed
    assert AuditEntry.objects.get(action="letter_downloaded").detail["cases"] == [cases[1].pk]


def test_its_list_is_a_workbook_without_id_numbers_where_none_are_checked(cast, cases):
    office = client_of(cast.officer)
    lines = rows(office.get(letter(cast, "tax", "xlsx")).content)
    flat = [str(value) for line in lines for value in line]
    assert cases[0].nomination.name in flat
    assert "身份证号" not in flat
    assert not AuditEntry.objects.filter(action="letter_downloaded").exists()


def test_each_day_has_its_letter(cast, cases):
    """Those called up later are asked by a letter of their own."""
    office = client_of(cast.officer)
    assert office.get(letter(cast, "tax", "xlsx", "2024-01-22")).status_code == 404
    Opinion.objects.filter(case=cases[0], authority="tax").update(requested_at=walk.at(1, 22))
    assert office.get(letter(cast, "tax", "xlsx", "2024-01-22")).status_code == 200
    assert office.get(letter(cast, "tax", "xlsx")).status_code == 404
    assert office.get(letter(cast, "tax", "doc", "2024-01-22")).status_code == 404
