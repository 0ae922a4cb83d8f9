"""manage.py lapse_overdue: what was not handed in by its deadline lapses (T1 五（四）)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ...services.clock import PATIENCE, lapse_overdue


class Command(BaseCommand):
    help = "Lapse overdue nominees. Safe to run as often as one likes, for instance every minute."

    def handle(self, *_args: Any, **_options: Any) -> None:
        decisions = lapse_overdue(timezone.now(), PATIENCE)
        self.stdout.write(_("视为弃权：%(count)d 个推荐对象。") % {"count": len(decisions)})
