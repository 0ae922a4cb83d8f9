from dataclasses import replace

import pytest

from nominations.policy.notice import KINDS
from nominations.policy.reading import read_notice
from review.documents.grid import Page, edges, field, label, place, row
from review.documents.layouts import HEIGHT, WIDTH, grid
from review.documents.typesetting import STYLES
from tests.builders import notice_source


@pytest.fixture
def notice():
    return read_notice(notice_source())


def test_cells_stand_side_by_side():
    [cells] = place(Page((row(12, label("a", 20), field("b", 30)),)))

    assert [(cell.left, cell.right, cell.height) for cell in cells] == [(0, 20, 12), (20, 50, 12)]


def test_a_cell_that_reaches_down_pushes_the_next_row_aside():
    page = Page((row(9, label("both", 20, rows=2), field("b", 30)), row(11, field("c", 30))))

    first, second = place(page)

    assert first[0].height == 20
    assert [(cell.left, cell.right) for cell in second] == [(20, 50)]
    assert edges([first, second]) == [0, 20, 50]


def test_a_cell_that_ended_above_pushes_nothing():
    page = Page((row(9, label("a", 20)), row(9, label("b", 30))))

    assert [cells[0].left for cells in place(page)] == [0, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_form_fills_its_frame(notice, kind):
    for page in grid(notice, kind):
        placed = place(page)
        assert sum(line.height for line in page.rows) == HEIGHT
        for number in range(len(page.rows)):
            reaching = [
                cell
                for above, cells in enumerate(placed[: number + 1])
                for cell in cells
                if above + cell.cell.rows > number
            ]
            assert sum(cell.cell.width for cell in reaching) == WIDTH


def test_stylesheet_gives_the_grid_the_room_it_needs():
    style = (STYLES / "form.typ").read_text(encoding="utf-8")

    assert f"#let (width, height) = ({WIDTH}mm, {HEIGHT}mm)" in style
    assert "margin: (x: 25mm, top: 19mm" in style  # of A4, 210 × 297: 21 mm are left below, for the code
    assert (WIDTH, HEIGHT) == (210 - 50, 297 - 19 - 21)


def test_any_number_of_assessment_years_shares_the_row(notice):
    for years in [(2023,), (2021, 2022, 2023), tuple(range(2017, 2024))]:
        table, *_rest = grid(replace(notice, assessment_years=years), "individual")
        names = [cell.field for line in table.rows for cell in line.cells if cell.field.startswith("assessment_")]
        assert names == [f"assessment_{year}" for year in years]
        assert max(cell.right for cells in place(table) for cell in cells) == WIDTH
