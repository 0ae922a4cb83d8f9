"""manage.py remind: deadlines, ends of publicity, cure dates and opinions that come due."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ...services.reminding import remind_all


class Command(BaseCommand):
    help = "Tell people what comes due. Safe to run as often as one likes, for instance every minute."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(_("新提醒：%(count)d 条。") % {"count": remind_all(timezone.now())})
