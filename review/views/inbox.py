"""Everybody's messages."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..forms.inbox import AddressForm, ReadForm
from ..selectors.messages import inbox
from ..services.inbox import mark_read, set_address
from .common import FAULTY

PER_PAGE = 30


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """All that one was told, newest first."""
    return _page(request, AddressForm(request, initial={"email": request.user.email}))


def _page(request: HttpRequest, form: AddressForm, status: int = 200) -> HttpResponse:
    page = Paginator(inbox(request.user).select_related("cycle"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "newest": max((one.pk for one in page), default=0)}
    return render(request, "review/messages/inbox.html", context, status=status)


@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read; with `go` on to the page that it is about."""
    message = get_object_or_404(inbox(request.user), pk=pk)
    mark_read(request.user, timezone.now(), only=pk)
    return redirect(message.link if "go" in request.POST else "messages")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read but what came in since the page was drawn. Raises BadRequest where no page says up to which."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        raise BadRequest("upto")
    mark_read(request.user, timezone.now(), upto=form.cleaned_data["upto"])
    return redirect("messages")


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Where one's mails go."""
    form = AddressForm(request, request.POST)
    if not form.is_valid():
        return _page(request, form, FAULTY)
    email = form.cleaned_data["email"]
    set_address(request.user, email)
    messages.success(request, _("邮件将发送到 %(email)s。") % {"email": email} if email else _("不再发送邮件。"))
    return redirect("messages")
