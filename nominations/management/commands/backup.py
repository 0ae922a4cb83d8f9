"""manage.py backup FOLDER: database and files, whole and of one moment, while the site runs."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...models import record
from ...site_backup.making import make
from ...site_backup.refusals import Refused

INCOMPLETE = 3


class Command(BaseCommand):
    help = (
        "Write database and uploaded files into a new folder, as they are at one moment; the site may go on. "
        "Exit code 0: all is in it. 3: it was made, but files that rows name are missing on the site; they are named. "
        "1: it was not made."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder to make; it is there once it is whole")

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        try:
            made = make(folder, timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup was not made: {error}.") from error
        record(None, "backup_made", None, missing=len(made.missing))
        self.stdout.write(
            f"Backup in {folder}: {sum(made.rows.values())} rows of {len(made.rows)} tables, {len(made.files) - 1} files. "
            f"Head {made.head.number}: {made.head.mac or 'none'}"
        )
        self.stdout.write(
            f"The keys are not in it. Keep apart from it: .env (SECRET_KEY, AUDIT_KEY, FIELD_KEYS) and {settings.AUDIT_HEADS}."
        )
        if made.missing:
            self.stderr.write(f"Missing on the site, though rows name them: {', '.join(made.missing)}.")
            sys.exit(INCOMPLETE)
