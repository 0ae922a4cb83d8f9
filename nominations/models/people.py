"""People, and the roles they hold."""

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..enums import DUTIES, ROLES_WITH_UNIT, Role
from .unit import Unit


class User(AbstractUser):
    """A person who signs in. What they may do comes from their role grants alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=50)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    must_change_password = models.BooleanField(_("须修改初始密码"), default=False, editable=False)
    session_stamp = models.PositiveIntegerField(default=0, editable=False)  # sessions begun under another are over

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Any new password ends the duty to change it; who hands out one that is good for once sets it again."""
        super().set_password(raw_password)
        self.must_change_password = False

    def end_sessions(self) -> None:
        """Whoever is signed in as this person is signed out at the next request."""
        self.session_stamp = F("session_stamp") + 1
        self.save(update_fields=["session_stamp"])
        self.refresh_from_db(fields=["session_stamp"])

    def get_session_auth_hash(self) -> str:
        """What a session keeps of the person it was begun for: it ends with a new password or stamp."""
        return self._stamped(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under earlier keys of the site."""
        yield from map(self._stamped, super().get_session_auth_fallback_hash())

    def _stamped(self, trace: str) -> str:
        return f"{trace}.{self.session_stamp}"

    @cached_property
    def held(self) -> "tuple[RoleGrant, ...]":
        """The roles in force, read once a request: a role taken away is gone with the next."""
        return tuple(self.grants.select_related("unit"))

    def holds(self, *roles: str) -> bool:
        """Whether any of `roles` is held, in whatever unit."""
        return any(grant.role in roles for grant in self.held)

    def units_as(self, *roles: str) -> set[int]:
        """Ids of the units in which any of `roles` is held."""
        return {g.unit_id for g in self.held if g.role in roles and g.unit_id is not None}

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """One role of one person, tied to a unit where the role has one (domain §2).

    A panel member's unit is the one they come from: its nominees are closed to them (回避).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("单位")
    )
    is_chair = models.BooleanField(_("评审组组长"), default=False)

    class Meta:
        verbose_name = _("角色授权")
        verbose_name_plural = _("角色授权")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="grant_once_a_unit"),
            models.UniqueConstraint(
                fields=["user", "role"],
                name="grant_once_without_unit",
                condition=models.Q(unit__isnull=True),
            ),
            models.CheckConstraint(
                name="grant_has_its_unit",
                condition=models.Q(unit__isnull=False) | ~models.Q(role__in=sorted(ROLES_WITH_UNIT)),
            ),
            models.CheckConstraint(
                name="only_panel_has_a_chair",
                condition=models.Q(is_chair=False) | models.Q(role=Role.PANEL),
            ),
        ]

    def __str__(self) -> str:
        label = self.get_role_display()
        return f"{label}（{self.unit.brief}）" if self.unit else str(label)

    def clean(self) -> None:
        """Hold business, administration and audit apart.

        Raises ValidationError when the role lacks its unit or the person holds a role of another duty.
        """
        if self.role in ROLES_WITH_UNIT and self.unit is None:
            raise ValidationError({"unit": _("该角色必须指定单位。")})
        if self.is_chair and self.role != Role.PANEL:
            raise ValidationError({"is_chair": _("只有评审组成员可以担任组长。")})
        if self.user_id is None:
            return
        held = set(self.user.grants.exclude(pk=self.pk).values_list("role", flat=True))
        for members in DUTIES.values():
            if self.role in members and held - members:
                raise ValidationError(
                    {"role": _("业务、管理、审计三类角色不得由同一人兼任，请先撤销该人员的其他类角色。")}
                )
