"""A sheet as PDF: A4 landscape, its headings on every page, 第 n 页 共 m 页 below, the signatures on the last."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from pikepdf import Pdf

from .check_code import check_address, qr_svg
from .sheet import PAPER_WIDTH, Sheet, Value, lines_of
from .typesetting import typeset

PIECE = 1000  # rows laid out at a time: 260 MiB
LINES = 20  # what is no higher than so many lines no page parts; more could be higher than a page

# What has no place to break in it, such as a long address on the web or a row of dashes: broken where the column ends.
_WORD = re.compile("[^\\s\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{4,}")
_WIDER = 2 / 3  # of a column: letters of other scripts are wider than `lines_of` takes them to be
_BREAK_HERE = "\u200b"

Row = dict[str, Any]


def sheet_pdf(sheet: Sheet, done: Callable[[int], None] = lambda rows: None) -> bytes:
    """The PDF, laid out by Typst, a long sheet piece by piece.

    `done`: told after each piece how many rows are there; it may end the work by raising.
    """
    rows = _rows(sheet)
    if len(rows) <= PIECE:
        return typeset("sheet", _data(sheet, rows)).pdf
    whole = Pdf.new()
    start = 0
    while start < len(rows):
        start += _add_piece(whole, sheet, rows, start)
        done(start)
    _number(whole, sheet)
    file = BytesIO()
    whole.save(file)
    return file.getvalue()


def _add_piece(whole: Pdf, sheet: Sheet, rows: Sequence[Row], start: int) -> int:
    """A piece of the rows from `start` on, as far as it fills pages: with what is left the next one begins.

    Returns how many rows it took.
    """
    end = start + PIECE
    while end < len(rows) and rows[end]["tie"] == 0:
        end -= 1
    data = _data(sheet, rows[start:end], begins=start == 0, numbered=False)
    typed = typeset("sheet", data)
    [pages_of_rows] = typed.told
    with Pdf.open(BytesIO(typed.pdf)) as piece:
        count = len(piece.pages)
        if end < len(rows) and count > 1:
            count -= 1
        whole.pages.extend(list(piece.pages)[:count])
    return sum(page <= count for page in pages_of_rows)


def _number(whole: Pdf, sheet: Sheet) -> None:
    """第 n 页 共 m 页 at the foot of every page: only now m is known."""
    data = _data(sheet, [], begins=False, pages=len(whole.pages))
    with Pdf.open(BytesIO(typeset("sheet", data).pdf)) as numbers:
        for page, number in zip(whole.pages, numbers.pages, strict=True):
            page.add_overlay(number)


def _data(sheet: Sheet, rows: Sequence[Row], *, begins: bool = True, numbered: bool = True, pages: int = 0) -> str:
    """What `styles/sheet.typ` draws. `begins`: with the title. Without rows: `pages` pages with nothing but numbers."""
    data = {
        "attachment": sheet.attachment,
        "title": sheet.title,
        "head": [entry.shown(hidden=False) for entry in sheet.head],
        "headings": [column.heading for column in sheet.columns],
        "widths": [column.width for column in sheet.columns],
        "left": [column.left for column in sheet.columns],
        "code": sheet.code,
        "qr": qr_svg(check_address(sheet.code)) if begins and sheet.code else "",
        "rows": rows,
        "begins": begins,
        "numbered": numbered,
        "pages": pages,
    }
    return json.dumps(data, ensure_ascii=False)


def _rows(sheet: Sheet) -> list[Row]:
    """All from the table's first row to the last note below it."""
    rows: list[Row] = []
    for group in sheet.groups:
        if group.heading:
            rows.append(_row("heading", [group.heading], stays=True))
        rows += [_line(sheet, values) for values in sheet.rows(group)]
    if sheet.is_empty:
        rows.append(_row("none", ["（无）"]))
    below = [_row("note", [note], lines_of(note, PAPER_WIDTH), stays=True) for note in sheet.footnotes]
    if sheet.foot:
        entries = [entry.shown(hidden=False) for entry in sheet.foot]
        lines = max(lines_of(entry, PAPER_WIDTH // len(entries)) for entry in entries)
        below.insert(0, _row("foot", entries, lines, stays=True))
    if below:
        rows[-1]["stays"] = True
    rows += below
    _tie(rows)
    return rows


def _row(kind: str, cells: list[str], lines: int = 1, *, stays: bool = False) -> Row:
    """`stays`: on the page of the next row, if they fit. `tie`: how many rows from this one on stay together."""
    return {"kind": kind, "cells": cells, "lines": lines, "stays": stays, "parts": lines > LINES, "tie": 1}


def _line(sheet: Sheet, values: Sequence[Value]) -> Row:
    sized = [(str(value), column.width) for value, column in zip(values, sheet.columns, strict=True)]
    lines = max(lines_of(text, width) for text, width in sized)
    return _row("line", [_with_breaks(text, width) for text, width in sized], lines)


def _with_breaks(text: str, width: int) -> str:
    def broken(word: re.Match[str]) -> str:
        return word[0] if lines_of(word[0], int(width * _WIDER)) == 1 else _BREAK_HERE.join(word[0])

    return _WORD.sub(broken, text)


def _tie(rows: Sequence[Row]) -> None:
    """Where a row stays with the next one and both fit on a page, the first of such rows ties them, the others 0."""
    first, height = rows[0], rows[0]["lines"]
    for above, row in pairwise(rows):
        if above["stays"] and height + row["lines"] <= LINES:
            first["tie"] += 1
            row["tie"] = 0
            height += row["lines"]
        else:
            first, height = row, row["lines"]
