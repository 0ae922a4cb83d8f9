"""The table of personal data for docs/personal-data.md, so that the page cannot drift from what is erased."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from ...retention import HELD, Held

HEAD = """# Personal data: purpose and retention

Printed by `manage.py print_personal_data` from `review/retention.py`; a test compares, and another that no column is missing.

`manage.py anonymise_cycle SLUG` erases what stands under 到期删除 once a cycle has been over for `RETENTION_YEARS` (3 unless set
otherwise): for everybody; what stands under 未获表彰的到期删除 stays for those who were commended, whose record is kept. It cannot be
had back, but for backups: let these end with the same term. `manage.py export_person FILE` writes all that is held on one person
into a ZIP, for whoever answers a request under 个人信息保护法第45条; who objected to a person is not among it.

ID and phone numbers lie encrypted in the database (`nominations/encryption.py`), are masked on the screen, and shown in full on
request, which the audit trail records.

| 表 | 用途 | 到期删除 | 未获表彰的到期删除 | 保留 |
|---|---|---|---|---|
"""


class Command(BaseCommand):
    help = "Print docs/personal-data.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(personal_data_page(), ending="")


def personal_data_page() -> str:
    """docs/personal-data.md: every table with what it is for, what goes and what stays."""
    return HEAD + "".join(f"{_row(held)}\n" for held in HELD)


def _row(held: Held) -> str:
    name = apps.get_model(held.model)._meta.verbose_name
    erased = f"整行（{_labels(held, held.erased)}）" if held.whole else _labels(held, held.erased)
    return f"| {name} | {held.purpose} | {erased} | {_labels(held, held.unless_commended)} | {_labels(held, held.kept)} |"


def _labels(held: Held, names: str) -> str:
    fields = [apps.get_model(held.model)._meta.get_field(name) for name in names.split()]
    own = [field.verbose_name if field.verbose_name != field.name.replace("_", " ") else f"`{field.name}`" for field in fields]
    return "、".join(map(str, own))
