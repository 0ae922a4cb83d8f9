"""The lower app: who is put forward, by whom, within which limits."""

from django.apps import AppConfig
from django.core import validators
from django.utils.translation import gettext_lazy as _

from .characters import PrintableValidator


class NominationsConfig(AppConfig):
    """Knows nothing of review."""

    name = "nominations"
    verbose_name = _("推荐申报")

    def ready(self) -> None:
        # Django gives its guard against NUL to every text field of every form. With ours in its place none can lack it,
        # whoever writes the form; fields are made after this, for models import no forms.
        validators.ProhibitNullCharactersValidator = PrintableValidator
