"""What the production server hands out in its own way: static files, and the cookie of messages."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also inside `import` lines of our ES modules."""

    support_js_module_import_aggregation = True


class HostCookie(CookieStorage):
    """Messages in a cookie that no neighbouring host can set."""

    cookie_name = "__Host-messages"


class HostMessages(FallbackStorage):
    """In that cookie, and in the session what does not fit."""

    storage_classes = (HostCookie, SessionStorage)
