"""What docs/evidence.md and docs/security.md name as evidence is there: files, functions and classes, commands, links."""

import ast
import re
from functools import cache

import pytest
from django.core.management import get_commands

from tests.architecture.sources import ROOT

DOCS = ("docs/evidence.md", "docs/security.md")
# `tests/a/test_b.py::test_c`; also `test_b.py`, which lies beside the one named before it, and `::test_c`, which is in it.
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|sh|md|txt|toml)|(?:[\w.-]+/)+)?((?:::\w+)*)`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
ROW = re.compile(r"\| (R\d\d|V\d|[a-g]\)|[\u4e00-\u9fff])")
STATE = re.compile(r"\| (held|test|document|partly|operator|left|not yet|not applicable)\b")


def text(doc):
    return (ROOT / doc).read_text()


@cache
def defined(path):
    """Names of all functions and classes in a file, methods too."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)}


def missing(line):
    """What a line of a page names and the repository does not have."""
    last, faults = None, []
    for path, names in NAMED.findall(line):
        if path:
            places = [ROOT / path] + ([last.parent / path] if last else [])
            last = next((place for place in places if place.exists()), None)
            faults += [] if last else [path]
        if names and last:
            faults += [f"{last.name}::{name}" for name in names[2:].split("::") if name not in defined(last)]
        elif names and not path:
            faults.append(f"{names} of no file")
    return faults


@pytest.mark.parametrize("doc", DOCS)
def test_what_is_named_is_there(doc):
    assert [fault for line in text(doc).splitlines() for fault in missing(line)] == []


@pytest.mark.parametrize("doc", DOCS)
def test_commands_and_links_are_there(doc):
    assert set(COMMAND.findall(text(doc))) - set(get_commands()) == set()
    assert [link for link in LINK.findall(text(doc)) if not (ROOT / doc).parent.joinpath(link).exists()] == []


def test_every_requirement_stands_there_once():
    found = re.findall(r"^\| R(\d\d) \|", text(DOCS[0]), re.MULTILINE)
    assert found == [f"{number:02}" for number in range(1, 61)]


def test_every_row_has_a_state():
    rows = [line for line in text(DOCS[0]).splitlines() if ROW.match(line)]
    assert len(rows) > 150
    assert [row for row in rows if not STATE.search(row)] == []


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("`tests/cast.py::Cast`, `proofs.py`, `architecture/test_evidence.py::missing`", []),
        ("`tests/no_such.py`", ["tests/no_such.py"]),
        ("`tests/cast.py::Cast`, `::nobody`", ["cast.py::nobody"]),
        ("`::nobody`", ["::nobody of no file"]),
        ("`test_sources.py`", ["test_sources.py"]),
    ],
)
def test_what_is_not_there_is_found(line, faults):
    assert missing(line) == faults
