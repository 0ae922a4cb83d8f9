"""Signing in by the provider that the settings name (OIDC_ISSUER), and binding its identity to one's account.

It takes the place of the password and of nothing else: the second step, initial passwords, idle time and roles hold as
after a password. No account comes into being by it; whom nobody here has bound is a stranger. Wrong passwords do not
close this way: they say nothing about it, and anybody could shut anybody out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from config import own_account, provider
from config.signin import ask_to_sign_in, enter, opened, unsealed
from nominations import identities
from nominations.forms.password import OwnPasswordForm
from nominations.models import User, record

MOST_KEPT = 64 * 1024  # signs of a sealed form, which waits in the session: strangers may leave one there too
BACKEND = "config.single_sign_on.ByProvider"
REFUSALS = {
    "stale": _("本次认证已失效：请在同一个浏览器中重新点击登录，并在 10 分钟内完成。"),
    "denied": _("认证平台没有确认您的身份。请重试，或改用用户名和密码登录。"),
    "forged": _("认证平台返回的结果没有通过校验，不能采信。请改用用户名和密码登录，并告知系统管理员。"),
    "away": _("认证平台目前无法访问。请稍后再试，或改用用户名和密码登录。"),
    "too_much": _("刚才填写的内容较多，只有用用户名和密码登录才能保留。"),
    "unknown": _("这个统一身份没有绑定可用的账号。请先用用户名和密码登录，在“登录与安全”中绑定。"),
}


class ByProvider(ModelBackend):
    """Marks sessions that began here; knows nobody by a password."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None


def if_there_is_one(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 where the settings name no provider."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        return view(request)

    return guarded


@login_not_required
@never_cache
@if_there_is_one
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Leave for the provider; what was being written waits in the session."""
    kept, onward = opened(request), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = ""
    sealed = kept.seal() if kept else ""
    if len(sealed) > MOST_KEPT:
        return ask_to_sign_in(request, kept, onward=onward, refusal=REFUSALS["too_much"], status=403)
    if request.user.is_anonymous:
        request.session.set_expiry(provider.WAIT)  # signing in sets its own
    try:
        return _leave(request, kept=sealed, onward=onward)
    except provider.Refused as refused:
        return _refuse(request, refused.why, {"kept": sealed, "onward": onward})


def _leave(request: HttpRequest, **luggage: Any) -> HttpResponse:
    """A page that goes there by itself: a redirect after a form is held by the policy that keeps forms on this site."""
    address = provider.leave(request, request.build_absolute_uri(reverse("single_sign_on_back")), **luggage)
    return render(request, "registration/leave.html", {"address": address, "provider": settings.OIDC_NAME})


@login_not_required
@never_cache
@if_there_is_one
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: signed in, or the identity bound, or the sign-in page with why not."""
    luggage, subject = provider.come_back(request)
    if "binds" in luggage:
        return _bind(request, luggage["binds"], subject)
    if isinstance(subject, provider.Refused):
        return _refuse(request, subject.why, luggage)
    user = identities.who(settings.OIDC_ISSUER, subject)
    if user is None:
        return _refuse(request, "unknown", luggage)
    user.backend = BACKEND
    return enter(request, user, unsealed(luggage["kept"]), luggage["onward"])


def _refuse(request: HttpRequest, why: str, luggage: dict[str, Any]) -> HttpResponse:
    record(None, "single_sign_on_refused", None, refused=True, why=why)
    status = 503 if why == "away" else 403
    kept = unsealed(luggage.get("kept", ""))
    return ask_to_sign_in(request, kept, onward=luggage.get("onward", ""), refusal=REFUSALS[why], status=status)


@if_there_is_one
@require_POST
def bind(request: HttpRequest) -> HttpResponse:
    """Leave for the provider, to come back with the identity; the password shows that it is the person."""
    form = OwnPasswordForm(request, request.POST, prefix="identity")
    if not form.is_valid():
        return own_account.page(request, identity_form=form)
    try:
        return _leave(request, binds=request.user.pk)
    except provider.Refused as refused:
        messages.error(request, REFUSALS[refused.why])
        return redirect("own_account")


def _bind(request: HttpRequest, key: int, subject: str | provider.Refused) -> HttpResponse:
    """`key`: whose browser left; somebody else may have signed in meanwhile."""
    if request.user.pk != key:
        subject = provider.Refused("stale")
    if isinstance(subject, provider.Refused):
        record(User.objects.filter(pk=key).first(), "single_sign_on_refused", None, refused=True, why=subject.why)
        messages.error(request, REFUSALS[subject.why])
        return redirect("own_account")
    try:
        identities.bind(request.user, settings.OIDC_ISSUER, subject, timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("own_account")
    update_session_auth_hash(request, request.user)
    messages.success(request, _("已绑定。以后也可以用%(provider)s登录。") % {"provider": settings.OIDC_NAME})
    return redirect("own_account")


@if_there_is_one
@require_POST
def unbind(request: HttpRequest) -> HttpResponse:
    form = OwnPasswordForm(request, request.POST, prefix="identity")
    if not form.is_valid():
        return own_account.page(request, identity_form=form)
    try:
        identities.unbind(request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        update_session_auth_hash(request, request.user)
        messages.success(request, _("已解除绑定。"))
    return redirect("own_account")
