"""What may be done with a case: the one look-up behind buttons, permission and refusal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nominations.models import User
from nominations.policy.findings import Finding

from ..duties import held_apart
from ..guards import StepFacts, cycle_open
from ..models import Case
from ..permissions import may_take
from ..workflow import Step, steps_from
from .facts import fetch_facts, step_facts


@dataclass(frozen=True)
class Offer:
    """A step this person's role may take now; `findings` say what stands in the way, if anything does."""

    step: Step
    findings: tuple[Finding, ...]

    @property
    def open(self) -> bool:
        return not self.findings


def offers_for(cases: Iterable[Case], user: User, now: datetime) -> dict[int, list[Offer]]:
    """Offers by case pk, in the order of the table; a bounded number of queries."""
    moves = {case: [step for step in steps_from(case.stage) if may_take(user, step, case)] for case in cases}
    able = {case: steps for case, steps in moves.items() if steps}
    fetch_facts([*able])
    facts = step_facts(able, now, user)
    return {case.pk: [Offer(step, tuple(blocked(step, facts[case.pk]))) for step in steps] for case, steps in moves.items()}


def offers(case: Case, user: User, now: datetime) -> list[Offer]:
    return offers_for([case], user, now)[case.pk]


def blocked(step: Step, facts: StepFacts) -> list[Finding]:
    """All that stands in the way of one step of one case, its list apart."""
    guards = step.guards if step.after_close else (cycle_open, *step.guards)
    return [*held_apart(step.role, facts.parts, facts.key), *(finding for guard in guards for finding in guard(facts))]
