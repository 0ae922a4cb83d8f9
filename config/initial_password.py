"""A password that an administrator has seen opens one page only: the one where it is changed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

OPEN_TO_THEM = ("password_change", "password_change_done", "login", "logout")


class ChangeInitialPassword:
    """Sends people with an initial password to change it, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the site."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """A redirect to the change of password; None (go on) where there is nothing to change."""
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match.url_name in OPEN_TO_THEM:
            return None
        messages.warning(request, _("您正在使用初始密码，请先设置自己的密码，再继续使用系统。"))
        return redirect("password_change")
