"""The world, made once a module and taken back at its end: every test here only looks, or is undone."""

import pytest
import time_machine

from tests.cast import rolled_back

from .driving import Browsers
from .world import NOW, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back(), time_machine.travel(NOW, tick=False):
        yield build()


@pytest.fixture(scope="module")
def browsers(world):
    return Browsers(world)
