"""A server with TLS in front."""

from config import env
from config.settings.base import *  # noqa: F403

SECRET_KEY = env.secret("SECRET_KEY")
AUDIT_KEY = env.secret("AUDIT_KEY")
FIELD_KEYS = env.keys("FIELD_KEYS")
DEBUG = False
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")

# Only a proxy that sets these headers itself may be trusted with them.
if env.flag("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE = ["config.middleware.AddressFromProxy", *MIDDLEWARE]  # noqa: F405
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A browser takes a cookie of such a name only over TLS, for this host alone and all of it: no neighbour can set it.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
WRITER_COOKIE = "__Host-writer"
MESSAGE_STORAGE = "config.storage.HostMessages"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
