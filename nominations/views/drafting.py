"""Filling in a nominee's form: page, save, save while one types, add, delete."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..enums import Kind
from ..forms.base import NominationForm, unmask_stale
from ..forms.collective import CollectiveForm
from ..forms.differences import differences
from ..forms.individual import IndividualForm
from ..forms.page import FormPage, as_json, form_page, needed_of
from ..permissions import refusal_to_edit
from ..policy.wordcount import count_characters
from ..selectors import judge, live, nominees_of, recommendation_facts, with_what_blocks
from ..services import Refused, Stale, add_nomination, delete_draft, save_draft
from .fetch import Detail, nomination_to_fill, now, recommendation_to_fill, today_in
from .saving import not_saved, stale_words

FORMS: dict[str, type[NominationForm]] = {Kind.COLLECTIVE: CollectiveForm, Kind.INDIVIDUAL: IndividualForm}


@require_POST
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin an empty draft and go on to its form."""
    if kind not in Kind.values:
        raise Http404
    recommendation = recommendation_to_fill(request, pk)
    try:
        row = add_nomination(recommendation, kind, request.user, now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recommendation", pk)
    return redirect("nomination_edit", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; on POST whatever was typed is saved, faults and all."""
    nomination = nomination_to_fill(request, pk)
    if request.method == "POST":
        return _save(request, nomination)
    refusal = refusal_to_edit(request.user, nomination, now())
    if refusal:
        messages.error(request, refusal)
        return redirect("nomination_read", pk)
    return _page(request, _form(nomination))


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save for a script. 200 with what the rules now say; 409 with `error` "stale" or "refused"."""
    form = _form(nomination_to_fill(request, pk), request)
    form.is_valid()
    draft = form.draft()
    try:
        row = save_draft(form.row, draft.values, draft.unparsed, version=form.based_on(), actor=request.user, now=now())
    except Stale as stale:
        return JsonResponse({"error": "stale", "message": stale_words(stale.row)}, status=409)
    except Refused as refusal:
        return JsonResponse({"error": "refused", "message": str(refusal)}, status=409)
    page = page_of(_form(nomination_to_fill(request, row.pk)))
    return JsonResponse({"version": row.version, "saved_at": f"{localtime():%H:%M:%S}", **as_json(page)})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft."""
    nomination = nomination_to_fill(request, pk)
    refusal = refusal_to_edit(request.user, nomination, now())
    if request.method != "POST":
        return render(request, "nominations/delete.html", {"nomination": nomination, "refusal": refusal})
    try:
        delete_draft(nomination, request.user, now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已删除“%(name)s”。") % {"name": nomination})
    return redirect("recommendation", nomination.recommendation_id)


def _form(nomination: Detail, request: HttpRequest | None = None) -> NominationForm:
    nomination.corrections = with_what_blocks(nomination, today_in(nomination.recommendation.cycle))
    siblings = [row for row in nominees_of(nomination.recommendation) if row.pk != nomination.pk]
    return FORMS[nomination.kind](nomination, siblings, request.POST if request else None)


def _save(request: HttpRequest, nomination: Detail) -> HttpResponse:
    form = _form(nomination, request)
    form.is_valid()
    draft = form.draft()
    try:
        save_draft(form.row, draft.values, draft.unparsed, version=form.based_on(), actor=request.user, now=now())
    except Stale as stale:
        return _conflict(request, nomination, stale)
    except Refused as refusal:
        return not_saved(request, form, str(refusal), reverse("nomination_read", args=[nomination.pk]))
    _say_saved(request, len(draft.unparsed))
    then = request.POST.get("then")
    if then == "list":
        return redirect("recommendation", nomination.recommendation_id)
    return redirect("nomination_photo_edit" if then == "photo" else "nomination_edit", nomination.pk)


def _say_saved(request: HttpRequest, faults: int) -> None:
    if faults:
        words = _("草稿已保存。有 %(faults)d 处内容无法识别，已照原样保留，请按各项下面的提示更正。")
        messages.warning(request, words % {"faults": faults})
    else:
        messages.success(request, _("草稿已保存。"))


def _conflict(request: HttpRequest, nomination: Detail, stale: Stale) -> HttpResponse:
    """Somebody saved meanwhile: nothing is saved, both texts are shown, one may choose."""
    nomination = nomination_to_fill(request, nomination.pk)
    form = _form(nomination, request)
    unmask_stale(form)
    found = differences(form)
    form.data["version"] = str(stale.row.version)
    context = {"conflict": stale_words(stale.row), "differences": found}
    return _page(request, form, status=409, **context)


def page_of(form: NominationForm) -> FormPage:
    """The form with progress and findings, as things are stored."""
    recommendation = form.row.recommendation
    facts = recommendation_facts(recommendation, live([form.row, *form.siblings]))
    own = next(nominee for nominee in facts.nominees if nominee.key == form.row.pk)
    found = judge(recommendation, facts, today_in(recommendation.cycle))[form.row.pk]
    return form_page(form, own.sector, needed_of(form.notice, own), found)


def _page(request: HttpRequest, form: NominationForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "nomination": form.row,
        "recommendation": form.row.recommendation,
        "award": form.award,
        "word_limit": form.notice.word_limit,
        "deeds_count": count_characters(form["deeds"].value() or ""),
        "page": page_of(form),
        "form": form,
        **more,
    }
    return render(request, "nominations/draft.html", context, status=status)
