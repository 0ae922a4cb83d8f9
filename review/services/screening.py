"""The office's first gate (资格审查、初步筛选): send back with grounds and a cure date, or screen out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from nominations.policy.corrections import opened_by

from ..grounds import Point
from ..models import Case, Decision, ReturnRecord
from ..selectors.facts import day_in
from ..selectors.returns import PHOTO, records_of
from .advance import Act, advance
from .refusing import refuse


@transaction.atomic
def send_back(
    cases: Iterable[Case], act: Act, *, points: Sequence[Point], cure_by: date, needs_publicity: bool
) -> list[Decision]:
    """Return nominees to their unit: `act.reason` says what to mend, `points` why and in which fields.

    The unit may change these fields until the end of `cure_by`, today at the earliest. What the form says is kept,
    to be compared with what comes in again. Raises StepRefused.
    """
    chosen = list(cases)
    if cure_by and any(cure_by < day_in(case.cycle, act.now) for case in chosen):
        refuse("T1", "cure_past", "五（四）", cure_by=cure_by)
    said = [asdict(point) for point in points]
    grounds = [point.ground for point in points]
    data = {"grounds": grounds, "points": said, "cure_by": cure_by, "needs_publicity": needs_publicity}
    decisions = advance("return", chosen, replace(act, data=data))
    records = records_of(decisions)
    if PHOTO in opened_by(said):
        for record in records:
            _keep_photo(record)
    ReturnRecord.objects.bulk_create(records)
    return decisions


def _keep_photo(record: ReturnRecord) -> None:
    """A copy: the unit's own goes when it is replaced."""
    photo = getattr(record.decision.case.nomination.detail, PHOTO, None)
    if photo and photo.storage.exists(photo.name):
        with photo.open() as stored:
            record.photo.save("photo.jpg", ContentFile(stored.read()), save=False)


def screen_out(cases: Iterable[Case], act: Act) -> list[Decision]:
    """End the way of nominees that do not qualify, with a reason. Raises StepRefused."""
    return advance("screen_out", cases, act)
