"""GET and POST are in the table; whatever else a program may send is refused at every address, and does nothing."""

import logging

import pytest

from .test_wrong_input import OPEN, entitled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("row", {row.name: row for row in OPEN}.values(), ids=lambda row: row.name)
def test_other_methods_are_refused(row, browsers):
    """Asked by somebody who may open the address."""
    url = browsers.url(row.name, row.words)
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert browsers.ask(entitled(row), method, url).code == "405", method
