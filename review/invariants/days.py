"""Publicities and public notices last as many days as the notice asks for."""

from collections.abc import Iterator

from nominations.models import UnitPublicity

from ..models import Case, Decision, PublicNotice
from ..selectors.facts import day_in
from ..selectors.undoing import STANDS
from ..stages import Stage


def publicities_last_their_days() -> Iterator[str]:
    """Not less than the working days asked for, whatever the calendar says of them by now; who is in one has one that runs."""
    for one in UnitPublicity.objects.select_related("recommendation__cycle"):
        rule = one.recommendation.cycle.notice.publicity
        least = rule.unit_days - (1 if rule.count_first_day else 0)
        if (one.last_day - one.first_day).days < least:
            yield f"publicity {one.pk}: {one.first_day} to {one.last_day} for {rule.unit_days} days"
    running = {"nomination__publicity__isnull": False, "nomination__publicity__cancelled_at": None}
    for pk in Case.objects.filter(stage=Stage.UNIT_PUBLICITY).exclude(**running).values_list("pk", flat=True):
        yield f"case {pk} is in publicity without one that runs"


def nobody_was_handed_in_during_publicity() -> Iterator[str]:
    """Nor before it; a nominee that came back and is made public anew is judged when it is handed in again."""
    steps = Decision.objects.filter(STANDS, action__in=("submit", "cancel_publicity")).order_by("pk")
    last = {step.case_id: step for step in steps.select_related("case__cycle", "case__nomination__publicity")}
    for step in last.values():
        if step.action != "submit":  # back to be corrected, made public anew, and that was cancelled
            continue
        publicity = step.case.nomination.publicity
        if publicity is None:
            yield f"case {step.case_id} was handed in without publicity (decision {step.pk})"
        elif publicity.announced_at < step.at and day_in(step.case.cycle, step.at) <= publicity.last_day:
            yield f"case {step.case_id} was handed in at {step.at}, publicity {publicity.pk} lasted until {publicity.last_day}"


def notices_last_their_days() -> Iterator[str]:
    """The days that were announced, in their order, as many as asked for, from the first to the last; each case is in one."""
    for one in PublicNotice.objects.select_related("cycle"):
        days = one.counted_days
        wanted = one.cycle.notice.publicity.notice_days
        fits = days == sorted(set(days)) and len(days) == wanted and one.first_day <= days[0] and days[-1] == one.last_day
        if not fits:
            yield f"public notice {one.pk}: {one.first_day} to {one.last_day}, {len(days)} of {wanted} days"
    for pk in Case.objects.filter(stage=Stage.PUBLIC_NOTICE, public_notices=None).values_list("pk", flat=True):
        yield f"case {pk} is before the public without a notice"
