"""The link by which a person sets the first password, or another one: nobody else ever knows it.

It is good for INVITATION_DAYS and for once: it hangs on the password that it replaces, which every newer link changes.
"""

from smtplib import SMTPException

from axes.utils import reset
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ..enums import Role
from ..models import User, record


class Links(PasswordResetTokenGenerator):
    """Signed with the site's key, over the person, the password and the time."""

    key_salt = "nominations.administration.invitations"


LINKS = Links()


@transaction.atomic
def invite(user: User, actor: User | None, *, by_mail: bool) -> str:
    """The token of a new link. The password so far and earlier links are void at once, and sessions end.

    `actor` is None for a command. Raises ValidationError for a closed account.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(_("账号已停用，请先启用。"))
    user.set_unusable_password()  # a random one, so that earlier links do not fit it
    user.save(update_fields=["password", "must_change_password"])
    record(actor, "invited", user, role=Role.ADMIN if actor else "", username=user.username, by_mail=by_mail)
    return LINKS.make_token(user)


def invited(key: int, token: str) -> User | None:
    """Whose link it is; None where it is used, too old, replaced or made up."""
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and LINKS.check_token(user, token) else None


@transaction.atomic
def accept(key: int, token: str, password: str) -> bool:
    """Set the password that the person chose, and forget wrong tries. False where the link is no longer good."""
    User.objects.select_for_update().filter(pk=key).first()
    user = invited(key, token)
    if user is None:
        return False
    user.set_password(password)
    user.save(update_fields=["password", "must_change_password"])
    reset(username=user.username)
    record(user, "invitation_used", user)
    return True


def send(user: User, link: str, days: int) -> bool:
    """Mail the link to its person; whether that went well."""
    text = render_to_string("nominations/administration/invitation.txt", {"person": user, "link": link, "days": days})
    try:
        return send_mail(_("【评选表彰】请设置您的登录密码"), text, None, [user.email]) == 1
    except (OSError, SMTPException):
        return False
