"""The audit trail: who did what to which object, when, as which role."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class AuditEntry(models.Model):
    """One entry. Holds ids and words, never ID or phone numbers; written by `record_all` alone."""

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


def entry(
    actor: User | None, action: str, target: models.Model, *, role: str = "", **detail: Any
) -> AuditEntry:
    """One entry, not yet written: for `record_all`. `actor` is None for the clock.

    `detail` must be JSON and free of personal numbers.
    """
    return AuditEntry(
        actor=actor,
        role=role,
        action=action,
        object_type=target._meta.model_name,
        object_id=str(target.pk),
        detail=detail,
    )


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write entries, in their order; call it in the transaction of what they record."""
    AuditEntry.objects.bulk_create(entries)


def record(
    actor: User | None, action: str, target: models.Model, *, role: str = "", **detail: Any
) -> None:
    """Write one audit entry; call it in the transaction of what it records."""
    record_all([entry(actor, action, target, role=role, **detail)])
