"""One's own machine, and the demonstration that `make run` serves."""

from config import env
from config.settings.base import *  # noqa: F403

SECRET_KEY = env.secret("SECRET_KEY")
AUDIT_KEY = env.secret("AUDIT_KEY")
FIELD_KEYS = env.keys("FIELD_KEYS")
# Off unless asked for, so that the site shows its own error pages as people will see them.
DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

DEMO_ALLOWED = True

# Static files straight from their folders, looked up at each request: nothing to collect.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
