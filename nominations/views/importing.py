"""Attachment 3 or 4 from Excel: uploaded, shown line by line, taken over as drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..enums import Gender, Kind
from ..forms.importing import SheetConfirmForm, SheetUploadForm
from ..forms.page import Note, not_drawn, note
from ..forms.readback import MONTHS
from ..importing.planning import ADDED, CHANGED, SAME, LinePlan, Moment, Plan, make_plan
from ..importing.reading import BACKUP, fields_of
from ..importing.taking import Outdated, take_over
from ..inquiries import ask_about
from ..messages import label_of
from ..models import Recommendation, masked
from ..permissions import refusal_to_draft
from ..policy.notice import Notice
from ..services import Refused
from ..sheet_workbook import HEADINGS
from .fetch import now, recommendation_to_fill, today_in

FAULTS_SHOWN = 200


@dataclass(frozen=True)
class ShownLine:
    """A line of the preview. `added`: what a new draft would say, in one piece; `changes`: (label, before, after) in words.

    `notes`: what the rules say, and what paper could not show.
    """

    plan: LinePlan
    name: str
    added: str
    changes: list[tuple[str, str, str]]
    notes: list[Note]


@require_http_methods(["GET", "HEAD", "POST"])
def import_sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A workbook → what it would change, or its faults → all of it as drafts, or nothing."""
    if kind not in Kind.values:
        raise Http404
    recommendation = recommendation_to_fill(request, pk)
    refusal = refusal_to_draft(request.user, recommendation, now())
    if refusal:
        messages.error(request, refusal)
        return redirect("recommendation", pk)
    known = (recommendation, kind, _employers(recommendation))
    if "lines" in request.POST:
        return _confirmed(request, SheetConfirmForm(*known, request.POST))
    form = SheetUploadForm(*known, request.POST or None, request.FILES or None)
    if not form.is_valid() or form.faults:
        return _upload_page(request, form)
    plan = make_plan(recommendation, kind, form.nominees, _moment(request, recommendation))
    if words := ask_about(plan.new_numbers, recommendation, request.user, now()):
        form.add_error("file", words)
        return _upload_page(request, form)
    return _preview(request, form, plan, form.sealed)


def _moment(request: HttpRequest, recommendation: Recommendation) -> Moment:
    return Moment(request.user, now(), today_in(recommendation.cycle))


def _employers(recommendation: Recommendation) -> set[str]:
    """Full names by which a cell of employer and post is taken apart: of the unit, its collectives, its people's employers."""
    listed = recommendation.nominations.values_list("kind", "name", "individualnomination__employer")
    named = {name if kind == Kind.COLLECTIVE else employer for kind, name, employer in listed}
    return {recommendation.unit.name, *filter(None, named)}


def _upload_page(request: HttpRequest, form: SheetUploadForm) -> HttpResponse:
    context = {
        "recommendation": form.recommendation,
        "award": form.recommendation.cycle.notice.award(form.kind),
        "form": form,
        "faults": form.faults[:FAULTS_SHOWN],
        "more": max(0, len(form.faults) - FAULTS_SHOWN),
        "headings": [headings[0] for headings in HEADINGS[form.kind].values()],
    }
    return render(request, "nominations/import.html", context)


def _preview(request: HttpRequest, form: Any, plan: Plan, lines: str) -> HttpResponse:
    recommendation = form.recommendation
    notice = recommendation.cycle.notice
    labels = {field: label_of(field, form.kind) for column in HEADINGS[form.kind] for field in fields_of(column)}
    confirm = SheetConfirmForm(recommendation, form.kind, (), initial={"lines": lines, "seal": plan.seal})
    context = {
        "recommendation": recommendation,
        "award": notice.award(form.kind),
        "form": confirm,
        "plan": plan,
        "rows": [_shown(line, labels, notice) for line in plan.lines],
        "counts": {state: plan.count(state) for state in (ADDED, CHANGED, SAME)},
        "refused": sum(bool(line.refusals) for line in plan.lines),
        "aside": form.table.aside,
        "columns_not_read": form.table.unread,
    }
    return render(request, "nominations/import_preview.html", context)


def _shown(line: LinePlan, labels: Mapping[str, str], notice: Notice) -> ShownLine:
    written = "".join(value for value in line.nominee.values.values() if isinstance(value, str))
    notes = [note(finding) for finding in line.findings] + not_drawn(written)
    name = line.nominee.values["name"]
    if line.row is None:
        told = (
            f"{labels[field]}：{_in_words(field, value, notice)}"
            for field, _b, value in line.changes
            if field != "name"
        )
        return ShownLine(line, name, "；".join(told), [], notes)
    changes = [
        (labels[field], _in_words(field, before, notice), _in_words(field, after, notice))
        for field, before, after in line.changes
    ]
    return ShownLine(line, name, "", changes, notes)


def _in_words(field: str, value: Any, notice: Notice) -> str:
    """A field's value as the sheet writes it, numbers masked; "" where there is none."""
    if value in (None, ""):
        return ""
    if field == BACKUP:
        return str(value)
    if field in MONTHS:
        return f"{value:%Y.%m}"
    if field == "id_number":
        return masked(value)
    if field == "gender":
        return str(Gender(value).label)
    return notice.label(field, value) if field in notice.options else str(value)


def _confirmed(request: HttpRequest, form: SheetConfirmForm) -> HttpResponse:
    recommendation = form.recommendation
    if not form.is_valid():
        for words in [fault for faults in form.errors.values() for fault in faults]:
            messages.error(request, words)
        return redirect("recommendation_import", recommendation.pk, form.kind)
    moment = _moment(request, recommendation)
    try:
        plan = take_over(recommendation, form.kind, form.nominees, form.cleaned_data["seal"], moment)
    except Outdated:
        messages.warning(request, _("预览之后名单有了变化，下面是按现在的名单重新得出的结果，请核对后再确认。"))
        plan = make_plan(recommendation, form.kind, form.nominees, moment)
        return _preview(request, form, plan, form.cleaned_data["lines"])
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recommendation_import", recommendation.pk, form.kind)
    counts = {state: plan.count(state) for state in (ADDED, CHANGED, SAME)}
    words = _(
        "导入完成：新增 %(added)d 个，更改 %(changed)d 个，%(same)d 个没有变化。新增的都是草稿，请逐个补全其余各栏。"
    )
    messages.success(request, words % counts)
    return redirect("recommendation", recommendation.pk)
