"""The architecture holds in the sources as they stand."""

from importlib.metadata import version

import pytest
from django.core.management import call_command
from packaging.version import Version

from tests.architecture import checks
from tests.architecture.sources import ROOT, modules, templates

# By the release notes of each: SQL injection and uploads that stall (CVE-2025-64459, CVE-2026-33033); decoders of pictures
# (CVE-2026-40192); external entities (CVE-2017-5992).
MENDED_IN = {"Django": "5.2.14", "pillow": "12.3.0", "openpyxl": "2.4.1"}


@pytest.mark.parametrize(
    "check",
    [
        checks.undeclared_levels,
        checks.wrong_directions,
        checks.hidden_references,
        checks.impure,
        checks.imports_in_functions,
        checks.cycle,
        checks.long_functions,
    ],
    ids=lambda check: check.__name__,
)
def test_the_sources(check):
    assert check(modules()) == []


def test_the_sources_are_read():
    names = {module.name for module in modules()}
    assert {"config.urls", "nominations.models", "nominations.policy", "review.workflow"} <= names
    assert "templates/base.html" in templates()


def test_nearly_every_function_is_typed():
    bare, share = checks.untyped(modules())
    assert share >= checks.TYPED_SHARE, bare


def test_no_file_is_long():
    texts = {module.name: module.text for module in modules()} | templates()
    texts |= {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "static").rglob("*.js")}
    assert checks.long_files(texts) == []


def test_templates_bring_no_code_of_their_own():
    assert checks.inline_code(templates()) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "deploy/requirements-audit.txt"])
def test_every_requirement_is_pinned_and_says_what_for(name):
    assert checks.loose_requirements((ROOT / name).read_text()) == []


@pytest.mark.parametrize(("name", "floor"), MENDED_IN.items())
def test_no_package_has_a_weakness_that_is_known_here(name, floor):
    """`make audit` asks a service for all that are known; this needs no network."""
    assert Version(version(name)) >= Version(floor)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
