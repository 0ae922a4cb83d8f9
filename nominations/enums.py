"""Choices of the lower app with their official wording. A leaf: imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    UNIT_CLERK = "unit_clerk", _("推荐单位经办人")
    UNIT_LEAD = "unit_lead", _("推荐单位负责人")
    OFFICE = "office", _("工作专班办公室")
    PANEL = "panel", _("评审组成员")
    DEPARTMENT = "department", _("征求意见部门")
    DISTRICT = "district", _("区委、区政府审定人")
    AUDITOR = "auditor", _("审计员")
    ADMIN = "admin", _("系统管理员")


# Roles that mean nothing without the unit they are held in.
ROLES_WITH_UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEAD, Role.DEPARTMENT})

# 业务、管理、审计 are held apart (domain §2): nobody holds roles of two of these.
DUTIES = {
    "business": frozenset(
        {Role.UNIT_CLERK, Role.UNIT_LEAD, Role.OFFICE, Role.PANEL, Role.DEPARTMENT, Role.DISTRICT}
    ),
    "administration": frozenset({Role.ADMIN}),
    "audit": frozenset({Role.AUDITOR}),
}


class Kind(TextChoices):
    """Of whom an award is: in neutral words. What a notice calls the award is `Nomination.get_kind_display`."""

    COLLECTIVE = "collective", _("集体")
    INDIVIDUAL = "individual", _("个人")


class Gender(TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class CycleStatus(TextChoices):
    PREPARING = "preparing", _("筹备中")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
