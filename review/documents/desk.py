"""The cases of the desk as a sheet: who stands where, without a personal number."""

from __future__ import annotations

from collections.abc import Iterable

from nominations.models import IndividualNomination

from ..models import Case
from ..tally import shown_mean
from .sheet import Column, Line, Sheet, group, numbers
from .wording import joined


def desk_sheet(title: str, cases: Iterable[Case]) -> Sheet:
    """`cases` as `selectors.cases.cases_visible_to` fetches them; `capped` on those whose cycle was chosen."""
    return Sheet(attachment="", title=title, columns=COLUMNS, groups=(group(cases),))


def _work(line: Line) -> str:
    detail = line.record.nomination.detail
    if isinstance(detail, IndividualNomination):
        return joined([detail.employer, detail.position], "")
    return joined([detail.leader_name, detail.leader_position], "")


def _made(line: Line) -> str:
    """Of what a list is made up: 占比对象、处级、一线、规上、备选."""
    case: Case = line.record
    detail = case.nomination.detail
    words = {
        "占比对象": getattr(case, "capped", False),
        "处级": case.nomination.division_level,
        "一线": getattr(detail, "frontline", False),
        "规上": getattr(detail, "above_scale", False),
        "备选": case.nomination.backup_for_id is not None,
    }
    return "、".join(word for word, holds in words.items() if holds)


COLUMNS = (
    numbers(12),
    Column("名称（姓名）", 52, lambda line: line.record.nomination.name, left=True),
    Column("类别", 20, lambda line: line.record.nomination.get_kind_display()),
    Column("推荐单位", 50, lambda line: line.record.nomination.recommendation.unit.name, left=True),
    Column("工作单位及职务（集体负责人）", 52, _work, left=True),
    Column("构成", 26, _made),
    Column("阶段", 32, lambda line: str(line.record.get_stage_display())),
    Column("名次", 11, lambda line: line.record.rank or ""),
    Column("评审结果", 18, lambda line: shown_mean(line.record.cycle.notice.panel, line.record.mean)),
)
