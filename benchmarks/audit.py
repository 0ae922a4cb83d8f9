"""The audit trail of 100,000 entries: how long it takes to verify, and whether one more costs what it did at first.

    .venv/bin/python benchmarks/audit.py

Verifying takes less than ten seconds, and one more entry at most twice as long as with a twentieth: the exit code says so.
"""

import os
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
FEW, ENTRIES = 5_000, 100_000
SECONDS, DEARER = 10, 2


def main() -> int:
    from benchmarks.lib.site import with_a_database

    return with_a_database(measure)


def measure() -> int:
    from django.utils import timezone

    from nominations import audit_chain

    write(FEW)
    first = one_more()
    write(ENTRIES - FEW)
    last = one_more()
    audit_chain.publish(timezone.now())
    start = time.perf_counter()
    found = audit_chain.fault(timezone.now())
    verified = time.perf_counter() - start
    print(f"{ENTRIES:,} entries verified in {verified:.1f} s (at most {SECONDS}); fault: {found}")
    print(f"one more: {last / first:.1f} × what it takes with {FEW:,} (at most {DEARER})")
    return int(verified > SECONDS or found is not None or last > DEARER * first)


def write(number: int) -> None:
    from nominations.models import AuditEntry
    from nominations.models.audit import seal

    about = {"action": "unit_changed", "object_type": "unit"}
    entries = (AuditEntry(**about, object_id=str(n), detail={"before": "甲", "after": n}) for n in range(number))
    AuditEntry.objects.bulk_create(entries, batch_size=5000)
    seal(whole=True)


def one_more() -> float:
    """Seconds for an entry and its link: the median of several."""
    from nominations.models import record

    taken = []
    for number in range(50):
        start = time.perf_counter()
        record(None, "unit_changed", None, number=number)
        taken.append(time.perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.exit(main())
