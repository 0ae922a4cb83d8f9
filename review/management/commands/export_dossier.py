"""manage.py export_dossier CYCLE FOLDER: what is needed to work out a cycle's result anew, without this site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from nominations.models import AwardCycle

from ...dossier_export.writing import export
from ...invariants.places import erased


class Command(BaseCommand):
    help = (
        "Write policy, units, cases with their steps, judgements, lists, opinions, receipts, the audit trail and digests of "
        "all papers and uploads of a cycle into a new folder, with a signed manifest and the script that verifies it; no ID "
        "or telephone numbers. Exit code 0: it is there. 1: it was not made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="cycle", help="the cycle, for instance banan-2023")
        parser.add_argument("folder", type=Path, help="the folder to make; it is there once it is whole")

    def handle(self, *_args: Any, slug: str, folder: Path, **_options: Any) -> None:
        cycle = AwardCycle.objects.filter(slug=slug).first()
        if cycle is None:
            known = ", ".join(AwardCycle.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no cycle {slug}. There are: {known or 'none'}.")
        if erased(cycle):
            raise CommandError(f"The personal data of {slug} were erased when their time was over: there is no dossier to be made.")
        try:
            written = export(cycle, folder, timezone.now())
        except OSError as error:
            raise CommandError(f"The dossier was not made: {error}.") from error
        self.stdout.write(f"Dossier of {slug} in {folder}: {written.files} files. Head {written.head.number}: {written.head.mac}")
        if written.missing:
            self.stderr.write(f"Missing on the site, though rows name them: {', '.join(written.missing)}.")
        self.stdout.write(f"Verify it with a copy of deploy/verify_dossier.py that you trust: python3 verify_dossier.py {folder}")
