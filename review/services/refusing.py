"""How a service says no outside the table of steps: by the same findings, through the same exception."""

from typing import Any, NoReturn

from nominations.enums import Role
from nominations.models import User
from nominations.policy.findings import Finding, Severity

from ..models import Case
from ..selectors.duties import held_back
from ..selectors.panel import is_chair
from .advance import StepRefused


def finding(rule: str, code: str, clause: str = "", **params: Any) -> Finding:
    """A finding that blocks; its words are in `review/messages.py`."""
    return Finding(rule, code, Severity.HARD, clause, params=params)


def refuse(rule: str, code: str, clause: str = "", **params: Any) -> NoReturn:
    """Raise StepRefused with one finding."""
    raise StepRefused([finding(rule, code, clause, **params)])


def demand_role(actor: User | None, role: str) -> User:
    """The actor, who holds `role`. Raises StepRefused for anybody else, the clock included."""
    if actor is None or not actor.holds(role):
        refuse("W0", "not_yours", role=Role(role).label)
    return actor


def demand_apart(actor: User, role: str, case: Case) -> None:
    """Raise StepRefused where the actor had another part in this case, which is not to be the same person's."""
    found = held_back(actor, role, [case])
    if found:
        raise StepRefused(found[case.pk])


def demand_chair(actor: User | None) -> User:
    """The actor, who chairs the panel. Raises StepRefused for anybody else."""
    if actor is None or not is_chair(actor):
        refuse("W0", "not_chair")
    return actor


def demand_text(text: str, what: str) -> str:
    """The text, without blanks around it. Raises StepRefused when there is none; `what` is a key of messages.ASKS."""
    if not text.strip():
        refuse("W4", "text", missing=(what,))
    return text.strip()
