"""审定: the district sees the list as it would be decided, approves it, turns down by name."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.models import AwardCycle
from nominations.permissions import READERS
from nominations.policy.notice import Notice, Panel

from ..documents.rosters import sheet_going_up
from ..forms.district import DecreeForm, RejectForm
from ..messages import RESULT
from ..models import Case, Opinion, OpinionNote, Roster, RosterEntry
from ..selectors.decrees import decrees
from ..selectors.facts import day_in
from ..selectors.lists import facts_of, ratio, snapshot
from ..selectors.preview import preview_list
from ..services import lists
from ..services.advance import Act
from ..tally import shown_mean
from .common import demand_role
from .downloads import written
from .whole_list import Cell, ListStep, candidates, demand_list_step, list_step, unhindered

WHOLE = "whole"  # in the query: turn down the whole list
RANK, OPINIONS = _("名次"), _("部门意见")


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole list with its ratios and every soft reason."""
    demand_list_step(request.user, "approve")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases = candidates(cycle, "approve")
    page = ListStep(
        action="approve",
        cases=cases,
        form=partial(DecreeForm, earliest=cycle.issued_on, today=day_in(cycle, timezone.now())),
        take=lambda chosen, form, act: lists.approve(cycle, chosen, replace(act, data=form.decree())),
        done=_("已审定通过。"),
        back=reverse("rosters"),
        template="review/district/approve.html",
        intro=_("可整体审定，也可只勾选其中一部分；审定不通过的另行办理。构成和占比连同已审定的一并计算。"),
        proposed=[case.pk for case in cases],
        columns=(RANK, RESULT[cycle.notice.panel.mode], OPINIONS),
        cells=cells_by_case(cycle.notice.panel, cases),
        more=lambda _form, _preview: {"decrees": decrees(cycle)},
    )
    return list_step(request, cycle, page)


@require_safe
def list_to_approve(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The list as it goes up, for the meeting: ratios, departments' opinions and every soft reason. PDF or Excel."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases, now = candidates(cycle, "approve"), timezone.now()
    if not cases:
        raise Http404
    prefetch_related_objects(cases, "opinions__notes")
    preview = preview_list("approve", cycle, cases, now, request.user)
    facts = facts_of(cycle, cases)
    going_up = Roster(
        cycle=cycle,
        title=_("送审名单"),
        made_at=now,
        ratios={kind: ratio(made) for kind, made in preview.made_up.items()},
        reasons={"nominees": preview.reasons},
    )
    entries = [
        RosterEntry(snapshot=snapshot(case, facts[case.nomination_id]) | {"opinions": opinions_of(case)[0]})
        for case in cases
    ]
    return written(sheet_going_up(going_up, entries), fmt, f"{day_in(cycle, now)}")


@require_http_methods(["GET", "HEAD", "POST"])
def reject_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that the district turns down, by name, with the reason."""
    demand_list_step(request.user, "reject")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    cases = candidates(cycle, "reject")

    def take(chosen: Iterable[Case], form: RejectForm, act: Act) -> None:
        lists.reject(chosen, replace(act, reason=form.cleaned_data["reason"], data=form.decree()))

    page = ListStep(
        action="reject",
        cases=cases,
        form=partial(RejectForm, earliest=cycle.issued_on, today=day_in(cycle, timezone.now())),
        take=take,
        done=_("已记为审定不通过。"),
        back=reverse("approve", args=[pk]),
        template="review/district/reject.html",
        intro=_("勾选审定不通过的推荐对象。处级推荐对象审定不通过的，其备选递补，仍待审定。"),
        proposed=[case.pk for case in cases] if WHOLE in request.GET else (),
        columns=(RANK, RESULT[cycle.notice.panel.mode], OPINIONS),
        cells=cells_by_case(cycle.notice.panel, cases),
        metered=False,
        danger=True,
    )
    return list_step(request, cycle, page)


@require_http_methods(["GET", "HEAD", "POST"])
def commend(request: HttpRequest, pk: int) -> HttpResponse:
    """Office: the final list, once the notice is over and every objection decided."""
    demand_list_step(request.user, "commend")
    cycle = get_object_or_404(AwardCycle, pk=pk)
    now = timezone.now()
    cases = candidates(cycle, "commend")
    page = ListStep(
        action="commend",
        cases=cases,
        form=partial(DecreeForm, earliest=cycle.issued_on, today=day_in(cycle, now)),
        take=lambda chosen, form, act: lists.commend(cycle, chosen, replace(act, data=form.decree())),
        done=_("已表彰，表彰名单已形成并向社会公开。"),
        back=reverse("rosters"),
        intro=_("公示期满且异议都已处理的推荐对象，按表彰文件的文号和日期形成表彰名单。"),
        proposed=unhindered("commend", cycle, cases, now, request.user),
    )
    return list_step(request, cycle, page)


def cells_by_case(panel: Panel, cases: list[Case]) -> dict[int, tuple[Cell, ...]]:
    prefetch_related_objects(cases, "opinions__notes")
    return {case.pk: cells_of(panel, case) for case in cases}


def cells_of(panel: Panel, case: Case) -> tuple[Cell, ...]:
    mean = shown_mean(panel, case.mean) or "—"
    return (Cell(RANK, case.rank or "—"), Cell(RESULT[panel.mode], mean), Cell(OPINIONS, *opinions_of(case)))


def opinions_of(case: Case) -> tuple[str, str]:
    """What the departments objected to or asked, and what the office said to it."""
    doubted = [opinion for opinion in case.opinions.all() if any(_doubts(note) for note in opinion.notes.all())]
    if not doubted:
        return str(_("均无异议")), ""
    return "；".join(_told(opinion, case.cycle.notice) for opinion in doubted), str(_("异议已处理"))


def _doubts(note: OpinionNote) -> bool:
    return note.verdict not in ("", Opinion.Verdict.CLEAR)


def _told(opinion: Opinion, notice: Notice) -> str:
    """The whole thread in one line, as it went."""
    parts = []
    for note in opinion.notes.all():
        if note.kind == OpinionNote.Kind.REPLY:
            parts.append(f"{_('处理情况')}：{note.text}")
        elif note.verdict:
            parts.append(f"{note.get_verdict_display()}{note.text and '：'}{note.text}")
    return f"{notice.authority(opinion.authority).label}　" + " → ".join(parts)
