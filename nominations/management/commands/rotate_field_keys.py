"""manage.py rotate_field_keys: bring all ID and phone numbers under the first of FIELD_KEYS."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from ...encryption import Unreadable
from ...key_rotation import columns, encrypt_anew, read_all
from ...models import record


class Command(BaseCommand):
    help = (
        "Encrypt every stored ID and phone number anew that was written under another key or cipher than the ones that "
        "write now (the first of FIELD_KEYS, FIELD_CIPHER). While the site runs; cut off, it is begun again. --check only "
        "reads them all and says under which keys they lie. Exit code 0: all could be read. 1: one could not, and is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            if check:
                self._check()
            else:
                self._rotate()
        except Unreadable as error:
            self.stderr.write(f"{error}.")
            sys.exit(1)

    def _rotate(self) -> None:
        written = {field.column_name: encrypt_anew(field) for field in columns()}
        if sum(written.values()):
            with transaction.atomic():
                record(None, "field_keys_rotated", None, count=sum(written.values()))
        for column, count in written.items():
            self.stdout.write(f"{column}: {count} encrypted anew")

    def _check(self) -> None:
        for field in columns():
            found = Counter(".".join(stored.split(".")[1:3]) for stored in read_all(field))
            words = ", ".join(f"{count} under {key}" for key, count in sorted(found.items()))
            self.stdout.write(f"{field.column_name}: {words or 'none'}")
