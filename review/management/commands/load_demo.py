"""manage.py load_demo: invented people, units' real names, two cycles; made by walking the real services."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from nominations.enums import Role
from nominations.models import AwardCycle, User

from ...demo.accounts import PASSWORD
from ...demo.make import OPEN_SLUG, Maker, as_json
from ...demo.plan import FULL_SIZE

SHOWN = 23  # accounts printed; `--json` has them all


class Command(BaseCommand):
    help = "Make the demonstration data: everything in them is invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2023, help="the same seed makes the same people")
        parser.add_argument("--size", type=int, default=FULL_SIZE, help="about how many nominees")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write accounts and ids there")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing but print the accounts if it is there already"
        )

    def handle(self, *_args: Any, seed: int, size: int, **options: Any) -> None:
        """Raises CommandError in production, with data of its own in the way, or for a size too small."""
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration accounts have a published password: not in production.")
        if AwardCycle.objects.filter(slug=OPEN_SLUG).exists():
            if options["if_empty"]:
                self._print([(u.username, u.name, self._roles(u)) for u in self._people()])
                return
            raise CommandError("The demonstration data are there already. Begin with an empty database.")
        if size < 1:
            raise CommandError("--size must be 1 or more.")
        with transaction.atomic():
            made = Maker(seed, size, timezone.now()).make()
        if options["json"]:
            text = json.dumps(as_json(made, PASSWORD), ensure_ascii=False, indent=1)
            options["json"].write_text(text, encoding="utf-8")
        self._print(made.cast.rows())

    def _people(self) -> list[User]:
        """Those of the units last, as there are many."""
        people = User.objects.filter(is_demo=True).order_by("pk")
        return sorted(people, key=lambda user: user.holds(Role.UNIT_CLERK, Role.UNIT_LEAD))

    def _roles(self, user: User) -> str:
        return "、".join(map(str, user.held))

    def _print(self, rows: list[tuple[str, str, str]]) -> None:
        self.stdout.write(f"演示账号（密码均为 {PASSWORD}，人员和数据纯属虚构）：")
        for username, name, what in rows[:SHOWN]:
            self.stdout.write(f"  {username:<18} {name}  {what}")
        if len(rows) > SHOWN:
            self.stdout.write(f"  …… 另有 {len(rows) - SHOWN} 个推荐单位账号：clerk01…、lead01…")
