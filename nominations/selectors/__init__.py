"""Reads that span models, and rows → facts. Every fetch of a page begins with `visible_to`."""

from .access import detail_rows, nominations_visible_to, visible_to
from .calendar import work_calendar
from .facts import (
    barred_from,
    filled_fields,
    live,
    nominee_facts,
    recommendation_facts,
    sector_of,
    unit_facts,
)
from .judgement import (
    Findings,
    Quota,
    Reasons,
    findings_for,
    judge,
    nominees_of,
    quota_for,
    quota_of,
    reasons_for,
    reasons_owed,
    with_what_blocks,
)

__all__ = [
    "Findings",
    "Quota",
    "Reasons",
    "barred_from",
    "detail_rows",
    "filled_fields",
    "findings_for",
    "judge",
    "live",
    "nominations_visible_to",
    "nominee_facts",
    "nominees_of",
    "quota_for",
    "quota_of",
    "reasons_for",
    "reasons_owed",
    "recommendation_facts",
    "sector_of",
    "unit_facts",
    "visible_to",
    "with_what_blocks",
    "work_calendar",
]
