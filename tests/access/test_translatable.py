"""Every Chinese word of the interface passes through gettext, in Python and in templates."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("nominations", "review", "config")
HAN = re.compile("[\u3400-\u9fff]")
GETTEXT = re.compile("n?p?gettext(_lazy)?$|_$|_now$|_l$|_lazy$")
CLAUSE = re.compile("[一二三四五六]（[一二三四五六]）[0-9]?$")  # where the notice says so: a reference, not a word

# Chinese that is no word of the interface, and why.
EXEMPT = {
    "nominations/policy/": "plain Python without Django: the notice's own words, and the faults of its file",
    "nominations/demo/": "demonstration data",
    "review/demo/": "demonstration data",
    "review/documents/": "the notice's own words on paper",
    "nominations/units_workbook.py": "the columns and words of a workbook that is read back",
    "nominations/sheet_workbook.py": "the headings of a workbook, and words in it",
    "nominations/importing/splitting.py": "the words in a workbook's cells",
    "review/reply_workbook.py": "the columns of a workbook that is read back",
    "nominations/pinyin.py": "the signs that surnames are written with",
    "nominations/calendar_lines.py": "the signs of the State Council's list, as pasted",
    "review/retention.py": "goes into a page of the documentation and a file, both Chinese",
    "review/management/commands/print_personal_data.py": "prints a page of the documentation",
    "nominations/management/commands/print_rules.py": "prints a page of the documentation",
    "review/management/commands/print_workflow.py": "prints a page of the documentation",
    "review/management/commands/load_demo.py": "lists the demonstration's accounts",
    "templates/documents/": "the notice's own words on paper",
}
# Arguments that are patterns to read with, or words to look for in a text of the notice: the callee, or the keyword.
READS = {"compile", "split", "partition", "removesuffix", "removeprefix", "replace", "fullmatch"}
LOOKS_FOR = {"about"}
FORMATS = {"input_formats"}


def exempt(path):
    name = path.relative_to(ROOT).as_posix()
    return any(name.startswith(start) for start in EXEMPT)


def python_files():
    found = [path for app in SOURCES for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return [path for path in found if not exempt(path)]


def callee(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def untranslated(source):
    """(line, text) of every Chinese literal outside gettext and outside docstrings; texts gettext cannot look up too."""
    tree = ast.parse(source)
    passed, found = set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)  # a docstring
        elif isinstance(node, ast.Call) and GETTEXT.match(callee(node)):
            found += [
                (part.lineno, "f-string")
                for one in node.args
                for part in ast.walk(one)
                if isinstance(part, ast.JoinedStr)
            ]
            passed.update(part for one in node.args for part in ast.walk(one))
        elif isinstance(node, ast.Call) and callee(node) in READS:
            passed.update(part for one in node.args for part in ast.walk(one))
        elif isinstance(node, ast.keyword) and node.arg in LOOKS_FOR:
            passed.add(node.value)
        elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") in FORMATS for target in node.targets):
            passed.update(ast.walk(node.value))
    literals = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return found + [
        (node.lineno, node.value)
        for node in literals
        if node not in passed and HAN.search(node.value) and not CLAUSE.match(node.value)
    ]


TRANSLATED = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%\s*blocktranslate.*?endblocktranslate\s*%}"
    r"""|{%\s*translate\s.*?%}|_\("[^"]*"\)|_\('[^']*'\)|\|date:"[^"]*\"""",
    re.DOTALL,
)


def untranslated_in_template(source):
    """Every line of a template that still says something in Chinese when what passes through gettext is taken out."""
    return [line.strip() for line in TRANSLATED.sub("", source).splitlines() if HAN.search(line)]


def test_python():
    faults = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in python_files()
        for line, text in untranslated(path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_templates():
    templates = [path for path in (ROOT / "templates").rglob("*.html") if not exempt(path)]
    assert templates
    faults = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in templates
        for line in untranslated_in_template(path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_every_exemption_is_needed():
    for name in EXEMPT:
        place = ROOT / name
        files = [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.html")]
        faults = [
            fault
            for path in files
            for fault in (untranslated if path.suffix == ".py" else untranslated_in_template)(path.read_text("utf-8"))
        ]
        assert faults, f"{name} needs no exemption any more"


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ('"""中文"""\nx = _("中文")', False),
        ('x = "中文"', True),
        ('x = f"{y}中文"', True),
        ('x = _(f"{y}中文")', True),
        ('x = gettext_lazy("中文") % {"a": "b"}', False),
        ('x = ngettext("中文", "中文", 2)', False),
        ('x = _("中文") + "中文"', True),
        ('x = refuse("O1", "四（三）")', False),
        ('x = re.compile("中文")', False),
    ],
)
def test_the_scan_of_python(source, faulty):
    assert bool(untranslated(source)) == faulty


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ('{% translate "中文" %}', False),
        ("<p>中文</p>", True),
        ("{# 中文 #}{% blocktranslate with x=y %}中文{{ x }}{% endblocktranslate %}", False),
        ('{% include "a.html" with label=_("中文") %}', False),
        ('{% include "a.html" with label="中文" %}', True),
        ('{{ day|date:"Y年n月j日" }}', False),
    ],
)
def test_the_scan_of_templates(source, faulty):
    assert bool(untranslated_in_template(source)) == faulty
