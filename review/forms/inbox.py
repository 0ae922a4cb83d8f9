"""What is asked in the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.forms.password import OwnPasswordForm
from nominations.models import User

BIGGEST = 2**63 - 1  # what a key's column holds


class ReadForm(forms.Form):
    """`upto`: the newest message on the page; what came in since stays unread."""

    upto = forms.IntegerField(min_value=1, max_value=BIGGEST)


class AddressForm(OwnPasswordForm):
    """Where mails go, the links by which a password is set among them: hence the password."""

    email = forms.EmailField(
        label=_("接收邮件的地址"),
        required=False,
        max_length=User._meta.get_field("email").max_length,
        help_text=_("有新消息时每天最多发一封邮件；设置密码的链接也发到这里。留空则只在站内查看。"),
    )
    field_order = ["email", "password"]
