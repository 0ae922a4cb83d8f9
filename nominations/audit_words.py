"""The actions of the audit trail in words; one that is not listed here shows its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "cycle_loaded": _("载入评选通知"),
    "cycle_changed": _("修改评选通知"),
    "cycle_copied": _("复制评选活动"),
    "cycle_opened": _("开启评选活动"),
    "cycle_closed": _("结束评选活动"),
    "deadline_changed": _("调整截止时间"),
    "unit_added": _("新增单位"),
    "unit_changed": _("修改单位"),
    "user_created": _("新建账号"),
    "user_renamed": _("修改姓名"),
    "user_activated": _("启用账号"),
    "user_deactivated": _("停用账号"),
    "password_reset": _("重置密码"),
    "role_granted": _("授予角色"),
    "role_revoked": _("撤销角色"),
    "chair_set": _("变更评审组组长"),
    "calendar_loaded": _("录入节假日安排"),
}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))
