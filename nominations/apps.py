"""The lower app: who is put forward, by whom, within which limits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NominationsConfig(AppConfig):
    """Knows nothing of review."""

    name = "nominations"
    verbose_name = _("推荐申报")
