"""The record of a unit's publicity: its proof, objections and their handling, its end before time."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import Role
from nominations.models import UnitObjection, UnitPublicity, User
from nominations.permissions import works_for
from nominations.selectors import visible_to
from nominations.views.files import stored_file

from ..forms.fields import ReasonForm
from ..forms.publicity import EvidenceForm, ResolutionForm, UnitObjectionForm
from ..selectors.facts import day_in
from ..services.publicity import add_evidence, add_objection, cancel_publicity, resolve_objection
from .common import act_of, posted, take_step, uploaded


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead: end the publicity; its nominees can be changed again."""
    publicity = _publicity(request.user, pk, Role.UNIT_LEAD)

    def take(given: dict[str, Any]) -> None:
        cancel_publicity(publicity, act_of(request, given["reason"]))

    context = {
        "title": _("取消公示"),
        "text": _("取消后，其中尚未报送的推荐对象回到填报状态，可以修改；修改后须重新公示满规定的天数。"),
        "danger": True,
    }
    return _page(request, publicity, ReasonForm(posted(request)), take, context, _("公示已取消，可以修改后重新公示。"))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit: upload the photo or scan that proves the publicity."""
    publicity = _publicity(request.user, pk)

    def take(given: dict[str, Any]) -> None:
        add_evidence(publicity, given["evidence"], act_of(request))

    form = EvidenceForm(posted(request), uploaded(request))
    context = {
        "title": _("上传公示证明"),
        "text": _("拍下或扫描张贴的公示，能看清内容、地点和日期。重新上传将替换原有的证明。"),
    }
    return _page(request, publicity, form, take, context, _("公示证明已保存。"))


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit: write down an objection raised inside the unit."""
    publicity = _publicity(request.user, pk)
    today = day_in(publicity.recommendation.cycle, timezone.now())

    def take(given: dict[str, Any]) -> None:
        add_objection(publicity, given["received_on"], given["content"], act_of(request))

    form = UnitObjectionForm(posted(request), first_day=publicity.first_day, today=today)
    context = {
        "title": _("登记公示异议"),
        "text": _("登记后，在写明核实与处理结果之前，本次公示的推荐对象不能报送。"),
    }
    return _page(request, publicity, form, take, context, _("异议已登记。"))


@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead: write down how an objection was looked into and resolved."""
    raised = get_object_or_404(UnitObjection.objects.select_related("publicity"), pk=pk)
    publicity = _publicity(request.user, raised.publicity_id, Role.UNIT_LEAD)

    def take(given: dict[str, Any]) -> None:
        resolve_objection(raised, given["resolution"], act_of(request))

    context = {"title": _("处理公示异议"), "text": raised.content}
    return _page(request, publicity, ResolutionForm(posted(request)), take, context, _("处理结果已保存。"))


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """The proof itself, to those who may read the recommendation."""
    publicity = get_object_or_404(_seen(request.user), pk=pk)
    return stored_file(publicity.evidence)


def _seen(user: User) -> QuerySet[UnitPublicity]:
    return UnitPublicity.objects.select_related("recommendation__cycle", "recommendation__unit").filter(
        recommendation__in=visible_to(user).order_by()
    )


def _publicity(user: User, pk: int, *roles: str) -> UnitPublicity:
    """The publicity, for people of its unit (in one of `roles`). Raises Http404, PermissionDenied for other readers."""
    publicity = get_object_or_404(_seen(user), pk=pk)
    if not works_for(user, publicity.recommendation, *roles):
        raise PermissionDenied(_("公示由推荐单位办理。"))
    return publicity


def _page(
    request: HttpRequest,
    publicity: UnitPublicity,
    form: Form,
    take: Callable[[dict[str, Any]], None],
    context: dict[str, Any],
    done: Promise,
) -> HttpResponse:
    recommendation = publicity.recommendation
    return take_step(
        request,
        form=form,
        take=take,
        template="review/cockpit/record.html",
        context={**context, "recommendation": recommendation, "publicity": publicity},
        back=reverse("cockpit", args=[recommendation.pk]),
        done=done,
    )
