"""`manage.py create_administrator USERNAME NAME [--another]`: the first administrator, who has no default password."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ...administration import invitations
from ...administration.people import create_administrator
from ...forms.administration.people import UserForm


class Command(BaseCommand):
    help = "Make the first administrator and print the link, good for once, by which that person sets a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="what the person signs in with; it never changes")
        parser.add_argument("name", help="the person's name")
        parser.add_argument("--another", action="store_true", help="also where there is an administrator already")

    def handle(self, *args: Any, username: str, name: str, another: bool, **options: Any) -> None:
        """Exit code 1 where there is an administrator already, and for a user name that cannot be taken."""
        form = UserForm({"username": username, "name": name})
        if not form.is_valid():
            raise CommandError("\n".join(words for found in form.errors.values() for words in found))
        try:
            with transaction.atomic():
                user = create_administrator(form.cleaned_data["username"], form.cleaned_data["name"], another=another)
                token = invitations.invite(user, None, by_mail=False)
        except ValidationError as error:
            there_is_one = getattr(error, "code", "") == "there_is_one"
            hint = [_("确需再建一位的，请加 --another。")] if there_is_one else []
            raise CommandError("\n".join([*error.messages, *hint])) from error
        self.stdout.write(_("已建立系统管理员“%(name)s”。请本人打开下面的链接设置密码：") % {"name": user})
        self.stdout.write(settings.SITE_URL + reverse("invitation", args=[user.pk, token]))
        self.stdout.write(_("链接 %(days)d 天内有效，只能用一次。") % {"days": settings.INVITATION_DAYS})
