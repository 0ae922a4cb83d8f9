"""The checks of the architecture can fail: each is shown a bad sample and a good one."""

import pytest

from tests.architecture import checks
from tests.architecture.sources import Module


def one(name: str, text: str, is_package: bool = False) -> list[Module]:
    return [Module(name, text, is_package)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nominations.models.unit", "from review.models import Case"),
        ("nominations.services", "if TYPE_CHECKING:\n    from review.models import Case"),
        ("nominations.services", "def f():\n    import review"),
        ("nominations.views.unit", "from config import settings"),
        ("nominations.models.unit", "from ..services import submit"),
        ("nominations.policy.quota", "from nominations import models"),
        ("review.selectors", "from .views import inbox"),
        ("review.services.panel", "from nominations.forms import base"),
        ("review.forms", "from . import urls"),
    ],
)
def test_an_import_upwards_is_seen(name, text):
    assert checks.wrong_directions(one(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("review.models.case", "from nominations.models import Nomination"),
        ("nominations.views.unit", "from ..services import submit\nfrom ..forms.base import Form"),
        ("nominations.selectors", "from .permissions import may_see"),
        ("nominations.services", "import datetime\nfrom django.db import transaction"),
        ("config.urls", "from review import urls"),
    ],
)
def test_an_import_downwards_is_let_through(name, text):
    assert checks.wrong_directions(one(name, text)) == []


def test_a_new_module_without_a_level_is_seen():
    assert checks.undeclared_levels(one("review.utils", ""))
    assert checks.undeclared_levels(one("review.services.panel", "")) == []


def test_a_model_named_in_a_string_is_seen():
    assert checks.hidden_references(one("nominations.models.unit", 'ForeignKey("review.Case")'))
    assert checks.hidden_references(one("review.models.case", 'ForeignKey("review.Case")')) == []


@pytest.mark.parametrize("text", ["from django.db import models", "import time", "date.today()", "datetime.now(zone)"])
def test_a_framework_or_a_clock_in_a_pure_module_is_seen(text):
    assert checks.impure(one("nominations.policy.quota", text))
    assert checks.impure(one("review.tally", text))
    assert checks.impure(one("nominations.views.unit", text)) == []


def test_a_day_that_is_handed_in_is_let_through():
    assert checks.impure(one("review.guards", "def f(facts): return facts.today")) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from nominations import enums",
        "class A:\n    def f(self):\n        if self:\n            import review.stages",
        "async def f():\n    from .models import Case",
    ],
)
def test_an_import_in_a_function_is_seen(text):
    assert checks.imports_in_functions(one("review.services", text))


def test_a_library_imported_in_a_function_is_let_through():
    assert checks.imports_in_functions(one("review.services", "def f():\n    import json")) == []


def test_a_cycle_is_seen():
    first = Module("review.a", "from . import b")
    second = Module("review.b", "from .c import name")
    third = Module("review.c", "import review.a")
    assert checks.cycle([first, second, third])
    assert checks.cycle([first, second]) == []


def test_a_cycle_through_a_package_is_seen():
    package = Module("review.models", "from .case import Case", is_package=True)
    assert checks.cycle([package, Module("review.models.case", "from review.models import Panel")])
    assert checks.cycle([package, Module("review.models.case", "from .panel import Panel")]) == []


def test_a_long_function_is_seen():
    body = "    x = 1\n"
    assert checks.long_functions(one("review.a", "def f():\n" + body * 50))
    assert checks.long_functions(one("review.a", "def f():\n" + body * 49)) == []


def test_a_long_file_is_seen():
    assert checks.long_files({"a.py": "\n" * 351})
    assert checks.long_files({"a.py": "\n" * 350}) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(a) -> int: ...",
        "def f(a: int): ...",
        "def f(*a) -> int: ...",
        "def f(**a) -> int: ...",
        "def f(*, a) -> int: ...",
    ],
)
def test_a_function_without_hints_is_counted(text):
    bare, share = checks.untyped(one("review.a", f"{text}\ndef typed(self, a: int) -> int: ..."))
    assert (len(bare), share) == (1, 0.5)


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<p\n  class='a'\n  STYLE = 'b'>",
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<script type="module">',
        '<button type="button" onclick="go()">',
        '<a href="javascript:void(0)">',
        '<script src="https://cdn.example/a.js"></script>',
        "<img alt='' src='//cdn.example/a.png'>",
    ],
)
def test_inline_code_is_seen(text):
    assert checks.inline_code({"templates/a.html": text})


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{% static \'js/a.js\' %}"></script>',
        '<p class="style" data-only="1">style="as text"</p>',
        '<a href="https://www.example.cn/">another site</a>',
    ],
)
def test_plain_markup_is_let_through(text):
    assert checks.inline_code({"templates/a.html": text}) == []


@pytest.mark.parametrize("line", ["Django", "Django>=5.2  # framework", "Django==5.2.19", "Django==5.2.19 # no"])
def test_a_loose_requirement_is_seen(line):
    assert checks.loose_requirements(line) == [line]


def test_a_pinned_requirement_is_let_through():
    assert checks.loose_requirements("# words\n-r requirements.txt\nDjango==5.2.19  # framework\n") == []
