"""What was changed in a nominee's form, by whom and when, sitting after sitting."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .nomination import Nomination
from .people import User


class Edit(models.Model):
    """One person's changes to one form without a long pause between them.

    `before`: column → what it held when they began, as JSON; of a personal number the masked one, of another row its
    name, of the photo whether there was one. What it held afterwards stands in the next one, or in the form.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="edits")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    before = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("填报修改记录")
        verbose_name_plural = _("填报修改记录")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.began_at:%Y-%m-%d %H:%M}"
