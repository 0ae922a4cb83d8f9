"""One case as each role may read it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.models import SoftReason, User
from nominations.permissions import READERS, REVEALERS, may_reveal, refusal_to_edit

from ..forms.readback import read_as
from ..messages import reason_title
from ..models import Case
from ..selectors.earlier import bars_on, earlier_of
from ..selectors.facts import day_in
from ..selectors.findings import findings_of
from ..selectors.history import history
from ..selectors.kin import kin_of, resembling
from ..selectors.nominee import Reading, reading_of
from ..selectors.offers import Offer, offers
from ..stages import Stage
from .addresses import page_of
from .certificates import certificate_of, not_printed
from .common import Said, case_seen_by, said
from .narrowing import list_query, neighbours
from .proposals import to_propose
from .returning import returned_of
from .undoing import undo_of_case

DESTRUCTIVE = ("return", "screen_out", "drop", "reject", "disqualify", "revoke", "withdraw", "cancel_publicity")


@dataclass(frozen=True)
class Button:
    """An offered step: where it is taken, or why it cannot be now."""

    label: str
    url: str
    kind: str
    blocked: list[Said]


@require_safe
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Stage, what can be done, the form as far as this role reads it, and the history for those who follow the case."""
    case = case_seen_by(request.user, pk)
    reading = reading_of(request.user, case)
    full = reading is Reading.FULL
    reads_all = request.user.holds(*READERS)
    query = list_query(request) if reads_all else ""
    context = {
        "case": case,
        "reads_all": reads_all,
        "nomination": case.nomination,
        "recommendation": case.nomination.recommendation,
        "sections": read_as(case.nomination, reading),
        "buttons": buttons(case, offers(case, request.user, timezone.now()), query)
        + beside_the_table(request.user, case, reading),
        "list_query": query,
        "full": full,
        "may_reveal": full and may_reveal(request.user, case.nomination.recommendation),
        "may_archive": request.user.holds(*REVEALERS),
        "history": history(case) if full else None,
        "reasons": _reasons(case) if reading >= Reading.PANEL else (),
        "backups": case.nomination.backups.select_related("case") if full else (),
        "returned": returned_of(case) if full else None,
        **(beside_the_form(request, case) if reads_all else {}),
    }
    return render(request, "review/cases/case.html", context)


def beside_the_form(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What whoever reads every unit's cases is told besides: findings, honours, the same marks elsewhere, deeds read alike."""
    today = day_in(case.cycle, timezone.now())
    kin = kin_of(case)
    return {
        "findings": said(findings_of(case.cycle, today, [case.nomination_id])[case.nomination_id]),
        "doubles": [one for one in kin if one.case.cycle_id == case.cycle_id],
        "elsewhere": earlier_of([one for one in kin if one.case.cycle_id != case.cycle_id]),
        "bars": bars_on(case),
        "resembling": resembling(case),
        "neighbours": neighbours(request, case.pk) if list_query(request) else None,
    }


def buttons(case: Case, offered: list[Offer], query: str = "") -> list[Button]:
    """One button an action: of two rows of one action the one that is open speaks. `query`: the list one came from."""
    best: dict[str, Offer] = {}
    for offer in offered:
        known = best.get(offer.step.action)
        if known is None or len(offer.findings) < len(known.findings):
            best[offer.step.action] = offer
    return [
        Button(
            label=str(offer.step.label),
            url=page_of(action, case) + (f"&{query}" if query else ""),
            kind="danger" if action in DESTRUCTIVE else "secondary",
            blocked=said(offer.findings),
        )
        for action, offer in best.items()
    ]


def beside_the_table(user: User, case: Case, reading: Reading) -> list[Button]:
    """What this person may do about the case besides the table: fill it in, judge it, put something to the district, undo, print."""
    shown = [Button(label, url, "danger", there) for label, url, there in to_propose(user, case)]
    if not refusal_to_edit(user, case.nomination, timezone.now()):
        label = _("去补正") if case.stage == Stage.RETURNED else _("填写")
        shown.insert(0, Button(label, reverse("nomination_edit", args=[case.nomination_id]), "edit", []))
    undoing = undo_of_case(user, case)
    if undoing:
        label, url, in_the_way = undoing
        shown.append(Button(label, url, "undo", in_the_way))
    certificate = certificate_of(user, case)
    if certificate:
        label = _("%(label)s（%(number)s）") % {"label": certificate.award.certificate.label, "number": certificate.number}
        gone = [] if certificate.stands else [Said("hard", not_printed(certificate))]
        shown.append(Button(label, reverse("certificate", args=[case.pk]), "paper", gone))
    if reading is Reading.PANEL and case.stage == Stage.PANEL_REVIEW and case.nomination.backup_for_id is None:
        shown.append(Button(_("评审"), reverse("judge", args=[case.pk]), "secondary", []))
    return shown


def _reasons(case: Case) -> list[tuple[str, str]]:
    """The reasons with which an 原则上 rule was passed by, each with what it is about: the nominee's own and the unit's."""
    given = SoftReason.objects.filter(
        Q(nomination=case.nomination_id) | Q(nomination=None), recommendation=case.nomination.recommendation_id
    )
    return [(reason_title(one.rule), one.text) for one in given]
