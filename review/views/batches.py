"""Forms in bulk and long sheets: asked for by a unit or from the list of cases, made in the background, fetched when they are there."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nominations.models import AuditEntry, AwardCycle, Nomination, User, entry, record_all
from nominations.permissions import REVEALERS, UNIT_ROLES, acting_role, may_reveal
from nominations.selectors import detail_rows, live, visible_to

from ..documents.batch import path_of
from ..models import Batch
from ..services import batches
from ..tasks import batch_rows, revive, start_batch
from .downloads import ONLY_ENTITLED, as_revealer, attachment_header
from .narrowing import narrowed

PER_PAGE = 30
SLOW = timedelta(minutes=1)  # what has waited for so long may wait for a worker that does not run
CONTENT_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@require_POST
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """All forms of a unit, drafts too, in its own order."""
    recommendation = get_object_or_404(visible_to(request.user), pk=pk)
    if not may_reveal(request.user, recommendation):
        raise PermissionDenied(ONLY_ENTITLED)
    rows = detail_rows().select_related("backup_for").filter(recommendation=recommendation)
    nominations = live(rows.order_by("kind", "order", "pk"))
    back = reverse("cockpit", args=[pk])
    return _asked(request, recommendation.cycle, str(recommendation.unit), nominations, back)


@require_POST
def of_filter(request: HttpRequest) -> HttpResponse:
    """The forms of all that the filters in the address leave, in the order of the list."""
    units = request.user.units_as(*UNIT_ROLES)
    if not units and not request.user.holds(*REVEALERS):
        raise PermissionDenied(ONLY_ENTITLED)
    found = narrowed(request)
    back = f"{reverse('cases')}?{request.GET.urlencode()}"
    if found.cycle is None or found.form.errors:
        messages.error(request, _("请先在查询条件里选定一个评选活动，并改正读不懂的条件，再批量制作审批表。"))
        return redirect(back)
    cases = found.cases
    if not request.user.holds(*REVEALERS):
        cases = cases.filter(nomination__recommendation__unit__in=units)
    nominations = batch_rows(list(cases.values_list("nomination_id", flat=True)))
    conditions = [value for _label, value in found.form.conditions(found.cycle)]
    return _asked(request, found.cycle, "、".join([str(found.cycle), *conditions]), nominations, back)


def _asked(
    request: HttpRequest, cycle: AwardCycle, scope: str, nominations: list[Nomination], back: str
) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if kind not in CONTENT_TYPES:
        messages.error(request, _("请选择制成一份 PDF 或者压缩包。"))
    elif not nominations:
        messages.error(request, _("没有可以制作审批表的推荐对象，请放宽查询条件，或者先新增推荐对象。"))
    else:
        return redirect("batch", start_batch(request.user, cycle, kind, scope, nominations, timezone.now()).pk)
    return redirect(back)


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """One's own, the newest first."""
    page = Paginator(request.user.batches.select_related("cycle"), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(batch, batch.is_ready(now)) for batch in page]
    return render(request, "review/batches/list.html", {"page": page, "rows": rows})


@require_safe
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; `static/js/progress.js` looks again by itself."""
    batch, now = _own(request.user, pk), timezone.now()
    revive(batch, now)
    slow = batch.status == Batch.Status.WAITING and now - batch.asked_at > SLOW
    context = {
        "batch": batch,
        "ready": batch.is_ready(now),
        "slow": slow,
        "cancel_url": reverse("batch_cancel", args=[pk]),
    }
    return render(request, "review/batches/batch.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _own(request.user, pk)
    if batches.cancel(batch):
        messages.success(request, _("已取消。已经绘制的审批表留着，下次制作会快些。"))
    else:
        messages.info(request, _("这批审批表已经不在制作中，不用取消。"))
    return redirect("batch", batch.pk)


@require_safe
def batch_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, while whoever asked for it may still read all that is in it; on record."""
    batch = _own(request.user, pk)
    entries = (_of_sheet if batch.is_sheet else _of_forms)(batch, request.user)
    path = path_of(batch.file)
    if not batch.is_ready(timezone.now()) or not path.is_file():
        messages.error(request, _("文件还没有做好，或者已经过期删除。请重新批量制作。"))
        return redirect("batch", batch.pk)
    with transaction.atomic():
        record_all(entries)
    response = FileResponse(path.open("rb"), content_type=CONTENT_TYPES[batch.suffix])
    response["Content-Disposition"] = attachment_header(f"{batch}.{batch.suffix}")
    return response


def _of_forms(batch: Batch, user: User) -> list[AuditEntry]:
    """An entry for each nominee. Raises PermissionDenied."""
    nominees = Nomination.objects.filter(pk__in=batch.nominations).select_related("recommendation").order_by("pk")
    if not all(may_reveal(user, recommendation) for recommendation in {nominee.recommendation for nominee in nominees}):
        raise PermissionDenied(ONLY_ENTITLED)
    return [
        entry(user, "form_downloaded", nominee, role=acting_role(user, nominee.recommendation), batch=batch.pk)
        for nominee in nominees
    ]


def _of_sheet(batch: Batch, user: User) -> list[AuditEntry]:
    """An entry for the cycle. Raises PermissionDenied."""
    return [entry(user, "sheet_downloaded", batch.cycle, role=as_revealer(user), kind=batch.kind, batch=batch.pk)]


def _own(user: User, pk: int) -> Batch:
    return get_object_or_404(user.batches.select_related("cycle"), pk=pk)
