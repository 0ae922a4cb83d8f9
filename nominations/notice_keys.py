"""The keys of a notice's file in words: `unit_kinds[town].collectives.percent` is 单位类别（镇街）· 集体名额 · 百分数."""

import re
from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

# By the key alone, or with the key above it where it means something else there.
WORDS: dict[str, Promise] = {
    "slug": _("代码"),
    "code": _("代码"),
    "title": _("标题"),
    "honour": _("工作名称"),
    "district": _("区县"),
    "document_number": _("文号"),
    "issued_on": _("印发日期"),
    "issuing_bodies": _("印发机关"),
    "commending_bodies": _("表彰机关"),
    "office": _("工作专班办公室"),
    "office_contact": _("报送地点与方式"),
    "deadline": _("报送截止"),
    "unit_kinds": _("单位类别"),
    "awards": _("奖项"),
    "options": _("填报选项"),
    "assessment_years": _("年度考核年度"),
    "word_limit": _("先进事迹字数"),
    "publicity": _("公示"),
    "consultation": _("征求意见"),
    "panel": _("联合评审"),
    "clauses": _("规则的出处"),
    "label": _("名称"),
    "rule": _("规则"),
    "hard": _("不得超过"),
    "clause": _("出处"),
    "collectives": _("集体名额"),
    "individuals": _("个人名额"),
    "enterprises_allowed": _("可推荐企业"),
    "enterprise_ownership": _("可推荐的企业"),
    "basis": _("计算办法"),
    "number": _("个数"),
    "percent": _("百分数"),
    "minimum": _("至少可推荐"),
    "measure": _("量词"),
    "places": _("表彰名额"),
    "award": _("奖项全称"),
    "criteria": _("评选条件"),
    "form": _("推荐审批表"),
    "sheet": _("汇总表"),
    "division_level_limit": _("处级上限"),
    "backups_each": _("处级备选数"),
    "conditions": _("基本条件"),
    "capped_percent": _("占比上限"),
    "capped_label": _("占比对象的名称"),
    "capped": _("占比对象"),
    "certificate": _("证书（奖牌）"),
    "attachment": _("附件号"),
    "instructions": _("填表说明"),
    "boxes": _("意见栏"),
    "statements": _("勾选事项"),
    "fields": _("勾选事项的字段"),
    "signature": _("签章处"),
    "seals": _("盖章单位"),
    "notes": _("注"),
    "layout": _("式样"),
    "text": _("文字"),
    "certificate.number": _("编号"),
    "digits": _("顺序号位数"),
    "bodies": _("落款"),
    "sector": _("单位性质"),
    "head": _("单位负责人"),
    "passing": _("称职（合格）及以上"),
    "printed": _("汇总表上的写法"),
    "kind": _("集体或个人"),
    "ownership": _("企业性质"),
    "cadre": _("干部"),
    "match": _("适用对象"),
    "authorities": _("征求意见部门"),
    "checks_identity": _("可查看身份证号"),
    "rows": _("征求意见范围"),
    "due_workdays": _("答复期限（工作日）"),
    "unit_days": _("单位公示天数"),
    "notice_days": _("全区公示天数"),
    "count_first_day": _("首日计入"),
    "mode": _("评审方式"),
    "trim_from": _("去掉最高最低分的人数"),
    "dimensions": _("评审维度"),
    "weight": _("权重"),
    "nature": _("集体性质"),
    "employer_nature": _("工作单位性质"),
    "person_category": _("人员身份"),
    "assessment": _("年度考核等次"),
}
PART = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")


def key_words(path: str, labels: Mapping[str, str | Promise]) -> str:
    """A path as `policy.differences` gives it. `labels`: code of an item → its name; without one the code stands."""
    return " · ".join(_parts(path, labels))


def _parts(path: str, labels: Mapping[str, str | Promise]) -> Iterator[str]:
    above = ""
    for name, item in PART.findall(path):
        words = str(WORDS.get(f"{above}.{name}") or WORDS.get(name, name))
        above = name
        if item:
            item = _now("第 %(n)d 项") % {"n": int(item) + 1} if item.isdecimal() else labels.get(item, item)
            words = _now("%(list)s（%(item)s）") % {"list": words, "item": item}
        yield words
