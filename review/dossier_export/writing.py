"""The folder: one file for each part, the audit trail with its chain, and a manifest signed under AUDIT_KEY."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import EEXIST
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from nominations.audit_chain import publish
from nominations.models import AuditSeal, AwardCycle, record
from nominations.models.audit import Head, digest, head, mac, seal

from . import cases, lists, units

FORMAT = 1
MANIFEST, SUM = "manifest.json", "manifest.sum"
VERIFIER = Path(settings.BASE_DIR) / "deploy" / "verify_dossier.py"


@dataclass(frozen=True)
class Written:
    """`missing`: uploads that rows name and that are not there."""

    files: int
    head: Head
    missing: list[str]


def export(cycle: AwardCycle, folder: Path, now: datetime) -> Written:
    """Write the dossier of `cycle` into a new `folder`, which is there once it is whole; steps wait meanwhile.

    The head of the audit trail is published first. Not of a cycle of which what tells people apart was erased
    (`invariants.places.erased`). Raises OSError.
    """
    if folder.exists():
        raise FileExistsError(EEXIST, "there already", f"{folder}")
    record(None, "dossier_exported", cycle)
    publish(now)
    part = folder.with_name(f"{folder.name}.part")
    part.mkdir(parents=True)
    try:
        written = _fill(cycle, part, now)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return written


@transaction.atomic
def _fill(cycle: AwardCycle, folder: Path, now: datetime) -> Written:
    """Every step, judgement and answer waits for the cycle's row: all parts are of one moment, and the trail has them all."""
    cycle = AwardCycle.objects.select_for_update().get(pk=cycle.pk)
    seal(whole=True)
    newest = head()
    uploads = lists.uploads_of(cycle)
    (folder / "policy.toml").write_bytes(cycle.source.encode())
    parts: dict[str, Any] = {
        "cycle": lists.cycle_itself(cycle),
        "units": list(units.units_of(cycle)),
        "cases": list(cases.cases_of(cycle)),
        "rosters": list(lists.rosters_of(cycle)),
        "panel": lists.panel_of(cycle),
        "notices": list(lists.notices_of(cycle)),
        "receipts": list(lists.receipts_of(cycle)),
        "papers": list(lists.papers_of(cycle)),
        "uploads": uploads,
    }
    for name, part in parts.items():
        (folder / f"{name}.json").write_text(_as_text(part, indent=1), encoding="utf-8")
    with (folder / "trail.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(f"{_as_text(line)}\n" for line in _trail())
    heads = Path(settings.AUDIT_HEADS)
    (folder / "heads.jsonl").write_bytes(heads.read_bytes() if heads.exists() else b"")
    shutil.copyfile(VERIFIER, folder / VERIFIER.name)
    return Written(_sign(cycle, folder, newest, now), newest, [name for name, said in uploads.items() if said is None])


def _trail() -> Iterator[list[Any]]:
    """Of the whole site, for the chain runs through all of it: number and mac of the link, then what it is made over."""
    for one in AuditSeal.objects.select_related("entry").order_by("number").iterator(chunk_size=5000):
        entry = one.entry
        at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
        yield [
            *(one.number, one.mac, entry.pk, at, entry.actor_id, entry.role, entry.action, entry.object_type),
            *(entry.object_id, entry.detail, entry.address, entry.refused),
        ]


def _sign(cycle: AwardCycle, folder: Path, newest: Head, now: datetime) -> int:
    """Write the manifest, and its digest for whoever has no key; how many files stand in it."""
    said = {
        "format": FORMAT,
        "cycle": cycle.slug,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "hash": settings.AUDIT_HASH,
        "head": {"number": newest.number, "mac": newest.mac},
        "files": {path.name: lists.file_digest(path) for path in sorted(folder.iterdir())},
    }
    text = _as_text(said | {"signature": mac(_as_text(said))}, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    (folder / SUM).write_text(f"{digest(text)}\n", encoding="ascii")
    return len(said["files"])


def _as_text(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=indent)
