"""The architecture holds in the sources as they stand."""

import pytest
from django.core.management import call_command

from tests.architecture import checks
from tests.architecture.sources import ROOT, modules, templates


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


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
