"""Official papers keep the measures of GB/T 9704: margins, 22 lines of 28 characters, sizes, page numbers outside."""

import re
from collections import Counter
from datetime import date

import pypdfium2
import pytest
import time_machine
from pypdfium2 import raw

from review.documents.letters import letter_pdf, opinion_letter
from review.documents.minutes import minutes_pdf
from review.documents.official import addressed, official_pdf
from review.documents.public_notice import notice_pdf
from review.documents.receipts import receipt_pdf
from review.documents.rosters import roster_pdf
from review.selectors.consultation import addressee_of, asked_on
from review.selectors.minutes import minutes_of
from review.selectors.receipts import receipt_state
from review.services import publicity
from review.services.advance import Act
from tests import walk
from tests.review.documents.reading import MM, page_sizes, pages

TEXT = (156, 225)  # mm, from 28 mm at the left and 37 mm above
LINES, CHARACTERS = 22, 28
TWO, THREE, FOUR = 22, 16, 14  # 号, in points
NUMBER = re.compile("—[0-9]+—$")


def characters(page):
    """(character, left, middle, size) of all that is printed, in mm from the upper left corner and in points."""
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if right > left and not (one := text.get_text_range(index, 1)).isspace():
            yield one, left / MM, (height - (top + bottom) / 2) / MM, raw.FPDFText_GetFontSize(text, index)


def lines_of(page):
    """Middle of a line in tenths of mm → how many characters it has."""
    return Counter(round(middle * 10) for _one, _left, middle, size in characters(page) if round(size) == THREE)


def test_a_page_has_22_lines_of_28_characters():
    text = "巴" * CHARACTERS * LINES * 2
    document = pypdfium2.PdfDocument(official_pdf([], [addressed(text)]))
    assert len(document) == 2
    for page in document:
        found = lines_of(page)
        assert set(found.values()) == {CHARACTERS}
        assert len(found) == LINES
        apart = [below - above for above, below in zip(sorted(found), sorted(found)[1:], strict=False)]
        assert {round(one / 10) for one in apart} == {round(TEXT[1] / LINES)}
        lefts = [left for _one, left, _middle, size in characters(page) if round(size) == THREE]
        assert min(lefts) == pytest.approx(28, abs=0.3)
        assert max(lefts) + THREE / MM == pytest.approx(28 + TEXT[0], abs=0.3)


def test_page_numbers_stand_outside_below_the_text():
    text = "巴" * CHARACTERS * LINES * 2
    document = pypdfium2.PdfDocument(official_pdf([], [addressed(text)]))
    for number, page in enumerate(document, 1):
        below = [found for found in characters(page) if found[2] > 37 + TEXT[1]]
        assert "".join(one for one, *_rest in below) == f"—{number}—"
        assert {round(size) for *_rest, size in below} == {FOUR}
        assert {middle > 37 + TEXT[1] + 7 for _one, _left, middle, _size in below} == {True}
        lefts = [left for _one, left, _middle, _size in below]
        outside = 210 - 26 - max(lefts) if number % 2 else min(lefts) - 28
        assert outside < 2 * FOUR / MM + 2


def test_a_title_breaks_between_its_parts():
    page = pypdfium2.PdfDocument(official_pdf(["关于巴南区制造业高质量发展工作", "拟表彰对象的公示"], []))[0]
    rows = {}
    for one, _left, middle, size in characters(page):
        if round(size) == TWO:
            rows[round(middle)] = rows.get(round(middle), "") + one
    assert list(rows.values()) == ["关于巴南区制造业高质量发展工作", "拟表彰对象的公示"]


@pytest.fixture
def noticed(cast):
    cases = walk.published(cast, walk.drafted(cast, 1, 1))
    return cast.cycle.public_notices.get(), cases


def test_the_notice_says_who_is_to_be_honoured_from_when_to_when_and_where_to_object(noticed):
    notice, cases = noticed
    text = "".join(NUMBER.sub("", page) for page in pages(notice_pdf(notice, cases)))
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (notice.first_day, notice.last_day))
    assert text.startswith("关于巴南区制造业高质量发展工作拟表彰对象的公示（第1期）根据《")
    assert f"公示时间：{first}至{last}，共{len(notice.counted_days)}个工作日。" in text
    assert f"异议受理：{notice.contact.replace(' ', '')}。" in text
    assert "先进集体1个、先进个人1名" in text
    assert f"一、先进集体（1个）1．{cases[0].nomination.name}二、先进个人（1名）1．" in text
    for case in cases[1:]:
        row = case.nomination.detail
        assert f"．{row.name}，{row.employer}{row.position}".replace(" ", "") in text
        for hidden in (row.id_number, row.contact):
            assert hidden not in text


def test_minutes_roster_letter_and_receipt_are_of_the_same_kind(cast):
    cases = walk.selected(cast, walk.drafted(cast, 1, 1))
    roster = cast.cycle.rosters.get(action="select")
    papers = [minutes_pdf(minutes_of(roster)), roster_pdf(roster, roster.entries.all())]
    authority = cast.cycle.notice.authority("police")
    day = cases[0].opinions.get(authority="police").requested_at.date()
    asked = asked_on(cast.cycle, "police", day)
    papers.append(letter_pdf(opinion_letter(cast.cycle, authority, addressee_of(authority), day, asked)))
    receipt = cast.cycle.printings.get(kind="receipt")
    papers.append(receipt_pdf(receipt, receipt_state(receipt)))
    for paper in papers:
        assert page_sizes(paper)[0] == (210, 297)
        first = pypdfium2.PdfDocument(paper)[0]
        sizes = {round(size) for *_rest, size in characters(first)}
        assert {TWO, THREE, FOUR} <= sizes
        assert min(left for _one, left, *_rest in characters(first)) > 27.7
        assert "第1页" not in pages(paper)[0]


def test_a_roster_has_the_columns_that_say_something(cast):
    cases = walk.shortlisted(cast, walk.drafted(cast, 1, 1))
    roster = cast.cycle.rosters.get(action="shortlist")
    text = "".join(NUMBER.sub("", page) for page in pages(roster_pdf(roster, roster.entries.all())))
    firm, person = (case.nomination.detail for case in cases)
    unit = cast.unit.name
    assert f"一、先进集体（1个）序号名称（姓名）推荐单位1{firm.name}{unit}二、先进个人" in text
    assert f"序号名称（姓名）推荐单位工作单位及职务1{person.name}{unit}{person.employer}{person.position}" in text
    assert "得分" not in text  # the panel has not met


def test_headings_are_counted_where_only_one_kind_was_judged(cast):
    cases = walk.submitted(cast, walk.drafted(cast, 1, 1))
    publicity.withdraw(cases[:1], Act(cast.lead, walk.SUBMITTED, "企业外迁"))
    person = walk.fresh(cases[1:])
    walk.select(cast, walk.scored(cast, person))
    text = "".join(pages(minutes_pdf(minutes_of(cast.cycle.rosters.get(action="select")))))
    assert "（一）先进个人" in text
    assert "（二）" not in text


def test_a_notice_is_on_the_public_page_while_it_runs(noticed, client):
    notice, _cases = noticed
    url = f"/public/{notice.cycle.slug}/notices/1.pdf"
    with time_machine.travel(walk.PUBLISHED.replace(hour=12), tick=False):
        assert url in client.get(f"/public/{notice.cycle.slug}/").content.decode()
        assert client.get(url)["Content-Type"] == "application/pdf"
        assert client.get(url.replace("1.pdf", "2.pdf")).status_code == 404
    with time_machine.travel(date(2024, 2, 20), tick=False):
        assert client.get(url).status_code == 404
