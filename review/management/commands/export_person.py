"""manage.py export_person FILE: all that is held on the person of an ID number."""

import json
import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from nominations.models import record

from ...services.erasing import held_on, photos_of


class Command(BaseCommand):
    help = (
        "Write all that is held on one person into a ZIP: data.json and photos. The ID number is read from standard input, "
        "so that no list of commands keeps it. Exit code 0: written; 1: nothing is held on that person, or no file could be."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the ZIP to write; refused where there is one")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        number = input(_("身份证号：")).strip().upper()
        held = dict(held_on(number)) if number else {}
        if not held:
            raise CommandError(_("系统中没有该身份证号的个人信息。"))
        try:
            with zipfile.ZipFile(file, "x") as archive:
                archive.writestr("data.json", json.dumps(held, ensure_ascii=False, indent=1))
                for count, photo in enumerate(photos_of(number), 1):
                    archive.writestr(f"photo-{count}.jpg", photo.read())
        except OSError as error:
            raise CommandError(_("不能写入 %(file)s：%(why)s") % {"file": file, "why": error.strerror}) from error
        record(None, "person_exported", None)
        self.stdout.write(_("已写入 %(file)s。") % {"file": file})
