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

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
