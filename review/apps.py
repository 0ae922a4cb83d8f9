"""The upper app: all that happens to what was put forward."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from .documents.fonts import check_chinese_fonts


class ReviewConfig(AppConfig):
    """Imports nominations, never the reverse."""

    name = "review"
    verbose_name = _("评审表彰")

    def ready(self) -> None:
        register(check_chinese_fonts)
        for model in ("CollectiveNomination", "IndividualNomination"):
            post_save.connect(open_case, sender=f"nominations.{model}", dispatch_uid=f"case_{model}")


def open_case(instance: Any, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Give each new nominee its case, in draft: from then on a nominee always has a stage."""
    if created and not raw:
        apps.get_model("review", "Case").objects.create(
            nomination_id=instance.pk,
            cycle_id=instance.recommendation.cycle_id,
            stage_since=instance.updated_at,
        )
