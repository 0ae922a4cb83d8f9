"""manage.py anonymise_cycle SLUG: erase what is held on people once a cycle's retention is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import AwardCycle

from ...services.erasing import erase, refusal_to_erase
from ...tasks import delete_strays


class Command(BaseCommand):
    help = (
        "Erase the personal data of a cycle that ended RETENTION_YEARS ago, as docs/personal-data.md says; what was erased "
        "cannot be had back. --check only says whether it may be. Exit code 0: done, or it may be; 1: not yet, with the day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the cycle, for instance banan-2023")
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *_args: Any, slug: str, check: bool, **_options: Any) -> None:
        cycle = AwardCycle.objects.filter(slug=slug).first()
        if cycle is None:
            raise CommandError(_("没有代码为“%(slug)s”的评选活动。") % {"slug": slug})
        now = timezone.now()
        if check:
            if refusal := refusal_to_erase(cycle, now):
                raise CommandError(refusal)
            self.stdout.write(_("“%(title)s”中的个人信息可以删除。") % {"title": cycle.title})
            return
        try:
            gone = erase(cycle, None, now)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        words = {"title": cycle.title, "gone": gone, "files": delete_strays(now)}
        self.stdout.write(_("“%(title)s”：删除 %(gone)d 项，文件 %(files)d 个。") % words)
