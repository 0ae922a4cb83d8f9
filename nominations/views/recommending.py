"""The recommendations one may read, beginning one, and the order of its nominees."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..enums import CycleStatus, Kind
from ..models import AwardCycle, Recommendation, Unit
from ..permissions import UNIT_ROLES
from ..selectors import visible_to
from ..services import Refused, arrange, move, open_recommendation
from .fetch import now, recommendation_to_fill

PER_PAGE = 25
STEPS = {"up": -1, "down": 1}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The recommendations this person may read, newest cycle first; for units also what can be begun."""
    listed = visible_to(request.user).annotate(
        collectives=Count("nominations", Q(nominations__kind=Kind.COLLECTIVE)),
        individuals=Count("nominations", Q(nominations__kind=Kind.INDIVIDUAL)),
    )
    rows = listed.order_by("-cycle__issued_on", "-cycle_id", "unit__kind", "unit_id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "nominations/recommendations.html", {"page": page, "beginnings": _beginnings(request)})


def _beginnings(request: HttpRequest) -> list[tuple[AwardCycle, Unit]]:
    """Open cycles in which a unit of this person has no recommendation yet."""
    units = list(Unit.objects.filter(pk__in=request.user.units_as(*UNIT_ROLES), active=True))
    begun = set(Recommendation.objects.filter(unit__in=units).values_list("cycle_id", "unit_id"))
    cycles = AwardCycle.objects.filter(status=CycleStatus.OPEN, deadline__gte=now()) if units else ()
    return [(cycle, unit) for cycle in cycles for unit in units if (cycle.pk, unit.pk) not in begun]


@require_POST
def start(request: HttpRequest, cycle_pk: int, unit_pk: int) -> HttpResponse:
    """Begin the unit's recommendation, or go on with it."""
    if unit_pk not in request.user.units_as(*UNIT_ROLES):
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_pk)
    cycle = get_object_or_404(AwardCycle, pk=cycle_pk)
    try:
        recommendation = open_recommendation(unit, cycle, request.user, now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recommendations")
    return redirect("recommendation", recommendation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Reorder: `move` = "up 7" from a button, or from a script `kind` with `keys` = "7,3,9"."""
    recommendation = recommendation_to_fill(request, pk)
    scripted = request.headers.get("X-Requested-With") == "fetch"
    try:
        if request.method == "POST":
            _reorder(request, recommendation)
    except Refused as refusal:
        if scripted:
            return JsonResponse({"error": "refused", "message": str(refusal)}, status=409)
        messages.error(request, str(refusal))
    return JsonResponse({}) if scripted else redirect("recommendation", pk)


def _reorder(request: HttpRequest, recommendation: Recommendation) -> None:
    step, _space, key = request.POST.get("move", "").partition(" ")
    kind = request.POST.get("kind", "")
    keys = request.POST.get("keys", "").split(",")
    if step in STEPS and _is_key(key):
        move(recommendation, int(key), STEPS[step], request.user, now())
    elif kind in Kind.values and all(map(_is_key, keys)):
        arrange(recommendation, kind, [int(one) for one in keys], request.user, now())
    else:
        raise Refused(_("没有说明要移动哪一个，顺序没有改动。请用“上移”“下移”按钮重试。"))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
