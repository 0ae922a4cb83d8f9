"""The table of rules for docs/rules.md, so that the page cannot drift from the code."""

from typing import Any

from django.core.management.base import BaseCommand

from ...messages import rule_rows
from ...policy.reading import SHIPPED, read_notice
from ...policy.rules import RULES

SOURCE = "banan-2023.toml"


class Command(BaseCommand):
    help = "Print docs/rules.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(rules_page(), ending="")


def rules_page() -> str:
    """docs/rules.md: every rule with its clause in the first notice, how it binds, and what it can say."""
    notice = read_notice((SHIPPED / SOURCE).read_text(encoding="utf-8"))
    lines = [
        "# Rules",
        "",
        f"Printed by `manage.py print_rules`; a test compares. Clauses are those of `{SOURCE}`.",
        "必须: cannot go on. 原则上: goes on with a written reason. 提醒: shown, never in the way.",
        "",
        "| id | clause | rule | kind | messages |",
        "|---|---|---|---|---|",
    ]
    for row in rule_rows(notice):
        codes = ", ".join(f"`{code}`" for code in RULES[row.id].codes) or "guard of the workflow"
        lines.append(f"| {row.id} | {row.clause} | {row.title} | {row.kind} | {codes} |")
    return "\n".join(lines) + "\n"
