"""Who may open which page, and how many queries the lists take."""

import pytest
from django.urls import reverse

from nominations.administration.cycles import load_cycle
from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant, Unit, User, record
from nominations.urls_administration import urlpatterns
from tests.builders import make_cycle, make_unit, make_user, notice_source
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db
ARGUMENTS = {"slug": "banan-2023", "pk": 1, "year": 2024}


def addresses():
    """Every address of administration but the auditor's, by its name."""
    return [
        (p.name, reverse(p.name, kwargs={name: ARGUMENTS[name] for name in p.pattern.converters}))
        for p in urlpatterns
        if p.name != "audit_trail"
    ]


@pytest.mark.parametrize(("name", "url"), addresses())
def test_only_an_administrator_comes_in(cast, name, url):
    for part, user in cast.everybody().items():
        if part == "admin":
            continue
        for answer in (client_of(user).get(url), client_of(user).post(url)):
            assert answer.status_code == 403, f"{part} at {url}"


def test_a_refused_request_changes_nothing(cast):
    before = (User.objects.count(), Unit.objects.count(), RoleGrant.objects.count(), AuditEntry.objects.count())
    for user in (cast.officer, cast.auditor, cast.nobody):
        client_of(user).post(reverse("manage_person_new"), {"username": "x", "name": "x"})
        client_of(user).post(reverse("manage_person_grant", args=[user.pk]), {"role": "admin"})
        client_of(user).post(reverse("manage_grant_revoke", args=[cast.admin.grants.get().pk]))
    assert (User.objects.count(), Unit.objects.count(), RoleGrant.objects.count(), AuditEntry.objects.count()) == before


def test_only_the_auditor_reads_the_trail(cast):
    url = reverse("audit_trail")
    for part, user in cast.everybody().items():
        assert client_of(user).get(url).status_code == (200 if part == "auditor" else 403), part
    assert client_of(cast.auditor).post(url).status_code == 405


@pytest.mark.parametrize(("name", "url"), [*addresses(), ("audit_trail", reverse("audit_trail"))])
def test_a_stranger_is_asked_to_sign_in(client, name, url):
    answer = client.get(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


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
        with django_assert_max_num_queries(9):
            assert len(reader.get(reverse(name)).context["page"]) >= 3
    assert reader.get(reverse(name)).context["page"].paginator.count >= 30
