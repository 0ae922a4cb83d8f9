"""The forms described once: sections, fields, official labels, conditional parts; for input and read-back.

The words of 填表说明 are the notice's own: `about` names what a field is called there, and the sentence that speaks
of it is looked up in the notice in force. Source: Attachments 1 and 2, domain §3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..policy.notice import COLLECTIVE, ENTERPRISE, INDIVIDUAL, PUBLIC, FormText

Words = str | Promise


@dataclass(frozen=True)
class Item:
    """One field. `sector`: asked of that sector alone. `personal`: shown masked. `wide`: takes the whole width.

    `about`: what 填表说明 calls it. `empty`: what an empty one means, where it is no omission.
    """

    name: str
    label: Words
    hint: Words = ""
    about: str = ""
    sector: str = ""
    wide: bool = False
    personal: bool = False
    empty: Words = ""


@dataclass(frozen=True)
class Section:
    slug: str
    title: Words
    items: tuple[Item, ...]
    sector: str = ""
    note: Words = ""

    def applies(self, sector: str) -> bool:
        return self.sector in ("", sector)

    def items_for(self, sector: str) -> list[Item]:
        """The items that are asked of a nominee of that sector (policy.notice.SECTORS, "" while unknown)."""
        return [item for item in self.items if item.sector in ("", sector)] if self.applies(sector) else []


_MONTH_HINT = _("写到月，如 1980.05。")
_NONE = _("无")
_OWNERSHIP = Item("ownership", _("企业性质"), _("企业填写；决定征求哪些部门意见，也用于核对占比。"), sector=ENTERPRISE)
_CRITERIA = Section(
    "criteria",
    _("评选条件"),
    (Item("criteria", _("符合的评选条件"), _("具备所列条件之一即可推荐，可多选。"), wide=True),),
)
_HONOURS = Section(
    "honours",
    _("所获奖励"),
    (
        Item(
            "honours",
            _("何时何地受过何种奖励"),
            _("每项一行，写明时间、授予单位和奖项名称；没有的填“无”。"),
            about="奖励",
            wide=True,
        ),
    ),
)
_DEEDS = Section("deeds", _("先进事迹"), (Item("deeds", _("先进事迹"), about="事迹", wide=True),))
_REMARKS = Item("remarks", _("备注"), _("没有的可以不填。"), wide=True, empty=_NONE)

COLLECTIVE_SECTIONS = (
    Section(
        "basic",
        _("基本情况"),
        (
            Item("name", _("集体名称"), about="集体名称", wide=True),
            Item("nature", _("集体性质"), about="性质"),
            Item("level", _("集体级别"), about="级别", empty=_NONE),
            Item("leader_name", _("集体负责人姓名")),
            Item("leader_position", _("集体负责人职务")),
            Item("headcount", _("集体人数"), _("只填数字，如 120。")),
            Item("phone", _("联系电话"), _("手机，或带区号的座机，如 023-66222333。"), personal=True),
            Item("location", _("集体所在地"), _("写到门牌号。"), wide=True),
        ),
    ),
    Section(
        "enterprise",
        _("企业情况"),
        (
            _OWNERSHIP,
            Item("credit_code", _("统一社会信用代码"), _("营业执照上的 18 位代码。")),
            Item("registered_here", _("在区内注册")),
            Item("operating_normally", _("正常生产经营")),
            Item("above_scale", _("属于规上工业企业")),
        ),
        sector=ENTERPRISE,
        note=_("集体性质为“企业”的填写；其他集体不需填写。"),
    ),
    Section(
        "standing",
        _("处级与备选"),
        (
            Item("division_level", _("属于处级单位"), _("处级单位须同时推荐 1 个内设机构作为备选。"), wide=True),
            Item(
                "backup_for", _("作为谁的备选"), _("只有备选才选；备选不占推荐名额。"), wide=True, empty=_("不是备选")
            ),
        ),
    ),
    _CRITERIA,
    _HONOURS,
    _DEEDS,
    Section(
        "statements",
        _("单位意见和备注"),
        (
            Item("clean_record", _("该集体近5年来没有发生违纪违法事件")),
            Item("statement_true", _("上述情况真实准确，同意推荐")),
            _REMARKS,
        ),
    ),
)

INDIVIDUAL_SECTIONS = (
    Section(
        "basic",
        _("基本情况"),
        (
            Item("name", _("姓名"), about="姓名"),
            Item(
                "id_number",
                _("身份证号"),
                _("18 位；填好后自动带出性别和出生年月，可以更正。"),
                personal=True,
            ),
            Item("gender", _("性别")),
            Item("ethnicity", _("民族")),
            Item("birth_month", _("出生年月"), _MONTH_HINT),
            Item("native_place", _("籍贯"), about="籍贯"),
            Item("political_status", _("政治面貌")),
            Item("work_start", _("参加工作时间"), _MONTH_HINT),
            Item("education", _("学历")),
            Item("degree", _("学位"), _("没有的可以不选。"), empty=_NONE),
            Item("contact", _("联系方式"), _("手机，或带区号的座机。"), personal=True),
            Item("photo", _("近期2寸免冠照片"), wide=True),
        ),
    ),
    Section(
        "work",
        _("工作情况"),
        (
            Item("employer", _("工作单位"), about="工作单位", wide=True),
            Item("employer_nature", _("工作单位性质")),
            _OWNERSHIP,
            Item("person_category", _("人员身份"), about="人员身份"),
            Item("position", _("职务"), about="职务"),
            Item("grade", _("级别"), about="级别", empty=_NONE),
            Item("professional_title", _("职称"), about="职称", empty=_NONE),
            Item("is_cadre", _("属于干部")),
            Item("frontline", _("在一线工作")),
            Item("city_managed", _("是否市管干部"), _("市管干部不参加评选。")),
            Item("leads_collective", _("是哪个推荐集体的班子成员"), _("不是的不选。"), empty=_("不是")),
        ),
    ),
    Section(
        "standing",
        _("处级与备选"),
        (
            Item(
                "division_level",
                _("属于处级干部（含调研员）"),
                _("处级干部须同时推荐 1 名科级及以下干部作为备选。"),
                wide=True,
            ),
            Item(
                "backup_for", _("作为谁的备选"), _("只有备选才选；备选不占推荐名额。"), wide=True, empty=_("不是备选")
            ),
        ),
    ),
    Section(
        "assessments",
        _("年度考核情况"),
        (Item("assessments", _("年度考核情况"), about="年度考核", wide=True),),
        sector=PUBLIC,
        note=_("机关事业单位工作人员填写，其他人员不需填写。参加工作以前的年度不选。"),
    ),
    _CRITERIA,
    _HONOURS,
    Section(
        "resume",
        _("工作简历"),
        (
            Item(
                "resume",
                _("工作简历"),
                _("每段一行：起止年月、单位、职务，如“2008.07--2015.03  某某公司  技术员”；至今的不写止月。"),
                about="工作简历",
                wide=True,
            ),
        ),
    ),
    _DEEDS,
    Section(
        "statements",
        _("单位意见和备注"),
        (Item("statement_true", _("该同志上述情况真实准确，同意推荐")), _REMARKS),
    ),
)

RECOMMENDATION_SECTIONS = (
    Section(
        "contact",
        _("联系人"),
        (
            Item("contact_name", _("填报单位联系人")),
            Item("office_phone", _("办公电话"), _("带区号，如 023-66222333。")),
            Item("mobile", _("手机"), personal=True),
            Item("fill_date", _("填表日期"), _("如 2024-01-05；印在汇总表上。")),
        ),
    ),
    Section(
        "decision",
        _("集体研究"),
        (
            Item("decision_on", _("集体研究决定日期"), _("如 2024-01-03；须在单位公示开始之前。")),
            Item("decision_body", _("集体研究形式"), _("如“党委会议”“办公会议”。")),
        ),
    ),
)

SECTIONS = {COLLECTIVE: COLLECTIVE_SECTIONS, INDIVIDUAL: INDIVIDUAL_SECTIONS}


def items_of(sections: tuple[Section, ...]) -> Iterator[Item]:
    for section in sections:
        yield from section.items


def item_named(sections: tuple[Section, ...], name: str) -> Item | None:
    return next((item for item in items_of(sections) if item.name == name), None)


def instruction(text: FormText, about: str) -> str:
    """The sentence of 填表说明 that speaks of `about`, with the item it stands in; "" where none does."""
    for paragraph in text.instructions[1:]:
        number, found, rest = paragraph.partition("、")
        for sentence in re.split("[。；]", rest if found else paragraph):
            if about and about in sentence:
                return _now("%(sentence)s。（填表说明%(number)s）") % {"sentence": sentence, "number": number}
    return ""
