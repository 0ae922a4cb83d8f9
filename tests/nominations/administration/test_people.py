"""Accounts and roles: duties held apart, nobody left out, passwords good for once."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from nominations.administration import people
from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant, User
from tests.builders import make_unit, make_user
from tests.cast import client_of, person

pytestmark = pytest.mark.django_db
BUSINESS = (Role.UNIT_CLERK, Role.UNIT_LEAD, Role.OFFICE, Role.PANEL, Role.DEPARTMENT, Role.DISTRICT)
NEW_PASSWORD = "a quite long one 7"


def text(response):
    return response.content.decode()


def link_in(response):
    return re.search(r'class="password">http://testserver([^<]+)<', text(response))[1]


def choose(link, password=NEW_PASSWORD):
    """What is answered to who opens the link and sets a password."""
    return Client().post(link, {"new_password1": password, "new_password2": password})


def grant(user, role, actor, unit=None, **more):
    return people.grant_role(user, role, unit, actor, **more)


def unit_for(role):
    if role == Role.DEPARTMENT:
        return make_unit(kind="department", authority="police")
    return make_unit() if role in (Role.UNIT_CLERK, Role.UNIT_LEAD) else None


class TestRoles:
    def test_a_person_holds_several_business_roles(self, admin):
        user, police = make_user(), unit_for(Role.DEPARTMENT)
        grant(user, Role.DEPARTMENT, admin, police)
        grant(user, Role.UNIT_CLERK, admin, police)
        grant(user, Role.UNIT_LEAD, admin, make_unit())
        assert user.grants.count() == 3
        assert AuditEntry.objects.filter(action="role_granted", actor=admin, role="admin").count() == 3

    @pytest.mark.parametrize("business", BUSINESS)
    @pytest.mark.parametrize("apart", [Role.ADMIN, Role.AUDITOR])
    def test_business_stays_apart_from_administration_and_audit(self, admin, business, apart):
        one = make_user()
        grant(one, business, admin, unit_for(business))
        with pytest.raises(ValidationError, match="不得由同一人兼任"):
            grant(one, apart, admin)
        other = make_user()
        grant(other, apart, admin)
        with pytest.raises(ValidationError, match="不得由同一人兼任"):
            grant(other, business, admin, unit_for(business))

    def test_administration_stays_apart_from_audit(self, admin):
        user = make_user()
        grant(user, Role.AUDITOR, admin)
        with pytest.raises(ValidationError):
            grant(user, Role.ADMIN, admin)

    @pytest.mark.parametrize("role", list(Role))
    def test_nobody_grants_anything_to_themselves(self, admin, role):
        with pytest.raises(ValidationError, match="另一位系统管理员"):
            grant(admin, role, admin, unit_for(role))
        assert admin.grants.count() == 1

    @pytest.mark.parametrize("role", [Role.UNIT_CLERK, Role.UNIT_LEAD, Role.DEPARTMENT])
    def test_a_units_role_needs_its_unit(self, admin, role):
        with pytest.raises(ValidationError) as refused:
            grant(make_user(), role, admin)
        assert "unit" in refused.value.message_dict

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.DISTRICT, Role.AUDITOR, Role.ADMIN])
    def test_a_role_of_the_district_has_no_unit(self, admin, role):
        with pytest.raises(ValidationError) as refused:
            grant(make_user(), role, admin, make_unit())
        assert "unit" in refused.value.message_dict

    def test_a_consulted_department_has_an_authority(self, admin):
        with pytest.raises(ValidationError, match="没有征求意见职能"):
            grant(make_user(), Role.DEPARTMENT, admin, make_unit(authority=""))

    def test_a_closed_unit_gives_no_role(self, admin):
        with pytest.raises(ValidationError, match="已停用"):
            grant(make_user(), Role.UNIT_CLERK, admin, make_unit(active=False))

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.UNIT_CLERK])
    def test_a_role_is_granted_once(self, admin, role):
        user, unit = make_user(), unit_for(role)
        grant(user, role, admin, unit)
        with pytest.raises(ValidationError, match="不必重复"):
            grant(user, role, admin, unit)

    def test_there_is_one_chair(self, admin):
        first, second = make_user(name="甲组长"), make_user()
        chair = grant(first, Role.PANEL, admin, make_unit(), is_chair=True)
        with pytest.raises(ValidationError, match="甲组长"):
            grant(second, Role.PANEL, admin, is_chair=True)
        member = grant(second, Role.PANEL, admin)
        with pytest.raises(ValidationError, match="甲组长"):
            people.set_chair(member, True, admin)
        people.set_chair(chair, False, admin)
        people.set_chair(member, True, admin)
        assert list(RoleGrant.objects.filter(is_chair=True)) == [member]

    def test_only_the_panel_has_a_chair(self, admin):
        with pytest.raises(ValidationError, match="评审组成员"):
            grant(make_user(), Role.OFFICE, admin, is_chair=True)
        with pytest.raises(ValidationError, match="评审组成员"):
            people.set_chair(grant(make_user(), Role.OFFICE, admin), True, admin)

    def test_a_role_taken_away_is_gone_with_the_next_request(self, desk, admin):
        other = person("另一位", Role.ADMIN)
        theirs = client_of(other)
        assert theirs.get(reverse("manage_units")).status_code == 200
        desk.post(reverse("manage_grant_revoke", args=[other.grants.get().pk]))
        assert theirs.get(reverse("manage_units")).status_code == 302
        assert "账号有了变动" in text(theirs.get(reverse("login")))
        assert client_of(User.objects.get(pk=other.pk)).get(reverse("manage_units")).status_code == 403

    @pytest.mark.parametrize("change", ["granted", "revoked"])
    def test_every_session_ends_with_a_role_that_comes_or_goes(self, desk, admin, change):
        user = person("秦", Role.UNIT_CLERK, make_unit())
        here, there = client_of(user), client_of(user)
        if change == "granted":
            desk.post(reverse("manage_person_grant", args=[user.pk]), {"role": "office"})
        else:
            desk.post(reverse("manage_grant_revoke", args=[user.grants.get().pk]))
        assert [theirs.get("/").status_code for theirs in (here, there)] == [302, 302]
        assert desk.get("/").status_code == 200

    def test_a_refused_grant_ends_nothing(self, desk, admin):
        user = person("秦", Role.OFFICE)
        theirs = client_of(user)
        desk.post(reverse("manage_person_grant", args=[user.pk]), {"role": "auditor"})
        assert theirs.get("/").status_code == 200

    def test_what_ends_a_session_is_read_with_the_person(self, admin, django_assert_num_queries):
        theirs = client_of(person("秦", Role.OFFICE))
        request = theirs.get(reverse("manage_people")).wsgi_request
        session, user = request.session, request.user
        with django_assert_num_queries(0):
            assert session["_auth_user_hash"] == user.get_session_auth_hash()

    def test_the_last_administrator_stays(self, admin):
        """Also when the one who acts is an administrator no more: only rows count."""
        other = person("另一位", Role.ADMIN)
        people.revoke_role(other.grants.get(), admin)
        with pytest.raises(ValidationError, match="最后一位"):
            people.revoke_role(admin.grants.get(), other)
        with pytest.raises(ValidationError, match="最后一位"):
            people.deactivate_user(admin, other)

    def test_an_administrator_whose_account_is_closed_does_not_count(self, admin):
        closed = person("停用的", Role.ADMIN)
        closed.is_active = False
        closed.save()
        with pytest.raises(ValidationError, match="最后一位"):
            people.deactivate_user(admin, make_user())


class TestAccounts:
    def test_a_new_person_gets_a_link_that_is_shown_once(self, desk, admin):
        answer = desk.post(reverse("manage_person_new"), {"username": "qin", "name": "秦经办"})
        link = link_in(answer)
        user = User.objects.get(username="qin")
        assert not user.has_usable_password()
        assert "no-store" in answer["Cache-Control"]
        page = text(desk.get(reverse("manage_person", args=[user.pk])))
        assert link not in page and "尚未设置密码" in page
        assert link.split("/")[-2] not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
        assert choose(link).url == reverse("login")
        assert Client().login(username="qin", password=NEW_PASSWORD)
        assert "尚未设置密码" not in text(desk.get(reverse("manage_person", args=[user.pk])))

    def test_an_initial_password_has_to_be_changed_before_anything_else(self):
        """Nobody hands one out any more; who has one from before still has to."""
        user = person("白二", Role.ADMIN)
        user.set_password("kq7m-3xw9-kq7m-3xw9")
        user.must_change_password = True
        user.save()
        theirs = client_of(user)
        assert theirs.get(reverse("manage_units")).url == reverse("password_change")
        assert theirs.post(reverse("manage_unit_new"), {}).url == reverse("password_change")
        fields = {"old_password": "kq7m-3xw9-kq7m-3xw9", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
        assert theirs.post(reverse("password_change"), fields).status_code == 302
        assert theirs.get(reverse("manage_units")).status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("username", ""),
            ("username", "QIN"),
            ("username", "有 空格"),
            ("username", "x" * 151),
            ("username", "a\x00"),
            ("name", ""),
            ("name", "x" * 51),
            ("email", "nowhere"),
        ],
    )
    def test_faults_stand_at_their_fields(self, desk, field, value):
        make_user(username="qin")
        answer = desk.post(reverse("manage_person_new"), {"username": "qin2", "name": "秦"} | {field: value})
        assert list(answer.context["form"].errors) == [field]
        assert not User.objects.filter(username="qin2").exists()

    def test_a_user_name_taken_after_the_form_was_checked_is_told(self, desk, admin, monkeypatch):
        make_user(username="qin")
        with pytest.raises(ValidationError) as refused:
            people.create_user("qin", "秦", "", admin)
        error = refused.value

        def refuse(**values):
            raise error

        monkeypatch.setattr(people, "create_user", refuse)
        answer = desk.post(reverse("manage_person_new"), {"username": "qin3", "name": "秦"})
        assert "已被使用" in answer.context["form"].errors["username"][0]

    def test_a_closed_account_is_out_at_once_and_its_old_session_for_good(self, desk):
        user = person("岳", Role.AUDITOR)
        theirs = client_of(user)
        desk.post(reverse("manage_person_deactivate", args=[user.pk]))
        assert theirs.get(reverse("audit_trail")).status_code == 302
        invite, activate = (reverse(name, args=[user.pk]) for name in ("manage_person_invite", "manage_person_activate"))
        assert "请先启用" in text(desk.post(invite, follow=True))
        assert "账号已启用" in text(desk.post(activate, follow=True))
        assert theirs.get(reverse("audit_trail")).status_code == 302
        user.refresh_from_db()
        assert user.is_active and not user.has_usable_password()
        assert "已经是启用状态" in text(desk.post(activate, follow=True))

    def test_nobody_closes_their_own_account(self, desk, admin):
        assert "另一位系统管理员" in text(desk.post(reverse("manage_person_deactivate", args=[admin.pk]), follow=True))
        admin.refresh_from_db()
        assert admin.is_active

    def test_a_name_is_corrected_and_the_trail_keeps_the_old_one(self, desk):
        user = make_user(name="秦经板")
        desk.post(reverse("manage_person_rename", args=[user.pk]), {"name": "秦经办", "seen": "秦经板"})
        user.refresh_from_db()
        assert user.name == "秦经办"
        desk.post(reverse("manage_person_rename", args=[user.pk]), {"name": "秦经办", "seen": "秦经办"})
        assert AuditEntry.objects.get(action="user_renamed").detail == {"before": "秦经板", "after": "秦经办"}
        assert desk.post(reverse("manage_person_rename", args=[user.pk]), {"name": ""}).context["name_form"].errors

    def test_who_renames_second_is_told_what_it_is_now(self, desk):
        user = make_user(name="秦经板")
        rename = reverse("manage_person_rename", args=[user.pk])
        User.objects.filter(pk=user.pk).update(name="秦经办")
        answer = desk.post(rename, {"name": "覃经办", "seen": "秦经板"})
        assert (answer.status_code, "别人已把姓名改为“秦经办”" in text(answer)) == (409, True)
        form = answer.context["name_form"]
        assert (form["name"].value(), form["seen"].value()) == ("覃经办", "秦经办")
        desk.post(rename, {"name": "覃经办", "seen": "秦经办"})
        user.refresh_from_db()
        assert user.name == "覃经办"


class TestPages:
    def test_roles_are_granted_and_refused_at_the_form(self, desk):
        user = make_user()
        url = reverse("manage_person_grant", args=[user.pk])
        desk.post(url, {"role": "office"})
        assert user.grants.get().role == Role.OFFICE
        assert "role" in desk.post(url, {"role": "auditor"}).context["grant_form"].errors
        assert "unit" in desk.post(url, {"role": "unit_clerk"}).context["grant_form"].errors
        assert "role" in desk.post(url, {"role": "emperor"}).context["grant_form"].errors
        assert "unit" in desk.post(url, {"role": "unit_clerk", "unit": "999"}).context["grant_form"].errors
        assert "unit" in desk.post(url, {"role": "unit_clerk", "unit": "x\x00"}).context["grant_form"].errors
        assert user.grants.count() == 1

    def test_a_chair_is_made_and_unmade(self, desk):
        member = person("石", Role.PANEL).grants.get()
        url = reverse("manage_grant_chair", args=[member.pk])
        desk.post(url, {"chair": "yes"})
        assert RoleGrant.objects.get(pk=member.pk).is_chair
        desk.post(url, {"chair": "no"})
        assert not RoleGrant.objects.get(pk=member.pk).is_chair

    def test_the_list_searches_by_name_unit_role_and_state(self, desk):
        unit = make_unit(name="界石镇")
        person("秦经办", Role.UNIT_CLERK, unit)
        double = person("冯主任", Role.UNIT_LEAD, unit)
        RoleGrant.objects.create(user=double, role=Role.UNIT_CLERK, unit=unit)
        make_user(name="停用", is_active=False)
        for query, count in [("q=界石", 2), ("q=秦", 1), ("role=unit_clerk", 2), ("active=no", 1), ("", 4)]:
            assert desk.get(f"{reverse('manage_people')}?{query}").context["page"].paginator.count == count

    def test_a_person_who_is_not_there(self, desk):
        assert desk.get(reverse("manage_person", args=[999])).status_code == 404
        assert desk.post(reverse("manage_grant_revoke", args=[999])).status_code == 404
