"""公示: the public notice of those who are proposed, as the paper that is put up. Laid out as GB/T 9704 has it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localtime

from nominations.audit_chain import head

from ..models import Case, PublicNotice
from ..selectors.notices import PublicLine, public_lists
from .official import audit_note, heading, official_pdf, paragraph, signed, under_title
from .wording import PLACES, clean, full_date, joined, sentence


def notice_pdf(notice: PublicNotice, cases: Iterable[Case]) -> bytes:
    """Names, work units and positions of `cases`, and how one objects. `notice` with its cycle."""
    policy = notice.cycle.notice
    lists = public_lists(notice.cycle, cases)
    counted = "、".join(f"{one.label}{len(one.lines)}{one.measure}" for one in lists)
    paragraphs = (
        f"根据《{policy.title}》有关通知（{policy.document_number}）规定，经单位推荐、资格审查、评审、"
        f"征求有关部门意见和审定，现将拟表彰对象{counted}予以公示。",
        f"公示时间：{full_date(notice.first_day)}至{full_date(notice.last_day)}，共{len(notice.counted_days)}个工作日。",
        "公示期内，任何单位和个人对公示对象有异议的，可以来信、来电、来访或者在评选表彰系统的公示页面实名反映，"
        "写明真实姓名、联系方式和具体事实。来信以邮戳日期为准。反映人的信息只供核实，不公开。",
        f"异议受理：{sentence(clean(notice.contact))}",
    )
    parts = [under_title(f"（第{notice.number}期）"), *map(paragraph, paragraphs)]
    for place, one in zip(PLACES, lists, strict=False):
        parts.append(heading(f"{place}、{one.label}（{len(one.lines)}{one.measure}）"))
        parts += [paragraph(f"{number}．{_name(line)}") for number, line in enumerate(one.lines, 1)]
    parts += [signed(policy.office, full_date(localtime(notice.published_at).date())), *audit_note(head())]
    return official_pdf((f"关于{policy.honour}", "拟表彰对象的公示"), parts)


def _name(line: PublicLine) -> str:
    return joined([line.name, line.work], "，")
