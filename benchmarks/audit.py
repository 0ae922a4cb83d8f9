"""The audit trail of 100,000 entries: how long it takes to seal and to verify.

    .venv/bin/python benchmarks/audit.py

Verifying takes less than ten seconds: the exit code says so.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = 100_000
SECONDS = 10


def main() -> int:
    from benchmarks.lib.site import with_a_database

    return with_a_database(measure)


def measure() -> int:
    from django.utils import timezone

    from nominations import audit_chain
    from nominations.models import AuditEntry

    about = {"action": "unit_changed", "object_type": "unit"}
    entries = (AuditEntry(**about, object_id=str(n), detail={"before": "甲", "after": n}) for n in range(ENTRIES))
    AuditEntry.objects.bulk_create(entries, batch_size=5000)
    start = time.perf_counter()
    audit_chain.seal()
    sealed = time.perf_counter() - start
    audit_chain.publish(timezone.now())
    start = time.perf_counter()
    found = audit_chain.fault(timezone.now())
    verified = time.perf_counter() - start
    print(f"{ENTRIES:,} entries: sealed in {sealed:.1f} s, verified in {verified:.1f} s (at most {SECONDS}); fault: {found}")
    return int(verified > SECONDS or found is not None)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    sys.exit(main())
