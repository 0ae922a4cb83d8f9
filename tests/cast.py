"""The cast: a cycle, two recommending units, and everybody who has a part in it.

`cast` is a fixture; `make_cast()` is the same without pytest's transaction, for tests that keep their own.
A module that says `kept = once(walk.approved)` walks there once: each test has a copy, and what it does is undone.
"""

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client

from nominations.enums import Role
from nominations.models import AwardCycle, Recommendation, RoleGrant, Unit, User
from tests.builders import make_cycle, make_recommendation, make_unit, make_user
from tests.remembered import remembered

# Authority of the notice's consultation matrix → the department that answers for it.
DEPARTMENTS = {
    "discipline": "重庆市巴南区纪律检查委员会示例",
    "personnel": "中共重庆市巴南区委组织部示例",
    "police": "重庆市公安局巴南区分局示例",
    "market": "重庆市巴南区市场监督管理局示例",
    "tax": "国家税务总局重庆市巴南区税务局示例",
    "labour": "重庆市巴南区人力资源和社会保障局示例",
    "environment": "重庆市巴南区生态环境局示例",
    "emergency": "重庆市巴南区应急管理局示例",
}


@dataclass
class Cast:
    cycle: AwardCycle
    unit: Unit
    other_unit: Unit
    recommendation: Recommendation
    other_recommendation: Recommendation
    clerk: User
    lead: User
    other_clerk: User
    other_lead: User
    officer: User
    chair: User
    panellists: list[User]  # five, the chair among them
    director: User
    auditor: User
    admin: User
    nobody: User  # signs in, holds no role
    departments: dict[str, User] = field(default_factory=dict)  # by authority
    waiting: list = field(default_factory=list)  # the cases that `once` brought, for whoever walks on first

    def everybody(self):
        """Each person by the name of their part; one panellist who is not the chair stands for the others."""
        parts = {name: value for name, value in vars(self).items() if isinstance(value, User)}
        return parts | {"panellist": self.panellists[1], "department": self.departments["police"]}


@remembered
def make_cast(cycle=None):
    cycle = cycle or make_cycle()
    unit, other_unit = make_unit(), make_unit()
    chair = person("chair", Role.PANEL, make_unit(kind="department"), is_chair=True)
    members = [person(f"panellist{n}", Role.PANEL, make_unit(kind="department")) for n in range(1, 5)]
    return Cast(
        cycle=cycle,
        unit=unit,
        other_unit=other_unit,
        recommendation=make_recommendation(cycle=cycle, unit=unit),
        other_recommendation=make_recommendation(cycle=cycle, unit=other_unit),
        clerk=person("clerk", Role.UNIT_CLERK, unit),
        lead=person("lead", Role.UNIT_LEAD, unit),
        other_clerk=person("other_clerk", Role.UNIT_CLERK, other_unit),
        other_lead=person("other_lead", Role.UNIT_LEAD, other_unit),
        officer=person("officer", Role.OFFICE),
        chair=chair,
        panellists=[chair, *members],
        director=person("director", Role.DISTRICT),
        auditor=person("auditor", Role.AUDITOR),
        admin=person("admin", Role.ADMIN),
        nobody=make_user(name="nobody"),
        departments={code: answering_for(code, name) for code, name in DEPARTMENTS.items()},
    )


def person(name, role, unit=None, **grant):
    user = make_user(name=name)
    RoleGrant.objects.create(user=user, role=role, unit=unit, **grant)
    return user


def answering_for(authority, name):
    department = make_unit(name=name, kind="department", authority=authority)
    return person(authority, Role.DEPARTMENT, department)


def client_of(user):
    """A browser in which this person is signed in; the audit trail has nothing of that, for it is the tests' doing."""
    client = Client()
    with patch("config.trail.record"):
        client.force_login(user)
    return client


@contextmanager
def rolled_back():
    """Whatever happens to the database inside has not happened afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def once(to):
    """A module's `kept`: its cast, whose cases have been walked `to` a stage."""

    @pytest.fixture(scope="module")
    def kept(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), rolled_back():
            cast = make_cast()
            cast.waiting = to(cast)
            yield cast

    return kept


@pytest.fixture(scope="module")
def kept():
    """Nothing, unless the module says otherwise."""


@pytest.fixture
def cast(db, kept):
    return deepcopy(kept) if kept else make_cast()
