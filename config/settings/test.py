"""Tests: fast passwords, no lock of accounts, files that vanish. `.env` is not read."""

import tempfile

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, VAR_DIR

SECRET_KEY = "a key for tests, which protects nothing at all; 50 characters"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="honours-media-")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
