"""The grid of a printed form: pages of rows of cells, all sizes in whole millimetres. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nominations.policy.notice import OpinionBox

LABEL = "label"
FIELD = "field"
PHOTO = "photo"
OPINION = "opinion"


@dataclass(frozen=True)
class Cell:
    """One cell. `rows` > 1 reaches down over the rows below it.

    `words` are a label's, lines parted by "\\n". `field` names what is poured in; where a field comes again in a later
    cell, its text goes on there.
    """

    kind: str
    width: int
    words: str = ""
    field: str = ""
    rows: int = 1
    opinion: OpinionBox | None = None


@dataclass(frozen=True)
class Row:
    height: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Placed:
    """A cell with its left and upper edge and its full height in mm."""

    cell: Cell
    left: int
    top: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.cell.width


def label(words: str, width: int, rows: int = 1) -> Cell:
    return Cell(LABEL, width, words=words, rows=rows)


def field(name: str, width: int) -> Cell:
    return Cell(FIELD, width, field=name)


def row(height: int, *cells: Cell) -> Row:
    return Row(height, cells)


def place(page: Page) -> list[list[Placed]]:
    """The cells of each row with their places; cells make way for those that reach down from above."""
    placed: list[list[Placed]] = []
    for number, line in enumerate(page.rows):
        reaching = [p for above, cells in enumerate(placed) for p in cells if above + p.cell.rows > number]
        placed.append(list(_fill(page, number, line, reaching)))
    return placed


def _fill(page: Page, number: int, line: Row, reaching: list[Placed]) -> Iterator[Placed]:
    left, top = 0, sum(above.height for above in page.rows[:number])
    for cell in line.cells:
        while above := next((p for p in reaching if p.left == left), None):
            left = above.right
        height = sum(covered.height for covered in page.rows[number : number + cell.rows])
        yield Placed(cell, left, top, height)
        left += cell.width


def edges(placed: list[list[Placed]]) -> list[int]:
    """All vertical lines of a page in mm from the left, in order: the columns of the table that draws it."""
    return sorted({edge for cells in placed for p in cells for edge in (p.left, p.right)})
