"""The unit's own part of a recommendation: contact person and decision, quota, reasons for 原则上 rules."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..forms.base import unmask_stale
from ..forms.differences import differences
from ..forms.page import OF_THE_UNIT, FormPage, as_json, form_page, not_drawn, unit_findings
from ..forms.reasons import ReasonsForm, questions
from ..forms.recommendation import RecommendationForm
from ..messages import working_words
from ..models import Recommendation
from ..permissions import may_explain, refusal_to_draft, refusal_to_explain
from ..selectors import findings_for, quota_for
from ..services import Refused, Stale, save_recommendation, write_reason
from .fetch import now, recommendation_of, recommendation_to_fill, today_in
from .overview import overview_of
from .saving import not_saved, stale_words


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Contact person and collective decision; on POST whatever was typed is saved."""
    recommendation = recommendation_to_fill(request, pk)
    if request.method == "POST":
        return _save(request, recommendation)
    refusal = refusal_to_draft(request.user, recommendation, now())
    if refusal:
        messages.error(request, refusal)
        return redirect("recommendation", pk)
    return _page(request, RecommendationForm(recommendation))


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """As `drafting.autosave`."""
    form = RecommendationForm(recommendation_to_fill(request, pk), request.POST)
    try:
        row = _store(request, form)
    except Stale as stale:
        return JsonResponse({"error": "stale", "message": stale_words(stale.row)}, status=409)
    except Refused as refusal:
        return JsonResponse({"error": "refused", "message": str(refusal)}, status=409)
    page = _page_of(RecommendationForm(recommendation_to_fill(request, pk)))
    return JsonResponse({"version": row.version, "saved_at": f"{localtime():%H:%M:%S}", **as_json(page)})


def _store(request: HttpRequest, form: RecommendationForm) -> Recommendation:
    form.is_valid()
    draft = form.draft()
    return save_recommendation(
        form.row, draft.values, draft.unparsed, version=form.based_on(), actor=request.user, now=now()
    )


def _save(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    form = RecommendationForm(recommendation, request.POST)
    try:
        row = _store(request, form)
    except Stale as stale:
        return _conflict(request, stale)
    except Refused as refusal:
        return not_saved(request, form, str(refusal), reverse("recommendation", args=[recommendation.pk]))
    if row.unparsed:
        messages.warning(request, _("已保存。有的内容无法识别，已照原样保留，请按各项下面的提示更正。"))
        return redirect("recommendation_edit", recommendation.pk)
    if not_drawn("".join(value for value in form.cleaned_data.values() if isinstance(value, str))):
        messages.warning(request, _("已保存。有的字打印不出来，请按各项下面的提示核对。"))
        return redirect("recommendation_edit", recommendation.pk)
    messages.success(request, _("已保存。"))
    return redirect("recommendation", recommendation.pk)


def _conflict(request: HttpRequest, stale: Stale) -> HttpResponse:
    form = RecommendationForm(stale.row, request.POST)
    unmask_stale(form)
    found = differences(form)
    form.data["version"] = str(stale.row.version)
    return _page(request, form, status=409, conflict=stale_words(stale.row), differences=found)


def _page_of(form: RecommendationForm) -> FormPage:
    found = findings_for(form.row, today_in(form.row.cycle))[None]
    return form_page(form, "", OF_THE_UNIT, unit_findings(found))


def _page(request: HttpRequest, form: RecommendationForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"recommendation": form.row, "page": _page_of(form), "form": form, **more}
    return render(request, "nominations/unit_part.html", context, status=status)


@require_safe
def quota(request: HttpRequest, pk: int) -> HttpResponse:
    """The arithmetic of the unit's allowances."""
    recommendation = recommendation_of(request, pk)
    notice = recommendation.cycle.notice
    found = quota_for(recommendation)
    lines = [
        {
            "award": award,
            "used": found.used[award.code],
            "planned": found.planned[award.code],
            "arithmetic": working_words(found.used[award.code], notice),
            "if_all": working_words(found.planned[award.code], notice),
        }
        for award in notice.awards
    ]
    context = {
        "recommendation": recommendation,
        "lines": lines,
        "unit_kind": notice.unit_kind(recommendation.unit.kind),
    }
    return render(request, "nominations/quota.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest, pk: int) -> HttpResponse:
    """Every 原则上 rule that is not kept, with room for the reason."""
    recommendation = recommendation_of(request, pk)
    refusal = refusal_to_explain(request.user, recommendation)
    if request.method == "POST" and not may_explain(request.user, recommendation):
        raise PermissionDenied(refusal)
    seen = overview_of(recommendation)
    asked = questions(seen.findings, seen.nominees, seen.reasons)
    form = ReasonsForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_bound and form.is_valid() and not refusal:
        return _answer(request, recommendation, form)
    if form.is_bound and refusal:
        messages.error(request, _("没有保存。%(reason)s") % {"reason": refusal})
    context = {"recommendation": recommendation, "boxes": form.boxes(), "refusal": refusal}
    return render(request, "nominations/reasons.html", context)


def _answer(request: HttpRequest, recommendation: Recommendation, form: ReasonsForm) -> HttpResponse:
    answers = form.answers()
    if not answers:
        messages.warning(request, _("没有写下新的理由，未作改动。"))
        return redirect("reasons", recommendation.pk)
    try:
        for nominee, rule, text in answers:
            write_reason(recommendation, nominee, rule, text, request.user, now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reasons", recommendation.pk)
    messages.success(request, _("理由已保存，将随名单一并列出。"))
    return redirect("recommendation", recommendation.pk)
