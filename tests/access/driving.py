"""Opens addresses as each part, without anything left behind, and keeps what was answered."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import ip_network

from django.db import connection
from django.test import Client
from django.urls import reverse

from config.trail import REFUSED
from nominations.models import AuditEntry
from tests.cast import rolled_back

WRITING = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Who is signed in, and how often an address asked: not what is on record.
NOT_OF_OURS = ("django_session", "axes_accessattempt", "review_addresscount")
# Changes at one's own desk, which decide nothing and of which nobody else learns: not on record.
OWN_AFFAIRS = ("saved_filter_drop", "read_message", "judge_draft", "batch_cancel")
FAR = 10**6
# What may differ between two answers that say the same.
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


@contextmanager
def writes():
    """The tables that are written to meanwhile."""
    touched = set()

    def watch(execute, sql, params, many, context):
        found = WRITING.match(sql)
        if found and found[2] not in NOT_OF_OURS:
            touched.add(found[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield touched


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict = field(repr=False)
    body: bytes = field(repr=False)
    writes: frozenset
    fault: str  # the exception behind a 5xx

    @property
    def to_sign_in(self):
        return self.status == 302 and self.headers["Location"].split("?")[0] == reverse("login")

    @property
    def is_html(self):
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def text(self):
        """The body without what may differ between two answers that say the same."""
        return TOKEN.sub(r"\1", self.body.decode("utf-8", "replace"))

    @property
    def code(self):
        """As the table writes it: `in` for the way to the sign-in page; a `w` where something was written."""
        if self.to_sign_in or self.status == 401:
            return "in"
        return f"{self.status}{'w' if self.writes else ''}"


def on_record(answer, row):
    """Whether something changed and the audit trail says so, or nothing changed."""
    return not answer.writes or AuditEntry._meta.db_table in answer.writes or row.name in OWN_AFFAIRS


class Browsers:
    """One browser a part, each signed in once; every request is undone, so that who asks again is answered the same."""

    def __init__(self, world):
        self.world = world
        self.answered = {}  # what was asked with nothing but an address
        self.addresses = (str(address) for address in ip_network("10.0.0.0/8").hosts())  # none asks too often
        self.clients = {part: self._signed_in(user) for part, user in world.people.items()}

    def _signed_in(self, user):
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        return client, client.cookies.output(header="", sep=";")

    def ask(self, part, method, url, data=None):
        """What `part` is answered, and what would have been written."""
        if data is not None:
            return self._ask(part, method, url, data, None)[0]
        asked = (part, method, url)
        if asked not in self.answered:
            self.answered[asked] = self._ask(part, method, url, None, None)[0]
        return self.answered[asked]

    def ask_and_look(self, part, url, data, look):
        """The answer to a POST, and what `look` finds before it is undone."""
        return self._ask(part, "POST", url, data, look)

    def _ask(self, part, method, url, data, look):
        client, cookies = self.clients[part]
        client.cookies = SimpleCookie(cookies)
        with rolled_back(), writes() as touched:
            address = {"REMOTE_ADDR": next(self.addresses)}
            send = {"GET": client.get, "POST": client.post}.get(method)
            response = send(url, data or {}, **address) if send else client.generic(method, url, **address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            found = look() if look else None
        if response.status_code in REFUSED:
            touched.discard(AuditEntry._meta.db_table)  # that it was refused is on record, and nothing else
        fault = f"{response.exc_info[0].__name__}: {response.exc_info[1]}" if response.exc_info else ""
        return Answer(response.status_code, dict(response.headers), body, frozenset(touched), fault), found

    def arguments(self, words):
        """Arguments of an address from the table's words: `own,kind=collective`, `@` before the name of a thing."""
        if words == "-":
            return {}
        given = [word.split("=", 1) if "=" in word else ("pk", f"@{word}") for word in words.split(",")]
        return {name: self._value(name, value) for name, value in given}

    def _value(self, name, value):
        """`@case:draft`: its key; `@cycle` for an argument `slug`: its slug; anything else as it stands."""
        if not value.startswith("@"):
            return value
        kind, _colon, what = value[1:].partition(":")
        if kind == "case":
            return self.world.cases[what].pk
        if kind == "nominee":
            return self.world.cases[what].nomination_id
        return getattr(self.world.things[value[1:]], "pk" if name.endswith("pk") else name)

    def url(self, name, words):
        return reverse(name, kwargs=self.arguments(words))

    def missing_url(self, name, words):
        """The address of something that is not there; None where the address names nothing."""
        found = self.arguments(words)
        missing = {
            key: FAR if isinstance(value, int) else f"no-such-{value}" if f"{key}=@" in words else value
            for key, value in found.items()
        }
        return reverse(name, kwargs=missing) if missing != found else None
