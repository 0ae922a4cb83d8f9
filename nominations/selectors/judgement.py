"""What the rules say of one unit's nominees, and how much of its quota is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from ..messages import words
from ..models import Nomination, Recommendation, SoftReason
from ..policy.corrections import item_of
from ..policy.eligibility import check_nominee, check_recommendation
from ..policy.facts import RecommendationFacts
from ..policy.findings import Finding
from ..policy.quota import Working, workings
from .access import detail_rows
from .facts import Detail, live, recommendation_facts

Findings = dict[int | None, list[Finding]]  # by key of the nominee; None: of the unit
Reasons = dict[tuple[int | None, str], SoftReason]  # by key of the nominee (None: the unit) and rule


def nominees_of(recommendation: Recommendation) -> list[Nomination]:
    """All the unit's nominees in recommended order, collectives first; `.detail` costs no query."""
    return list(detail_rows().filter(recommendation=recommendation).order_by("kind", "order", "pk"))


def findings_for(recommendation: Recommendation, today: date, nominees: Iterable[Nomination] | None = None) -> Findings:
    """All findings as if every live nominee were handed in today; soft ones whether or not a reason was written.

    Every live nominee has an entry, and None, the unit. Four queries, three when `nominees` are given.
    """
    rows = nominees_of(recommendation) if nominees is None else nominees
    facts = recommendation_facts(recommendation, live(rows))
    return judge(recommendation, facts, today)


def judge(recommendation: Recommendation, facts: RecommendationFacts, today: date) -> Findings:
    """The same of facts at hand: no query."""
    notice = recommendation.cycle.notice
    found: Findings = {None: [], **{nominee.key: [] for nominee in facts.nominees}}
    for finding in check_recommendation(notice, facts):
        found[finding.subject].append(finding)
    for nominee in facts.nominees:
        found[nominee.key] += check_nominee(notice, facts.unit, nominee, today, facts.nominees)
    return found


def with_what_blocks(nominee: Detail, today: date) -> list[dict[str, Any]] | None:
    """The corrections asked of a nominee that came back, and those that the rules ask for besides.

    What the office did not name stays closed, unless a rule by now forbids what stands there: nobody else could mend
    it. None where the nominee did not come back.
    """
    if nominee.corrections is None:
        return None
    found = findings_for(nominee.recommendation, today)[nominee.pk]
    blocked: dict[str, list[str]] = {}
    for finding in found:
        if finding.blocks and finding.field and nominee.closed(finding.field):
            blocked.setdefault(item_of(finding.field), []).append(str(words(finding)))
    demand = gettext("按规定还须改正")
    besides = [{"demand": demand, "fields": [item], "note": "".join(said)} for item, said in blocked.items()]
    return [*nominee.corrections, *besides]


def reasons_for(recommendation: Recommendation) -> Reasons:
    """The written reasons."""
    rows = recommendation.reasons.select_related("written_by")
    return {(row.nomination_id, row.rule): row for row in rows}


def reasons_owed(findings: Iterable[Finding], reasons: Reasons) -> int:
    """How many 原则上 rules are not kept without a written reason, each nominee's counted apart."""
    asked = {(finding.subject, finding.rule) for finding in findings if finding.needs_reason}
    return len(asked - reasons.keys())


@dataclass(frozen=True)
class Quota:
    """By kind: `used` counts what is public or handed in, `planned` every draft besides."""

    used: dict[str, Working]
    planned: dict[str, Working]


def quota_for(recommendation: Recommendation, nominees: Iterable[Nomination] | None = None) -> Quota:
    """The unit's allowances with their arithmetic. Principals only: backups use no quota."""
    rows = nominees_of(recommendation) if nominees is None else list(nominees)
    return quota_of(recommendation, rows, recommendation_facts(recommendation, live(rows)))


def quota_of(recommendation: Recommendation, nominees: Iterable[Nomination], facts: RecommendationFacts) -> Quota:
    """The same of facts at hand, those of all live `nominees`: no query."""
    counted = {row.pk for row in nominees if row.counted}
    used = replace(facts, nominees=tuple(nominee for nominee in facts.nominees if nominee.key in counted))
    notice = recommendation.cycle.notice
    return Quota(workings(notice, used), workings(notice, facts))
