"""What the panel's members gave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F

from nominations.models import AuditEntry

from ..models import Decision, Recusal, RoundStep, Score
from ..selectors.rounds import LISTS
from ..selectors.undoing import STANDS
from ..stages import Stage

# A moment is read where the request comes in, and may be kept after the waiting for a lock.
WAITING = timedelta(minutes=2)


def one_judgement_a_member_and_case() -> Iterator[str]:
    """And none of whoever kept out of the case."""
    several = Score.objects.values("case", "member").annotate(number=Count("pk")).filter(number__gt=1).order_by("case")
    for row in several:
        yield f"case {row['case']}: {row['number']} scores of member {row['member']}"
    recused = Recusal.objects.filter(case__scores__member=F("member"))
    for case, member in recused.values_list("case_id", "member_id"):
        yield f"case {case}: a score of member {member}, who kept out of it"


def no_judgement_after_the_round() -> Iterator[str]:
    """None later than the step by which the case left the panel, nor than the chair's ending of the round that holds."""
    left = Decision.objects.filter(STANDS, from_stage=Stage.PANEL_REVIEW).exclude(to_stage=Stage.PANEL_REVIEW)
    over = dict(left.order_by("pk").values_list("case_id", "at"))
    ended = {step.cycle_id: step for step in RoundStep.objects.select_related("cycle").order_by("pk")}
    for score in Score.objects.select_related("case"):
        at = over.get(score.case_id)
        if score.case.stage == Stage.PANEL_REVIEW:
            at = _end(ended.get(score.case.cycle_id))
        if at and score.scored_at > at + WAITING:
            yield f"score {score.pk} of case {score.case_id} is of {score.scored_at}, the round was over at {at}"


def each_judgement_is_the_one_on_record() -> Iterator[str]:
    """What stands there is what the audit trail keeps a mac of; judgements from before it kept one are left out."""
    entries = AuditEntry.objects.filter(action="scored", object_type="case", refused=False).order_by("pk")
    told = {(case, member): detail.get("mac") for case, member, detail in entries.values_list("object_id", "actor", "detail")}
    for score in Score.objects.order_by("pk"):
        mac = told.get((str(score.case_id), score.member_id), "")
        if mac is not None and mac != score.sealed():
            yield f"score {score.pk} of case {score.case_id} is not the one that was given"


def _end(step: RoundStep | None) -> datetime | None:
    """When the chair ended the round that is on; None where it was taken up again, or a list began another since."""
    if step is None or not step.ends:
        return None
    later = step.cycle.rosters.filter(action__in=LISTS, undone_at=None, made_at__gt=step.at)
    return None if later.exists() else step.at
