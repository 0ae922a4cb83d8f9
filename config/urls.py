"""The addresses of the site."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from config import own_account, second_factor, single_sign_on
from config.invitation import invitation
from config.signin import CodeView, SignInView

# Django's own views would also answer PUT, which tries to sign in, and OPTIONS.
READ_AND_SENT = ["get", "head", "post"]

urlpatterns = [
    path("login/", SignInView.as_view(http_method_names=READ_AND_SENT), name="login"),
    path("login/code/", CodeView.as_view(http_method_names=READ_AND_SENT), name="login_code"),
    path("login/single-sign-on/", single_sign_on.start, name="single_sign_on"),
    path("login/single-sign-on/back/", single_sign_on.back, name="single_sign_on_back"),
    path("invitation/<int:pk>/<str:token>/", invitation, name="invitation"),
    # Who is signed out already by the clock may still press the button.
    path("logout/", login_not_required(auth_views.LogoutView.as_view(http_method_names=["post"])), name="logout"),
    path("password/", auth_views.PasswordChangeView.as_view(http_method_names=READ_AND_SENT), name="password_change"),
    path(
        "password/done/",
        auth_views.PasswordChangeDoneView.as_view(http_method_names=["get", "head"]),
        name="password_change_done",
    ),
    path("account/", own_account.own_account, name="own_account"),
    path("account/sessions/", own_account.end_sessions, name="end_sessions"),
    path("account/identity/bind/", single_sign_on.bind, name="bind_identity"),
    path("account/identity/unbind/", single_sign_on.unbind, name="unbind_identity"),
    path("second-factor/", second_factor.own_page, name="second_factor"),
    path("second-factor/codes/", second_factor.new_codes, name="second_factor_codes"),
    path("second-factor/off/", second_factor.switch_off, name="second_factor_off"),
    path("", include("nominations.urls")),
    path("", include("review.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.unavailable.server_error"
