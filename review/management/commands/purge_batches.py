"""manage.py purge_batches: files made in the background go when their days are over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ...tasks import purge


class Command(BaseCommand):
    help = "Delete expired files of batches. The worker does it too after each batch; safe to run at any time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(_("删除过期文件 %(number)d 个。") % {"number": purge(timezone.now())})
