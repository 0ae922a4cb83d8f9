"""What the pages of administration share: who may come in, and how a refusal is shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ...enums import Role

PAGE = 50
View = Callable[Concatenate[HttpRequest, ...], HttpResponse]


def only_for(role: Role) -> Callable[[View], View]:
    """Let in who holds `role`; 403 for everybody else."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.holds(role):
                raise PermissionDenied(_("这个页面只供%(role)s使用。") % {"role": role.label})
            return view(request, *args, **kwargs)

        return guarded

    return guard


def page_of(request: HttpRequest, rows: Any, size: int = PAGE) -> Page:
    """The page that the address asks for; the nearest one where there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def refuse_in(form: forms.Form, error: ValidationError) -> None:
    """A service's refusal at the form: its words at their fields."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)


def attempt(request: HttpRequest, success: str, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do it and say so; where it is refused, say why instead. Returns what the verb returned, or None."""
    try:
        result = verb(*args, **kwargs)
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
        return None
    if success:
        messages.success(request, success)
    return result
