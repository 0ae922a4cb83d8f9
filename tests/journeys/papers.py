"""Attachments 1 to 4 as they were downloaded, read back and held against what was typed."""

import re

from tests.journeys import nominees
from tests.journeys.nominees import COLLECTIVE, COLLECTIVE_NAME, INDIVIDUAL, INDIVIDUAL_NAME, UNIT_PART
from tests.review.documents.reading import deeds_read_back, packed, pages, rows

UNIT = "重庆市巴南区界石镇人民政府"
CODE = re.compile(r"校验码[0-9A-Z-]+$")
NOT_ON_PAPER = ("统一社会信用代码", "先进事迹")  # the deeds run over two pages and are read apart
CONTACT = f"填报单位联系人：{UNIT_PART['填报单位联系人']}办公电话：{UNIT_PART['办公电话']}手机：{UNIT_PART['手机']}"

COLLECTIVE_ROW = [1, COLLECTIVE_NAME, "企业", None, 186, "陶示例董事长", COLLECTIVE["备注"]]
INDIVIDUAL_ROW = [
    *(1, INDIVIDUAL_NAME, "女", "土家族", "1980.05", "中共党员", "大学本科", f"{COLLECTIVE_NAME}生产部经理"),
    *("高级工程师", "企业职工", nominees.ID_NUMBER, None),
]


def form_says(pdf: bytes, count: int, typed: dict[str, str], *more: str):
    """An approval form of `count` pages, which says all that was typed."""
    texts = [CODE.sub("", text) for text in pages(pdf)]
    assert len(texts) == count
    everything = "".join(texts)
    for label, text in typed.items():
        if label not in (*NOT_ON_PAPER, "参加工作时间"):
            assert packed(text) in everything, label
    for words in (f"推荐单位：{UNIT}", "填报时间：2023年12月27日", *more):
        assert packed(words) in everything, everything
    assert packed(typed["先进事迹"]) in deeds_read_back(texts)


def attachment_1_says(pdf: bytes):
    ticks = ["该集体近5年来没有发生违纪违法事件是√否", "上述情况真实准确，同意推荐是√否"]
    form_says(pdf, 5, COLLECTIVE, "集体性质企业", *ticks)


def attachment_2_says(pdf: bytes):
    words = ["性别女", "民族土家族", "出生年月1980.05", "政治面貌中共党员", f"身份证号{nominees.ID_NUMBER}"]
    form_says(pdf, 6, INDIVIDUAL, *words, "参加工作时间2002.07", "人员身份企业职工", "同意推荐。是√否")


def attachment_3_says(pdf: bytes, xlsx: bytes):
    sheet_says(pdf, xlsx, COLLECTIVE_ROW)


def attachment_4_says(pdf: bytes, xlsx: bytes):
    sheet_says(pdf, xlsx, INDIVIDUAL_ROW)


def attachment_4_lists(xlsx: bytes):
    """The district's sheet, of all units."""
    assert INDIVIDUAL_ROW in packed_rows(xlsx)


def packed_rows(xlsx: bytes) -> list[list]:
    return [[packed(cell) if isinstance(cell, str) else cell for cell in line] for line in rows(xlsx)]


def sheet_says(pdf: bytes, xlsx: bytes, row: list):
    """A summary sheet with that one row, the same on paper and in the workbook."""
    found = packed_rows(xlsx)
    assert row in found
    on_paper = "".join(pages(pdf))
    for cell in filter(None, row):
        assert str(cell) in on_paper
    in_workbook = "".join(str(cell) for line in found for cell in line if cell)
    for text in (on_paper, in_workbook):
        for words in (f"推荐单位（盖章）：{UNIT}", "填表日期：2023年12月27日", CONTACT):
            assert words in text, f"{words}: {text}"
