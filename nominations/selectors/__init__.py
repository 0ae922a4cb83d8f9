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
from .judgement import Findings, Quota, findings_for, nominees_of, quota_for, reasons_for

__all__ = [
    "Findings",
    "Quota",
    "barred_from",
    "detail_rows",
    "filled_fields",
    "findings_for",
    "live",
    "nominations_visible_to",
    "nominee_facts",
    "nominees_of",
    "quota_for",
    "reasons_for",
    "recommendation_facts",
    "sector_of",
    "unit_facts",
    "visible_to",
    "work_calendar",
]
