"""manage.py purge_files: files made in the background go when their days are over, uploads when nothing names them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ...tasks import delete_strays, purge


class Command(BaseCommand):
    help = "Delete expired files of batches, and uploads that no row has named for an hour. Safe to run at any time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        words = {"expired": purge(now), "strays": delete_strays(now)}
        self.stdout.write(_("删除过期文件 %(expired)d 个、无记录引用的上传文件 %(strays)d 个。") % words)
