"""The audit trail, to read and to search; nobody changes it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...audit_words import action_words, detail_words
from ...enums import Role
from ...forms.administration.trail import TrailForm
from ...models import AuditEntry
from ...selectors import administration as selectors
from .common import only_for, page_of


@only_for(Role.AUDITOR)
@require_GET
def audit_trail(request: HttpRequest) -> HttpResponse:
    types = selectors.object_types()
    actions = [(action, action_words(action)) for action in selectors.audit_actions()]
    form = TrailForm(actions, sorted(types.items()), request.GET)
    page = page_of(request, selectors.audit_trail(form.asked()))
    rows = [_row(entry, types) for entry in page]
    return render(request, "nominations/administration/trail.html", {"form": form, "page": page, "rows": rows})


def _row(entry: AuditEntry, types: dict[str, Any]) -> dict[str, Any]:
    """One entry in words."""
    roles = dict(Role.choices)
    return {
        "entry": entry,
        "action": action_words(entry.action),
        "role": roles.get(entry.role, entry.role),
        "object": types.get(entry.object_type, entry.object_type),
        "detail": detail_words(entry.detail),
    }
