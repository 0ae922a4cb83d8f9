"""A3 and A4 look as they did when somebody last looked at them."""

from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from review.documents.sheet_pdf import sheet_pdf
from review.documents.sheets import unit_sheet
from tests.builders import make_collective, make_individual, make_recommendation, make_unit
from tests.review.documents.pictures import FOLDER, noto_alone, side_by_side
from tests.review.documents.test_pictures import TOLERANCE, difference

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    return make_recommendation(
        unit=make_unit(name="重庆市巴南区示例镇人民政府"), fill_date=date(2023, 12, 27), contact_name="秦经办",
        office_phone="023-60000001", mobile="13900000001",
    )  # fmt: skip


def attachment_3(recommendation):
    return unit_sheet(
        recommendation, "collective",
        [
            make_collective(
                recommendation=recommendation, order=order, name=f"重庆示例{order}号机械有限公司" + "长" * (order % 4 * 12),
                leader_name="钱𬭎堃", leader_position="董事长", headcount=100 + order,
            )
            for order in range(1, 9)
        ],
    )  # fmt: skip


def attachment_4(recommendation):
    return unit_sheet(
        recommendation, "individual",
        [
            make_individual(
                recommendation=recommendation, order=order, name="岳示例䶮", id_number="500113198005060080", position="研发中心主任",
                employer="重庆示例机械有限公司", professional_title="高级工程师", birth_month=date(1980, 5, 1), gender="female",
                ethnicity="土家族", remarks="一线职工" if order % 3 == 0 else "",
            )
            for order in range(1, 9)
        ],
    )  # fmt: skip


@pytest.fixture
def pictured(tmp_path, monkeypatch):
    """A sheet's pages as a picture, drawn with the fonts that every set-up has and without its code, which hangs on keys."""
    monkeypatch.setenv("FONTCONFIG_FILE", noto_alone(tmp_path))

    def draw(sheet):
        return side_by_side(sheet_pdf(replace(sheet, code="")))

    return draw


@pytest.mark.parametrize(("name", "sheet_of"), [("a3", attachment_3), ("a4", attachment_4)])
def test_a_sheet_looks_as_it_did(pictured, recommendation, name, sheet_of, tmp_path):
    now = tmp_path / f"{name}.png"
    pictured(sheet_of(recommendation)).save(now, optimize=True)

    assert difference(Image.open(now), Image.open(FOLDER / now.name)) <= TOLERANCE, f"look at {now}, and keep it if it is right"


def test_a_column_moved_by_a_millimetre_shows(pictured, recommendation):
    sheet = attachment_3(recommendation)
    first, second, *others = sheet.columns
    moved = (replace(first, width=first.width + 1), replace(second, width=second.width - 1))

    now = pictured(replace(sheet, columns=(*moved, *others)))

    assert difference(now, Image.open(FOLDER / "a3.png")) > TOLERANCE
