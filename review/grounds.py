"""退回原因: the reasons for which the office sends a nominee back, as used in practice. A leaf. Source: domain §4."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    NAME = "name", _("名称未写全称")
    DISAGREE = "disagree", _("审批表与汇总表不一致")
    PHOTO = "photo", _("照片不符合要求")
    BIRTH = "birth", _("身份证号与出生年月不一致")
    PUBLICITY = "publicity", _("公示天数不足或缺少公示证明")
    TICK = "tick", _("选项漏勾")
    SIGNATURE = "signature", _("缺签字、盖章或日期")
    HONOURS = "honours", _("奖励低于区县级，或未写明时间、级别、名称")
    RESUME = "resume", _("工作简历有间断或未写到月")
    NATIVE_PLACE = "native_place", _("籍贯未写到区县")
    LENGTH = "length", _("超过字数限制")
    PAPER = "paper", _("缺少佐证材料")
    OTHER = "other", _("其他")


def labels(codes: Iterable[str]) -> list[str]:
    """The words of the codes, in the list's own order; a code that is no longer listed stands for itself."""
    given = list(codes)
    known = [str(ground.label) for ground in Ground if ground.value in given]
    return known + [code for code in given if code not in Ground.values]


# The items of the form that a ground is usually about; the office may choose others. The rest concern the paper.
USUAL: Mapping[str, tuple[str, ...]] = {
    Ground.NAME: ("name", "employer"),
    Ground.DISAGREE: (
        *("name", "nature", "level", "headcount", "leader_name", "leader_position"),
        *("employer", "position", "professional_title"),
    ),
    Ground.PHOTO: ("photo",),
    Ground.BIRTH: ("id_number", "birth_month"),
    Ground.TICK: ("clean_record", "statement_true"),
    Ground.HONOURS: ("honours",),
    Ground.RESUME: ("resume",),
    Ground.NATIVE_PLACE: ("native_place",),
    Ground.LENGTH: ("deeds",),
}


@dataclass(frozen=True)
class Point:
    """One ground of a return: the items of the form to be corrected for it, and what the office says to it."""

    ground: str
    fields: tuple[str, ...] = ()
    note: str = ""


def usual(*grounds: str) -> list[Point]:
    """The grounds, each about what it is usually about."""
    return [Point(ground, USUAL.get(ground, ())) for ground in grounds]


def corrections(points: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The points, as a decision keeps them, in the form in which the nominee's own page reads them."""
    return [
        {"demand": labels([point["ground"]])[0], "fields": list(point["fields"]), "note": point["note"]}
        for point in points
    ]
