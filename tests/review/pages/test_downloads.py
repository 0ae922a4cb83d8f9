"""Paper: the right rows, under a good name, on record."""

import re
from collections import Counter
from io import BytesIO

from django.urls import resolve, reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from nominations.models import AuditEntry
from review.services import publicity
from review.services.advance import Act
from tests import walk
from tests.cast import client_of, once

kept = once(walk.submitted)


def texts(response):
    """All cells of a workbook that came back."""
    book = load_workbook(BytesIO(response.content))
    return {str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None}


def name_of(response):
    return response["Content-Disposition"]


def test_a_form_carries_the_full_number_and_leaves_a_record(cast, as_lead):
    _collective, person = cast.waiting
    response = as_lead.get(reverse("form_pdf", args=[person.nomination_id]))
    assert response["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert person.nomination.detail.id_number in text.replace("\n", "")
    entry = AuditEntry.objects.get(action="form_downloaded")
    assert (entry.actor, entry.role) == (cast.lead, "unit_lead")
    assert entry.object_id == str(person.nomination_id)


def test_the_units_sheet_holds_all_but_what_was_withdrawn(cast, as_clerk):
    first, second, third = walk.drafted(cast, 3, 0)
    walk.announced(cast, [second])
    publicity.withdraw([third], Act(cast.lead, walk.ANNOUNCED, "不再推荐"))
    found = texts(as_clerk.get(reverse("unit_sheet", args=[cast.recommendation.pk, "collective", "xlsx"])))
    assert {str(first), str(second)} <= found
    assert str(third) not in found


def test_the_cycles_sheet_holds_what_was_handed_in(cast, as_officer):
    draft, public, handed_in, gone = walk.drafted(cast, 4, 0)
    walk.announced(cast, [public])
    walk.submitted(cast, [handed_in, gone])
    publicity.withdraw(walk.fresh([gone]), Act(cast.lead, walk.RETURNED, "不再推荐"))
    found = texts(as_officer.get(reverse("cycle_sheet", args=[cast.cycle.pk, "collective", "xlsx"])))
    assert str(handed_in) in found
    assert not {str(draft), str(public), str(gone)} & found


def test_pdf_sheets(cast, as_officer):
    for url in (
        reverse("unit_sheet", args=[cast.recommendation.pk, "individual", "pdf"]),
        reverse("cycle_sheet", args=[cast.cycle.pk, "collective", "pdf"]),
    ):
        assert as_officer.get(url).content.startswith(b"%PDF-")


def test_names_of_files_cannot_break_out_of_the_header(cast, as_lead):
    (case,) = walk.drafted(cast, 1, 0, name='重庆"引号"\\反斜杠/有限公司')
    header = name_of(as_lead.get(reverse("form_pdf", args=[case.nomination_id])))
    assert header.startswith("attachment; filename")
    assert "\n" not in header
    assert "%2F" not in header
    assert "%22" not in header


def test_an_empty_recommendation_has_sheets_too(cast):
    client, pk = client_of(cast.other_lead), cast.other_recommendation.pk
    for kind in ("collective", "individual"):
        assert client.get(reverse("unit_sheet", args=[pk, kind, "xlsx"])).status_code == 200


def test_a_rosters_workbook(cast, as_officer):
    cases = walk.selected(cast)
    roster = cast.cycle.rosters.get(action="select")
    found = texts(as_officer.get(reverse("roster_file", args=[roster.pk, "xlsx"])))
    assert {str(case) for case in cases} <= found
    assert as_officer.get(reverse("roster_file", args=[roster.pk, "pdf"])).content.startswith(b"%PDF-")


def test_each_is_offered_what_is_theirs(cast):
    """To whom these addresses open stands in tests/access/table.txt."""
    case = cast.waiting[0]
    pages = [reverse("case", args=[case.pk]), reverse("cockpit", args=[cast.recommendation.pk]), reverse("cases")]
    paper = re.compile(r'href="([^"]+/(?:form|sheets/[^"]+|forms/[^"]+)/)"')  # or the same on the screen
    offered = {}
    for who in ("clerk", "lead", "officer", "director", "auditor"):
        client = client_of(cast.everybody()[who])
        found = {url for page in pages for url in paper.findall(client.get(page).text)}
        offered[who] = Counter(resolve(url).url_name for url in found)
    own = {"form_pdf": 1, "unit_sheet": 4, "unit_sheet_page": 2, "blank_form": 2}
    assert offered["clerk"] == offered["lead"] == own
    assert offered["officer"] == offered["auditor"] == own | {"cycle_sheet": 4, "cycle_sheet_page": 2}
    assert offered["director"] == {"blank_form": 2}
