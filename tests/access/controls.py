"""The controls of a page's forms, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"submit", "button", "image", "reset", "file"}
WRITTEN = {"text", "email", "search", "tel"}
VALID = {"number": "80", "date": "2024-02-01", "month": "2024-02"}  # what an empty control of the type is filled with
WORDS = "情况说明，经研究同意。"


@dataclass
class Controls(HTMLParser):
    """Name → values that would be sent; `names` has those that would not, too; `texts` those that a person writes."""

    names: set = field(default_factory=set)
    texts: set = field(default_factory=set)
    sent: dict = field(default_factory=dict)

    def __post_init__(self):
        super().__init__()
        self._area = self._select = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "option" and self._select and "selected" in given:
            self._send(self._select, given.get("value") or "")
        if tag not in ("input", "textarea", "select") or not name or name == "csrfmiddlewaretoken":
            return
        self.names.add(name)
        if tag == "textarea" or (tag == "input" and kind in WRITTEN):
            self.texts.add(name)
        if tag == "textarea":
            self._area = name
            self.sent[name] = [""]
        elif tag == "select":
            self._select = name
        elif kind in ("checkbox", "radio"):
            if "checked" in given or (kind == "radio" and name not in self.sent):
                self.sent[name] = [*self.sent.get(name, ()), given.get("value") or "on"]
        elif kind not in SILENT:
            self._send(name, given.get("value") or VALID.get(kind, "" if kind == "hidden" else WORDS))

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] = [self.sent[self._area][0] + data]

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            self.sent[self._area] = [self.sent[self._area][0].strip() or WORDS]
            self._area = None
        elif tag == "select":
            self._select = None

    def _send(self, name, value):
        self.sent.setdefault(name, []).append(value)


def controls_of(page):
    """The controls of all forms of an HTML page."""
    found = Controls()
    found.feed(page)
    return found
