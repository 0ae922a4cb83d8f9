"""manage.py send_messages: what waits in the outbox goes out by mail, one mail a day and person."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ...services.mailing import send_waiting


class Command(BaseCommand):
    help = "Send waiting messages by mail. Safe to run as often as one likes, also twice at once."

    def handle(self, *_args: Any, **_options: Any) -> None:
        run = send_waiting(timezone.now())
        self.stdout.write(_("发出邮件 %(sent)d 封，未能发出 %(failed)d 封（下次再发）。") % vars(run))
