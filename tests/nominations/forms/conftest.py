"""A day in the open cycle, and the unit's people at their desks."""

import pytest
import time_machine

from tests.cast import client_of

TODAY = "2023-12-28 10:00+08:00"


@pytest.fixture(autouse=True)
def working_day():
    """A Thursday in the open cycle; the clock stands still."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def clerk(cast):
    return client_of(cast.clerk)


@pytest.fixture
def lead(cast):
    return client_of(cast.lead)
