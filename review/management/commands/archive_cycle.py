"""manage.py archive_cycle SLUG FILE: the archive of a whole cycle, as the office would download it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import AwardCycle, record

from ...documents.archive import cycle_archive
from ...services.printing import archive_printed


class Command(BaseCommand):
    help = "Write forms, records, lists, minutes, letters, notices and uploads of a cycle into one ZIP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the cycle, for instance banan-2023")
        parser.add_argument("file", type=Path, help="the ZIP to write; what is there is replaced once it is complete")

    def handle(self, *_args: Any, slug: str, file: Path, **_options: Any) -> None:
        cycle = AwardCycle.objects.filter(slug=slug).first()
        if cycle is None:
            known = "、".join(AwardCycle.objects.values_list("slug", flat=True))
            raise CommandError(_("没有代码为“%(slug)s”的评选活动。现有：%(known)s") % {"slug": slug, "known": known})
        archive_printed(cycle, None, timezone.now())
        record(None, "cycle_archived", cycle)
        part = file.with_name(f"{file.name}.part")
        try:
            with part.open("wb") as target:
                target.writelines(cycle_archive(cycle, with_objections=True))
            part.replace(file)
        except OSError as error:
            raise CommandError(_("不能写入 %(file)s：%(why)s") % {"file": file, "why": error.strerror}) from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(_("已归档：%(file)s，%(size)d 字节。") % {"file": file, "size": file.stat().st_size})
