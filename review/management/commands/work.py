"""manage.py work: the process that makes in the background what people asked for."""

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from ...tasks import purge, revive_at_start


class Command(db_worker.Command):
    help = "Do the work in the background: first what a killed worker left, then whatever is asked for, until stopped."
    requires_system_checks = ()  # they read every view, 40 MiB that the worker needs for nothing; the server runs them

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        revive_at_start(now)
        purge(now)
        super().handle(*args, **options)
