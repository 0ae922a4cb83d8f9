"""How a sheet is laid out on paper: what stays together, what is broken, long lists, characters, texts that look like code."""

import re
from io import BytesIO

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from review.documents import sheet_pdf as module
from review.documents.sheet import Column, Entry, Sheet, group, numbers
from review.documents.sheet_pdf import sheet_pdf
from tests.review.documents.reading import MM, packed, pages, signs

HEADINGS = "序号名称备注"
FOOT = "填报单位联系人：秦经办"
HOSTILE = [
    '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', "$x^2$", "*粗* _斜_ `码`", "<row>", "@pages", "// 注释", "/* 注 */",
    "\\u{41}\\n", '"],"rows":[]}', "= 标题", "- 项", "http://127.0.0.1/x", "#", "]", "}", "\\", "~", "--", "...", "&amp;<b>",
]  # fmt: skip


def sheet_of(*groups, **more):
    columns = (numbers(13), Column("名称", 54, lambda line: line.record, left=True), Column("备注", 200, lambda line: ""))
    return Sheet("附件9", "示例名单", columns, groups, **more)


def named(count):
    return [f"甲{number:04}乙" for number in range(count)]


def between_head_and_foot(pdf):
    """What all pages say but for the title, the headings of the columns and the numbers of the pages."""
    return "".join(re.sub(rf"^(附件9示例名单)?{HEADINGS}|第\d+页共\d+页$", "", text) for text in pages(pdf))


def test_the_foot_is_on_the_last_page_alone_and_never_without_a_row():
    for count in range(11, 15):
        texts = pages(sheet_pdf(sheet_of(group(named(count)), foot=(Entry("填报单位联系人", "秦经办"),), notes=("一", "二"))))

        assert [FOOT in text for text in texts] == [False] * (len(texts) - 1) + [True]
        assert all(re.match(rf"(附件9示例名单)?{HEADINGS}\d+甲", text) for text in texts)
    assert len(texts) == 2


def test_a_heading_of_a_group_stays_with_its_first_row():
    for count in range(9, 13):
        texts = pages(sheet_pdf(sheet_of(group(named(count), "第一镇"), group(named(3), "第二镇"))))

        assert sum("第二镇1甲0000乙" in text for text in texts) == 1
    assert len(texts) == 2


def test_a_row_higher_than_a_page_is_printed_whole():
    long = "".join(f"{number}、" for number in range(1, 400))

    pdf = sheet_pdf(sheet_of(group(["短", long, "末"]), notes=(long,)))

    assert between_head_and_foot(pdf) == f"1短2{long}3末注：{long}"


def test_the_longest_remark_in_the_narrowest_column_stays_on_the_paper():
    """200 signs, the field's limit, in 21 mm: higher than a page."""
    remark = "".join(chr(0x4E00 + number) for number in range(200))
    columns = (numbers(9), Column("名称", 237, lambda line: "甲", left=True), Column("备注", 21, lambda line: line.record, left=True))

    pdf = sheet_pdf(Sheet("附件9", "示例名单", columns, (group(["短", remark, "末"]),)))

    for page in PdfDocument(pdf):
        height, text = page.get_height(), page.get_textpage()
        boxes = [(text.get_text_range(index, 1), text.get_charbox(index)) for index in range(text.count_chars())]
        assert all(box[1] > 17 * MM for sign, box in boxes if sign in remark), height
    assert set(remark) <= set("".join(pages(pdf)))


def test_what_stands_above_the_table_stands_apart():
    head = (Entry("推荐单位（盖章）", "重庆市巴南区" + "长" * 40), Entry("填表日期", "2023年12月27日"))

    [page] = PdfDocument(sheet_pdf(sheet_of(group(["甲"]), head=head)))

    found = signs(page)
    last = max(sign.place.right for sign in found if sign.text == "长")
    assert next(sign.place.left for sign in found if sign.text == "填") - last > 5


@pytest.mark.parametrize("sign", ["m", "Ж", "W", "—", "！", "”", "é", "★"])
def test_what_has_no_place_to_break_stays_in_its_column(sign):
    [page] = PdfDocument(sheet_pdf(sheet_of(group([f"https://example.com/{sign * 12}", sign * 60]))))
    found = [one for one in signs(page) if one.text == sign]

    assert len(found) >= 72
    assert all(one.place.right <= 15 + 13 + 54 for one in found)


def test_text_is_text_whatever_it_looks_like():
    pdf = sheet_pdf(sheet_of(group(HOSTILE, "#panic()"), foot=(Entry("#a", "$b$"),), notes=("*c*",)))

    rows = "".join(f"{number}{packed(name)}" for number, name in enumerate(HOSTILE, 1))
    assert between_head_and_foot(pdf) == f"#panic(){rows}#a：$b$注：*c*"


def test_a_long_list_drawn_in_pieces_has_the_pages_of_one_drawn_at_once(monkeypatch):
    sheet = sheet_of(group(named(30), "第一镇"), group(named(50), "第二镇"), foot=(Entry("填报单位联系人", "秦经办"),))
    at_once = pages(sheet_pdf(sheet))
    monkeypatch.setattr(module, "PIECE", 25)

    pdf = sheet_pdf(sheet)

    assert pages(pdf) == at_once
    with pikepdf.open(BytesIO(pdf)) as document:
        assert not document.attachments


def test_rare_characters_are_drawn_and_none_of_them_bold():
    names = ["䶮㛃喆燊", "𬭎堃赟翀", "龘犇", "岳示例"]
    pdf = sheet_pdf(sheet_of(group(names * 10)))

    assert all(name in "".join(pages(pdf)) for name in names)
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = {str(font.BaseFont) for font in document.pages[1].Resources.Font.values()}
    assert fonts
    assert not [font for font in fonts if "Bold" in font]
