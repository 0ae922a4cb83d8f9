"""manage.py work: the process that makes in the background what people asked for."""

import logging
import os
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from ...tasks import purge, revive_at_start

logger = logging.getLogger(__name__)
PAUSE = 5  # seconds, while the database does not answer
NICENESS = 10  # whoever hands in before a deadline goes before whoever waits for a long sheet


class Command(db_worker.Command):
    help = "Do the work in the background: first what a killed worker left, then whatever is asked for, until stopped."
    requires_system_checks = ()  # they read every view, 40 MiB that the worker needs for nothing; the server runs them

    def handle(self, *args: Any, **options: Any) -> None:
        """The library's worker ends where the database goes away, or its disk is full; this one begins again."""
        os.nice(NICENESS)  # what it starts to set pages has it too
        while True:
            try:
                now = timezone.now()
                revive_at_start(now)
                purge(now)
                super().handle(*args, **options)
            except (InterfaceError, OperationalError):
                logger.warning("The database does not answer; the work goes on when it does.")
                connections.close_all()
                time.sleep(PAUSE)
            else:
                return
