"""Signing in by a provider: whoever it identifies and nobody else, with all that holds after a password."""

import time
from datetime import timedelta
from urllib.parse import urlencode

import pyotp
import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from config import provider as client
from config import single_sign_on
from nominations import identities
from nominations import second_factor as factors
from nominations.administration import people
from nominations.enums import Role
from nominations.models import AuditEntry, BoundIdentity, User
from tests.cast import client_of, person
from tests.openid import CLIENT, OTHER_KEY, SECRET, Provider

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-River-1949"
START, BACK = "/login/single-sign-on/", "/login/single-sign-on/back/"


@pytest.fixture(scope="module")
def listening():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(listening, settings):
    """It, honest, and known to the site for the first time."""
    listening.subject, listening.lies, listening.codes, listening.asked = "abc-123", {}, {}, []
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = listening.issuer, CLIENT, SECRET
    client._provider.cache_clear()
    return listening


@pytest.fixture
def officer(provider):
    """Bound to whom the provider knows."""
    user = person("officer", Role.OFFICE)
    user.set_password(PASSWORD)
    user.save()
    identities.bind(user, provider.issuer, provider.subject, timezone.now())
    return user


def leave(desk, **more):
    """The address at the provider to which a click on the button leads."""
    page = desk.post(START, more)
    assert page.status_code == 200, page.content.decode()
    return page.context["address"]


def sign_in(desk, provider, **more):
    return desk.get(provider.agree(leave(desk, **more)))


def is_in(desk):
    return SESSION_KEY in desk.session


def words(answer):
    return answer.content.decode()


def last():
    return AuditEntry.objects.order_by("-pk").first()


def test_there_is_no_button_and_no_such_page_where_no_provider_is_set(db):
    desk = Client()
    assert START not in words(desk.get("/login/"))
    assert [desk.post(START).status_code, desk.get(BACK).status_code] == [404, 404]


def test_whom_the_provider_identifies_is_signed_in(officer, provider):
    desk = Client()
    assert "用统一身份认证登录" in words(desk.get("/login/"))
    answer = sign_in(desk, provider, next="/messages/")
    assert (answer.status_code, answer.url) == (302, "/messages/")
    assert desk.session[SESSION_KEY] == str(officer.pk)
    assert desk.get("/").status_code == 200
    entry = last()
    assert (entry.action, entry.actor_id, entry.detail) == ("signed_in", officer.pk, {"way": "single_sign_on"})


def test_the_button_sends_no_form_elsewhere_and_goes_by_itself(officer, provider):
    page = Client().post(START)
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert '<meta http-equiv="refresh" content="0;url=http://127.0.0.1' in words(page)
    assert Client().get(START).status_code == 405


def test_it_leads_to_no_other_site(officer, provider):
    assert sign_in(Client(), provider, next="https://elsewhere.example/").url == "/"


SOON, LONG_AGO = (lambda: int(time.time()) + 3600), (lambda: int(time.time()) - 3600)


@pytest.mark.parametrize(
    "lies",
    [
        {"key": OTHER_KEY},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "RS512"},
        {"aud": "another site"},
        {"aud": ["another site"], "azp": CLIENT},
        {"aud": None},
        {"iss": "http://127.0.0.1/another"},
        {"exp": LONG_AGO},
        {"exp": float("inf")},
        {"exp": None},
        {"iat": SOON},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": ""},
        {"sub": 123},
        {"sub": None},
    ],
    ids=lambda lies: " ".join(lies) + " " + str(next(iter(lies.values())))[:20],
)
def test_a_forged_token_lets_nobody_in(officer, provider, lies):
    provider.lies = {name: said() if callable(said) else said for name, said in lies.items()}
    desk = Client()
    answer = sign_in(desk, provider)
    assert answer.status_code == 403
    assert "没有通过校验" in words(answer)
    assert 'name="password"' in words(answer)
    assert not is_in(desk)
    assert (last().action, last().detail, last().refused) == ("single_sign_on_refused", {"why": "forged"}, True)
    provider.lies = {}
    assert sign_in(desk, provider).status_code == 302


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/.well-known/openid-configuration", (500, "down")),
        ("/.well-known/openid-configuration", (200, "<html>")),
        ("/.well-known/openid-configuration", (200, [])),
        ("/.well-known/openid-configuration", (200, {"issuer": "https://another.example"})),
        ("/keys", (500, "down")),
        ("/token", (500, "down")),
        ("/token", (200, "<html>")),
        ("/token", (200, [])),
        ("/token", (302, "")),
    ],
)
def test_a_provider_that_fails_is_said_and_the_password_stays(officer, provider, path, said):
    provider.lies = {path: said}
    desk = Client()
    first = desk.post(START)
    answer = first if first.status_code != 200 else desk.get(provider.agree(first.context["address"]))
    assert answer.status_code == 503
    assert "目前无法访问" in words(answer)
    assert not is_in(desk)
    assert desk.post("/login/", {"username": officer.username, "password": PASSWORD}).status_code == 302
    provider.lies = {}
    assert sign_in(Client(), provider).status_code == 302


def test_without_its_keys_nothing_is_believed(officer, provider):
    provider.lies = {"/keys": (200, {"keys": []})}
    assert "没有通过校验" in words(sign_in(Client(), provider))


def test_a_provider_that_does_not_listen_is_said(officer, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = Client().post(START)
    assert (answer.status_code, "目前无法访问" in words(answer)) == (503, True)


def test_an_answer_without_a_token_is_not_taken(officer, provider):
    provider.lies = {"/token": (200, {"access_token": "x", "token_type": "Bearer"})}
    assert "没有通过校验" in words(sign_in(Client(), provider))


def test_metadata_set_nothing_but_the_endpoints(officer, provider):
    """Among what comes with them may be names of the library's own settings."""
    _status, told = provider.answer("/.well-known/openid-configuration", {}, {})
    provider.lies = {"/.well-known/openid-configuration": (200, told | {"scope": "all", "verify": False, "client_id": "x"})}
    assert sign_in(Client(), provider).status_code == 302


def test_an_endpoint_without_tls_is_not_used_where_the_issuer_has_it(settings):
    settings.OIDC_ISSUER = "https://id.example"
    told = {"issuer": "https://id.example"} | dict.fromkeys(client.ENDPOINTS, "https://id.example/x")
    assert client._fit(told)["token_endpoint"] == "https://id.example/x"
    with pytest.raises(ValueError, match="endpoint"):
        client._fit(told | {"token_endpoint": "http://id.example/x"})


def test_a_state_is_good_for_once_and_in_one_browser(officer, provider):
    desk = Client()
    back = provider.agree(leave(desk))
    elsewhere = Client()
    answer = elsewhere.get(back)
    assert (answer.status_code, "已失效" in words(answer), is_in(elsewhere)) == (403, True, False)
    assert desk.get(back).status_code == 302
    desk.post("/logout/")
    again = desk.get(back)
    assert (again.status_code, "已失效" in words(again), is_in(desk)) == (403, True, False)
    assert last().detail == {"why": "stale"}


def test_a_state_waits_ten_minutes(officer, provider):
    desk = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        back = provider.agree(leave(desk))
        clock.shift(timedelta(minutes=10))
        answer = desk.get(back)
    assert (answer.status_code, "已失效" in words(answer)) == (403, True)
    assert provider.asked.count("/token") == 0


@pytest.mark.parametrize("query", [{"error": "access_denied"}, {}, {"code": "made up"}])
def test_who_was_not_identified_is_told(officer, provider, query):
    desk = Client()
    back = provider.agree(leave(desk))
    answer = desk.get(f"{BACK}?{urlencode(query)}&state={back.partition('state=')[2]}")
    assert (answer.status_code, "没有确认您的身份" in words(answer)) == (403, True)
    assert "已失效" in words(desk.get(back))  # a state is used up by a refusal too


def test_nobody_whom_nobody_bound_gets_in_and_no_account_comes_into_being(officer, provider):
    before = User.objects.count()
    provider.subject = "somebody else"
    desk = Client()
    answer = sign_in(desk, provider)
    assert (answer.status_code, "没有绑定可用的账号" in words(answer), is_in(desk)) == (403, True, False)
    assert User.objects.count() == before
    assert last().detail == {"why": "unknown"}


def test_a_closed_account_stays_closed_in_the_same_words(officer, provider):
    people.deactivate_user(officer, person("admin", Role.ADMIN))
    desk = Client()
    answer = sign_in(desk, provider)
    assert ("没有绑定可用的账号" in words(answer), is_in(desk)) == (True, False)


def test_a_subject_of_another_issuer_is_somebody_else(officer, provider):
    assert identities.who("https://another.example", provider.subject) is None
    assert BoundIdentity.objects.get().trace != provider.subject


def test_the_second_step_is_still_asked_for(officer, provider):
    secret = factors.new_secret()
    factors.set_up(officer, secret, pyotp.TOTP(secret).now(), timezone.now())
    desk = Client()
    answer = sign_in(desk, provider, next="/messages/")
    assert answer.url.startswith("/login/code/")
    assert not is_in(desk)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert desk.post(answer.url, {"code": pyotp.TOTP(secret).now(), "next": "/messages/"}).url == "/messages/"
    assert last().detail == {"way": "single_sign_on"}


def test_it_is_demanded_of_the_same_roles(officer, provider, settings):
    settings.SECOND_FACTOR_ROLES = ["office"]
    desk = Client()
    sign_in(desk, provider)
    assert desk.get("/messages/").url == "/second-factor/"


def test_an_initial_password_is_still_to_be_changed(officer, provider):
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    desk = Client()
    sign_in(desk, provider)
    assert desk.get("/messages/").url == "/password/"


def test_its_sessions_end_as_others_do(officer, provider):
    desk = Client()
    sign_in(desk, provider)
    officer.end_sessions()
    assert desk.get("/messages/").url.startswith("/login/")


def test_what_was_being_written_comes_back(officer, provider):
    desk = Client()
    page = desk.post("/messages/address/", {"email": "a@example.org"})
    assert page.status_code == 401
    answer = sign_in(desk, provider, kept_form=page.context["kept"])
    assert answer.status_code == 200
    assert "a@example.org" in words(answer)


def test_what_was_being_written_outlasts_a_failure(officer, provider):
    desk = Client()
    page = desk.post("/messages/address/", {"email": "a@example.org"})
    provider.lies = {"nonce": "another"}
    answer = sign_in(desk, provider, kept_form=page.context["kept"])
    assert answer.context["kept"]
    provider.lies = {"/token": (500, "")}
    assert sign_in(desk, provider, kept_form=page.context["kept"]).context["kept"]


def test_what_is_too_long_to_wait_is_not_lost(officer, provider, monkeypatch):
    monkeypatch.setattr(single_sign_on, "MOST_KEPT", 100)
    desk = Client()
    page = desk.post("/messages/address/", {"email": "a@example.org"})
    answer = desk.post(START, {"kept_form": page.context["kept"]})
    assert (answer.status_code, "用用户名和密码登录才能保留" in words(answer)) == (403, True)
    assert answer.context["kept"]
    assert provider.asked == []


def test_a_session_that_only_waits_does_not_last(officer, provider):
    desk = Client()
    leave(desk)
    assert desk.session.get_expiry_age() <= client.WAIT
    sign_in(desk, provider)
    assert desk.session.get_expiry_age() > 7 * 60 * 60


class TestBinding:
    @pytest.fixture
    def clerk(self, provider):
        user = person("newcomer", Role.OFFICE)
        user.set_password(PASSWORD)
        user.save()
        return user

    def bind(self, desk, password=PASSWORD):
        return desk.post("/account/identity/bind/", {"identity-password": password})

    def test_by_ones_own_page_and_password(self, clerk, provider):
        desk, elsewhere = client_of(clerk), client_of(clerk)
        answer = desk.get(provider.agree(self.bind(desk).context["address"]))
        assert answer.url == "/account/"
        assert "已绑定" in words(desk.get("/account/"))
        assert last().action == "identity_bound"
        assert elsewhere.get("/messages/").url.startswith("/login/")
        stranger = Client()
        sign_in(stranger, provider)
        assert stranger.session[SESSION_KEY] == str(clerk.pk)

    def test_a_wrong_password_leads_nowhere(self, clerk, provider):
        page = self.bind(client_of(clerk), "wrong")
        assert "密码不正确" in words(page)
        assert provider.asked == []

    def test_nobody_binds_what_somebody_else_has(self, officer, clerk, provider):
        desk = client_of(clerk)
        desk.get(provider.agree(self.bind(desk).context["address"]))
        assert "已经绑定了另一个账号" in words(desk.get("/account/"))
        assert identities.of(clerk) is None

    def test_somebody_elses_way_back_binds_nothing(self, clerk, provider):
        """Who could lure a person there would sign in as that person from then on."""
        desk = client_of(clerk)
        back = provider.agree(self.bind(desk).context["address"])
        other = client_of(person("other", Role.OFFICE))
        other.get(back)
        assert not BoundIdentity.objects.exists()
        desk.post("/logout/")
        desk.get(back)
        assert not BoundIdentity.objects.exists()

    def test_a_forged_token_binds_nothing(self, clerk, provider):
        desk = client_of(clerk)
        provider.lies = {"key": OTHER_KEY}
        desk.get(provider.agree(self.bind(desk).context["address"]))
        assert "没有通过校验" in words(desk.get("/account/"))
        assert not BoundIdentity.objects.exists()

    def test_it_can_be_taken_off_by_oneself(self, officer, provider):
        desk = client_of(officer)
        assert "密码不正确" in words(desk.post("/account/identity/unbind/", {"identity-password": "wrong"}))
        assert desk.post("/account/identity/unbind/", {"identity-password": PASSWORD}).url == "/account/"
        assert desk.get("/account/").status_code == 200
        assert identities.who(provider.issuer, provider.subject) is None

    def test_an_administrator_takes_it_off_and_has_no_way_to_set_it(self, officer, provider):
        desk = client_of(person("admin", Role.ADMIN))
        inside = client_of(officer)
        desk.post(f"/manage/people/{officer.pk}/identity/")
        assert identities.of(officer) is None
        assert last().action == "identity_removed"
        assert inside.get("/messages/").url.startswith("/login/")

    def test_one_a_person(self, clerk, provider):
        identities.bind(clerk, provider.issuer, "1", timezone.now())
        with pytest.raises(Exception, match="已经绑定了统一身份"):
            identities.bind(clerk, provider.issuer, "2", timezone.now())
