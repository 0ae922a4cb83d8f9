"""A sheet as the context of a template."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from itertools import count
from typing import Any

from .sheet import Group, Sheet


def on_screen(sheet: Sheet, lines: Container[int] | None = None) -> dict[str, Any]:
    """For `{% include "documents/sheet_table.html" with table=… only %}`: personal numbers masked (domain §2).

    `lines`: which of the sheet's are shown, numbered from 0 through all groups; None: all. What stands around them stays.
    """
    return {
        "attachment": sheet.attachment,
        "title": sheet.title,
        "columns": sheet.columns,
        "head": [entry.shown(hidden=True) for entry in sheet.head],
        "groups": [
            {"heading": group.heading, "rows": [_cells(sheet, cells) for cells in sheet.rows(group, hidden=True)]}
            for group in _groups(sheet, lines)
        ],
        "masked": any(part.personal for part in (*sheet.columns, *sheet.head, *sheet.foot)),
        "is_empty": sheet.is_empty,
        "foot": [entry.shown(hidden=True) for entry in sheet.foot],
        "notes": sheet.footnotes,
    }


def _groups(sheet: Sheet, lines: Container[int] | None) -> list[Group]:
    """Those that have a line to show, with these lines alone; each line keeps its number on paper."""
    if lines is None:
        return list(sheet.groups)
    number = count()
    groups = [
        replace(group, lines=tuple(line for line in group.lines if next(number) in lines)) for group in sheet.groups
    ]
    return [group for group in groups if group.lines]


def _cells(sheet: Sheet, values: list[Any]) -> list[dict[str, Any]]:
    return [{"value": value, "left": column.left} for column, value in zip(sheet.columns, values, strict=True)]
