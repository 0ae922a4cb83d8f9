"""A form read back: labels and values in the order of its sections, personal numbers masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..enums import Gender
from ..models import CollectiveNomination, IndividualNomination, Recommendation, masked
from ..policy.notice import Notice
from ..selectors import sector_of
from .recommendation import RecommendationForm
from .sections import SECTIONS, Item, Section

Detail = CollectiveNomination | IndividualNomination
MONTHS = ("birth_month", "work_start")


@dataclass(frozen=True)
class Line:
    """As `includes/definition_list.html` takes it."""

    label: str
    value: str
    wide: bool = False
    note: str = ""


@dataclass(frozen=True)
class ReadSection:
    section: Section
    rows: list[Line]


def read_nominee(row: Detail, *, revealed: bool = False) -> list[ReadSection]:
    """What the nominee's form says; parts that do not concern it are left out. Numbers in full where `revealed`."""
    notice = row.recommendation.cycle.notice
    sector = sector_of(row, notice)
    read = [
        ReadSection(
            section, [line_of(row, item, notice, revealed) for item in section.items_for(sector) if item.name != "photo"]
        )
        for section in SECTIONS[row.kind]
    ]
    return [one for one in read if one.rows]


def read_recommendation(row: Recommendation) -> list[ReadSection]:
    """What the recommendation's own form says."""
    notice = row.cycle.notice
    return [
        ReadSection(section, [line_of(row, item, notice) for item in section.items])
        for section in RecommendationForm.sections
    ]


def line_of(row: Any, item: Item, notice: Notice, revealed: bool = False) -> Line:
    """One item of the form, read back."""
    kept = _kept(row, item)
    if kept:
        text = masked(kept) if item.personal and not revealed else kept
        return Line(str(item.label), text, item.wide, _("未能识别，请更正。"))
    value = shown(row, item.name, notice) or str(item.empty)
    if item.personal and not revealed:
        value = masked(value)
    return Line(str(item.label), value, item.wide)


def _kept(row: Any, item: Item) -> str:
    """What was typed and could not be stored; of the years of assessment all together."""
    names = [
        name for name in row.unparsed if name == item.name or (item.name == "assessments" and "assessment_" in name)
    ]
    return "；".join(row.unparsed[name] for name in names)


def shown(row: Any, name: str, notice: Notice) -> str:
    """One field's value in words; "" where it holds nothing."""
    value = getattr(row, name)
    if name in READERS:
        return READERS[name](row, notice)
    if name in notice.options:
        return notice.label(name, value) if value else ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return f"{value:%Y.%m}" if name in MONTHS else f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


def _criteria(row: Detail, notice: Notice) -> str:
    chosen = [one for one in notice.award(row.kind).criteria if one.code in row.criteria]
    return "\n".join(f"{one.clause} {one.text}" for one in chosen)


def _assessments(row: IndividualNomination, notice: Notice) -> str:
    given = [(year, row.assessments.get(str(year), "")) for year in notice.assessment_years]
    return "；".join(
        _("%(year)s年 %(grade)s") % {"year": year, "grade": notice.label("assessment", code) if code else _("未填写")}
        for year, code in given
    )


def _gender(row: IndividualNomination, notice: Notice) -> str:
    return str(Gender(row.gender).label) if row.gender else ""


READERS = {"criteria": _criteria, "assessments": _assessments, "gender": _gender}
