"""What is kept, for a short while, of visitors who do not sign in: every process of the site reads the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressCount(models.Model):
    """How often one address did something within the window that its first attempt opened.

    `address` is a keyed digest; the row goes when the window is over.
    """

    action = models.CharField(_("步骤"), max_length=20)
    address = models.CharField(_("网络地址"), max_length=64)
    opened_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("网络地址计数")
        verbose_name_plural = _("网络地址计数")
        constraints = [models.UniqueConstraint(fields=["action", "address"], name="address_counted_once_an_action")]

    def __str__(self) -> str:
        return f"{self.action}: {self.count}"


class SpentProof(models.Model):
    """A challenge that was answered: it opens nothing again. After `expires_at` it would not do so anyway."""

    challenge = models.CharField(_("验证题"), max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("用过的验证")
        verbose_name_plural = _("用过的验证")

    def __str__(self) -> str:
        return self.challenge
