"""The table in a sheet is found by its headings, and nothing around it is taken for a nominee or lost."""

from datetime import datetime

import pytest

from nominations.sheet_workbook import HEADINGS, find_table, line_of, squeezed
from nominations.workbooks import SheetData
from nominations.xlsx.cells import WIDEST

PEOPLE = (
    *("序号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "工作单位及职务（职级）"),
    *("职称", "人员身份", "身份证号", "备注"),
)
GROUPS = ("序号", "集体全称", "集体性质", "集体级别", "集体人数", "集体负责人姓名及职务", "备注")
CHENG = (1, "程示例", "女", "汉族", "1980.05", "群众", "大学本科", "示例公司 经理", "", "企业职工", "500113", "")


def sheet(*lines, merged=()):
    """A sheet of these lines, numbered from 1; empty ones are left out as the reader does."""
    rows = [(number, tuple(line) + (None,) * (WIDEST - len(line))) for number, line in enumerate(lines, 1)]
    return SheetData([row for row in rows if any(cell not in (None, "") for cell in row[1])], list(merged))


def found(*lines, kind="individual", merged=()):
    return find_table(sheet(*lines, merged=merged), kind)


def names(table):
    return [(entry.line, entry.cells["name"]) for entry in table.entries]


def test_title_blank_lines_foot_and_notes_stand_around_the_table():
    table = found(
        ("附件 4",),
        ("巴南区制造业高质量发展工作先进个人推荐对象汇总表",),
        (),
        ("推荐单位（盖章）：界石镇", None, None, None, None, None, "填表日期：2023年12月27日"),
        PEOPLE,
        CHENG,
        (),
        (2,),
        (3, "罗二"),
        ("填报单位联系人：秦经办", None, None, "办公电话：", "023-66222333"),
        ("注：1．此表一式3份",),
        ("　　2．按推荐顺序填写",),
        merged=[(1, 1, 1, 12), (2, 1, 2, 12), (12, 1, 12, 12)],
    )
    assert not table.faults
    assert names(table) == [(6, "程示例"), (9, "罗二")]
    assert [line for line, _text in table.aside] == [1, 2, 4, 10, 11, 12]


def test_headings_with_blanks_line_ends_stars_and_half_width_brackets():
    told = [heading.replace("年月", "\n年　月 ").replace("（", " (").replace("）", ")") for heading in PEOPLE]
    told[1] = "姓　　名 *"
    table = found(told, CHENG)
    assert list(table.headings) == list(HEADINGS["individual"])[:8] + [
        "professional_title",
        "person_category",
        "id_number",
        "remarks",
    ]


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        (("姓名", "性别", "民族"), "身份证号"),
        (("姓名", "身份证号"), ""),
        (("甲", "乙", "丙"), "姓名、身份证号"),
        ((*PEOPLE, "性别"), "性别"),
    ],
)
def test_a_table_that_is_none_or_says_a_thing_twice(headings, column):
    table = found(headings, CHENG)
    assert [(fault.line, fault.column) for fault in table.faults] == [(1, column)]
    assert not table.entries


def test_headings_alone_are_no_list():
    assert [fault.column for fault in found(PEOPLE, (1,), (2,)).faults] == ["姓名"]


def test_unknown_columns_are_told():
    assert found((*GROUPS, "联系电话"), (1, "甲厂"), kind="collective").unread == ["联系电话"]


def test_headings_repeated_on_each_page_are_no_nominee():
    assert names(found(PEOPLE, CHENG, PEOPLE, (2, "罗二"))) == [(2, "程示例"), (4, "罗二")]


def test_what_is_merged_over_lines_holds_for_each_but_a_name_for_one():
    lines = [(1, "程一", *CHENG[2:7], "示例公司 经理"), (2, "程二"), (3, "程三")]
    table = found(PEOPLE, *lines, merged=[(2, 8, 3, 8), (2, 2, 3, 2)])
    assert [entry.cells["post"] for entry in table.entries] == ["示例公司 经理", "示例公司 经理", None]
    assert [entry.cells["name"] for entry in table.entries] == ["程一", "程二", "程三"]


@pytest.mark.parametrize(
    ("line", "area"),
    [
        ((2, "罗二", None, None, None, "群众"), (3, 2, 3, 5)),
        (("2", "罗二"), (3, 2, 3, 12)),
        (("2.罗二", None, None, None, "1980.05"), (3, 1, 3, 4)),
        ((None, "罗二", "女", "汉族 1980.05 群众"), (3, 4, 3, 6)),
        ((None, None, "女", *[None] * 7, "500113", "备注"), (3, 3, 3, 9)),
    ],
)
def test_a_nominee_whose_cell_is_merged_over_columns_is_a_nominee(line, area):
    table = found(PEOPLE, CHENG, line, merged=[area])
    assert [entry.line for entry in table.entries] == [2, 3]
    assert not table.aside


def test_a_lone_merged_name_is_a_fault_and_never_passed_over():
    for lines in ([CHENG], []):
        table = found(PEOPLE, *lines, (None, "罗二"), merged=[(len(lines) + 2, 2, len(lines) + 2, 5)])
        [fault] = table.faults
        assert (fault.line, fault.column) == (len(lines) + 2, "姓名")
        assert "请取消合并" in fault.message


def test_a_merged_line_that_names_nobody_is_set_aside():
    table = found(PEOPLE, CHENG, ("（单位公章）", None, None, None, "2023年12月27日"), merged=[(3, 1, 3, 4), (3, 5, 3, 8)])
    assert table.aside == [(3, "（单位公章）")]


@pytest.mark.parametrize(
    "name", ["手机事业部", "审核中心", "说明书印制厂", "联系人俱乐部", "合计科技公司", "附件加工车间", "填表软件组"]
)
@pytest.mark.parametrize("number", [None, 1])
def test_a_name_that_begins_as_a_label_is_a_name(name, number):
    table = found(GROUPS, (number, name, "企业"), kind="collective")
    assert names(table) == [(2, name)]


@pytest.mark.parametrize(
    "label",
    [
        *("附件 4", "附件：", "填报单位联系人：秦经办", "填报单位联系人", "填报单位（盖章）：界石镇", "推荐单位：", "手机"),
        *("手机号码：139", "联系电话: 023", "填表人", "填表日期：2023年", "填报时间:", "审核人（签字）：", "制表：秦", "合计"),
        *("合计：5 人", "总计 5", "注：按顺序", "注1．按顺序", "说明：无", "说明 1", "（无）", "推荐单位主要负责人签字："),
    ],
)
def test_labels_of_the_lines_around_are_set_aside(label):
    table = found(GROUPS[1:], ("甲厂", "企业"), (label, None, None, "5"), kind="collective")
    assert table.aside == [(3, label)]
    assert not table.faults


def test_a_number_makes_a_nominee_of_whatever_it_is_called():
    assert names(found(GROUPS, (1, "合计", "企业"), kind="collective")) == [(2, "合计")]


def test_a_line_that_lacks_its_name_is_still_a_line():
    assert names(found(PEOPLE, (1, None, "女", "汉族"))) == [(2, None)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(3.0, "3"), (2.5, "2.5"), (None, ""), (" 甲\n 乙 ", "甲 乙"), (datetime(2024, 1, 5), "2024-01-05"), (7, "7")],
)
def test_a_cell_as_a_line(cell, text):
    assert line_of(cell) == text


def test_cells_are_compared_without_what_is_not_seen():
    assert squeezed("＊ 姓　名：") == "姓名"
