"""Accounts and roles. Passwords are set by their people alone, by a link (`invitations`)."""

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .. import identities, second_factor
from ..enums import ROLES_WITH_UNIT, Role
from ..models import RoleGrant, Unit, User, record


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _refuse_oneself(user: User, actor: User) -> None:
    if user.pk == actor.pk:
        raise ValidationError(_("不能更改自己的角色和账号状态，请由另一位系统管理员办理。"), code="oneself")


def _hold_administration() -> list[RoleGrant]:
    """Lock the administrators' grants, in one order, until the transaction ends: who counts, counts alone."""
    grants = RoleGrant.objects.select_for_update(of=("self",)).select_related("user")
    return list(grants.filter(role=Role.ADMIN).order_by("pk"))


def _keep_an_administrator(user: User) -> None:
    """Somebody else who can administer must be left; two cannot remove each other at the same moment."""
    if not any(grant.user.is_active and grant.user_id != user.pk for grant in _hold_administration()):
        raise ValidationError(_("这是最后一位系统管理员，请先给另一人授予系统管理员角色。"), code="last_admin")


@transaction.atomic
def create_user(username: str, name: str, email: str, actor: User | None) -> User:
    """A new person without roles and without a password. `email` may be ""; `actor` is None for a command.

    Raises ValidationError when the user name is taken.
    """
    user = User(username=User.normalize_username(username), name=name, email=email)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise ValidationError({"username": _("该用户名已被使用，请换一个。")}) from error
    record(actor, "user_created", user, role=Role.ADMIN if actor else "", username=user.username, name=name)
    return user


@transaction.atomic
def create_administrator(username: str, name: str, *, another: bool) -> User:
    """An administrator without a password, made by whoever has the machine. `another`: also where there is one.

    Raises ValidationError where there is one already, and when the user name is taken.
    """
    if not another and any(grant.user.is_active for grant in _hold_administration()):
        raise ValidationError(_("已经有系统管理员，其他人员请由其在“人员与角色”中开设。"), code="there_is_one")
    user = create_user(username, name, "", None)
    grant = RoleGrant.objects.create(user=user, role=Role.ADMIN)
    record(None, "role_granted", user, **_grant_words(grant))
    return user


@transaction.atomic
def rename_user(user: User, name: str, actor: User, seen: str) -> User:
    """Correct a person's name; the user name never changes, it stands in the audit trail.

    Raises ValidationError where the name is not `seen` any more.
    """
    user = _locked(user)
    if user.name != seen:
        words = _("您打开这一页之后，别人已把姓名改为“%(name)s”。确要改的，请核对后再保存。")
        raise ValidationError(words, code="outdated", params={"name": user.name})
    if user.name != name:
        before, user.name = user.name, name
        user.save(update_fields=["name"])
        record(actor, "user_renamed", user, role=Role.ADMIN, before=before, after=name)
    return user


@transaction.atomic
def remove_second_factor(user: User, actor: User) -> None:
    """Take off the second factor of somebody who lost the telephone; sessions end. Raises ValidationError."""
    user = _locked(user)
    _refuse_oneself(user, actor)
    second_factor.remove(user, actor, Role.ADMIN)


@transaction.atomic
def remove_identity(user: User, actor: User) -> None:
    """Take off the identity by which somebody signs in elsewhere too; sessions end. Raises ValidationError."""
    user = _locked(user)
    _refuse_oneself(user, actor)
    identities.remove(user, actor, Role.ADMIN)


@transaction.atomic
def unlock_user(user: User, actor: User) -> None:
    """Forget the wrong passwords for this account, from all addresses; whoever is locked out may try again."""
    reset(username=user.username)
    record(actor, "account_unlocked", user, role=Role.ADMIN, username=user.username)


@transaction.atomic
def deactivate_user(user: User, actor: User) -> User:
    """Close an account at once: sessions end, and the old password never opens it again. Raises ValidationError."""
    user = _locked(user)
    _refuse_oneself(user, actor)
    if user.grants.filter(role=Role.ADMIN).exists():
        _keep_an_administrator(user)
    user.is_active = False
    user.set_unusable_password()
    user.save()
    record(actor, "user_deactivated", user, role=Role.ADMIN, username=user.username)
    return user


@transaction.atomic
def activate_user(user: User, actor: User) -> None:
    """Open a closed account again, still without a password. Raises ValidationError when it is open."""
    user = _locked(user)
    if user.is_active:
        raise ValidationError(_("账号已经是启用状态。"))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "user_activated", user, role=Role.ADMIN, username=user.username)


@transaction.atomic
def grant_role(user: User, role: str, unit: Unit | None, actor: User, *, is_chair: bool = False) -> RoleGrant:
    """Give a person one role; their sessions end. Raises ValidationError, at its field where it has one.

    Business, administration and audit stay apart (domain §2), and nobody grants anything to themselves.
    """
    user = _locked(user)
    _refuse_oneself(user, actor)
    grant = RoleGrant(user=user, role=role, unit=unit, is_chair=is_chair)
    _check_unit(role, unit)
    grant.clean()
    if user.grants.filter(role=role, unit=unit).exists():
        raise ValidationError({"role": _("该人员已经有这个角色，不必重复授予。")})
    if is_chair:
        _refuse_second_chair()
    grant.save()
    user.end_sessions()
    record(actor, "role_granted", user, role=Role.ADMIN, **_grant_words(grant))
    return grant


def _check_unit(role: str, unit: Unit | None) -> None:
    """What `RoleGrant.clean` leaves open: which units make sense for a role."""
    if unit is None:
        return
    if role not in ROLES_WITH_UNIT and role != Role.PANEL:
        raise ValidationError({"unit": _("该角色面向全区，不挂单位，请把单位留空。")})
    if role == Role.DEPARTMENT and not unit.authority:
        raise ValidationError({"unit": _("该单位没有征求意见职能，请先在单位资料中填写，或改选其他单位。")})
    if not unit.active:
        raise ValidationError({"unit": _("该单位已停用，请先启用或改选其他单位。")})


def _refuse_second_chair() -> None:
    _hold_administration()
    chair = RoleGrant.objects.filter(is_chair=True).select_related("user").first()
    if chair:
        words = _("现任组长是%(name)s，请先取消其组长，再指定新的组长。") % {"name": chair.user.name}
        raise ValidationError({"is_chair": words})


def _grant_words(grant: RoleGrant) -> dict[str, object]:
    unit = grant.unit.name if grant.unit else ""
    return {"username": grant.user.username, "granted": grant.role, "unit": unit, "is_chair": grant.is_chair}


@transaction.atomic
def revoke_role(grant: RoleGrant, actor: User) -> None:
    """Take a role away, from the next request on; the person's sessions end. Raises ValidationError."""
    user = _locked(grant.user)
    _refuse_oneself(user, actor)
    if grant.role == Role.ADMIN:
        _keep_an_administrator(user)
    words = _grant_words(grant)
    grant.delete()
    user.end_sessions()
    record(actor, "role_revoked", grant.user, role=Role.ADMIN, **words)


@transaction.atomic
def set_chair(grant: RoleGrant, is_chair: bool, actor: User) -> RoleGrant:
    """Make a panel member the chair, or no longer; the role stays, and so do the sessions.

    Raises ValidationError where there is another chair.
    """
    _locked(grant.user)
    if grant.role != Role.PANEL:
        raise ValidationError(_("只有评审组成员可以担任组长。"))
    if is_chair and not grant.is_chair:
        _refuse_second_chair()
    grant.is_chair = is_chair
    grant.save(update_fields=["is_chair"])
    record(actor, "chair_set", grant.user, role=Role.ADMIN, **_grant_words(grant))
    return grant
