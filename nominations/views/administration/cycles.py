"""评选表彰活动: the list, the policy read back, loading and changing a notice with a preview, and the steps."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...administration import cycles as administration
from ...administration.notice_copy import FIELD_OF_KEY
from ...enums import CycleStatus, Role
from ...forms.administration.cycles import CopyForm, DeadlineForm, NoticeForm
from ...models import AwardCycle
from ...notice_keys import key_words
from ...notice_words import codes_of, deadline_moved, read_back
from ...policy.faults import Fault, NoticeError
from ...selectors import administration as selectors
from .common import attempt, only_for, page_of, refuse_in

Context = dict[str, Any]
TEMPLATES = "nominations/administration"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@only_for(Role.ADMIN)
@require_GET
def cycle_list(request: HttpRequest) -> HttpResponse:
    return render(request, f"{TEMPLATES}/cycles.html", {"page": page_of(request, selectors.cycles())})


@only_for(Role.ADMIN)
@require_GET
def cycle_page(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = get_object_or_404(AwardCycle, slug=slug)
    now = timezone.now()
    context = {
        "cycle": cycle,
        "passages": read_back(cycle.notice),
        "moved": deadline_moved(administration.checked_notice(cycle.source), cycle.deadline),
        "preparing": cycle.status == CycleStatus.PREPARING,
        "refusal_to_open": administration.refusal_to_open(cycle, now),
        "refusal_to_close": administration.refusal_to_close(cycle, now),
    }
    return render(request, f"{TEMPLATES}/cycle.html", context)


@only_for(Role.ADMIN)
@require_GET
def cycle_source(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice as a file, as it was loaded."""
    cycle = get_object_or_404(AwardCycle, slug=slug)
    response = HttpResponse(cycle.source, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cycle.slug}.toml"'
    return response


@only_for(Role.ADMIN)
@GET_OR_POST
def cycle_load(request: HttpRequest) -> HttpResponse:
    """A file or text → what it would do → done."""
    return _notice_page(request, None)


@only_for(Role.ADMIN)
@GET_OR_POST
def cycle_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, beginning with the text of a cycle in preparation."""
    cycle = get_object_or_404(AwardCycle, slug=slug)
    if cycle.status != CycleStatus.PREPARING:
        messages.error(request, _("活动已经开启，通知内容不能再改；截止时间可以说明理由后调整。"))
        return redirect("manage_cycle", slug)
    return _notice_page(request, cycle)


def _notice_page(request: HttpRequest, cycle: AwardCycle | None) -> HttpResponse:
    initial = {"text": request.POST.get("text", cycle.source if cycle else "")}
    form = NoticeForm(request.POST or None, request.FILES or None, initial=initial)
    context: Context = {"form": form, "cycle": cycle}
    if "back" in request.POST:
        context["form"] = NoticeForm(initial=initial)
    if "back" in request.POST or not form.is_valid():
        return render(request, f"{TEMPLATES}/notice_form.html", context)
    source = form.cleaned_data["source"]
    try:
        shown = administration.preview(source)
        _same_cycle(cycle, shown.notice.slug)
    except NoticeError as error:
        # The text that was sent stands in the box, also when it came as a file: there it can be put right.
        context |= {"form": NoticeForm(initial={"text": source}), "faults": error.faults}
        return render(request, f"{TEMPLATES}/notice_form.html", context)
    if "confirm" in request.POST:
        return _load(request, shown, cycle)
    return _preview_page(request, shown, cycle)


def _same_cycle(cycle: AwardCycle | None, slug: str) -> None:
    """Editing one cycle must not make or change another. Raises NoticeError."""
    if cycle is not None and slug != cycle.slug:
        allowed = _("须为“%(slug)s”；要另建一个活动，请用“复制”") % {"slug": cycle.slug}
        raise NoticeError([Fault("slug", _("现为“%(slug)s”") % {"slug": slug}, allowed)])


def _preview_page(request: HttpRequest, shown: administration.Preview, cycle: AwardCycle | None) -> HttpResponse:
    form = NoticeForm(initial={"text": shown.source})
    form.fields["text"].widget = forms.HiddenInput()
    codes = codes_of(shown.notice)
    labels = {**codes.authorities, **codes.kinds, **{award.code: award.label for award in shown.notice.awards}}
    context = {
        "shown": shown,
        "form": form,
        "cycle": cycle,
        "changes": [(key_words(change.path, labels), change) for change in shown.differences],
        "passages": read_back(shown.notice),
    }
    return render(request, f"{TEMPLATES}/notice_preview.html", context)


def _load(request: HttpRequest, shown: administration.Preview, cycle: AwardCycle | None) -> HttpResponse:
    """Do what was shown; show it again where it is no longer what was shown."""
    if request.POST.get("seal") != shown.seal:
        messages.warning(request, _("预览之后这个活动被改动过，下面是按现在的内容重新比较的结果，请核对后再确认。"))
        return _preview_page(request, shown, cycle)
    done = attempt(request, "", administration.load_cycle, shown.source, request.user)
    if done is None:
        return _preview_page(request, shown, cycle)
    loaded, outcome = done
    words = {
        administration.Outcome.CREATED: _("活动已建立，当前为筹备中。"),
        administration.Outcome.UPDATED: _("通知内容已更新。"),
        administration.Outcome.UNCHANGED: _("内容与现有活动一致，没有变化。"),
    }
    messages.success(request, words[outcome])
    return redirect("manage_cycle", loaded.slug)


@only_for(Role.ADMIN)
@GET_OR_POST
def cycle_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A new cycle from this one, with its own name and dates; then on to the rest of its text."""
    cycle = get_object_or_404(AwardCycle, slug=slug)
    form = CopyForm(request.POST or None, initial={"title": cycle.title})
    if form.is_valid():
        copy = _copied(form, cycle, request)
        if copy:
            messages.success(request, _("已复制。请核对文号、考核年度、印发机关等仍与上次相同的内容。"))
            return redirect("manage_cycle_edit", copy.slug)
    return render(request, f"{TEMPLATES}/cycle_copy.html", {"form": form, "cycle": cycle})


def _copied(form: CopyForm, cycle: AwardCycle, request: HttpRequest) -> AwardCycle | None:
    """The copy, or None with the reasons in the form."""
    try:
        return administration.copy_cycle(cycle, request.user, **form.cleaned_data)
    except ValidationError as error:
        refuse_in(form, error)
    except NoticeError as error:
        for fault in error.faults:
            form.add_error(FIELD_OF_KEY.get(fault.path), _("%(found)s；%(allowed)s。") % asdict(fault))
    return None


@only_for(Role.ADMIN)
@GET_OR_POST
def cycle_open(request: HttpRequest, slug: str) -> HttpResponse:
    """What is still missing, then the step itself."""
    cycle = get_object_or_404(AwardCycle, slug=slug)
    if request.method == "POST":
        attempt(
            request, _("活动已开启，各单位可以填报。"), administration.open_cycle, cycle, request.user, timezone.now()
        )
        return redirect("manage_cycle", slug)
    context = {
        "cycle": cycle,
        "readiness": selectors.readiness(cycle.notice),
        "running": AwardCycle.objects.filter(status=CycleStatus.OPEN),
        "refusal": administration.refusal_to_open(cycle, timezone.now()),
    }
    return render(request, f"{TEMPLATES}/cycle_open.html", context)


@only_for(Role.ADMIN)
@GET_OR_POST
def cycle_deadline(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = get_object_or_404(AwardCycle, slug=slug)
    refusal = administration.refusal_to_move(cycle)
    if refusal:
        messages.error(request, refusal)
        return redirect("manage_cycle", slug)
    now = timezone.now()
    initial = {"deadline": timezone.localtime(cycle.deadline)}
    form = DeadlineForm(cycle, now, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            administration.change_deadline(cycle, actor=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            refuse_in(form, error)
        else:
            messages.success(request, _("截止时间已调整，理由已记入审计记录。"))
            return redirect("manage_cycle", slug)
    return render(request, f"{TEMPLATES}/cycle_deadline.html", {"form": form, "cycle": cycle})


@only_for(Role.ADMIN)
@require_POST
def cycle_close(request: HttpRequest, slug: str) -> HttpResponse:
    cycle = get_object_or_404(AwardCycle, slug=slug)
    attempt(request, _("活动已结束。"), administration.close_cycle, cycle, request.user, timezone.now())
    return redirect("manage_cycle", slug)
