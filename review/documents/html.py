"""A sheet as the context of a template."""

from __future__ import annotations

from typing import Any

from .sheet import Sheet


def on_screen(sheet: Sheet) -> dict[str, Any]:
    """For `{% include "documents/sheet_table.html" with table=… only %}`: personal numbers masked (domain §2)."""
    return {
        "attachment": sheet.attachment,
        "title": sheet.title,
        "columns": sheet.columns,
        "head": [entry.shown(hidden=True) for entry in sheet.head],
        "groups": [
            {"heading": group.heading, "rows": [_cells(sheet, cells) for cells in sheet.rows(group, hidden=True)]}
            for group in sheet.groups
        ],
        "is_empty": sheet.is_empty,
        "foot": [entry.shown(hidden=True) for entry in sheet.foot],
        "notes": sheet.footnotes,
    }


def _cells(sheet: Sheet, values: list[Any]) -> list[dict[str, Any]]:
    return [{"value": value, "left": column.left} for column, value in zip(sheet.columns, values, strict=True)]
