"""The audit trail: who did what to which object, when, as which role."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from .people import User

# The network address that the present request comes from; a middleware knows it. "" for commands and the clock.
whence: ContextVar[str] = ContextVar("whence", default="")

BEGINNING = ""  # stands for the link before the first
AT_ONCE = 1000  # entries
NEWEST = 1000  # keys: a transaction that ends late has written its entries before others that are sealed already


class AuditEntry(models.Model):
    """One entry. Holds ids and words, never ID or phone numbers; written by `record_all` alone, and never changed.

    `refused`: what was tried and not done. `object_type` and `object_id` are empty where it was about no row.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=50)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=50)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    refused = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}#{self.object_id}"


class AuditSeal(models.Model):
    """The link of an entry in the chain: `mac` is keyed, over what the entry says and the link before it.

    Numbers have no gaps. Made after the entry's transaction, for a chain has one end and transactions are many.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal")
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("审计链")
        verbose_name_plural = _("审计链")

    def __str__(self) -> str:
        return f"{self.number} {self.mac[:10]}"


@dataclass(frozen=True)
class Head:
    """The newest link at some time."""

    number: int
    mac: str


def link(before: str, number: int, entry: AuditEntry) -> str:
    """The mac of an entry's link, in hexadecimal. `before`: that of the link before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [
        *(number, entry.pk, at, entry.actor_id, entry.role, entry.action, entry.object_type, entry.object_id),
        *(entry.detail, entry.address, entry.refused),
    ]
    text = before + json.dumps(said, sort_keys=True, ensure_ascii=False)
    return mac(text)


def mac(text: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), settings.AUDIT_HASH).hexdigest()


def digest(text: str) -> str:
    """By the same hash without a key, in hexadecimal: anybody can make it anew."""
    return hashlib.new(settings.AUDIT_HASH, text.encode()).hexdigest()


def seal(*, whole: bool = False) -> None:
    """Give every entry that has none its link, in the order of their keys. Safe at any time, also twice at once.

    Looks among the newest, which does not take longer as the trail grows; `whole`: everywhere.
    """
    while _seal_some(whole):
        pass


@transaction.atomic
def _seal_some(whole: bool) -> bool:
    """Whether there may be more."""
    if connection.vendor == "postgresql":  # SQLite's transactions come one after the other anyway
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {AuditSeal._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    last = AuditSeal.objects.order_by("-number").first()
    found = AuditEntry.objects.filter(seal=None)
    if last and not whole:
        found = found.filter(pk__gt=last.entry_id - NEWEST)
    waiting = list(found.order_by("pk")[:AT_ONCE])
    links, before, number = [], last.mac if last else BEGINNING, last.number if last else 0
    for entry in waiting:
        number += 1
        before = link(before, number, entry)
        links.append(AuditSeal(number=number, entry=entry, mac=before))
    AuditSeal.objects.bulk_create(links)
    return len(waiting) == AT_ONCE


def head() -> Head:
    """The newest link; number 0 of an empty chain."""
    last = AuditSeal.objects.order_by("-number").first()
    return Head(last.number, last.mac) if last else Head(0, BEGINNING)


def entry(
    actor: User | None, action: str, target: models.Model | None, *, role: str = "", refused: bool = False, **detail: Any
) -> AuditEntry:
    """One entry, not yet written: for `record_all`. `actor` is None for the clock and for whoever is not signed in.

    `detail` must be JSON and free of personal numbers.
    """
    return AuditEntry(
        actor=actor,
        role=role,
        action=action,
        object_type=target._meta.model_name if target else "",
        object_id=str(target.pk) if target else "",
        detail=detail,
        address=whence.get(),
        refused=refused,
    )


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write entries, in their order; call it in the transaction of what they record."""
    AuditEntry.objects.bulk_create(entries)
    transaction.on_commit(seal, robust=True)


def record(
    actor: User | None, action: str, target: models.Model | None, *, role: str = "", refused: bool = False, **detail: Any
) -> None:
    """Write one audit entry; call it in the transaction of what it records."""
    record_all([entry(actor, action, target, role=role, refused=refused, **detail)])
