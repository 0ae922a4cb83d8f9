"""The audit trail in words: its actions, and what they recorded. What has no words here shows its code.

The upper app's actions stand here too: their codes are plain text, and the trail has one reader.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .enums import Kind, Role
from .notice_keys import key_words
from .notice_words import Codes

ACTIONS: dict[str, Promise] = {
    "signed_in": _("登录"),
    "signed_out": _("退出登录"),
    "session_idle": _("长时间未操作，自动退出"),
    "sign_in_failed": _("登录失败"),
    "locked_out": _("登录被锁定"),
    "second_factor_on": _("启用两步验证"),
    "second_factor_off": _("停用两步验证"),
    "second_factor_removed": _("解除他人的两步验证"),
    "sessions_ended": _("结束自己在别处的登录"),
    "recovery_code_used": _("使用恢复码登录"),
    "recovery_codes_renewed": _("重新生成恢复码"),
    "wrong_code": _("两步验证码输错"),
    "identity_bound": _("绑定统一身份"),
    "identity_unbound": _("解除统一身份绑定"),
    "identity_removed": _("解除他人的统一身份绑定"),
    "single_sign_on_refused": _("统一身份认证登录未成功"),
    "account_unlocked": _("解除登录锁定"),
    "attempt_refused": _("被拒绝的操作"),
    "backup_made": _("备份全站数据"),
    "trail_verified": _("核验审计记录"),
    "cycle_anonymised": _("到期删除个人信息"),
    "person_exported": _("导出个人信息"),
    "field_keys_rotated": _("更换证件号码和电话的密钥"),
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
    "invited": _("给出设置密码的链接"),
    "invitation_used": _("用链接设置密码"),
    "role_granted": _("授予角色"),
    "role_revoked": _("撤销角色"),
    "chair_set": _("变更评审组组长"),
    "calendar_loaded": _("录入节假日安排"),
    "recommendation_opened": _("开始填报"),
    "nomination_added": _("新增推荐对象"),
    "nomination_edited": _("填写推荐对象"),
    "nomination_deleted": _("删除推荐对象"),
    "nominations_arranged": _("调整推荐顺序"),
    "sheet_imported": _("导入汇总表"),
    "photo_replaced": _("更换照片"),
    "reason_written": _("填写原则性规定的理由"),
    "numbers_asked": _("核对身份证号是否已有人推荐"),
    "numbers_revealed": _("查看完整证件号码和电话"),
    "revealed_ids": _("查看完整身份证号"),
    "revealed_objector": _("查看异议人姓名和联系方式"),
    "form_downloaded": _("下载推荐审批表"),
    "word_template_kept": _("启用 Word 模板"),
    "word_template_dropped": _("恢复系统 Word 模板"),
    "sheet_downloaded": _("下载汇总表"),
    "cases_exported": _("导出推荐对象名单"),
    "case_archived": _("下载案卷"),
    "cycle_archived": _("下载整卷案卷"),
    "dossier_exported": _("导出可独立核验的卷宗"),
    "certificate_printed": _("打印证书（奖牌）"),
    "certificates_printed": _("批量打印证书（奖牌）"),
    "step_taken": _("办理步骤"),
    "step_undone": _("撤销步骤"),
    "handed_in": _("报送并出具回执"),
    "publicity_evidence": _("上传单位公示证明"),
    "unit_objection": _("登记单位公示异议"),
    "unit_objection_resolved": _("处理单位公示异议"),
    "recused": _("评审回避"),
    "scored": _("评审打分"),
    "round_ended": _("结束评审"),
    "round_reopened": _("重新开放评审"),
    "tie_ordered": _("排定并列次序"),
    "meeting_moved": _("评审会议换议题"),
    "meeting_closed": _("评审会议散会"),
    "authorities_chosen": _("选定征求意见部门"),
    "opinion": _("答复征求意见"),
    "opinions_cleared": _("批量答复无异议"),
    "opinion_settled": _("处理部门意见并再次征求"),
    "opinions_prolonged": _("延长征求意见答复期限"),
    "opinions_imported": _("导入征求意见答复"),
    "opinions_exported": _("导出征求意见名单"),
    "letter_downloaded": _("下载征求意见函"),
    "published": _("发布公示"),
    "objection_received": _("收到公示异议"),
    "objection_registered": _("登记公示异议"),
    "objection_decided": _("认定公示异议"),
    "proposed_disqualify": _("提请取消表彰资格"),
    "proposed_revoke": _("提请撤销"),
    "proposal_decided": _("决定提请事项"),
    "panel_reminded": _("提醒未评完的评审组成员"),
    "departments_reminded": _("提醒未答复的部门"),
    "mail_address_changed": _("修改接收邮件的地址"),
    "mail_held": _("暂停发送邮件"),
    "mail_released": _("恢复发送邮件"),
    "outbox_held": _("暂停发件箱"),
    "outbox_released": _("恢复发件箱"),
}

KEYS: dict[str, Promise] = {
    "above_scale_enterprises": _("规上工业企业数"),
    "action": _("步骤"),
    "active": _("启用"),
    "after": _("改为"),
    "authority": _("征求意见职能"),
    "authorities": _("征求意见部门"),
    "batch": _("批次"),
    "before": _("原来"),
    "by_mail": _("由邮件发送"),
    "cases": _("推荐对象"),
    "changes": _("变动"),
    "confirmed": _("同意"),
    "copied_from": _("复制自"),
    "deadline": _("报送截止时间"),
    "digest": _("内容摘要"),
    "demo": _("演示数据"),
    "due_on": _("答复期限"),
    "filters": _("查询条件"),
    "granted": _("角色"),
    "added": _("新增"),
    "changed": _("更改"),
    "imported": _("由 Excel 导入"),
    "is_chair": _("组长"),
    "kind": _("类别"),
    "left": _("剩余"),
    "lines": _("日期"),
    "mac": _("签章"),
    "missing": _("未完成的评审"),
    "name": _("名称"),
    "number": _("数量"),
    "opinions": _("意见数"),
    "method": _("请求方式"),
    "order": _("顺序"),
    "page": _("页面"),
    "pk": _("编号"),
    "outcome": _("结果"),
    "reason": _("理由"),
    "receipt": _("回执号"),
    "rule": _("规则"),
    "short_name": _("简称"),
    "status": _("回答"),
    "step": _("步骤"),
    "text": _("内容"),
    "title": _("名称"),
    "unit": _("单位"),
    "username": _("用户名"),
    "verdict": _("意见"),
    "way": _("方式"),
    "why": _("原因"),
    "year": _("年份"),
}
CODES: dict[str, Mapping[str, Any]] = {
    "granted": dict(Role.choices),
    "verdict": {"clear": _("无异议"), "objection": _("有异议"), "explain": _("需说明")},
    "way": {"single_sign_on": _("统一身份认证")},
    "why": {
        "stale": _("请求已失效或不是在本浏览器发起"),
        "denied": _("认证平台没有确认身份"),
        "forged": _("认证结果没有通过校验"),
        "away": _("认证平台无法访问或回答有误"),
        "unknown": _("没有绑定的可用账号"),
    },
    "outcome": {"upheld": _("异议成立"), "dismissed": _("异议不成立")},
}
# What the numbers in an entry are keys of: name of the list → name of the model.
LISTED = {"cases": "case", "order": "nomination"}


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def detail_words(detail: Mapping[str, Any], codes: Codes) -> list[tuple[str, str]]:
    """(label, text) of what an entry recorded, in the notices' words; empty values are left out."""
    words = {
        **CODES,
        "kind": {**codes.kinds, **dict(Kind.choices)},  # of a unit, or of a nominee
        "authority": codes.authorities,
        "authorities": codes.authorities,
    }
    filled = [(key, value) for key, value in detail.items() if value not in ("", None)]
    return [(str(KEYS.get(key, key)), _text(key, value, words)) for key, value in filled]


def _text(key: str, value: Any, words: Mapping[str, Mapping[str, Any]]) -> str:
    known = words.get(key, {})
    if key == "changes":
        return "\n".join(_changes(value, words))
    if isinstance(value, bool):
        return _now("是") if value else _now("否")
    if isinstance(value, str):
        return str(known.get(value, value))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "、".join(str(known.get(item, item)) for item in value)
    if isinstance(value, list) and all(isinstance(item, int) for item in value):
        return "、".join(f"#{item}" for item in value)
    return json.dumps(value, ensure_ascii=False)


def _changes(value: Any, words: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One line a change, from {field: [before, after]} or [[path, before, after], …]."""
    rows = [(field, *pair) for field, pair in value.items()] if isinstance(value, dict) else value
    labels = {**words["authorities"], **words["kind"]}
    return [
        f"{KEYS.get(name) or key_words(name, labels)}：{_text(name, before, words)} → {_text(name, after, words)}"
        for name, before, after in rows
    ]
