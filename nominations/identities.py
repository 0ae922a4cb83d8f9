"""Who at the provider of the single sign-on is whom here.

People bind their own identity, from their own page, after a password: an administrator who could enter one would be
able to enter their own for anybody, and sign in as them. An administrator can only take one off.

Of an identity only a keyed digest is kept: some providers use ID numbers.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .models import BoundIdentity, User, record

SALT = "nominations.identities"


def of(user: User) -> BoundIdentity | None:
    """What the person has bound, or None."""
    return BoundIdentity.objects.filter(user=user).first()


def who(issuer: str, subject: str) -> User | None:
    """Whose the identity is; None where nobody has bound it, or the account is closed."""
    return User.objects.filter(bound_identity__trace=_trace(issuer, subject), is_active=True).first()


def _trace(issuer: str, subject: str) -> str:
    return salted_hmac(SALT, f"{issuer}\n{subject}", algorithm="sha256").hexdigest()


@transaction.atomic
def bind(user: User, issuer: str, subject: str, now: datetime) -> None:
    """From now on the person signs in by it too; their other sessions end.

    Raises ValidationError where it is somebody else's already, or the person has bound one.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if of(user):
        raise ValidationError(_("您已经绑定了统一身份。要换一个的，请先解除原来的绑定。"))
    try:
        with transaction.atomic():
            BoundIdentity.objects.create(user=user, trace=_trace(issuer, subject), since=now)
    except IntegrityError as error:
        raise ValidationError(_("这个统一身份已经绑定了另一个账号，请先在那个账号中解除绑定。")) from error
    user.end_sessions()
    record(user, "identity_bound", user)


@transaction.atomic
def unbind(user: User) -> None:
    """The person signs in by the password alone; their other sessions end. Raises ValidationError where none is bound."""
    _held(user).delete()
    user.end_sessions()
    record(user, "identity_unbound", user)


@transaction.atomic
def remove(user: User, actor: User, role: str) -> None:
    """Somebody else takes it off; the person's sessions end. Raises ValidationError where none is bound."""
    _held(user).delete()
    user.end_sessions()
    record(actor, "identity_removed", user, role=role, username=user.username)


def _held(user: User) -> BoundIdentity:
    bound = BoundIdentity.objects.select_for_update().filter(user=user).first()
    if bound is None:
        raise ValidationError(_("没有绑定统一身份。"))
    return bound
