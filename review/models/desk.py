"""What somebody arranges for their own desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import User


class SavedFilter(models.Model):
    """A person's own way to narrow the list of cases. `query`: as in the list's address, the cycle at hand unsaid."""

    person = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(_("查询条件"), max_length=2000)

    class Meta:
        verbose_name = _("保存的查询")
        verbose_name_plural = _("保存的查询")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_filter_a_name")]

    def __str__(self) -> str:
        return self.name
