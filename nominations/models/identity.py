"""By which identity of the single sign-on a person is known."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class BoundIdentity(models.Model):
    """Its row lets the person sign in by the provider. `trace` stands for the identity, and is not to be read back."""

    user = models.OneToOneField(User, models.CASCADE, related_name="bound_identity", verbose_name=_("用户"))
    trace = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(_("绑定时间"))

    class Meta:
        verbose_name = _("统一身份绑定")
        verbose_name_plural = _("统一身份绑定")

    def __str__(self) -> str:
        return str(self.user)
