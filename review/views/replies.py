"""征求意见 as workbooks, for a department: its list out, its answers in, previewed, all or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, record
from nominations.workbooks import CONTENT_TYPE

from ..forms.replies import ConfirmRepliesForm, RepliesForm
from ..models import Opinion
from ..reply_workbook import Reply, replies_workbook
from ..selectors.consultation import asked_in, identity_of
from ..services.advance import StepRefused
from ..services.opinions import import_replies
from .common import CHANGED, FAULTY, act_of, demand_role, posted, said, uploaded
from .downloads import as_file

TEMPLATE = "review/opinions/import.html"
FAULTS_SHOWN = 200


@require_safe
def export_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still to be answered, to be filled in; with ID numbers it is put on record."""
    demand_role(request.user, Role.DEPARTMENT)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    waiting = [opinion for opinion in asked_in(request.user, cycle) if not opinion.verdict]
    content = replies_workbook(waiting)
    shown = [opinion.case_id for opinion in waiting if identity_of(opinion)]
    if shown:
        record(request.user, "opinions_exported", cycle, role=Role.DEPARTMENT, cases=shown)
    return as_file(content, f"{_('征求意见名单')} {cycle.notice.honour}.xlsx", CONTENT_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A filled-in list → what it answers, or its faults by line → all of it, or nothing."""
    demand_role(request.user, Role.DEPARTMENT)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    if "sealed" in request.POST:
        return _confirmed(request, cycle)
    asked = {opinion.pk: opinion for opinion in asked_in(request.user, cycle)}
    form = RepliesForm(posted(request), uploaded(request), asked=asked)
    context = {"cycle": cycle, "form": form}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if not form.is_valid() or form.faults:
        faults = {"faults": form.faults[:FAULTS_SHOWN], "more": max(0, len(form.faults) - FAULTS_SHOWN)}
        return render(request, TEMPLATE, context | faults, status=FAULTY)
    answers = [_shown(reply, asked) for reply in form.replies]
    return render(request, "review/opinions/import_preview.html", context | {"answers": answers, "sealed": form.sealed})


def _shown(reply: Reply, asked: dict[int, Opinion]) -> tuple[Reply, Opinion, str, str]:
    """A reply with whom it is about, its word, and the state whose colours it wears."""
    verdict = Opinion.Verdict(reply.verdict)
    return reply, asked[reply.opinion], verdict.label, "clear" if verdict == Opinion.Verdict.CLEAR else "doubt"


def _confirmed(request: HttpRequest, cycle: AwardCycle) -> HttpResponse:
    form = ConfirmRepliesForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["sealed"][0])
        return redirect("import_opinions", pk=cycle.pk)
    try:
        count = import_replies(form.cleaned_data["sealed"], cycle, act_of(request))
    except StepRefused as refusal:
        context = {"cycle": cycle, "form": RepliesForm(asked={}), "refused": said(refusal.findings)}
        return render(request, TEMPLATE, context, status=CHANGED)
    messages.success(request, _("已导入 %(count)d 个推荐对象的答复。") % {"count": count})
    return redirect("my_opinions", pk=cycle.pk)
