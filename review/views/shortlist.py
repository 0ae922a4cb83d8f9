"""The office's 建议名单: tick, see the ratios, confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nominations.models import AwardCycle
from nominations.policy.matching import matches

from ..forms.publicity import CasesForm
from ..models import Case
from ..selectors.lists import facts_of
from ..selectors.preview import ListPreview
from ..services.advance import Act
from ..services.lists import shortlist
from .common import Said, said
from .whole_list import Cell, ListStep, candidates, demand_list_step, list_step

ACTION = "shortlist"
CAPPED = _("计入占比")


@require_http_methods(["GET", "HEAD", "POST"])
def shortlist_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: put nominees that passed the screening on the shortlist, a whole list at once."""
    demand_list_step(request.user, ACTION)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases = candidates(cycle, ACTION)

    def take(chosen: list[Case], form: CasesForm, act: Act) -> None:
        shortlist(cycle, chosen, act)

    page = ListStep(
        action=ACTION,
        cases=cases,
        form=CasesForm,
        take=take,
        done=_("建议名单已形成，进入联合评审。"),
        back=f"{reverse('cases')}?cycle={cycle.pk}&stage=office_screening",
        template="review/screening/shortlist.html",
        intro=_("勾选通过资格审查、初步筛选的推荐对象，一次形成建议名单。备选随其对应的处级推荐对象一并列入。"),
        proposed=[case.pk for case in cases],
        columns=[CAPPED],
        cells=_cells(cycle, cases),
        more=_shown_only,
        counts_places=False,
    )
    return list_step(request, cycle, page)


def _shown_only(form: CasesForm, preview: ListPreview) -> dict[str, list[Said]]:
    """R2 and R3 are shown here and bind at the proposed list, where the chair gives the reasons."""
    return {"warnings": [replace(one, severity="warning") for one in said(preview.warnings)]}


def _cells(cycle: AwardCycle, cases: Sequence[Case]) -> Mapping[int, Sequence[Cell]]:
    """Whether the nominee counts against the capped share (R2, R3)."""
    facts = facts_of(cycle, cases)
    awards = {award.code: award for award in cycle.notice.awards}
    shown = {}
    for case in cases:
        award = awards[case.nomination.kind]
        counts = matches(award.capped, facts[case.nomination_id])
        shown[case.pk] = [Cell(CAPPED, award.capped_label if counts else "")]
    return shown
