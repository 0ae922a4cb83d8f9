"""manage.py publish_audit_head: write the newest link of the audit trail outside the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from ...audit_chain import publish


class Command(BaseCommand):
    help = "Append the head of the audit trail, signed, to the file AUDIT_HEADS. From cron, as often as one likes."

    def handle(self, *args: Any, **options: Any) -> None:
        newest = publish(timezone.now())
        self.stdout.write(f"Head {newest.number} in {settings.AUDIT_HEADS}: {newest.mac}")
