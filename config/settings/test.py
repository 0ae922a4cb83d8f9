"""Tests: fast passwords, no lock of accounts, files that vanish. `.env` is not read.

TEST_DATABASE_URL names another database server than SQLite; Django makes its own test database there.
"""

import tempfile
from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403

# Of this process alone, so that several runs and the workers of one run do not meet; tests/conftest.py removes it.
TEST_DIR = Path(tempfile.mkdtemp(prefix="honours-test-"))

SECRET_KEY = "a key for tests, which protects nothing at all; 50 characters"  # noqa: S105
AUDIT_KEY = "another key for tests, which protects nothing; 50 characters"
FIELD_KEYS = {1: "a third key for tests that protects nothing at all; 50 characters"}
AUDIT_HEADS = TEST_DIR / "audit-heads.jsonl"
DEBUG = False
DEMO_ALLOWED = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
SECOND_FACTOR_ROLES: list[str] = []
CLAMAV = ""
PROOF_OF_WORK = 20
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = TEST_DIR / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 600  # a browser asks for each file once a test

DATABASES = {"default": env.database("TEST_DATABASE_URL", f"sqlite:///{TEST_DIR / 'site.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: tests of rivalry need a connection a thread. No test survives a loss of power: no fsync.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
else:
    # A dozen joined tables of a few rows are read faster than the best way to read them is found.
    as_written = "-c join_collapse_limit=1 -c from_collapse_limit=1 -c jit=off"
    DATABASES["default"]["OPTIONS"] = {"options": f"-c synchronous_commit=off {as_written}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection left open would keep Django from dropping the database
