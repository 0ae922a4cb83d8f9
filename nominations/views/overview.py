"""The page of one unit's recommendation: nominees in order, how far each form is, what still stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..forms.page import Progress, note, progress_of
from ..forms.readback import read_recommendation
from ..messages import working_words
from ..models import Nomination, Recommendation, User
from ..permissions import refusal_to_draft, refusal_to_edit
from ..policy.facts import RecommendationFacts
from ..policy.quota import Working
from ..selectors import (
    Findings,
    Reasons,
    judge,
    live,
    nominees_of,
    quota_of,
    reasons_for,
    reasons_owed,
    recommendation_facts,
)
from .fetch import now, recommendation_of, today_in


@dataclass(frozen=True)
class Row:
    """One nominee in the list. `refusal`: why it cannot be changed; `owed`: 原则上 rules without a reason.

    `up`, `down`: whether it may change places with the one above, below.
    """

    nominee: Nomination
    progress: Progress
    warnings: int
    owed: int
    refusal: str
    up: bool
    down: bool


@dataclass(frozen=True)
class Group:
    """One kind's nominees with its allowance: used by what is public or handed in, and if all drafts were."""

    kind: str
    label: str
    measure: str
    arithmetic: str
    used: Working
    planned: Working
    rows: list[Row]

    @property
    def settled(self) -> int:
        """How many keep their order among themselves."""
        return sum(row.nominee.settled for row in self.rows)


@dataclass(frozen=True)
class Overview:
    """All that the page rests on, read once."""

    recommendation: Recommendation
    nominees: list[Nomination]
    facts: RecommendationFacts
    findings: Findings
    reasons: Reasons

    @property
    def owed(self) -> int:
        return reasons_owed([one for listed in self.findings.values() for one in listed], self.reasons)


def overview_of(recommendation: Recommendation) -> Overview:
    """Five queries, however many nominees."""
    nominees = nominees_of(recommendation)
    facts = recommendation_facts(recommendation, live(nominees))
    findings = judge(recommendation, facts, today_in(recommendation.cycle))
    return Overview(recommendation, nominees, facts, findings, reasons_for(recommendation))


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = recommendation_of(request, pk)
    seen = overview_of(recommendation)
    context = {
        "recommendation": recommendation,
        "groups": _groups(seen, request.user, now()),
        "sections": read_recommendation(recommendation),
        "general": [note(finding) for finding in seen.findings[None]],
        "refusal": refusal_to_draft(request.user, recommendation, now()),
        "owed": seen.owed,
    }
    return render(request, "nominations/recommendation.html", context)


def _groups(seen: Overview, user: User, moment: datetime) -> list[Group]:
    quota = quota_of(seen.recommendation, seen.nominees, seen.facts)
    notice = seen.recommendation.cycle.notice
    return [
        Group(
            kind=award.code,
            label=award.label,
            measure=award.measure,
            arithmetic=working_words(quota.used[award.code], notice),
            used=quota.used[award.code],
            planned=quota.planned[award.code],
            rows=list(_rows(seen, award.code, user, moment)),
        )
        for award in notice.awards
    ]


def _rows(seen: Overview, kind: str, user: User, moment: datetime) -> Iterable[Row]:
    notice = seen.recommendation.cycle.notice
    facts = {nominee.key: nominee for nominee in seen.facts.nominees}
    listed = [nominee for nominee in seen.nominees if nominee.kind == kind]
    for above, nominee, below in zip([None, *listed], listed, [*listed[1:], None], strict=False):
        found = seen.findings.get(nominee.pk, [])
        own = facts.get(nominee.pk)  # None for what was withdrawn or lapsed: no rule is asked about it
        yield Row(
            nominee=nominee,
            progress=progress_of(notice, own, found) if own else Progress(),
            warnings=sum(not finding.blocks and not finding.needs_reason for finding in found),
            owed=reasons_owed(found, seen.reasons),
            refusal=refusal_to_edit(user, nominee, moment),
            up=_may_swap(above, nominee),
            down=_may_swap(nominee, below),
        )


def _may_swap(above: Nomination | None, below: Nomination | None) -> bool:
    """As `services.arrange` has it."""
    return above is not None and below is not None and not (above.settled and below.settled)
