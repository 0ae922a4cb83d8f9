"""manage.py verify_audit: does the audit trail stand as it was written?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...audit_chain import fault, head, seal
from ...models import record


class Command(BaseCommand):
    help = (
        "Hold the audit trail against its chain and the heads that were published outside the database. "
        "Exit code 0: all of it stands. 1: the first entry or link that does not is named."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = fault(timezone.now())
        if found:
            record(None, "trail_verified", None, refused=True)
            entry = f" (audit entry {found.entry})" if found.entry else ""
            self.stderr.write(f"Link {found.number}{entry}: {found.why}.")
            sys.exit(1)
        seal(whole=True)
        newest = head()
        self.stdout.write(f"{newest.number} entries stand. Head: {newest.mac or 'none'}")
        record(None, "trail_verified", None)
