"""Wrong addresses, wrong queries, wrong forms: a plain answer every time, never a failure, and nothing stored."""

import logging
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from nominations import models as lower
from review import models as upper

from .controls import controls_of
from .driving import on_record
from .table import PARTS, rows

pytestmark = pytest.mark.django_db

CLIENT_FAULTS = range(400, 500)
REFUSED = {"in", "403", "403s", "404", "405"}
OPEN = [row for row in rows() if set(row.cells) - REFUSED]
LOOKED_AT = [row for row in OPEN if row.method == "GET"]
POSTED = [row for row in OPEN if row.method == "POST"]
IMPOSSIBLE = {(row.name, row.words) for row in LOOKED_AT if "409" in row.cells}  # no form is shown there
SHOWN = [row for row in POSTED if (row.name, row.words) not in IMPOSSIBLE]

WRONG_KEYS = [0, 2**31, 2**63, 10**30]
WRONG_TEXTS = ["zzz", "'", "%", "a" * 3000, "中文", "..."]
QUERIES = [
    "page=abc&kind=zzz&stage=zzz&cycle=zzz&unit=zzz&role=zzz&active=zzz&show=zzz&case=zzz&text=zzz&q=zzz&year=zzz",
    f"page={10**30}&cycle={10**30}&unit={10**30}&case={10**30}&year={10**30}&actor={10**30}&object_id={10**30}",
    "page=-1&cycle=-1&unit=-1&case=-1&text=%25_%27&q=%25_%27%22&since=2024-02-31&until=0000-00-00&from=x&to=x&next=//x",
    "page=&cycle=&unit=&case=&case=&stage=&kind=&q=" + "%E9%87%8D" * 800,
]
UNKNOWN = {"nobody_knows": "x", "__proto__": "x", "": "x", "stage": "commended", "is_superuser": "on"}
WRONG_VALUES = {
    "NUL": "前\x00后",
    "huge": "9" * 5000,
    "no number, and less than none": ["NaN", "-1"],
    "long": "长" * 70_000,
    "odd": "\u202e\ud7ff\U0010ffff<script>'\";--",
    "a list": ["1", "1", "", "2024-02-30"],
}
# Where a form is posted that another page shows.
FORM_OF = {
    "nomination_autosave": "nomination_edit",
    "recommendation_autosave": "recommendation_edit",
    "clear_the_rest": "my_opinions",
    "recommendation_order": "recommendation",
    "manage_person_rename": "manage_person",
    "manage_person_grant": "manage_person",
    "manage_grant_chair": "",
    "mail_address": "messages",
    "end_sessions": "own_account",
    "read_messages": "messages",
    "remind_departments": "consultation",
}
# What a page takes besides the controls that it shows while nobody is chosen.
TAKES = {"return_many": {"case"}, "screen_out_many": {"case"}}
# What no form may set unless it is made for it. No keys of new rows: a sequence goes on where a row was taken back.
KEPT = {
    upper.Case: (
        "nomination__recommendation",
        "nomination__kind",
        "nomination__order",
        "stage",
        "stage_since",
        "mean",
        "rank",
        "cure_by",
        "needs_publicity",
    ),
    upper.Decision: ("case", "action", "to_stage", "actor", "role", "at"),
    upper.Score: ("case", "member", "marks", "approve"),
    upper.Recusal: ("case", "member"),
    upper.Opinion: ("case", "authority", "verdict", "due_on", "answered_by", "asked_again_at"),
    upper.OpinionNote: ("opinion", "kind", "verdict", "due_on", "by", "at"),
    upper.Proposal: ("case", "action", "confirmed", "bars_unit", "decided_by"),
    upper.PublicNotice: ("number", "first_day", "last_day", "reviewed_by"),
    upper.Objection: ("case", "outcome", "decided_at", "received_at"),
    upper.Roster: ("number", "action", "made_by"),
    lower.Nomination: ("recommendation", "kind", "locked", "counted", "publicity__first_day", "updated_by"),
    lower.Recommendation: ("cycle", "unit"),
    lower.UnitPublicity: ("recommendation", "first_day", "last_day", "cancelled_at", "announced_by"),
    lower.UnitObjection: ("publicity", "resolved_at"),
    lower.SoftReason: ("recommendation", "rule", "written_by"),
    lower.User: ("username", "is_active", "is_staff", "is_superuser", "is_demo", "must_change_password"),
    lower.RoleGrant: ("user", "role", "unit", "is_chair"),
    lower.AwardCycle: ("slug", "status", "deadline", "opened_at", "closed_at", "is_demo"),
    lower.Unit: ("name", "kind", "active", "authority", "is_demo"),
    lower.CalendarDay: ("day", "is_workday"),
}


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def entitled(row):
    """Somebody whom the row lets in."""
    return next(part for part in PARTS if row.expected()[part] not in REFUSED)


def wrong_addresses(browsers, row):
    """The row's address with each of its arguments wrong in turn, the others right."""
    given = browsers.arguments(row.words)
    for name, value in given.items():
        for wrong in WRONG_KEYS if isinstance(value, int) or name in ("year", "number") else WRONG_TEXTS:
            if name == "slug" and not str(wrong).isascii() or name == "slug" and not str(wrong).isalnum():
                continue  # no address of the site
            yield reverse(row.name, kwargs=given | {name: wrong})


@pytest.mark.parametrize("row", OPEN, ids=str)
def test_wrong_addresses_are_not_there(row, browsers):
    """A form's too; where a page has the same address, what reads it has met all of them there."""
    also_looked_at = row.method == "POST" and (row.name, row.words) in {(one.name, one.words) for one in LOOKED_AT}
    for url in [*wrong_addresses(browsers, row)][:: 2 if also_looked_at else 1]:
        answer = browsers.ask(entitled(row), row.method, url)
        assert answer.status in CLIENT_FAULTS, f"{url[:80]}: {answer.status} {answer.fault}"
        assert not answer.writes


def test_an_address_with_nul_is_refused(browsers):
    for url in ("/cases/%00/", "/public/%00/", "/public/receipts/%00/", "/cases/?q=%00", "/%00", "/?%00=1"):
        assert browsers.ask("office", "GET", url).status == 400, url


@pytest.mark.parametrize("row", {row.name: row for row in LOOKED_AT}.values(), ids=str)
def test_wrong_queries_change_nothing(row, browsers):
    """A query that nobody can understand is as good as none. A page that reads
    nothing of the first is asked no second time."""
    part = entitled(row)
    expected = row.expected()[part]
    for query in QUERIES:
        with parameters_read() as read:
            answer = browsers.ask(part, "GET", f"{browsers.url(row.name, row.words)}?{query}")
        assert answer.code == expected, f"{query[:60]}: {answer.fault}"
        if read <= {"cycle"}:  # which the bar of every page reads
            break


@contextmanager
def parameters_read():
    """The names of the parameters that somebody asks a query for meanwhile."""
    read, one, several = set(), QueryDict.__getitem__, QueryDict.getlist

    def watched(way):
        def ask(self, name, *default):
            read.add(name)
            return way(self, name, *default)

        return ask

    with patch.object(QueryDict, "__getitem__", watched(one)), patch.object(QueryDict, "getlist", watched(several)):
        yield read


@pytest.mark.parametrize("row", POSTED, ids=str)
def test_unknown_fields_are_as_good_as_none(row, browsers):
    part = entitled(row)
    answer = browsers.ask(part, "POST", browsers.url(row.name, row.words), UNKNOWN)
    assert answer.code == row.expected()[part], answer.fault


@pytest.mark.parametrize("row", POSTED, ids=str)
def test_wrong_values_are_refused(row, browsers):
    """Every control of the form filled with nonsense, and with a file."""
    part, url = entitled(row), browsers.url(row.name, row.words)
    names = form_of(browsers, row, part).names
    bodies = {kind: dict.fromkeys(names, wrong) for kind, wrong in WRONG_VALUES.items()}
    bodies["a file"] = {name: SimpleUploadedFile("a.png", b"\x89PNG\x00", "image/png") for name in names}
    for kind, body in bodies.items():
        answer = browsers.ask(part, "POST", url, body)
        assert answer.status < 500, f"{kind}: {answer.fault}"


@pytest.mark.parametrize("row", SHOWN, ids=str)
def test_a_form_sets_nothing_but_its_own_fields(row, browsers):
    """The form as a browser would send it, and again with every other column of every table: the same is stored."""
    part, url = entitled(row), browsers.url(row.name, row.words)
    form = form_of(browsers, row, part)
    plain, stored = browsers.ask_and_look(part, url, form.sent, look)
    smuggled, also_stored = browsers.ask_and_look(part, url, columns(form.names | TAKES.get(row.name, set())) | form.sent, look)
    assert plain.status == smuggled.status < 500, plain.fault + smuggled.fault
    assert on_record(plain, row), plain.writes
    assert also_stored == stored


def form_of(browsers, row, part):
    """The controls of the page that shows this row's form."""
    page = browsers.ask(part, "GET", browsers.url(FORM_OF.get(row.name) or row.name, row.words))
    return controls_of(page.body.decode() if page.is_html and page.status == 200 else "")


def columns(own_names):
    """A value for every column of our tables that the form has no control for."""
    fields = [field for model in KEPT for field in model._meta.fields]
    named = {field.name for field in fields} | {field.attname for field in fields}
    values = dict.fromkeys(named - own_names - {"version"}, "1")
    return values | {name: value for name, value in SMUGGLED.items() if name not in own_names}


SMUGGLED = {
    "stage": "commended",
    "status": "closed",
    "role": "admin",
    "locked": "on",
    "counted": "on",
    "is_superuser": "on",
    "is_staff": "on",
    "is_chair": "yes",
    "verdict": "clear",
    "outcome": "dismissed",
    "confirmed": "on",
    "cure_by": "2030-01-01",
}


def look():
    """The columns that a form might be made to set, of every row."""
    return {model.__name__: sorted(map(repr, model.objects.values_list(*names))) for model, names in KEPT.items()}
