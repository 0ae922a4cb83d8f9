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

__all__ = [
    "barred_from",
    "detail_rows",
    "filled_fields",
    "live",
    "nominations_visible_to",
    "nominee_facts",
    "recommendation_facts",
    "sector_of",
    "unit_facts",
    "visible_to",
    "work_calendar",
]
