"""Fetching as this person: what they may not see is not there (404), what is not theirs to fill in is closed (403).

The clock is read here and in the views.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AwardCycle, CollectiveNomination, IndividualNomination, Recommendation
from ..permissions import works_for
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


def recommendation_to_fill(request: HttpRequest, pk: int) -> Recommendation:
    """The same, for people of its unit. Raises PermissionDenied for other readers."""
    recommendation = recommendation_of(request, pk)
    _demand_unit(request, recommendation)
    return recommendation


def nomination_to_fill(request: HttpRequest, pk: int) -> Detail:
    """The same, for people of its unit. Raises PermissionDenied for other readers."""
    nomination = nomination_of(request, pk)
    _demand_unit(request, nomination.recommendation)
    return nomination


def _demand_unit(request: HttpRequest, recommendation: Recommendation) -> None:
    if not works_for(request.user, recommendation):
        raise PermissionDenied(_("推荐材料由推荐单位的经办人和负责人填写，您可以查看。"))


def now() -> datetime:
    return timezone.now()


def today_in(cycle: AwardCycle) -> date:
    """Today's date where the cycle is held."""
    return timezone.now().astimezone(cycle.notice.deadline.tzinfo).date()
