"""The chain of the audit trail: each entry is bound to the one before, under a key that lies outside the database.

Who can write to the database can neither change nor forge a link without the key. What a chain alone cannot show is that
its end was cut off, or that all of it was put back to an older state: for that its head, the newest link, is written to
a file outside (`publish`), and `fault` holds the chain against it.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from .models import AuditEntry, AuditSeal
from .models.audit import BEGINNING, Head, head, link, mac, seal

LATE = timedelta(minutes=5)  # after which an entry without its link is a fault


@dataclass(frozen=True)
class Fault:
    """The first link that does not hold: its number, the entry (None where there is none any more), and why."""

    number: int
    entry: int | None
    why: str


def publish(now: datetime) -> Head:
    """Write the head to the file outside, signed with its time, unless it stands there already."""
    seal(whole=True)
    newest, published = head(), list(_published())
    if newest.number and (not published or published[-1] != newest):
        line = {"number": newest.number, "mac": newest.mac, "at": now.astimezone(UTC).isoformat(timespec="seconds")}
        line["signature"] = mac(json.dumps(line, sort_keys=True))
        path = Path(settings.AUDIT_HEADS)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return newest


def _published() -> Iterator[Head]:
    """The heads in the file, oldest first. Raises ValueError for a line that was not written here."""
    try:
        lines = Path(settings.AUDIT_HEADS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return
    for number, text in enumerate(lines, 1):
        line = json.loads(text)
        signature = line.pop("signature", "")
        if not hmac.compare_digest(signature, mac(json.dumps(line, sort_keys=True))):
            raise ValueError(number)
        yield Head(line["number"], line["mac"])


def fault(now: datetime) -> Fault | None:
    """The first thing that does not hold: in the chain, between chain and trail, between chain and published heads."""
    try:
        heads = {one.number: one.mac for one in _published()}
    except ValueError as error:
        return Fault(0, None, f"line {error} of {settings.AUDIT_HEADS} was changed, or written under another key")
    return _broken(heads) or _unsealed(now)


def _broken(heads: dict[int, str]) -> Fault | None:
    before, expected = BEGINNING, 0
    for one in _links():
        expected += 1
        if one.number != expected:
            return Fault(expected, None, f"link {expected} is missing")
        before = link(before, one.number, one.entry)
        if not hmac.compare_digest(before, one.mac):
            return Fault(one.number, one.entry_id, "entry or link was changed")
        if heads.get(one.number, before) != before:
            return Fault(one.number, one.entry_id, "another head was published: the chain was made anew")
    if heads and max(heads) > expected:
        return Fault(expected + 1, None, f"head {max(heads)} was published: the end was cut off, or an older state put back")
    return None


def _links() -> Iterable[AuditSeal]:
    return AuditSeal.objects.select_related("entry").order_by("number").iterator(chunk_size=5000)


def _unsealed(now: datetime) -> Fault | None:
    late = AuditEntry.objects.filter(seal=None, at__lt=now - LATE).order_by("pk").first()
    return Fault(0, late.pk, "entry has no link in the chain") if late else None
