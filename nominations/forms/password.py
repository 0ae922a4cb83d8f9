"""One's own password, asked for where somebody else at the keyboard could do harm that lasts."""

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class OwnPasswordForm(forms.Form):
    """The password of whoever is at the keyboard; wrong ones count as at the sign-in."""

    password = forms.CharField(
        label=_("当前密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.username, password=password) is None:
            raise forms.ValidationError(_("密码不正确，请检查后重试（区分大小写）。"))
        return password
