"""The second factor: who is half signed in, who has to set it up, and the pages on which people look after their own.

Half signed in is who gave the right password and owes the code. The session says so and no more: to the rest of the
site that person is a stranger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import time

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from nominations import second_factor
from nominations.forms.password import OwnPasswordForm
from nominations.models import SecondFactor, User

WAITING = "half_signed_in"
WAIT = 10 * 60  # seconds between password and code
PASSED = "second_factor"  # in the session of who has given a code
SALT = "config.second_factor.secret"
SET_UP_WITHIN = 60 * 60  # seconds
OPEN_WITHOUT = ("second_factor", "password_change", "password_change_done", "login", "logout")


class DemandSecondFactor:
    """Sends who has to have a second factor to set it up, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """A redirect to the page where it is set up; None (go on) where nothing is owed."""
        if not settings.SECOND_FACTOR_ROLES or request.user.is_anonymous or request.session.get(PASSED):
            return None
        if request.resolver_match.url_name in OPEN_WITHOUT or not second_factor.demanded_of(request.user):
            return None
        if second_factor.of(request.user):
            return None
        messages.warning(request, _("您的角色须启用两步验证，请先按下面的步骤设置，再继续使用系统。"))
        return redirect("second_factor")


def wait_for_code(request: HttpRequest, user: User) -> None:
    """Keep in the session that this person (out of `authenticate`) gave the right password."""
    request.session.cycle_key()
    seen = {"user": user.pk, "backend": user.backend, "trace": user.get_session_auth_hash(), "at": int(time())}
    request.session[WAITING] = seen


def waiting(request: HttpRequest) -> User | None:
    """Who gave the right password and owes the code; None where nobody does, or it is too long ago."""
    seen = request.session.get(WAITING)
    if not seen or time() - seen["at"] >= WAIT:
        return None
    user = get_user_model().objects.filter(pk=seen["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), seen["trace"]):
        return None
    user.backend = seen["backend"]
    return user


class CodeForm(forms.Form):
    """What is typed at the sign-in: digits of the telephone, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("手机验证器上显示的 6 位数字。手机不在身边的，可输入一个恢复码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class SetUpForm(OwnPasswordForm):
    """A code, which shows that the telephone has the secret."""

    code = forms.CharField(
        label=_("手机上显示的 6 位数字"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    field_order = ["code", "password"]


@dataclass(frozen=True)
class Offer:
    """A secret on its way to a telephone. Its form carries it; it is kept nowhere until a code shows that it arrived."""

    user: User
    secret: str
    came_back: bool  # with the form, unharmed

    def seal(self) -> str:
        return signing.dumps([self.user.pk, self.secret], salt=SALT)

    @property
    def picture(self) -> str:
        """The QR code as a data: address."""
        return segno.make(second_factor.address(self.secret, self.user), error="l", micro=False).svg_data_uri(border=4)

    @property
    def groups(self) -> str:
        """The secret as one types it."""
        return " ".join(self.secret[place : place + 4] for place in range(0, len(self.secret), 4))


def offered(request: HttpRequest) -> Offer:
    """The secret that the form brings back; a new one where it brings none, or one of another person or day."""
    try:
        key, secret = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=SET_UP_WITHIN)
    except signing.BadSignature:
        key, secret = None, ""
    came_back = key == request.user.pk
    return Offer(request.user, secret if came_back else second_factor.new_secret(), came_back)


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    """Set it up; where it is on, what there is to do about it."""
    factor = second_factor.of(request.user)
    if factor:
        return _state_page(request, factor, OwnPasswordForm(request))
    offer = offered(request)
    form = SetUpForm(request, request.POST or None)
    if form.is_bound and not offer.came_back:
        form.add_error(None, _("刚才的二维码已经失效，请扫描现在这个新的二维码。"))
    if form.is_valid():
        try:
            codes = second_factor.set_up(request.user, offer.secret, form.cleaned_data["code"], timezone.now())
        except ValidationError as error:
            form.add_error("code", error)
        else:
            stay_signed_in(request, passed=True)
            return _codes_page(request, codes)
    demanded = second_factor.demanded_of(request.user)
    return render(request, "registration/second_factor_new.html", {"form": form, "offer": offer, "demanded": demanded})


def _state_page(request: HttpRequest, factor: SecondFactor, form: OwnPasswordForm) -> HttpResponse:
    context = {"factor": factor, "left": factor.codes.count(), "form": form}
    context["demanded"] = second_factor.demanded_of(request.user)
    return render(request, "registration/second_factor.html", context)


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Straight in the answer, without a redirect: so they are stored nowhere and shown this once."""
    return render(request, "registration/recovery_codes.html", {"codes": codes})


@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    return _after_password(request, lambda: _codes_page(request, second_factor.renew_codes(request.user)))


@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    def off() -> HttpResponse:
        second_factor.switch_off(request.user)
        stay_signed_in(request, passed=False)
        messages.success(request, _("两步验证已停用。"))
        return redirect("second_factor")

    return _after_password(request, off)


def _after_password(request: HttpRequest, step: Callable[[], HttpResponse]) -> HttpResponse:
    factor = second_factor.of(request.user)
    if factor is None:
        return redirect("second_factor")
    form = OwnPasswordForm(request, request.POST)
    return step() if form.is_valid() else _state_page(request, factor, form)


def passed(request: HttpRequest) -> None:
    """Note that whoever just signed in gave a code."""
    request.session.pop(WAITING, None)
    request.session[PASSED] = True


def stay_signed_in(request: HttpRequest, *, passed: bool) -> None:
    """This session goes on when the person's others end."""
    update_session_auth_hash(request, request.user)
    request.session[PASSED] = passed
