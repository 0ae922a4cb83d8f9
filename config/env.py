"""The environment: every variable is read here, and a wrong one is named in one sentence."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = BASE_DIR / ".env"

_environment = environ.Env()
_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
_WORDS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}

# With WAL, readers never wait for the writer; FULL keeps a committed row through a loss of power; IMMEDIATE takes the
# write lock at the start of a transaction, which is what makes "count, judge, write" safe on SQLite. Without recursive
# triggers INSERT OR REPLACE would delete what a trigger keeps from being deleted. What is deleted is overwritten.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
    "PRAGMA secure_delete=ON;",
}


class BadEnvironment(Exception):
    """A variable is missing or wrong; the message names it, and where to set it."""


def read_file() -> None:
    """Take the variables of `.env` into the process; those set outside win."""
    if ENV_FILE.exists():
        environ.Env.read_env(ENV_FILE)


def text(name: str, default: str | None = None) -> str:
    """The variable as text. Raises BadEnvironment when it is empty or missing and has no default."""
    value = _environment.str(name, default="").strip()
    if value:
        return value
    if default is None:
        raise _fault(name, "is not set")
    return default


def words(name: str, default: str | None = None) -> list[str]:
    """The variable as a list, written with commas: `a.example,b.example`."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """The names that the site answers to. Raises BadEnvironment for `*`: links in mails would lead where a stranger wants."""
    found = words(name)
    if "*" in found:
        raise _fault(name, "has '*', but must name the hosts")
    return found


def https(name: str) -> str:
    """The variable as an address that begins with https://, "" where it is not set. Raises BadEnvironment for any other."""
    value = text(name, "")
    parts = urlsplit(value)
    if value and (parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment):
        raise _fault(name, f"is '{value}', but must be an address that begins with https://")
    return value


def flag(name: str, default: bool) -> bool:
    """The variable as yes or no. Raises BadEnvironment for any other word."""
    value = text(name, str(default)).lower()
    if value not in _WORDS:
        raise _fault(name, f"is '{value}', but must be true or false")
    return _WORDS[value]


def one_of(name: str, known: tuple[str, ...]) -> str:
    """The variable as one of the known words, the first where it is not set. Raises BadEnvironment for any other."""
    value = text(name, known[0])
    if value not in known:
        raise _fault(name, f"is '{value}', but must be one of {', '.join(known)}")
    return value


def some_of(name: str, known: tuple[str, ...]) -> list[str]:
    """The variable as a list of known words, empty where it is not set. Raises BadEnvironment for any other word."""
    chosen = words(name, "")
    for word in chosen:
        if word not in known:
            raise _fault(name, f"has '{word}', but may have only {', '.join(known)}")
    return chosen


def number(name: str, default: int, least: int) -> int:
    """The variable as a whole number. Raises BadEnvironment for anything else, and below `least`."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise _fault(name, f"is '{value}', but must be a whole number of at least {least}")
    return int(value)


def secret(name: str) -> str:
    """A secret of at least 50 characters. Raises BadEnvironment when missing or shorter."""
    value = text(name)
    if len(value) < 50:
        raise _fault(name, f"has {len(value)} characters, but needs at least 50 random ones")
    return value


def keys(name: str) -> dict[int, str]:
    """Secrets by their version, the one that writes first: `2:…,1:…`. Raises BadEnvironment when one is missing or short."""
    found: dict[int, str] = {}
    for word in words(name):
        version, _colon, value = word.partition(":")
        if not version.isdecimal() or not version.isascii() or int(version) in found:
            raise _fault(name, "is no list of versions and secrets, such as 2:<secret>,1:<secret>")
        if len(value) < 50:
            raise _fault(name, f"has a secret of {len(value)} characters for {version}, but needs at least 50 random ones")
        found[int(version)] = value
    return found


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of the database that a URL names: `sqlite:///path` or `postgres://user:password@host/name`."""
    url = text(name, default)
    scheme = url.partition("://")[0]
    if scheme not in _ENGINES:
        raise _fault(name, f"begins with '{scheme}', but must begin with sqlite:// or postgres://")
    try:
        settings = environ.Env.db_url_config(url, engine=_ENGINES[scheme])
    except ValueError as error:
        raise _fault(name, f"is no database URL ({error})") from error
    if scheme == "sqlite":
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    else:
        settings |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return settings


def socket_address(name: str) -> str | tuple[str, int]:
    """Where something listens: the path of a Unix socket (`unix:///path`), host and port (`tcp://host:3310`), or "" where
    the variable is not set. Raises BadEnvironment.
    """
    url = text(name, "")
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        place = parts.hostname, parts.port
    except ValueError as error:
        raise _fault(name, f"is no address ({error})") from error
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return parts.path
    if parts.scheme == "tcp" and all(place):
        return place
    raise _fault(name, f"is '{url}', but must be like unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310")


def mail(name: str, default: str) -> dict[str, Any]:
    """Django's settings of the mail server that a URL names: `smtp+tls://user:password@host:587`, or `consolemail://`."""
    try:
        return environ.Env.email_url_config(text(name, default))
    except (ValueError, ImproperlyConfigured) as error:
        raise _fault(name, f"is no mail URL ({error})") from error


def _fault(name: str, what: str) -> BadEnvironment:
    return BadEnvironment(f"{name} {what}: set it in {ENV_FILE} or in the environment (see .env.example).")
