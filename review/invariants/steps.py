"""Stages and the steps that led to them."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F

from nominations.models import AuditEntry, Nomination

from ..models import Case, Decision, RosterEntry
from ..selectors.undoing import STANDS
from ..stages import Stage
from ..workflow import STEP_IN, UNDO, row_of


def every_nominee_has_its_case() -> Iterator[str]:
    """One, in the cycle that its unit recommends in."""
    for pk in Nomination.objects.filter(case=None).values_list("pk", flat=True):
        yield f"nomination {pk} has no case"
    elsewhere = Case.objects.exclude(cycle=F("nomination__recommendation__cycle"))
    for pk in elsewhere.values_list("pk", flat=True):
        yield f"case {pk} is of another cycle than its nominee"


def each_step_begins_where_the_one_before_ended() -> Iterator[str]:
    """The first in draft; undone steps and their undoing are steps too."""
    ended: dict[int, str] = {}
    steps = Decision.objects.order_by("pk").values_list("pk", "case_id", "from_stage", "to_stage")
    for pk, case, begins, ends in steps:
        before = ended.get(case, Stage.DRAFT)
        if begins != before:
            yield f"decision {pk} of case {case} begins in {begins}, the one before ended in {before}"
        ended[case] = ends


def each_stage_is_where_its_steps_led() -> Iterator[str]:
    """The last step that was not undone says the stage; without one it is a draft."""
    standing = Decision.objects.filter(STANDS).order_by("pk").values_list("case_id", "to_stage")
    led = dict(standing)  # of several of one case the last stays
    for pk, stage in Case.objects.values_list("pk", "stage"):
        if stage != led.get(pk, Stage.DRAFT):
            yield f"case {pk} is in {stage}, its steps led to {led.get(pk, Stage.DRAFT)}"


def each_step_is_one_of_the_table() -> Iterator[str]:
    """Or a backup's stepping in, which stays where it is, or the undoing of one, which leads back."""
    for step in Decision.objects.select_related("undoes"):
        if step.action == UNDO:
            undone = step.undoes
            fits = undone is not None and undone.case_id == step.case_id
            fits = fits and (step.from_stage, step.to_stage) == (undone.to_stage, undone.from_stage)
        elif step.action == STEP_IN:
            fits = step.from_stage == step.to_stage
        else:
            fits = row_of(step.action, step.from_stage, step.to_stage) is not None
        if not fits:
            yield f"decision {step.pk} of case {step.case_id}: {step}"


def each_step_is_on_record() -> Iterator[str]:
    """As many entries in the audit trail as steps."""
    taken = Counter(
        (str(case), "step_undone" if action == UNDO else "step_taken")
        for case, action in Decision.objects.values_list("case_id", "action")
    )
    entries = AuditEntry.objects.filter(object_type="case", action__in=("step_taken", "step_undone"), refused=False)
    counted = entries.order_by().values_list("object_id", "action").annotate(Count("pk"))
    told = Counter({(case, action): number for case, action, number in counted})
    for case, action in sorted((taken.keys() | told.keys()), key=lambda key: (int(key[0]), key[1])):
        steps, said = taken[case, action], told[case, action]
        if steps != said:
            yield f"case {case}: {steps} steps, {said} entries {action}"


def each_list_holds_who_was_moved_by_it() -> Iterator[str]:
    """Whoever was moved by a list stands on it, and nobody else."""
    moved = set(Decision.objects.exclude(roster=None).values_list("roster_id", "case_id"))
    listed = set(RosterEntry.objects.values_list("roster_id", "case_id"))
    for roster, case in sorted(moved ^ listed):
        yield f"list {roster}: case {case} " + ("is not on it" if (roster, case) in moved else "was not moved by it")
