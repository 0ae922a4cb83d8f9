"""A wrong environment is named in one sentence, with where to set it."""

import os
import subprocess
import sys

import pytest

from config import env
from tests.architecture.sources import ROOT


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        (env.text, "", "is not set"),
        (env.text, "  ", "is not set"),
        (env.words, "", "is not set"),
        (env.secret, "short", "has 5 characters, but needs at least 50"),
        (env.https, "http://id.example", "is 'http://id.example', but must be an address that begins with https://"),
        (env.https, "https://", "is 'https://', but must be an address"),
        (env.https, "id.example", "is 'id.example', but must be an address"),
        (env.hosts, "a.example,*", "has '*', but must name the hosts"),
        (env.keys, "", "is not set"),
        (env.keys, "no version at all", "is no list of versions and secrets"),
        (env.keys, "1:short", "has a secret of 5 characters for 1, but needs at least 50"),
        (env.keys, f"1:{'x' * 50},1:{'y' * 50}", "is no list of versions and secrets"),
        (lambda name: env.number(name, 3, least=1), "0", "is '0', but must be a whole number of at least 1"),
        (lambda name: env.number(name, 3, least=1), "-3", "is '-3', but must be a whole number"),
        (lambda name: env.one_of(name, ("sha256", "sm3")), "md5", "is 'md5', but must be one of sha256, sm3"),
        (lambda name: env.flag(name, default=True), "perhaps", "is 'perhaps', but must be true or false"),
        (lambda name: env.some_of(name, ("office", "admin")), "office,boss", "has 'boss', but may have only office"),
        (lambda name: env.database(name, ""), "mysql://host/name", "begins with 'mysql'"),
        (lambda name: env.database(name, ""), "postgres://u:p@host:door/name", "is no database URL"),
        (env.socket_address, "/run/clamav/clamd.ctl", "is '/run/clamav/clamd.ctl', but must be like unix:///run"),
        (env.socket_address, "unix://run/clamd.ctl", "is 'unix://run/clamd.ctl', but must be like unix:///run"),
        (env.socket_address, "tcp://127.0.0.1", "is 'tcp://127.0.0.1', but must be like unix:///run"),
        (env.socket_address, "tcp://127.0.0.1:door", "is no address"),
        (lambda name: env.mail(name, ""), "pigeon://loft", "is no mail URL"),
    ],
)
def test_a_wrong_variable_is_named_with_its_place(monkeypatch, read, value, words):
    monkeypatch.setenv("PROBE", value)
    with pytest.raises(env.BadEnvironment) as caught:
        read("PROBE")
    assert str(caught.value).startswith(f"PROBE {words}")
    assert str(ROOT / ".env") in str(caught.value)


def test_right_variables_are_read(monkeypatch):
    monkeypatch.setenv("PROBE", " a.example , b.example,")
    assert env.words("PROBE") == ["a.example", "b.example"]
    assert env.some_of("PROBE", ("a.example", "b.example", "c.example")) == ["a.example", "b.example"]
    monkeypatch.setenv("PROBE", f"2:{'y' * 50},1:{'x' * 50}")
    assert list(env.keys("PROBE").items()) == [(2, "y" * 50), (1, "x" * 50)]
    monkeypatch.setenv("PROBE", "Yes")
    assert env.flag("PROBE", default=False) is True
    monkeypatch.setenv("PROBE", "unix:///run/clamav/clamd.ctl")
    assert env.socket_address("PROBE") == "/run/clamav/clamd.ctl"
    monkeypatch.setenv("PROBE", "tcp://scanner.example:3310")
    assert env.socket_address("PROBE") == ("scanner.example", 3310)
    monkeypatch.delenv("PROBE")
    assert env.socket_address("PROBE") == ""
    assert env.flag("PROBE", default=False) is False
    assert env.number("PROBE", 3, least=1) == 3
    assert env.text("PROBE", "instead") == "instead"
    assert env.some_of("PROBE", ("a", "b")) == []
    assert env.https("PROBE") == ""
    monkeypatch.setenv("PROBE", "https://id.example/realms/a")
    assert env.https("PROBE") == "https://id.example/realms/a"


def test_postgres_url(monkeypatch):
    monkeypatch.setenv("PROBE", "postgres://user:p%40ss@db.example:5433/honours")
    found = env.database("PROBE", "")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("user", "p@ss", "db.example", 5433)


def test_sqlite_url_brings_the_safe_options(monkeypatch):
    monkeypatch.delenv("PROBE", raising=False)
    found = env.database("PROBE", "sqlite:////tmp/site.sqlite3")
    assert found["NAME"] == "/tmp/site.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """manage.py in the production settings, in an environment of its own where `.env` cannot help."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    fixed = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": "", "ALLOWED_HOSTS": ""}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | fixed | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_stops_with_that_sentence_alone():
    result = manage("check")
    assert result.returncode == 1
    assert result.stderr.startswith("SECRET_KEY is not set: set it in ")
    assert len(result.stderr.splitlines()) == 1


SECRETS = {"SECRET_KEY": "a3e7-k9w2" * 8, "AUDIT_KEY": "k9w2-a3e7" * 8, "FIELD_KEYS": "1:" + "w2k9-e7a3" * 8}


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("http://id.example", "OIDC_ISSUER is 'http://id.example', but must be an address that begins with https://"),
        ("https://id.example", "OIDC_CLIENT_ID is not set"),
    ],
)
def test_production_does_not_start_with_a_provider_without_tls(issuer, words):
    result = manage("check", ALLOWED_HOSTS="a.example", OIDC_ISSUER=issuer, **SECRETS)
    assert (result.returncode, result.stderr.startswith(words)) == (1, True), result.stderr


def test_production_passes_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="a.example", **SECRETS)
    assert result.returncode == 0, result.stderr
