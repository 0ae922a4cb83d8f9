"""The page behind an invitation's link. It is public: the link is what lets in."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nominations.administration import invitations


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Set the password, then sign in with it; one page (404) for every link that is not good, for whatever reason."""
    person = invitations.invited(pk, token)
    if person is None:
        return _over(request)
    form = SetPasswordForm(person, request.POST or None)
    if not form.is_valid():
        return render(request, "registration/invitation.html", {"form": form, "person": person})
    if not invitations.accept(pk, token, form.cleaned_data["new_password1"]):
        return _over(request)
    if request.user.is_authenticated:  # somebody else, at the same desk
        logout(request)
    messages.success(request, _("密码已保存，请用它登录。"))
    return redirect("login")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/invitation_over.html", status=404)
