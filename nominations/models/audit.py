"""The audit trail: who did what to which object, when, as which role."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class AuditEntry(models.Model):
    """One entry. Holds ids and words, never ID or phone numbers; written by `record` alone."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=50)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=50)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}#{self.object_id}"


def record(
    actor: User | None, action: str, target: models.Model, *, role: str = "", **detail: Any
) -> AuditEntry:
    """Write one audit entry; call it in the transaction of what it records.

    `actor` is None for the clock. `detail` must be JSON and free of personal numbers.
    """
    return AuditEntry.objects.create(
        actor=actor,
        role=role,
        action=action,
        object_type=target._meta.model_name,
        object_id=str(target.pk),
        detail=detail,
    )
