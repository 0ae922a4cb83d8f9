"""The table and the diagram of the workflow for docs/workflow.md, so that the page cannot drift from the code."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand

from nominations.enums import Role

from ...reliance import ALWAYS
from ...stages import Stage
from ...workflow import CHAIR, CLOCK, STEPS, UNDO, Step

WHO = {CHAIR: "评审组组长（`chair`）", CLOCK: "按期限自动（`clock`）"}
ENDS = tuple(stage for stage in Stage if not any(stage in step.sources for step in STEPS))


class Command(BaseCommand):
    help = "Print docs/workflow.md."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(workflow_page(), ending="")


def workflow_page() -> str:
    """docs/workflow.md: every step with who takes it, what must hold and what it asks for; the stages; the diagram."""
    return "\n".join(
        [
            "# Workflow",
            "",
            "Printed by `manage.py print_workflow` from `review/workflow.py`; a test compares. What must hold (guards) is",
            "said by the functions of `review/guards.py`, rule ids are those of [rules.md](rules.md).",
            "",
            "## Steps",
            "",
            "| action | step | from → to | who | what must hold | asks for | undone while |",
            "|---|---|---|---|---|---|---|",
            *map(_row, STEPS),
            "",
            "A roster: the step is taken with a whole list at once, all or nothing, and leaves a numbered list.",
            "Backups: they travel with their principal, and step in when it falls out.",
            "",
            "Undone: by the one who took the step, with a reason, for all that was taken with it (a list as a whole), as a step",
            f"of its own (`{UNDO}`) that leads back; never twice. For every step: {_names(ALWAYS)}; besides,",
            "what the last column says (`review/reliance.py`); — cannot be undone.",
            "",
            "## Stages",
            "",
            "| stage | name | leaves by |",
            "|---|---|---|",
            *map(_stage_row, Stage),
            "",
            "## Diagram",
            "",
            "Withdrawing and revoking are left out: they lead from nearly every stage, see the table.",
            "",
            "```mermaid",
            *_diagram(),
            "```",
            "",
        ]
    )


def _row(step: Step) -> str:
    sources = "、".join(f"`{stage}`" for stage in step.sources)
    guards = _names((*step.guards, *step.list_guards))
    asks = [*(["reason"] if step.owes_reason else []), *step.asks]
    marks = [f"roster “{step.roster}”"] if step.roster else []
    marks += ["backups"] if step.takes_backups else []
    marks += ["also in a closed cycle"] if step.after_close else []
    asked = ", ".join(f"`{ask}`" for ask in asks)
    return " | ".join(
        [
            f"| `{step.action}`",
            "；".join([str(step.label), *marks]),
            f"{sources} → `{step.target}`",
            _who(step),
            guards,
            asked,
            f"{_undone_while(step)} |",
        ]
    )


def _names(guards: Iterable[Callable[..., Any]]) -> str:
    return ", ".join(f"`{guard.__name__}`" for guard in guards)


def _undone_while(step: Step) -> str:
    return "—" if step.undo is None else _names(step.undo) or "nothing rests on it"


def _who(step: Step) -> str:
    return WHO.get(step.who) or f"{Role(step.who).label}（`{step.who}`）"


def _stage_row(stage: Stage) -> str:
    leaving = ", ".join(dict.fromkeys(f"`{step.action}`" for step in STEPS if stage in step.sources))
    return f"| `{stage}` | {stage.label} | {leaving or 'nothing: an end'} |"


def _diagram() -> list[str]:
    """A Mermaid state diagram; steps from many stages would cross it out."""
    drawn = [step for step in STEPS if step.action not in ("withdraw", "revoke")]
    return [
        "stateDiagram-v2",
        *(f'    state "{stage.label}" as {stage}' for stage in Stage),
        f"    [*] --> {Stage.DRAFT}",
        *(f"    {source} --> {step.target}: {step.label}" for step in drawn for source in step.sources),
        *(f"    {stage} --> [*]" for stage in (Stage.COMMENDED, *ENDS)),
    ]
