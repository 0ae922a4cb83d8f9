"""Pages are opened by the cast on a day of their choosing."""

import pytest
import time_machine

from tests.cast import client_of


@pytest.fixture
def on():
    """`on(moment)`: from here on it is that moment (an aware datetime)."""
    travellers = []

    def travel(moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.fixture
def as_lead(cast):
    return client_of(cast.lead)


@pytest.fixture
def as_clerk(cast):
    return client_of(cast.clerk)


@pytest.fixture
def as_officer(cast):
    return client_of(cast.officer)
