"""The audit trail, to read and to search; nobody changes it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ...audit_chain import head
from ...audit_words import LISTED, action_words, detail_words
from ...enums import Role
from ...forms.administration.trail import TrailForm
from ...models import AuditEntry
from ...notice_words import Codes, codes_of
from ...selectors import administration as selectors
from .common import only_for, page_of

# Model → the page of one of them, of those that an auditor may open.
PAGES = {
    "case": "case",
    "collectivenomination": "nomination_read",
    "individualnomination": "nomination_read",
    "nomination": "nomination_read",
    "objection": "objection",
    "proposal": "proposal",
    "recommendation": "recommendation",
}


@only_for(Role.AUDITOR)
@require_GET
def audit_trail(request: HttpRequest) -> HttpResponse:
    types = selectors.object_types()
    actions = [(action, action_words(action)) for action in selectors.audit_actions()]
    form = TrailForm(actions, sorted(types.items()), request.GET)
    page = page_of(request, selectors.audit_trail(form.asked()))
    names, codes = selectors.names_in(page), codes_of(*selectors.notices())
    rows = [_row(entry, types, names, codes) for entry in page]
    context = {"form": form, "page": page, "rows": rows, "head": head()}
    return render(request, "nominations/administration/trail.html", context)


def _row(entry: AuditEntry, types: dict[str, Any], names: dict[tuple[str, str], str], codes: Codes) -> dict[str, Any]:
    """One entry in words, with the page of what it is about where the auditor has one."""
    roles = dict(Role.choices)
    about = (entry.object_type, entry.object_id)
    page = PAGES.get(entry.object_type) if about in names else None
    listed = {
        key: [names.get((model, str(number)), f"#{number}") for number in entry.detail[key]]
        for key, model in LISTED.items()
        if key in entry.detail
    }
    return {
        "entry": entry,
        "action": action_words(entry.action),
        "role": roles.get(entry.role, entry.role),
        "object": types.get(entry.object_type, entry.object_type),
        "name": names.get(about, ""),
        "link": reverse(page, args=[entry.object_id]) if page else "",
        "detail": detail_words(entry.detail | listed, codes),
    }
