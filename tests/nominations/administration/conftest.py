"""An administrator at the keyboard, and an auditor."""

import pytest

from nominations.enums import Role
from nominations.models import AuditEntry
from tests.cast import client_of, person


@pytest.fixture
def admin(db):
    return person("白管理", Role.ADMIN)


@pytest.fixture
def auditor(db):
    return person("岳审计", Role.AUDITOR)


@pytest.fixture
def desk(admin):
    """A browser in which the administrator is signed in."""
    return client_of(admin)


@pytest.fixture
def trail():
    """The actions recorded since the test began, oldest first."""
    return lambda: list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
