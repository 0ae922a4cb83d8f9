"""manage.py restore FOLDER: a backup into an empty place, and whether it is what it was."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...site_backup import restoring
from ...site_backup.manifest import Manifest, marks
from ...site_backup.refusals import Refused

BROKEN, OLDER = 5, 6


class Command(BaseCommand):
    help = (
        "Put a backup into an empty database and an empty folder of uploads, and hold it against its manifest, the chain "
        "of the audit trail and the published heads. Exit code 0: it is what was backed up, and nothing newer is known. "
        "1: refused, for this place does not fit. 3: refused, for the backup is not what was written. 4: what was "
        "restored is not what was backed up. 5: it is, but its audit trail does not stand. 6: it is, but newer heads "
        "were published: this is an older state."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the backup")
        parser.add_argument("--check", action="store_true", help="only look whether the backup is whole")
        parser.add_argument("--unverified", action="store_true", help="also where AUDIT_KEY is not that of the backup")

    def handle(self, *_args: Any, folder: Path, check: bool, unverified: bool, **_options: Any) -> None:
        try:
            made = restoring.check(folder, unverified=unverified)
            if check:
                self.stdout.write(f"The backup is whole: {self._told(made)}")
                return
            restoring.restore(folder, made, self.stdout.write)
        except Refused as error:
            raise CommandError(str(error), returncode=error.code) from error
        except OSError as error:
            raise CommandError(f"Not restored: {error}. Empty the place, and try again.") from error
        self.stdout.write(f"Restored, and equal to what was backed up: {self._told(made)}")
        self._warn(made)
        self._hold_trail(made)

    def _told(self, made: Manifest) -> str:
        return (
            f"the state of {made.made_at}, {sum(made.rows.values())} rows of {len(made.rows)} tables, "
            f"{len(made.files) - 1} files. Head {made.head.number}: {made.head.mac or 'none'}"
        )

    def _warn(self, made: Manifest) -> None:
        """Say what is not as it was, though nothing is wrong with the backup."""
        self.stdout.write("Nobody is signed in: sessions are not in a backup.")
        if made.missing:
            self.stderr.write(f"Missing since before the backup: {', '.join(made.missing)}.")
        if made.keys["SECRET_KEY"] != marks()["SECRET_KEY"]:
            self.stderr.write("SECRET_KEY is not that of the site the backup was made on.")

    def _hold_trail(self, made: Manifest) -> None:
        """Say whether the trail stands, and exit with the code of what is wrong with it."""
        found, older = restoring.trail(made)
        if older:
            self.stderr.write(f"THIS IS AN OLDER STATE: {found.why}. What happened after it is lost here.")
            sys.exit(OLDER)
        if found:
            entry = f" (audit entry {found.entry})" if found.entry else ""
            self.stderr.write(f"The audit trail does not stand. Link {found.number}{entry}: {found.why}.")
            sys.exit(BROKEN)
        if Path(settings.AUDIT_HEADS).exists():
            self.stdout.write("The audit trail stands, and no newer head was published.")
        else:
            self.stderr.write(
                f"The audit trail stands. Whether this is an older state cannot be said without {settings.AUDIT_HEADS}: "
                "put the file that was kept apart there, and run manage.py verify_audit."
            )
