"""The access table, driven cell by cell: every address × every kind of person × GET and POST."""

import logging
import re

import pytest

from trials.nonsense import UPLOADS

from .driving import on_record
from .table import IN, SEES, is_public, patterns, rows

pytestmark = pytest.mark.django_db

METHODS = {"GET", "POST"}
# Everything that can be opened without signing in. A page that is public must be written down here too.
PUBLIC = {
    *("login", "login_code", "logout", "invitation", "single_sign_on", "single_sign_on_back"),
    *("public", "public_cycle", "public_notice_file", "public_commendation", "public_objection", "look_up", "receipt"),
    *("check", "checked", "healthz"),
}
# Opening these is put on record: they hold ID numbers in full (§2), everybody's names, or what bears a seal.
ON_RECORD = {
    *("export_opinions", "opinion_letter", "form_pdf", "form_docx", "unit_sheet", "cycle_sheet", "cases_export"),
    *("certificate", "roster_certificates", "case_archive", "cycle_archive", "batch_file"),
}
AUDIT = "nominations_auditentry"
# With a code, to be checked by.
PRINTED = {"form_pdf", "form_docx", "unit_sheet", "cycle_sheet", "case_archive", "cycle_archive"}
PRINTINGS = "review_printing"
FILE_FIELD = re.compile(r'<input type="file" name="(\w+)"')
INLINE = re.compile(rb'<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle="|<[^>]+\son\w+="')


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals, each of which Django would write to the log with its traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_address_stands_in_the_table():
    named = {entry.name for _text, entry in patterns()}
    assert None not in named
    written = {row.name for row in rows()}
    assert named - written == set(), "addresses without a row"
    assert written - named == set(), "rows without an address"


def test_every_address_has_a_row_for_each_method():
    methods = {}
    for row in rows():
        methods.setdefault(row.name, set()).add(row.method)
    assert {name: found for name, found in methods.items() if found != METHODS} == {}


def test_the_public_pages_are_these_and_no_others():
    assert {entry.name for _text, entry in patterns() if is_public(entry)} == PUBLIC


def test_the_table_lets_strangers_in_nowhere_else():
    assert {row.name for row in rows() if row.expected()["anon"] != IN} <= PUBLIC


@pytest.mark.parametrize("row", rows(), ids=str)
def test_answers(row, browsers):
    """As the table says, unlike nothing that is missing, with the headers that every page owes."""
    url = browsers.url(row.name, row.words)
    faults = []
    for part, expected in row.expected().items():
        answer = browsers.ask(part, row.method, url)
        if answer.code != expected.removesuffix(SEES):
            faults.append(f"{part}: {expected} expected, got {answer.code} {answer.fault}")
        faults += [f"{part}: {fault}" for fault in header_faults(answer, part)]
        faults += [f"{part}: {fault}" for fault in write_faults(answer, row)]
        if expected in ("403", "404") and not looks_missing(browsers, row, part, answer):
            faults.append(f"{part}: what is there can be told from what is not")
    assert faults == []


def header_faults(answer, part):
    policy = answer.headers.get("Content-Security-Policy", "")
    held = {
        "a policy without inline code": "default-src 'none'" in policy and "unsafe" not in policy,
        "no frames": "frame-ancestors 'none'" in policy and answer.headers.get("X-Frame-Options") == "DENY",
        "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "no-store": part == "anon" or "no-store" in answer.headers.get("Cache-Control", ""),
        "nothing inline": not (answer.is_html and INLINE.search(answer.body)),
    }
    return [f"not held: {promise}" for promise, kept in held.items() if not kept]


def write_faults(answer, row):
    """Looking changes nothing, but for the record that somebody looked; whatever changes something is on record."""
    if row.method != "GET":
        return [] if on_record(answer, row) else [f"wrote to {sorted(answer.writes)} and nothing on record"]
    allowed = ({AUDIT} if row.name in ON_RECORD else set()) | ({PRINTINGS} if row.name in PRINTED else set())
    return [f"GET wrote to {table}" for table in answer.writes - allowed]


def test_every_upload_field_is_in_the_trial_with_nonsense(browsers):
    found = set()
    for row in rows():
        for part, expected in row.expected().items() if row.method == "GET" else ():
            if expected == "200":
                answer = browsers.ask(part, "GET", browsers.url(row.name, row.words))
                found |= {(row.name, name) for name in FILE_FIELD.findall(answer.text if answer.is_html else "")}
    assert found == UPLOADS


def looks_missing(browsers, row, part, answer):
    missing = browsers.missing_url(row.name, row.words)
    if missing is None:
        return True
    other = browsers.ask(part, row.method, missing)
    return (other.status, other.text) == (answer.status, answer.text)
