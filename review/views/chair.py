"""联合评审, for the chair: completeness, ranking, the proposed list, and calling up reserves."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nominations.models import AwardCycle, User
from nominations.policy.notice import Panel

from ..forms.panel import SelectForm
from ..forms.publicity import CasesForm
from ..messages import LIST_REASONS, RESULT
from ..models import Case
from ..selectors.cases import cases_visible_to
from ..selectors.lists import in_list_order
from ..selectors.panel import progress
from ..selectors.preview import ListPreview
from ..selectors.proposing import proposed_lists
from ..selectors.ranking import Ranked, from_the_top, ranking
from ..selectors.rounds import round_of
from ..services import lists
from ..tally import shown_mean
from .whole_list import REASON, Cell, ListStep, candidates, demand_list_step, list_step

RANK, JUDGED = _("名次"), _("已评")
RANKED = _("按名次排列，已照建议方案勾选，可以改动。确认后，其余推荐对象列为未入选（候补）。")
HIDDEN = _("评审还没有结束，结果和名次暂不公开。全部评完或由组长结束评审后，再按名次确定名单。")


@require_http_methods(["GET", "HEAD", "POST"])
def select(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking, with the places filled from the top; the chair may choose otherwise."""
    demand_list_step(request.user, "select")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    over = round_of(cycle).over
    rows = {row.case.pk: row for row in ranking(cycle)}
    ranked = [row.case for row in rows.values()]
    cases = ranked if over else in_list_order(ranked)
    page = ListStep(
        action="select",
        cases=cases,
        form=SelectForm,
        take=lambda chosen, form, act: lists.select(cycle, chosen, act, form.reasons()),
        done=_("已确定拟表彰名单，未入选的列为候补；已向有关部门征求意见。"),
        back=reverse("panel", args=[pk]),
        template="review/panel/select.html",
        intro=RANKED if over else HIDDEN,
        proposal=proposed_lists(cycle, [(row.case, row.standing.rank) for row in rows.values()]) if over else {},
        readable=readable_by(request.user, cases),
        columns=(RANK, RESULT[cycle.notice.panel.mode], JUDGED) if over else (JUDGED,),
        cells={pk: ranked_cells(cycle.notice.panel, row) if over else (judged_cell(row),) for pk, row in rows.items()},
        more=lambda form, preview: {"progress": progress(cycle), "fields": owed_reasons(form, preview)},
    )
    return list_step(request, cycle, page)


@require_http_methods(["GET", "HEAD", "POST"])
def call_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Reserves in rank order, as many ticked as places fell vacant."""
    demand_list_step(request.user, "call_up")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases = candidates(cycle, "call_up")
    page = ListStep(
        action="call_up",
        cases=cases,
        form=SelectForm,
        take=lambda chosen, form, act: lists.call_up(cycle, chosen, act, form.reasons()),
        done=_("已递补，并已向有关部门征求意见。"),
        back=reverse("panel", args=[pk]),
        intro=_("名单上有人退出、名额空出时，按评审名次递补；已照空出的名额勾选。"),
        proposed=from_the_top(cycle, cases),
        readable=readable_by(request.user, cases),
        columns=(RANK, RESULT[cycle.notice.panel.mode]),
        cells={case.pk: (Cell(RANK, case.rank or "—"), result_cell(cycle.notice.panel, case.mean)) for case in cases},
        more=lambda form, preview: {"fields": owed_reasons(form, preview)},
    )
    return list_step(request, cycle, page)


def readable_by(user: User, cases: Iterable[Case]) -> set[int]:
    """Keys of the cases this person may open: those of the chair's own unit are closed to the chair too (回避)."""
    keys = [case.pk for case in cases]
    return set(cases_visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def ranked_cells(panel: Panel, row: Ranked) -> tuple[Cell, ...]:
    mean = row.standing.mean
    return (
        Cell(RANK, row.standing.rank if mean is not None else "—", _("并列") if tied(row) else ""),
        result_cell(panel, mean),
        judged_cell(row),
    )


def judged_cell(row: Ranked) -> Cell:
    return Cell(JUDGED, f"{row.given} / {row.owed}", _("未评完") if row.given < row.owed else "")


def tied(row: Ranked) -> bool:
    return row.standing.tied and row.standing.mean is not None


def result_cell(panel: Panel, mean: Fraction | Decimal | None) -> Cell:
    return Cell(RESULT[panel.mode], shown_mean(panel, mean) or "—")


def owed_reasons(form: CasesForm, preview: ListPreview) -> list[Any]:
    """The reason fields that the choice asks for, or in which something stands already."""
    asked = {finding.rule for finding in [*preview.findings, *preview.warnings]}
    fields = [form[f"{REASON}{rule}"] for rule in LIST_REASONS]
    return [one for one in fields if one.name.removeprefix(REASON) in asked or one.value()]
