"""The main pages of each part in a real browser: usable by everybody (WCAG A and AA), and on a narrow screen.

The pages are drawn first and handed to the browser without a server between them: so it sees the one world, and
nothing here has to be committed.
"""

import logging
import mimetypes
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders

from .table import IN, rows

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
PICTURE = re.compile(r'<img[^>]*\ssrc="(/[^"]+)"')
TAKEN_IN = re.compile(r'data-fit="(/[^"]+)"')  # what a script of the page asks for
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
GRAVE = ("serious", "critical")
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const inside = el => { for (let p = el; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; };
  const sticking = [...document.body.querySelectorAll('*')].filter(
    el => el.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !inside(el.parentElement));
  return wide > 0 ? [wide, ...sticking.slice(0, 3).map(el => el.outerHTML.slice(0, 120))] : [];
}"""

HOSTILE = "[...document.querySelectorAll('[data-hostile]')].map(el => el.parentElement.outerHTML.slice(0, 120))"

# Part → the pages on which they work: name of the address and words of its object.
PAGES = {
    "anon": [
        ("login", "-"),
        ("invitation", "pk=@invited,token=@invited"),
        ("public", "-"),
        ("public_cycle", "slug=@cycle"),
        ("public_commendation", "slug=@cycle"),
        ("public_objection", "slug=@cycle,pk=@case:noticed"),
        ("look_up", "-"),
        ("check", "-"),
        ("checked", "code=@code:panel"),
        ("receipt", "receipt=@objection:upheld"),
    ],
    "clerk": [
        ("home", "-"),
        ("checked", "code=@code:draft"),
        ("checked", "code=@code:unit_sheet"),
        ("checked", "code=@code:receipt"),
        ("unit_sheet_page", "own,kind=individual"),
        ("recommendations", "-"),
        ("recommendation", "own"),
        ("recommendation_edit", "own"),
        ("recommendation_import", "own,kind=individual"),
        ("nomination_edit", "nominee:draft"),
        ("nomination_edit", "nominee:draft_c"),
        ("nomination_photo_edit", "nominee:draft"),
        ("nomination_delete", "nominee:draft"),
        ("nomination_read", "nominee:panel"),
        ("nomination_history", "nominee:draft"),
        ("quota", "own"),
        ("reasons", "own"),
        ("publicity_evidence", "publicity"),
        ("publicity_objection", "publicity"),
        ("messages", "-"),
        ("password_change", "-"),
        ("second_factor", "-"),
        ("own_account", "-"),
        ("batches", "-"),
        ("batch", "batch"),
    ],
    "lead": [
        ("cockpit", "own"),
        ("announce", "own"),
        ("submit", "own"),
        ("resubmit", "own"),
        ("case", "case:returned"),
        ("withdraw", "case:panel"),
        ("unit_objection_resolve", "unit_objection"),
    ],
    "office": [
        ("home", "-"),
        ("cases", "-"),
        ("saved_filters", "-"),
        ("case", "case:screening"),
        ("case_printed_fit", "case:screening"),
        ("case_beside", "pk=@case:panel,other=@case:panel_c"),
        ("return", "case:screening"),
        ("return_many", "cycle"),
        ("shortlist", "cycle"),
        ("rosters", "-"),
        ("board", "cycle"),
        ("roster", "roster:select"),
        ("cycle_sheet_page", "cycle,kind=individual"),
        ("undo", "step:return"),
        ("consultation", "cycle"),
        ("opinion", "opinion:objecting"),
        ("paper_reply", "opinion:tax"),
        ("choose_authorities", "case:asked_else"),
        ("forward", "cycle"),
        ("publish", "cycle"),
        ("objections", "cycle"),
        ("register_objection", "cycle"),
        ("objection", "objection"),
        ("proposals", "cycle"),
        ("propose", "case:commended,action=revoke"),
        ("commend", "cycle"),
        ("outbox", "cycle"),
        ("outbox_mail", "cycle,person_pk=@mailed"),
    ],
    "panel": [("home", "-"), ("panel", "cycle"), ("judge", "case:panel"), ("recuse", "case:panel"), ("meeting", "cycle")],
    "chair": [("panel", "cycle"), ("panel_results", "cycle"), ("end_round", "cycle"), ("select", "cycle"), ("call_up", "cycle")],
    "asked": [
        ("home", "-"),
        ("my_opinions", "cycle"),
        ("answer", "opinion"),
        ("import_opinions", "cycle"),
        ("case", "case:asked"),
    ],
    "dist": [
        ("home", "-"),
        ("approve", "cycle"),
        ("reject", "cycle"),
        ("proposal", "proposal"),
        ("case", "case:decided"),
    ],
    "audit": [("home", "-"), ("audit_trail", "-"), ("case", "case:commended")],
    "admin": [
        ("home", "-"),
        ("manage_cycles", "-"),
        ("manage_cycle", "slug=@cycle"),
        ("manage_cycle_load", "-"),
        ("manage_cycle_open", "slug=@preparing"),
        ("word_template", "slug=@cycle,kind=individual"),
        ("manage_units", "-"),
        ("manage_unit", "unit"),
        ("manage_unit_import", "-"),
        ("manage_people", "-"),
        ("manage_person", "user"),
        ("manage_calendar", "-"),
        ("manage_calendar_year", "year=2024"),
    ],
}
# Pages that show no more than a question and a button, as those above do, or that no part works on.
LEFT_OUT = {
    *("password_change_done", "cancel_publicity", "screen_out", "settle", "drop"),
    *("healthz", "prolong", "prolong_all", "export_opinions", "opinion_letter"),
    *("manage_cycle_edit", "manage_cycle_copy", "manage_cycle_deadline", "manage_unit_new", "manage_person_new"),
    *("returned_photo", "screen_out_many"),
    *("reopen_round", "meeting_state", "panel_minutes"),
    *("nomination_photo", "publicity_evidence_file", "paper_file", "objection_file", "list_to_approve"),
    *(
        "receipt_pdf",
        "roster_file",
        "public_notice_file",
        "case_archive",
        "cycle_archive",
        "batch_file",
        "certificate",
        "roster_certificates",
        "form_pdf",
        "form_docx",
        "word_template_file",
        "cases_export",
        "case_printed",
        "blank_form",
        "unit_sheet",
        "cycle_sheet",
        "manage_cycle_source",
        "manage_unit_export",
    ),
}


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def open_page(page, browsers):
    """open_page(part, url): the page in the browser, with the pictures it shows and what it takes in, as that part is answered."""
    answers = {}

    def hand_over(route):
        path = route.request.url.removeprefix(SITE)
        if path.startswith(settings.STATIC_URL):
            name = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(body=Path(name).read_bytes(), content_type=mimetypes.guess_type(name)[0])
        else:
            found = answers[path]
            route.fulfill(status=found.status, headers=found.headers, body=found.body)

    def open_page(part, url):
        answer = answers[url] = browsers.ask(part, "GET", url)
        assert answer.status == 200, f"{url}: {answer.status} {answer.fault}"
        links = PICTURE.findall(answer.body.decode()) + TAKEN_IN.findall(answer.body.decode())
        links = [link for link in links if not link.startswith(settings.STATIC_URL)]
        answers.update({link: browsers.ask(part, "GET", link) for link in links})
        page.set_viewport_size(DESK)
        page.goto(SITE + url)
        return page

    page.route("**/*", hand_over)
    return open_page


def test_every_page_is_looked_at_or_left_out():
    looked_at = {name for pages in PAGES.values() for name, _words in pages}
    shown = {row.name for row in rows() if row.method == "GET" and "200" in "".join(row.cells)}
    assert shown - looked_at - LEFT_OUT == set()


def test_the_table_lets_each_part_in():
    refused = {IN, "403", "404", "405"}
    closed = {
        (row.name, part)
        for row in rows()
        if row.method == "GET"
        for part, cell in row.expected().items()
        if cell in refused
    }
    opened = {
        (row.name, part)
        for row in rows()
        if row.method == "GET"
        for part, cell in row.expected().items()
        if cell[:3] == "200"
    }
    asked = {(name, part) for part, pages in PAGES.items() for name, _words in pages}
    assert asked & closed - opened == set()


def grave(page):
    """What stands in somebody's way, in words."""
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {[node['html'][:120] for node in violation['nodes'][:3]]}"
        for violation in found
        if violation["impact"] in GRAVE
    ]


def come_to_life(page):
    """What somebody typed, and the browser took for markup."""
    return [f"not text any more: {one}" for one in page.evaluate(HOSTILE)]


def sticking_out(page):
    page.set_viewport_size(PHONE)
    return [f"wider than the screen: {what}" for what in page.evaluate(OVERFLOW)]


@pytest.mark.parametrize("part", PAGES)
def test_pages(part, open_page, browsers):
    faults = []
    for name, words in PAGES[part]:
        page = open_page(part, browsers.url(name, words))
        faults += [f"{name} {words}: {fault}" for fault in grave(page) + come_to_life(page) + sticking_out(page)]
    assert faults == []


def test_the_pages_wear_their_style(open_page, browsers):
    page = open_page("clerk", browsers.url("home", "-"))
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor") != "rgba(0, 0, 0, 0)"
    )


def test_a_bad_page_is_found_out(page):
    page.set_content(
        "<html lang='zh'><title>x</title><main><input><p style='width:900px'>一</p><b data-hostile></b></main></html>"
    )
    assert len(come_to_life(page)) == 1
    assert any(fault.startswith("label:") for fault in grave(page))
    assert "900px" in "".join(sticking_out(page))
