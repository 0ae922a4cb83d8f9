"""The upper app: all that happens to what was put forward."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Imports nominations, never the reverse."""

    name = "review"
    verbose_name = _("评审表彰")
