"""The summary sheets, each described once: Attachments 3 and 4, of one unit and of the whole cycle (domain §6).

The cycle's sheet keeps the notice's columns; a line with the unit's name heads the nominees of each unit, which keep
the numbers and the order of the unit's own sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from nominations.models import AwardCycle, IndividualNomination, Nomination, Recommendation
from nominations.policy.notice import COLLECTIVE, AwardKind, Notice

from ..selectors.printing import code_of, in_order, sheet_content
from .sheet import Column, Entry, Line, Sheet, group, numbers
from .wording import GENDERS, full_date, joined, month, remarks, with_brackets


def unit_sheet(recommendation: Recommendation, kind: str, nominations: Iterable[Nomination]) -> Sheet:
    """Attachment 3 or 4 (`kind`: policy.notice.KINDS) of one unit, in recommended order.

    Which nominations belong on it the caller knows; those of the other kind are left out. Rows of
    `nominations.selectors.detail_rows().select_related("backup_for")` keep it free of queries.
    """
    notice = recommendation.cycle.notice
    award = notice.award(kind)
    nominees = in_order(nominations, kind)
    return Sheet(
        attachment=award.sheet.attachment,
        title=award.sheet.title,
        columns=_columns(award, notice),
        groups=(group(nominees),),
        head=(
            Entry("推荐单位（盖章）", recommendation.unit.name),
            Entry("填表日期", full_date(recommendation.fill_date)),
        ),
        foot=(
            Entry("填报单位联系人", recommendation.contact_name),
            Entry("办公电话", recommendation.office_phone, personal=True),
            Entry("手机", recommendation.mobile, personal=True),
        ),
        notes=award.sheet.notes,
        code=code_of(sheet_content(recommendation, kind, nominees)),
    )


def cycle_sheet(cycle: AwardCycle, kind: str, nominations: Iterable[Nomination]) -> Sheet:
    """Attachment 3 or 4 of all units of a cycle, ordered by unit. `nominations` as for `unit_sheet`."""
    notice = cycle.notice
    award = notice.award(kind)
    nominees = in_order(nominations, kind)
    units = [(unit, list(rows)) for unit, rows in groupby(nominees, key=lambda row: row.recommendation.unit)]
    return Sheet(
        attachment=award.sheet.attachment,
        title=award.sheet.title,
        columns=_columns(award, notice),
        groups=tuple(group(rows, f"推荐单位：{unit.name}（{len(rows)}{award.measure}）") for unit, rows in units),
        head=(
            Entry("推荐单位", f"{len(units)}个"),
            Entry(award.label, f"{len(nominees)}{award.measure}"),
        ),
        notes=award.sheet.notes,
        code=code_of(sheet_content(cycle, kind, nominees)),
    )


def _columns(award: AwardKind, notice: Notice) -> tuple[Column, ...]:
    return _collective_columns(notice) if award.code == COLLECTIVE else _individual_columns(notice)


def _collective_columns(notice: Notice) -> tuple[Column, ...]:
    def nature(line: Line) -> str:
        option = notice.option("nature", line.record.nature)
        return option.on_sheet if option else line.record.nature

    return (
        numbers(13),
        Column("集体全称", 76, lambda line: line.record.name, left=True),
        Column("集体性质", 28, nature),
        Column("集体级别", 28, lambda line: line.record.level),
        Column("集体人数", 18, lambda line: _count(line.record.headcount)),
        Column("集体负责人姓名及职务", 62, _leader, left=True),
        Column("备注", 42, lambda line: remarks(line.record), left=True),
    )


def _individual_columns(notice: Notice) -> tuple[Column, ...]:
    def category(line: Line) -> str:
        return notice.label("person_category", line.record.person_category)

    return (
        numbers(9),
        Column("姓名", 19, lambda line: line.record.name),
        Column("性别", 10, lambda line: GENDERS.get(line.record.gender, "")),
        Column("民族", 16, lambda line: line.record.ethnicity),
        Column("出生年月", 18, lambda line: month(line.record.birth_month)),
        Column("政治面貌", 20, lambda line: line.record.political_status),
        Column("学历", 18, lambda line: line.record.education),
        Column("工作单位及职务（职级）", 54, _post, left=True),
        Column("职称", 20, lambda line: line.record.professional_title),
        Column("人员身份", 21, category),
        Column("身份证号", 41, lambda line: line.record.id_number, personal=True),
        Column("备注", 21, lambda line: remarks(line.record), left=True),
    )


def _count(number: int | None) -> int | str:
    return "" if number is None else number


def _leader(line: Line) -> str:
    return joined([line.record.leader_name, line.record.leader_position], "\u3000")


def _post(line: Line) -> str:
    person: IndividualNomination = line.record
    return joined([person.employer, with_brackets(person.position, person.grade)], "")
