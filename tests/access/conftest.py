"""The world, made once for all tests here and taken back at their end: every one only looks, or is undone."""

from functools import cache

import pytest
import time_machine

from review.documents import certificates, forms, official, pouring, sheet_pdf, typesetting
from tests.cast import rolled_back

from .driving import Browsers
from .world import NOW, build


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back(), time_machine.travel(NOW, tick=False):
        yield build()


@pytest.fixture(scope="package")
def drawn_once():
    """The same data in the same style is the same PDF: drawn for the first who asks, handed to the others."""
    typed = cache(lambda template, data, pictures: typesetting.typeset(template, data, dict(pictures)))

    def typeset(template, data, pictures=None):
        return typed(template, data, tuple((pictures or {}).items()))

    with pytest.MonkeyPatch.context() as patched:
        for module in (certificates, forms, official, pouring, sheet_pdf):
            patched.setattr(module, "typeset", typeset)
        yield


@pytest.fixture(scope="package")
def browsers(world, drawn_once):
    return Browsers(world)
