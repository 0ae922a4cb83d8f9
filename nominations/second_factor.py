"""The second factor: six digits that the person's telephone shows (TOTP, RFC 6238), or a recovery code from paper.

Each is good for once. Five wrong ones in a row close the account's second step for a quarter of an hour, wherever they
come from: only who knows the password gets so far, so nobody else can shut a person out.
"""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from .models import RecoveryCode, SecondFactor, User, record

STEP = 30  # seconds that a code is shown
WINDOW = 1  # steps before and after: clocks differ, and people type slowly
TRIES, PAUSE = 5, timedelta(minutes=15)
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else
DIGITS = re.compile(r"[0-9]{6}")


def of(user: User) -> SecondFactor | None:
    """What the person has, or None where it is not switched on."""
    return SecondFactor.objects.filter(user=user).first()


def demanded_of(user: User) -> bool:
    """Whether the site asks people with this person's roles for it."""
    return user.holds(*settings.SECOND_FACTOR_ROLES)


def new_secret() -> str:
    """160 bits, in base32."""
    return pyotp.random_base32()


def address(secret: str, user: User) -> str:
    """What the QR code says to the telephone."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=_("评选表彰工作系统"))


def locked(factor: SecondFactor, now: datetime) -> bool:
    """Whether no code is looked at, because too many were wrong just now; not before that, by a clock that was set back."""
    return factor.failures >= TRIES and factor.failed_at is not None and factor.failed_at <= now < factor.failed_at + PAUSE


@transaction.atomic
def set_up(user: User, secret: str, typed: str, now: datetime) -> list[str]:
    """Switch it on, where a code shows that the telephone knows the secret; the person's other sessions end.

    Returns the recovery codes, which nothing shows again. Raises ValidationError: a wrong code, or it is on already.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if of(user):
        raise ValidationError(_("两步验证已经启用，不必重复设置。"))
    factor = SecondFactor(user=user, secret=secret, since=now)
    step = _step(factor, _plain(typed), now)
    if step is None:
        raise ValidationError(_("验证码不正确。请确认手机时间准确，输入当前显示的 6 位数字。"))
    factor.last_step = step
    factor.save()
    codes = _new_codes(factor)
    user.end_sessions()
    record(user, "second_factor_on", user)
    return codes


def enter(user: User, typed: str, now: datetime) -> None:
    """Take a code of the telephone, or a recovery code, which is used up by it.

    Raises ValidationError: wrong, used already, or `code` "locked" after too many wrong ones.
    """
    code = _plain(typed)
    spent = _recovery_code(user, code, now)  # before the lock: comparing takes time
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        refusal = _take(factor, code, spent, now) if factor else _wrong()
    if refusal:
        raise refusal


def _take(factor: SecondFactor, code: str, spent: RecoveryCode | None, now: datetime) -> ValidationError | None:
    """The code is used up, or counts as a wrong one; in the latter case why, in words."""
    if locked(factor, now):
        return _closed()
    step = _step(factor, code, now)
    if step is not None:
        factor.last_step = step
    elif spent and spent.delete()[0]:
        record(factor.user, "recovery_code_used", factor.user, left=factor.codes.count())
    else:
        return _count(factor, now)
    factor.failures = 0
    factor.save(update_fields=["last_step", "failures"])  # not the secret: it may be written anew under another key
    return None


def _count(factor: SecondFactor, now: datetime) -> ValidationError:
    factor.failures = factor.failures % TRIES + 1  # after a pause they count anew
    factor.failed_at = now
    factor.save(update_fields=["failures", "failed_at"])
    record(None, "wrong_code", factor.user, refused=True)
    return _closed() if factor.failures == TRIES else _wrong()


def _wrong() -> ValidationError:
    return ValidationError(_("验证码不正确，或者已经用过。请等手机显示新的 6 位数字后再输入。"), code="wrong")


def _closed() -> ValidationError:
    words = _("验证码连续输错 %(tries)d 次，请 %(minutes)d 分钟后再试。不是您本人操作的，请立即告知系统管理员。")
    return ValidationError(words, code="locked", params={"tries": TRIES, "minutes": PAUSE.seconds // 60})


def _step(factor: SecondFactor, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None where it is none of the present ones, or not newer than the last taken."""
    if not DIGITS.fullmatch(code):
        return None
    present, codes = int(now.timestamp()) // STEP, pyotp.TOTP(factor.secret)
    for step in range(present - WINDOW, present + WINDOW + 1):
        if step > factor.last_step and constant_time_compare(codes.generate_otp(step), code):
            return step
    return None


def _recovery_code(user: User, code: str, now: datetime) -> RecoveryCode | None:
    factor = of(user)
    if factor is None or locked(factor, now) or len(code) != 10:
        return None
    return next((one for one in factor.codes.all() if check_password(code, one.digest)), None)


def _plain(typed: str) -> str:
    """Without what people put between: full-width digits as ASCII, no spaces, no hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).lower()


def _new_codes(factor: SecondFactor) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _place in range(10)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=make_password(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """Other recovery codes in place of those there are. Raises ValidationError where it is not on."""
    factor = _held(user)
    factor.codes.all().delete()
    codes = _new_codes(factor)
    record(user, "recovery_codes_renewed", user)
    return codes


@transaction.atomic
def switch_off(user: User) -> None:
    """The person goes without, and their other sessions end. Raises ValidationError where it is not on."""
    _held(user).delete()
    user.end_sessions()
    record(user, "second_factor_off", user)


@transaction.atomic
def remove(user: User, actor: User, role: str) -> None:
    """Somebody else takes it off, as for a lost telephone; the person's sessions end. Raises ValidationError."""
    _held(user).delete()
    user.end_sessions()
    record(actor, "second_factor_removed", user, role=role, username=user.username)


def _held(user: User) -> SecondFactor:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise ValidationError(_("没有启用两步验证。"))
    return factor
