"""§2 on every page that can be looked at: no personal value shows to anybody who is not meant to read it."""

import logging
from io import StringIO

import pytest
from django.db import connection

from config.logs import NoValues
from nominations.models import masked
from nominations.policy.notice import KINDS
from review.models import Opinion
from review.services.mailing import compose

from .crawling import SPACE, crawl, text_of

pytestmark = pytest.mark.django_db

NUMBERS = {"id_number", "phone", "mobile"}  # masked for everybody until asked for
PUBLISHED = {"noticed", "noticed_c", "upheld", "commended"}  # nominees whose name everybody may read
THEIRS = {"their_panel", "their_panel_c", "their_draft"}
# What the panel has before it, or had.
JUDGED = {"panel", "panel_c", "their_panel", "their_panel_c", "reserve", "asked", "asked_c", "asked_else", "decided"}
JUDGED |= PUBLISHED | {"approved"}
# In full, for those entitled, on record.
PAPER = ("form_pdf", "form_docx", "unit_sheet", "cycle_sheet", "/form/", "/form.docx", "/letters/", "/opinions/export/")
PAPER += tuple(f"/{kind}/{fmt}/" for kind in KINDS for fmt in ("pdf", "xlsx"))  # sheets; on the screen their numbers are masked
PAPER += ("_archive", "/archive/", "/batches/")


@pytest.fixture(autouse=True)
def log(world):
    """What a site would write to its log meanwhile: no value of anybody stands there, neither in full nor masked."""
    kept = logging.StreamHandler(StringIO())
    root = logging.getLogger()
    kept.setFormatter(next(one.formatter for one in root.handlers if isinstance(one.formatter, NoValues)))
    root.addHandler(kept)
    yield kept.stream
    root.removeHandler(kept)
    assert shown(world, {"log": SPACE.sub("", kept.stream.getvalue())}, hidden) == []


@pytest.fixture(scope="module")
def asked_about(world):
    """Authority → words of the nominees it was asked about."""
    words = {case.pk: what for what, case in world.cases.items()}
    found = {}
    for opinion in Opinion.objects.all():
        found.setdefault(opinion.authority, set()).add(words[opinion.case_id])
    return found


def told(world, browsers, part, left_out=()):
    """Every page, document and mail that this part can read."""
    user = world.people[part]
    mails = [compose(user, [message]) for message in user.inbox.all()] if user else []
    read = {f"mail {number}": SPACE.sub("", f"{mail.subject} {mail.body}") for number, mail in enumerate(mails)}
    return crawl(browsers, part, left_out) | read


def shown(world, pages, forbidden):
    """`address: kind of what` for every forbidden canary on a page; `forbidden` tells what of a canary must not show."""
    found = []
    for canary in world.canaries:
        for text in forbidden(canary):
            bare = SPACE.sub("", text)
            found += [f"{url}: {canary.kind} of {canary.what}: {text}" for url, page in pages.items() if bare in page]
    return found


def hidden(canary):
    """A number in full and masked; anything else as it stands."""
    return {canary.text, masked(canary.text)} if canary.kind in NUMBERS else {canary.text}


def for_strangers(own=frozenset()):
    """Nothing but the names of the published; of what is one's `own`, no number in full."""

    def forbidden(canary):
        if canary.what in own:
            return {canary.text} if canary.kind in NUMBERS else set()
        return set() if canary.kind == "name" and canary.what in PUBLISHED else hidden(canary)

    return forbidden


def for_the_panel(closed=frozenset(), listed=frozenset()):
    """No ID number, phone, address; nothing at all of what is not before the panel or is closed to this member.

    `listed`: names that stand in the chair's lists, though the nominee's page is closed.
    """

    def forbidden(canary):
        if canary.kind == "name":
            return set() if canary.what in (JUDGED - closed) | PUBLISHED | listed else {canary.text}
        if canary.kind == "unpublished" and canary.what in JUDGED - closed:
            return set()
        return hidden(canary)

    return forbidden


def for_a_department(asked, checks_identity):
    """Whom it was asked about, masked ID numbers where it checks them; nothing of anybody else."""

    def forbidden(canary):
        if canary.what not in asked:
            return for_strangers()(canary)
        if canary.kind == "id_number" and checks_identity:
            return {canary.text}
        return set() if canary.kind in ("name", "unpublished") else hidden(canary)

    return forbidden


def for_readers(may_know_objectors=False):
    """Everything, but numbers masked, and who objects only for the office."""

    def forbidden(canary):
        if canary.kind == "objector":
            is_name = not canary.text.isdigit()
            return set() if may_know_objectors and is_name else {canary.text}
        return {canary.text} if canary.kind in NUMBERS else set()

    return forbidden


@pytest.mark.parametrize("part", ["anon", "nobody", "unasked", "admin"])
def test_strangers(world, browsers, part, log):
    assert shown(world, told(world, browsers, part), for_strangers()) == []
    assert "django.request" in log.getvalue(), "what they are refused goes to the log"


@pytest.mark.parametrize("part", ["oclerk", "olead"])
def test_another_unit(world, browsers, part):
    assert shown(world, told(world, browsers, part, PAPER), for_strangers(own=THEIRS)) == []


def test_a_panel_member(world, browsers):
    pages = told(world, browsers, "panel")
    assert shown(world, pages, for_the_panel()) == []
    assert any("雀技术改造" in page for page in pages.values()), "the merits are what the panel judges"


def test_the_chair(world, browsers):
    assert shown(world, told(world, browsers, "chair"), for_the_panel(listed=JUDGED)) == []


def test_a_panel_member_of_the_recommending_unit(world, browsers):
    assert shown(world, told(world, browsers, "barred"), for_the_panel(closed=JUDGED - THEIRS)) == []


def test_a_panel_member_who_keeps_out_of_one(world, browsers):
    pages = told(world, browsers, "recused")
    assert shown(world, pages, for_the_panel(closed={"panel_c"})) == []
    assert any(world.cases["panel"].nomination.name in page for page in pages.values())


@pytest.mark.parametrize(("part", "authority", "checks"), [("asked", "police", True), ("tax", "tax", False)])
def test_a_department(world, browsers, asked_about, part, authority, checks):
    asked = asked_about[authority]
    pages = told(world, browsers, part, PAPER if checks else ())
    assert shown(world, pages, for_a_department(asked, checks)) == []
    for what in asked & {"asked", "asked_c"}:
        assert any(world.cases[what].nomination.name in page for page in pages.values())


def test_a_department_that_checks_asks_for_numbers_in_full(world, browsers):
    """In full only of whom it was asked about, and only where it checks them."""
    url = browsers.url("reveal_identities", "cycle")
    police, tax = (browsers.ask(part, "POST", url).text for part in ("asked", "tax"))
    numbers = {canary.what: canary.text for canary in world.canaries if canary.kind == "id_number"}
    assert [what for what, number in numbers.items() if number in police] == ["asked"]
    assert [what for what, number in numbers.items() if number in tax] == []


@pytest.mark.parametrize("part", ["lead", "dist", "audit"])
def test_who_reads_everything_reads_no_number_in_full_and_no_objector(world, browsers, part):
    theirs = for_strangers() if part == "lead" else for_readers()

    def forbidden(canary):
        return theirs(canary) if canary.what in THEIRS else for_readers()(canary)

    assert shown(world, told(world, browsers, part, PAPER), forbidden) == []


def test_the_office_knows_the_objector(world, browsers):
    pages = told(world, browsers, "office", PAPER)
    assert shown(world, pages, for_readers(may_know_objectors=True)) == []
    assert any("吕异议" in page for page in pages.values())


def test_the_canaries_are_in_the_cage(world, browsers):
    """What does not show above is there to be shown: on the paper of those entitled, numbers in full."""

    def paper(name, words):
        return SPACE.sub("", text_of(browsers.ask("office", "GET", browsers.url(name, words))))

    sheet = paper("cycle_sheet", "cycle,kind=individual,fmt=xlsx")
    numbers = {c.what: c.text for c in world.canaries if c.kind == "id_number" and c.what in JUDGED - THEIRS}
    assert {what for what, number in numbers.items() if number in sheet} == set(numbers)
    form = paper("form_pdf", "nominee:panel_c")
    expected = {c.text for c in world.canaries if c.what == "panel_c" and c.kind in ("phone", "address", "unpublished")}
    assert {text for text in expected if SPACE.sub("", text) not in form} <= {credit_code(world, "panel_c")}


def test_the_database_holds_no_number_in_plain_text(world):
    numbers = {canary.text for canary in world.canaries if canary.kind in NUMBERS or canary.kind == "objector" and canary.text.isdigit()}
    assert len(numbers) > len(JUDGED)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            held = repr(cursor.fetchall())
            assert [number for number in numbers if number in held] == [], table


def credit_code(world, what):
    """The rules need it; the form of the notice has no place for it."""
    return world.cases[what].nomination.detail.credit_code
