"""What a person has beside the password: a telephone that knows a secret, and recovery codes on paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import SensitiveCharField
from .people import User


class SecondFactor(models.Model):
    """Its row means that it is on. `failures`: wrong codes since the last right one, the newest at `failed_at`."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor", verbose_name=_("用户"))
    secret = SensitiveCharField(max_length=64)  # base32, as the telephone has it
    since = models.DateTimeField(_("启用时间"))
    last_step = models.BigIntegerField(default=0)  # of the newest code that was taken: none before it is taken again
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("两步验证")
        verbose_name_plural = _("两步验证")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """One that is not used yet, as a hash like a password's."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("恢复码")
        verbose_name_plural = _("恢复码")

    def __str__(self) -> str:
        return f"#{self.pk}"
