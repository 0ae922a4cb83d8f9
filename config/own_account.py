"""登录与安全: where one is signed in, and by what else than the password one signs in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from config import sessions
from nominations import identities, second_factor
from nominations.forms.password import OwnPasswordForm


class EndSessionsForm(OwnPasswordForm):
    """Which of `others` to end (all, where the button says so), and the password."""

    prefix = "sessions"
    marks = forms.MultipleChoiceField(required=False)
    field_order = ["marks", "password"]

    def __init__(self, request: HttpRequest, others: list[sessions.OwnSession], *args: object) -> None:
        super().__init__(request, *args)
        self.others = others
        self.fields["marks"].choices = [(one.mark, one.browser) for one in others]
        self.fields["marks"].error_messages["invalid_choice"] = _("所选的登录已经结束，下面是现在的情况。")

    def clean(self) -> None:
        if "marks" in self.cleaned_data and not self.chosen():
            self.add_error("marks", _("请先勾选要结束的登录。"))

    def chosen(self) -> list[sessions.OwnSession]:
        """What is to be ended; where the marks are known."""
        if "all" in self.data:
            return self.others
        return [one for one in self.others if one.mark in self.cleaned_data["marks"]]


def page(
    request: HttpRequest, *, sessions_form: EndSessionsForm | None = None, identity_form: OwnPasswordForm | None = None
) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    found = sessions.of(request)
    others = [one for one in found if not one.here]
    context = {
        "sessions": found,
        "others": others,
        "sessions_form": sessions_form or EndSessionsForm(request, others),
        "second_factor": second_factor.of(request.user),
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "identity": identities.of(request.user),
        "identity_form": identity_form or OwnPasswordForm(request, prefix="identity"),
    }
    return render(request, "registration/own_account.html", context)


@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    return page(request)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End other sessions of one's own."""
    others = [one for one in sessions.of(request) if not one.here]
    form = EndSessionsForm(request, others, request.POST)
    if not form.is_valid():
        return page(request, sessions_form=form)
    number = sessions.end(request.user, form.chosen())
    messages.success(request, _("已结束 %(number)d 处登录，那里须重新登录。") % {"number": number})
    return redirect("own_account")
