"""The office's 建议名单: tick, see the ratios, confirm."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from nominations.models import AwardCycle

from ..forms.publicity import CasesForm
from ..models import Case
from ..selectors.preview import ListPreview
from ..services.advance import Act
from ..services.lists import shortlist
from .common import Said, said
from .whole_list import ListStep, candidates, demand_list_step, list_step

ACTION = "shortlist"


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
        intro=_("勾选通过资格审查、初步筛选的推荐对象，一次形成建议名单。备选随其对应的处级推荐对象一并列入。"),
        proposed=[case.pk for case in cases],
        more=_shown_only,
        places_bind=False,
    )
    return list_step(request, cycle, page)


def _shown_only(form: CasesForm, preview: ListPreview) -> dict[str, list[Said]]:
    """R2 and R3 are shown here and bind at the proposed list, where the chair gives the reasons."""
    return {"warnings": [replace(one, severity="warning") for one in said(preview.warnings)]}
