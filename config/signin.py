"""Signing in, without losing what somebody was writing when the session ran out.

A form that arrives signed out, or with the token of an older page, is not dropped. It travels on inside the sign-in
page, signed with the server's key, and comes back as a page whose button posts it again: with a fresh token, by the
same person, to the same address. Nothing is kept on the server, nothing is posted without that click. Files and
passwords never travel.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import LoginView, RedirectURLMixin
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from config import errors, lockout, second_factor
from config.idle import from_script, why_ended
from nominations import second_factor as factors
from nominations.models import User

KEPT_FIELD = "kept_form"
TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
SALT = "config.signin.kept"
LIMIT = 1024 * 1024  # bytes of names and values
KEPT_FOR = timedelta(hours=12)
WRITER_FOR = timedelta(days=60)
TOO_LARGE = _("刚才填写的内容超过 1 MB，未能保留。请用浏览器的“后退”找回并复制，登录后重新提交。")


class TooLarge(Exception):
    """The form is too large to travel along."""


@dataclass(frozen=True)
class Kept:
    """A form that could not be delivered."""

    path: str  # of this site, with its query
    fields: list[tuple[str, str]]
    writer: str  # primary key of who was signed in, "" where nobody knows
    had_files: bool

    def seal(self) -> str:
        """The form as signed text, readable by its owner, not to be changed by anybody."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def may_go_to(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Whether this person wrote it, as far as is known; nobody signs in on a public page."""
        return user.is_anonymous or self.writer in ("", str(user.pk))

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Name and value of what a person can recognise: not empty, not a mere tick."""
        return [(name, value) for name, value in self.fields if value.strip() not in ("", "on")]


def undelivered(request: HttpRequest) -> Kept | None:
    """The form in this request, or None where there is none, it holds a password, or it is above LIMIT.

    A form above the limit leaves a message, so that the person knows to look for it behind the Back button.
    """
    try:
        return form_in(request)
    except TooLarge:
        messages.warning(request, TOO_LARGE)
        return None


def form_in(request: HttpRequest) -> Kept | None:
    """As `undelivered`, without a word to the person. Raises TooLarge above LIMIT."""
    if not request.POST or any("password" in name.lower() for name in request.POST):
        return None
    fields = [(name, value) for name, values in request.POST.lists() if name != TOKEN_FIELD for value in values]
    if sum(len(name.encode()) + len(value.encode()) for name, value in fields) > LIMIT:
        raise TooLarge
    return Kept(escape_leading_slashes(request.get_full_path()), fields, _writer(request), bool(request.FILES))


def opened(request: HttpRequest) -> Kept | None:
    """The form that this sign-in carries, or None where it carries none, or one that is forged or too old."""
    return unsealed(request.POST.get(KEPT_FIELD, ""))


def unsealed(text: str) -> Kept | None:
    """The form that `Kept.seal` made this text of; None for one that is forged or too old."""
    try:
        return Kept(**signing.loads(text, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


class SignInForm(AuthenticationForm):
    """Name and password; one answer for an unknown name, a wrong password and a closed account."""

    error_messages = {
        "invalid_login": _("用户名或密码不正确，请检查后重试（区分大小写）。连续输错 5 次，账号将暂时锁定。"),
        "inactive": _("用户名或密码不正确，请检查后重试（区分大小写）。连续输错 5 次，账号将暂时锁定。"),
    }


class SignInView(LoginView):
    """The sign-in page, which hands a kept form through to the person who wrote it."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in; coming back from the page of a locked account, only show the form again."""
        if "username" not in request.POST:
            return self.get(request, *args, **kwargs)
        username = request.POST["username"].replace("\x00", "")  # which the form refuses, and PostgreSQL cannot look for
        if lockout.closed_to(request, username, _writer(request)):
            user_locked_out.send("config", request=request, username=username, ip_address="")
            return errors.locked_out_elsewhere(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Sign in, then go on."""
        return enter(self.request, form.get_user(), opened(self.request), self.get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's context, with the kept form sealed anew."""
        kept = opened(self.request)
        kept_form = kept.seal() if kept else ""
        kwargs |= {"kept": kept_form, "why_ended": why_ended(self.request), "provider": provider_name()}
        return super().get_context_data(**kwargs)


@method_decorator(login_not_required, name="dispatch")
class CodeView(RedirectURLMixin, FormView):
    """The second step, for who gave the right password: nobody is signed in before the code is right too."""

    form_class = second_factor.CodeForm
    template_name = "registration/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the password where nobody is half signed in, or no longer."""
        self.user = second_factor.waiting(request)
        if self.user:
            return super().dispatch(request, *args, **kwargs)
        kept = opened(request)
        return ask_to_sign_in(request, kept) if kept else redirect("login")

    def form_valid(self, form: second_factor.CodeForm) -> HttpResponse:
        """Signed in; a wrong code is told at its field (429 where no more are taken)."""
        try:
            factors.enter(self.user, form.cleaned_data["code"], timezone.now())
        except ValidationError as error:
            form.add_error("code", error)
            return self.render_to_response(self.get_context_data(form=form), status=429 if error.code == "locked" else 200)
        login(self.request, self.user)
        second_factor.passed(self.request)
        return _go_on(self.request, opened(self.request), self.get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's context, with the kept form sealed anew."""
        kept = opened(self.request)
        return super().get_context_data(kept=kept.seal() if kept else "", next=self.get_redirect_url(), **kwargs)


class NameBrowser:
    """Tells the lock of accounts whose browser it is, in place of what the browser says of itself, which anybody can say.

    So wrong passwords in strange browsers lock strange browsers at that address, and not the one that its person uses there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site; what the browser says of itself is moved to BROWSER."""
        request.META["BROWSER"] = request.META.get("HTTP_USER_AGENT", "")
        request.META["HTTP_USER_AGENT"] = f"of {_writer(request) or 'nobody'}"
        return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Everything but the public pages asks to sign in, and keeps the form that was on its way."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """401 as JSON to our scripts, the sign-in page with the form to a form, else a redirect to sign in."""
        if from_script(request):
            return _signed_out()
        kept = undelivered(request)
        return ask_to_sign_in(request, kept) if kept else super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an old token is shown again where our own page sent it; any other is refused (403)."""
    if not _from_own_page(request):
        return errors.csrf_failure(request, reason)
    must_sign_in = request.user.is_anonymous and getattr(request.resolver_match.func, "login_required", True)
    if from_script(request):
        body = {"error": "stale_page", "message": _("页面已过期，请刷新后继续。")}
        return _signed_out() if must_sign_in else JsonResponse(body, status=403)
    kept = opened(request) or undelivered(request)
    if not kept:
        return errors.csrf_failure(request, reason)
    if must_sign_in:
        return ask_to_sign_in(request, kept)
    return resume(request, kept)


def ask_to_sign_in(
    request: HttpRequest, kept: Kept | None, *, onward: str = "", refusal: str | Promise = "", status: int = 401
) -> HttpResponse:
    """The sign-in page around a kept form; `onward`: the address to go to then; `refusal`: why the last try failed."""
    context = {
        "form": SignInForm(request),
        "kept": kept.seal() if kept else "",
        "next": onward,
        "why_ended": why_ended(request),
        "refusal": refusal,
        "provider": provider_name(),
    }
    response = render(request, "registration/login.html", context, status=status)
    add_never_cache_headers(response)
    return response


def resume(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The page with the form to post again; to anybody but its writer only word that it stays closed."""
    if not kept.may_go_to(request.user):
        messages.warning(request, _("刚才保留的内容是用另一个账号填写的，没有带入当前账号。请用原账号登录后重新填写。"))
        return redirect("home")
    response = render(request, "registration/resume.html", {"kept": kept})
    add_never_cache_headers(response)
    return response


def provider_name() -> str:
    """What people call the provider of the single sign-on; "" where there is none."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""


def enter(request: HttpRequest, user: User, kept: Kept | None, onward: str) -> HttpResponse:
    """Sign in who is known now, and go on: to the kept form, else `onward`. First comes the code, where one is owed."""
    if not factors.of(user):
        login(request, user)
        return _go_on(request, kept, onward)
    second_factor.wait_for_code(request, user)
    if kept:  # no address holds it
        context = {"form": second_factor.CodeForm(), "kept": kept.seal(), "next": onward}
        return render(request, CodeView.template_name, context)
    return redirect(reverse("login_code", query={"next": onward} if onward else None))


def _go_on(request: HttpRequest, kept: Kept | None, onward: str) -> HttpResponse:
    response = resume(request, kept) if kept else redirect(onward or settings.LOGIN_REDIRECT_URL)
    return _remember_writer(response, request.user)


def _writer(request: HttpRequest) -> str:
    """Primary key of who signed in last in this browser, or ""."""
    return request.get_signed_cookie(settings.WRITER_COOKIE, default="", max_age=WRITER_FOR)


def _remember_writer(response: HttpResponse, user: AbstractBaseUser) -> HttpResponse:
    rules = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_signed_cookie(settings.WRITER_COOKIE, str(user.pk), max_age=WRITER_FOR, **rules)
    return response


def _signed_out() -> JsonResponse:
    body = {"error": "signed_out", "message": _("登录已过期，请重新登录。"), "login_url": reverse("login")}
    return JsonResponse(body, status=401)


def _from_own_page(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
