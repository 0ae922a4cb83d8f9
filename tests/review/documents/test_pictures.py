"""Every document looks as it did when somebody last looked: see `pictures.py`."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from PIL import Image, ImageChops

from nominations.policy.notice import KINDS
from nominations.policy.reading import read_notice
from review.documents.certificates import certificates_pdf
from review.documents.drawing import Form
from review.documents.forms import draw
from review.documents.layouts import grid
from review.documents.letters import letter_pdf, opinion_letter
from review.documents.minutes import minutes_pdf
from review.documents.public_notice import notice_pdf
from review.documents.receipts import receipt_pdf
from review.documents.rosters import roster_pdf
from review.documents.sheet_pdf import sheet_pdf
from review.documents.sheets import unit_sheet
from review.documents.wording import full_date
from review.selectors.certificates import awarded
from review.selectors.consultation import addressee_of, asked_on
from review.selectors.minutes import minutes_of
from review.selectors.receipts import receipt_state
from tests import builders, walk
from tests.builders import make_collective, make_individual, make_recommendation, make_unit, notice_source
from tests.cast import make_cast
from tests.review.documents.pictures import (
    DOTS,
    FOLDER,
    TOLERANCE,
    changed,
    difference,
    noto_alone,
    side_by_side,
)

LONG = "重庆市巴南区示例精密机械制造与新能源汽车零部件研发生产及售后服务（集团）股份有限公司界石分公司"
FULL = {
    "cover_name": "程示例",
    "cover_unit": LONG,
    "cover_employer": LONG,
    "cover_date": "2023年12月27日",
    "name": LONG,
    "nature": "企业",
    "level": "无",
    "leader": f"程示例\u3000{LONG}",
    "headcount": "120",
    "location": LONG,
    "phone": "023-60000002",
    "gender": "女",
    "ethnicity": "维吾尔族",
    "birth_month": "1980.05",
    "native_place": "四川省广安市邻水县",
    "political_status": "中共党员",
    "id_number": "500113198005060080",
    "work_start": "2002.07",
    "position": LONG,
    "education": "大学本科\n学士",
    "person_category": "企业职工",
    "grade": "高级工程师",
    "employer": LONG,
    "contact": "13900000002",
    "remarks": LONG * 4,
    **{f"assessment_{year}": "称职（合格）" for year in range(2018, 2023)},
    "honours": "\n".join(
        f"{2012 + n}年3月，在重庆市被市人民政府授予“第{n}届制造业高质量发展先进”称号" for n in range(10)
    ),
    "resume": "\n".join(f"{2000 + n}.07--{2001 + n}.07  重庆市巴南区示例局第{n}科  副主任科员" for n in range(20)),
    "deeds": "\n".join("全年组织技术改造，设备综合利用率提高，单位产品能耗下降，安全生产无事故。" for _n in range(40)),
}
TICKS = {"clean_record": True, "statement_true": False}


@pytest.fixture(autouse=True)
def noto(tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", noto_alone(tmp_path))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "texts", "ticks"), [("blank", {"cover_date": full_date(None)}, {}), ("full", FULL, TICKS)])
def test_a_form_looks_as_it_did(kind, name, texts, ticks):
    notice = read_notice(notice_source())

    pdf, _places = draw([Form(kind, notice.award(kind).form, grid(notice, kind), texts, ticks)])

    assert not changed(f"{kind}-{name}", pdf)


@pytest.fixture
def recommendation(db):
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


@pytest.mark.parametrize(("name", "sheet_of"), [("a3", attachment_3), ("a4", attachment_4)])
def test_a_sheet_looks_as_it_did(recommendation, name, sheet_of):
    """Without its code, which hangs on keys."""
    assert not changed(name, sheet_pdf(replace(sheet_of(recommendation), code="")))


@pytest.mark.django_db
def test_official_papers_look_as_they_did(monkeypatch):
    """Of a cycle whose names are the same each time."""
    monkeypatch.setattr(builders, "_numbers", count(1))
    cast = make_cast()
    cases = walk.commended(cast, walk.published(cast, walk.drafted(cast, 2, 2)))
    cycle, authority = cast.cycle, cast.cycle.notice.authority("police")
    selected = cycle.rosters.get(action="select")
    day = walk.SELECTED.date()
    letter = opinion_letter(cycle, authority, addressee_of(authority), day, asked_on(cycle, "police", day))
    papers = {
        "minutes": minutes_pdf(minutes_of(selected)),
        "roster": roster_pdf(selected, selected.entries.all()),
        "letter": letter_pdf(letter),
        "notice": notice_pdf(cycle.public_notices.get(), cases),
        "certificates": certificates_pdf(cycle, awarded(cycle)),
        "receipt": receipt_pdf(*without_keys(cycle.printings.get(kind="receipt"))),
    }

    assert not [name for name, pdf in papers.items() if changed(name, pdf)]


def without_keys(receipt):
    """A receipt as if all that hangs on keys and chance were noughts."""
    receipt.code = "00000-00000"
    receipt.content |= {"digest": "0" * 64, "mac": "0" * 64, "entry": 1}
    state = receipt_state(receipt)
    lines = [replace(line, code=receipt.code) for line in state.lines]
    return receipt, replace(state, lines=lines, link=None)


def test_a_millimetre_shows():
    picture = Image.open(FOLDER / "collective-blank.png")

    assert difference(picture, ImageChops.offset(picture, 0, round(DOTS / 25.4))) > TOLERANCE


def test_a_column_moved_by_a_millimetre_shows(recommendation):
    sheet = attachment_3(recommendation)
    first, second, *others = sheet.columns
    moved = (replace(first, width=first.width + 1), replace(second, width=second.width - 1))

    now = side_by_side(sheet_pdf(replace(sheet, columns=(*moved, *others), code="")))

    assert difference(now, Image.open(FOLDER / "a3.png")) > TOLERANCE
