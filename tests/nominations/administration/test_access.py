"""Nothing changes for whoever is refused, and how many queries the lists take."""

import pytest
from django.urls import reverse

from nominations.administration.cycles import load_cycle
from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant, Unit, User, record
from tests.builders import make_cycle, make_unit, make_user, notice_source
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db


def test_a_refused_request_changes_nothing(cast):
    def counts():
        rows = (User.objects, Unit.objects, RoleGrant.objects, AuditEntry.objects.filter(refused=False))
        return [some.count() for some in rows]

    before = counts()
    for user in (cast.officer, cast.auditor, cast.nobody):
        client_of(user).post(reverse("manage_person_new"), {"username": "x", "name": "x"})
        client_of(user).post(reverse("manage_person_grant", args=[user.pk]), {"role": "admin"})
        client_of(user).post(reverse("manage_grant_revoke", args=[cast.admin.grants.get().pk]))
    assert counts() == before
    assert AuditEntry.objects.filter(action="attempt_refused", detail__status=403).count() == 9


def populate(name, count):
    """So many rows of each list."""
    for number in range(count):
        if name == "manage_cycles":
            make_cycle()
        elif name == "manage_units":
            make_unit(authority="police")
        elif name == "manage_people":
            user = person(f"人{number}", Role.UNIT_CLERK, make_unit())
            RoleGrant.objects.create(user=user, role=Role.UNIT_LEAD, unit=make_unit())
        else:
            record(make_user(), "unit_added", make_unit(), role="admin", name="甲")


@pytest.mark.parametrize("name", ["manage_cycles", "manage_units", "manage_people", "audit_trail"])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_three(name, django_assert_max_num_queries):
    load_cycle(notice_source())
    reader = client_of(person("读者", Role.AUDITOR if name == "audit_trail" else Role.ADMIN))
    for count in (3, 27):
        populate(name, count)
        with django_assert_max_num_queries(13):
            assert len(reader.get(reverse(name)).context["page"]) >= 3
    assert reader.get(reverse(name)).context["page"].paginator.count >= 30
