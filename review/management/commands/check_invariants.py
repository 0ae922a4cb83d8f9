"""manage.py check_invariants [--files]: do the data hold together?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ...invariants import DATABASE, FILES, broken

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Look at the whole database and say what does not hold of what must always be true: stages and steps, places, "
        "judgements, days, opinions, receipts, the audit trail. Changes nothing. "
        "Exit code 0: all of it holds. 1: each invariant that does not is named, with its rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="also look for the files that rows name")
        parser.add_argument("--all", action="store_true", help=f"name all rows, not the first {SHOWN}")

    def handle(self, *_args: Any, files: bool, **options: Any) -> None:
        found = list(broken(files=files))
        for one in found:
            self.stderr.write(f"Does not hold: {one.invariant}.")
            shown = one.rows if options["all"] else one.rows[:SHOWN]
            for row in shown:
                self.stderr.write(f"  {row}")
            if len(one.rows) > len(shown):
                self.stderr.write(f"  and {len(one.rows) - len(shown)} more")
        if found:
            sys.exit(1)
        self.stdout.write(f"All {len(DATABASE) + (len(FILES) if files else 0)} invariants hold.")
