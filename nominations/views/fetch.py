"""Fetching as this person: what they may not see is not there (404). The clock is read here and in the views."""

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ..models import AwardCycle, CollectiveNomination, IndividualNomination, Recommendation
from ..selectors import nominations_visible_to, visible_to

Detail = CollectiveNomination | IndividualNomination


def recommendation_of(request: HttpRequest, pk: int) -> Recommendation:
    return get_object_or_404(visible_to(request.user), pk=pk)


def nomination_of(request: HttpRequest, pk: int) -> Detail:
    """The nominee as the row of its kind, with recommendation, unit and cycle."""
    nomination = get_object_or_404(nominations_visible_to(request.user), pk=pk)
    row = nomination.detail
    row.recommendation = nomination.recommendation
    return row


def now() -> datetime:
    return timezone.now()


def today_in(cycle: AwardCycle) -> date:
    """Today's date where the cycle is held."""
    return timezone.now().astimezone(cycle.notice.deadline.tzinfo).date()
