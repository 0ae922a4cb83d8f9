"""A3 and A4: one description, drawn as page, PDF and workbook, and read back from each."""

import csv
import shutil
import subprocess
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.template.loader import render_to_string

from nominations.policy.notice import KINDS
from nominations.selectors import detail_rows
from review.documents.excel import sheet_xlsx
from review.documents.html import on_screen
from review.documents.sheet import PAPER_WIDTH, Column, Sheet, group, numbers
from review.documents.sheet_pdf import sheet_pdf
from review.documents.sheets import cycle_sheet, unit_sheet
from tests.builders import make_collective, make_individual, make_recommendation, make_unit
from tests.review.documents.reading import packed, page_sizes, pages, rows, workbook

pytestmark = pytest.mark.django_db

COLLECTIVE_HEADINGS = ["序号", "集体全称", "集体性质", "集体级别", "集体人数", "集体负责人姓名及职务", "备注"]
INDIVIDUAL_HEADINGS = [
    "序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "工作单位及职务（职级）", "职称", "人员身份", "身份证号",
    "备注",
]  # fmt: skip
COLLECTIVE_NOTES = [
    "注：1．请按推荐顺序填写，推荐对象较多可另行附页。",
    "\u3000\u30002．集体性质根据所在单位性质选填“机关”、“参公单位”、“事业单位”、“企业”、“其他”。",
]
FORMULA = '=HYPERLINK("http://a.b";"x")'


@pytest.fixture
def recommendation():
    return make_recommendation(
        unit=make_unit(name="重庆市巴南区示例镇人民政府"),
        fill_date=date(2024, 1, 5),
        contact_name="秦经办",
        office_phone="023-60000001",
        mobile="13900000001",
    )


@pytest.fixture
def collectives(recommendation):
    """In recommended order 1, 2, 3; handed over in another."""
    second = make_collective(
        recommendation=recommendation, order=2, name=FORMULA, nature="community", level="无", leader_name="甲",
        leader_position="书记", headcount=12,
    )  # fmt: skip
    third = make_collective(
        recommendation=recommendation, order=3, name="重庆市巴南区示例局科技科", nature="agency", level="科级",
        leader_name="乙", leader_position="科长", headcount=None, remarks="内设机构", backup_for=second,
    )  # fmt: skip
    first = make_collective(
        recommendation=recommendation, order=1, name="重庆示例机械有限公司", leader_name="丙", leader_position="董事长",
        headcount=300,
    )  # fmt: skip
    return [second, third, first]


COLLECTIVE_ROWS = [
    [1, "重庆示例机械有限公司", "企业", None, 300, "丙\u3000董事长", None],
    [2, FORMULA, "其他", "无", 12, "甲\u3000书记", None],
    [3, "重庆市巴南区示例局科技科", "机关", "科级", None, "乙\u3000科长", f"“{FORMULA}”的备选；内设机构"],
]


@pytest.fixture
def individuals(recommendation):
    return [
        make_individual(
            recommendation=recommendation, order=1, name="程示例", id_number="500113198005060080", grade="四级主任科员",
            position="科长", employer="重庆市巴南区示例局", person_category="agency_staff", professional_title="工程师",
        ),
        make_individual(
            recommendation=recommendation, order=2, name="向示例", gender="male", ethnicity="土家族",
            birth_month=date(1991, 11, 1), id_number="50011319911102001X", political_status="群众", education="大学专科",
            position="班组长", employer="重庆示例机械有限公司", professional_title="", remarks="一线职工",
        ),
    ]  # fmt: skip


INDIVIDUAL_ROWS = [
    [1, "程示例", "女", "汉族", "1980.05", "中共党员", "大学本科", "重庆市巴南区示例局科长（四级主任科员）", "工程师",
     "机关单位职工", "500113198005060080", None],
    [2, "向示例", "男", "土家族", "1991.11", "群众", "大学专科", "重庆示例机械有限公司班组长", None, "企业职工",
     "50011319911102001X", "一线职工"],
]  # fmt: skip


def test_attachment_3_as_workbook(recommendation, collectives):
    table = rows(sheet_xlsx(unit_sheet(recommendation, "collective", collectives)))

    assert [row[0] for row in table[:3]] == [
        "附件3",
        "巴南区制造业高质量发展工作先进集体推荐对象汇总表",
        "推荐单位（盖章）：重庆市巴南区示例镇人民政府\u3000\u3000\u3000\u3000填表日期：2024年1月5日",
    ]
    assert table[3] == COLLECTIVE_HEADINGS
    assert table[4:7] == COLLECTIVE_ROWS
    assert table[7][0] == "\u3000\u3000\u3000\u3000".join(
        ["填报单位联系人：秦经办", "办公电话：023-60000001", "手机：13900000001"]
    )
    assert [row[0] for row in table[8:]] == COLLECTIVE_NOTES


def test_attachment_4_as_workbook(recommendation, individuals):
    table = rows(sheet_xlsx(unit_sheet(recommendation, "individual", individuals)))

    assert [row[0] for row in table[:2]] == ["附件4", "巴南区制造业高质量发展工作先进个人推荐对象汇总表"]
    assert table[3] == INDIVIDUAL_HEADINGS
    assert table[4:6] == INDIVIDUAL_ROWS
    assert len(table) == 7  # no notes under this one


def on_paper(table_rows):
    return packed("".join(str(value) for row in table_rows for value in row if value is not None))


def test_attachment_3_as_pdf(recommendation, collectives):
    sheet = unit_sheet(recommendation, "collective", collectives)
    pdf = sheet_pdf(sheet)

    assert page_sizes(pdf) == [(297, 210)]
    assert pages(pdf) == [
        packed(
            "附件3 巴南区制造业高质量发展工作先进集体推荐对象汇总表"
            "推荐单位（盖章）：重庆市巴南区示例镇人民政府 填表日期：2024年1月5日"
            f"{''.join(COLLECTIVE_HEADINGS)} {on_paper(COLLECTIVE_ROWS)}"
            f"填报单位联系人：秦经办 办公电话：023-60000001 手机：13900000001 {''.join(COLLECTIVE_NOTES)} 第1页共1页"
            f"校验码{sheet.code}"
        )
    ]


def test_attachment_4_as_pdf(recommendation, individuals):
    sheet = unit_sheet(recommendation, "individual", individuals)
    [text] = pages(sheet_pdf(sheet))

    assert packed("".join(INDIVIDUAL_HEADINGS)) + on_paper(INDIVIDUAL_ROWS) in text
    assert text.startswith("附件4巴南区制造业高质量发展工作先进个人推荐对象汇总表推荐单位（盖章）：")
    assert text.endswith(f"手机：13900000001第1页共1页校验码{sheet.code}")


def test_headings_are_printed_on_every_page_with_its_number(recommendation):
    nominees = [make_collective(recommendation=recommendation) for _ in range(40)]

    sheet = unit_sheet(recommendation, "collective", nominees)
    texts = pages(sheet_pdf(sheet))

    assert len(texts) > 2
    assert all(packed("".join(COLLECTIVE_HEADINGS)) in text for text in texts)
    feet = [f"第{number}页共{len(texts)}页校验码{sheet.code}" for number in range(1, len(texts) + 1)]
    assert all(text.endswith(foot) for text, foot in zip(texts, feet, strict=True))
    assert [sum(packed(nominee.name) in text for text in texts) for nominee in nominees] == [1] * 40


def test_a_page_shows_the_same_table_with_personal_numbers_masked(recommendation, individuals):
    html = render_to_string(
        "documents/sheet_table.html", {"table": on_screen(unit_sheet(recommendation, "individual", individuals))}
    )

    assert [html.index(heading) for heading in INDIVIDUAL_HEADINGS] == sorted(map(html.index, INDIVIDUAL_HEADINGS))
    assert "500***********0080" in html
    for secret in ("500113198005060080", "50011319911102001X", "13900000001", "023-60000001"):
        assert secret not in html


def test_a_page_escapes_what_it_shows(recommendation):
    make_collective(recommendation=recommendation, name="<script>1</script>")
    table = on_screen(unit_sheet(recommendation, "collective", detail_rows()))

    assert "<script>" not in render_to_string("documents/sheet_table.html", {"table": table})


def test_the_cycle_s_sheet_lists_unit_by_unit_in_each_unit_s_order(recommendation, collectives):
    other = make_recommendation(cycle=recommendation.cycle, unit=make_unit(name="重庆市巴南区示例园区管理委员会"))
    there = make_collective(recommendation=other, name="重庆示例电子有限公司", headcount=50, leader_name="丁")

    sheet = cycle_sheet(recommendation.cycle, "collective", [there, *collectives])
    table = rows(sheet_xlsx(sheet))

    assert table[2][0] == "推荐单位：2个\u3000\u3000\u3000\u3000先进集体：4个"
    assert table[3] == COLLECTIVE_HEADINGS
    assert table[4][0] == "推荐单位：重庆市巴南区示例镇人民政府（3个）"
    assert table[5:8] == COLLECTIVE_ROWS
    assert table[8][0] == "推荐单位：重庆市巴南区示例园区管理委员会（1个）"
    assert table[9][:2] == [1, "重庆示例电子有限公司"]
    [text] = pages(sheet_pdf(sheet))
    assert packed("推荐单位：重庆市巴南区示例镇人民政府（3个）") + on_paper(COLLECTIVE_ROWS) in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_without_nominees_says_so(recommendation, kind):
    for sheet in (unit_sheet(recommendation, kind, []), cycle_sheet(recommendation.cycle, kind, [])):
        assert "（无）" in pages(sheet_pdf(sheet))[0]
        assert "（无）" in [row[0] for row in rows(sheet_xlsx(sheet))]


def test_only_the_kind_asked_for_is_listed(recommendation, collectives, individuals):
    sheet = unit_sheet(recommendation, "individual", [*collectives, *individuals])

    assert rows(sheet_xlsx(sheet))[4:6] == INDIVIDUAL_ROWS


@pytest.mark.parametrize("kind", KINDS)
def test_columns_take_the_width_of_the_paper(recommendation, kind):
    assert sum(column.width for column in unit_sheet(recommendation, kind, []).columns) == PAPER_WIDTH


@pytest.mark.parametrize("count", [3, 30])
def test_a_sheet_needs_no_query_but_the_caller_s(recommendation, count, django_assert_num_queries):
    principal = make_individual(recommendation=recommendation)
    for _ in range(count):
        make_individual(recommendation=recommendation, backup_for=principal)

    with django_assert_num_queries(1):
        sheet_xlsx(cycle_sheet(recommendation.cycle, "individual", list(detail_rows().select_related("backup_for"))))


def cells(xlsx):
    return [cell for row in workbook(xlsx).active.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_holds_text_and_whole_numbers_and_nothing_that_runs(recommendation):
    names = [FORMULA, "+1+1", "-1", "@SUM(1)", "#N/A", "TRUE", "2024-01-05", "007", "\t=1", "=cmd|' /C calc'!A0"]
    for name in names:
        make_collective(recommendation=recommendation, name=name, remarks=name, leader_name=name)

    xlsx = sheet_xlsx(unit_sheet(recommendation, "collective", detail_rows()))

    kinds = {cell.data_type for cell in cells(xlsx)}
    assert kinds == {"s", "n"}
    assert all(isinstance(cell.value, int) for cell in cells(xlsx) if cell.data_type == "n")
    assert all(cell.number_format == "@" for cell in cells(xlsx) if cell.data_type == "s")
    assert [row[1] for row in rows(xlsx)[4 : 4 + len(names)]] == names


def test_numbers_of_persons_are_text(recommendation, individuals):
    xlsx = sheet_xlsx(unit_sheet(recommendation, "individual", individuals))
    column = INDIVIDUAL_HEADINGS.index("身份证号") + 1

    for row in (5, 6):
        cell = workbook(xlsx).active.cell(row, column)
        assert (cell.data_type, cell.number_format, len(cell.value)) == ("s", "@", 18)


def test_controls_do_not_break_a_workbook(recommendation):
    make_collective(recommendation=recommendation, name="甲\x0b乙\x1f丙\ufffe\u202e丁", remarks="一\r\n二")

    row = rows(sheet_xlsx(unit_sheet(recommendation, "collective", detail_rows())))[4]

    assert (row[1], row[-1]) == ("甲乙丙丁", "一\n二")


def test_a_workbook_opens_ready_to_print_and_names_nobody(recommendation, collectives):
    sheet = unit_sheet(recommendation, "collective", collectives)
    book = workbook(sheet_xlsx(sheet))
    page = book.active

    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)  # 1 where the file says nothing
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$4:$4"
    assert page.freeze_panes == "A5"
    assert page.oddFooter.center.text == "第 &P 页  共 &N 页"
    assert page.oddFooter.right.text == f"校验码 {sheet.code}"
    assert page.title == "附件3"
    assert {"A1:G1", "A2:G2", "A3:G3"} <= {str(merged) for merged in page.merged_cells.ranges}
    assert all(page.row_dimensions[row].height for row in range(1, page.max_row + 1))
    assert all(cell.border.left.style and cell.border.bottom.style for row in page["A4:G7"] for cell in row)
    assert (book.properties.creator or "", book.properties.lastModifiedBy) == ("", None)


def test_an_empty_cell_of_a_workbook_is_none_of_text(recommendation, collectives):
    xlsx = sheet_xlsx(unit_sheet(recommendation, "collective", collectives))

    with ZipFile(BytesIO(xlsx)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('t="inlineStr"') == xml.count("<is>")


def test_long_names_get_a_higher_row(recommendation):
    make_collective(recommendation=recommendation, order=1, name="短名称有限公司")
    make_collective(recommendation=recommendation, order=2, name="长" * 60)

    page = workbook(sheet_xlsx(unit_sheet(recommendation, "collective", detail_rows()))).active

    assert page.row_dimensions[6].height >= 4 * 15 > page.row_dimensions[5].height


def test_any_list_can_be_a_sheet():
    sheet = Sheet(
        attachment="",
        title="名单",
        columns=(numbers(67), Column("名称", 200, lambda line: line.record)),
        groups=(group(["甲", "乙"]),),
        notes=("只有一条",),
    )

    assert rows(sheet_xlsx(sheet)) == [
        [None, None], ["名单", None], ["序号", "名称"], [1, "甲"], [2, "乙"], ["注：只有一条", None],
    ]  # fmt: skip
    assert pages(sheet_pdf(sheet)) == ["名单序号名称1甲2乙注：只有一条第1页共1页"]


def in_libreoffice(xlsx, folder, target):
    """What LibreOffice makes of the workbook: the file converted to `target`."""
    soffice = shutil.which("soffice")
    assert soffice, "install libreoffice-calc, as `make test` does"
    (folder / "sheet.xlsx").write_bytes(xlsx)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", target,
         "--outdir", str(folder), str(folder / "sheet.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / f"sheet.{target.partition(':')[0]}"


def test_libreoffice_shows_what_was_written_and_formulas_as_text(recommendation, individuals, tmp_path):
    names = [FORMULA, "+1+1", "-1", "@SUM(1)", "#N/A", "2024-01-05", "007", "=cmd|' /C calc'!A0", "{=1+1}", "'1"]
    for order, name in enumerate(names, 3):
        make_individual(recommendation=recommendation, order=order, name=name, id_number="", employer=name)
    xlsx = sheet_xlsx(unit_sheet(recommendation, "individual", detail_rows()))

    with in_libreoffice(xlsx, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76").open(newline="") as file:
        table = list(csv.reader(file))

    assert table == [["" if value is None else str(value) for value in row] for row in rows(xlsx)]
    assert table[4:6] == [["" if value is None else str(value) for value in row] for row in INDIVIDUAL_ROWS]
    assert [row[1] for row in table[6:16]] == names


def test_libreoffice_prints_the_headings_on_every_page_with_its_number(recommendation, tmp_path):
    for _ in range(40):
        make_collective(recommendation=recommendation)
    xlsx = sheet_xlsx(unit_sheet(recommendation, "collective", detail_rows()))

    pdf = in_libreoffice(xlsx, tmp_path, "pdf").read_bytes()

    texts = pages(pdf)
    assert len(texts) > 1
    assert set(page_sizes(pdf)) == {(297, 210)}
    assert all(packed("".join(COLLECTIVE_HEADINGS)) in text for text in texts)
    assert all(f"第{number}页共{len(texts)}页" in text for number, text in enumerate(texts, 1))
    assert "巴南区制造业高质量发展工作先进集体推荐对象汇总表" in texts[0]
