"""What is kept of a nominee that the office sends back."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Decision


def kept_photo_path(record: models.Model, filename: str) -> str:
    """A name nobody can guess."""
    return f"returned/{uuid.uuid4().hex}.jpg"


class ReturnRecord(models.Model):
    """A nominee's form as it stood when the office sent it back, to compare with what comes in again.

    `values`: column → value as JSON; of a personal number only {"masked", "seal"}; of another row its name.
    `photo` is kept where the return opened it.
    """

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="returned")
    values = models.JSONField(encoder=DjangoJSONEncoder)
    photo = models.ImageField(upload_to=kept_photo_path, blank=True)

    class Meta:
        verbose_name = _("退回时的表格")
        verbose_name_plural = _("退回时的表格")

    def __str__(self) -> str:
        return str(self.decision)
