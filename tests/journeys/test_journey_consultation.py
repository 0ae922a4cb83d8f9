"""征求意见: a department fills in its list as Excel; the office answers its objection, and it has the last word."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests import walk


def fill_in(content, *answers):
    """The exported list with 意见 and 理由 from the top."""
    book = load_workbook(BytesIO(content))
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    for line, (verdict, reason) in enumerate(answers, start=2):
        sheet.cell(line, headings.index("意见") + 1).value = verdict
        sheet.cell(line, headings.index("理由") + 1).value = reason
    packed = BytesIO()
    book.save(packed)
    return {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": packed.getvalue()}


def upload(person, file):
    person.field("填好的 Excel 工作簿（.xlsx）").set_input_files(file)
    person.press("预览")


def test_an_objection_on_its_way_to_the_last_word(cast, clock, desk):
    enterprise, staff = walk.selected(cast)
    clock(2024, 1, 29)
    officer_of_police = desk(cast.departments["police"])
    officer_of_police.take_up("待答复征求意见")
    assert officer_of_police.download("PDF").startswith(b"%PDF")
    listed = officer_of_police.download("导出名单")
    officer_of_police.go("导入答复")
    upload(officer_of_police, fill_in(listed, ("同意", ""), ("无异议", "")))
    officer_of_police.sees("没有导入任何答复", "只能填：无异议、有异议、需说明")
    upload(officer_of_police, fill_in(listed, ("有异议", "2023年5月受行政处罚"), ("无异议", "")))
    officer_of_police.sees("将答复 2 个推荐对象", "2023年5月受行政处罚")
    officer_of_police.press("确认导入")
    officer_of_police.sees("已导入 2 个推荐对象的答复")

    officer = desk(cast.officer)
    officer.open(f"/cycles/{cast.cycle.pk}/consultation/")
    line = officer.row(str(enterprise)).last
    expect(line).to_contain_text("逾期 3 天")
    expect(officer.row(str(staff)).last).to_contain_text("可提请审定")
    officer.go("延期：税务")
    officer.fill("新的答复期限", "2024-02-02")
    officer.fill("延期的理由", "年底任务集中")
    officer.press("延长答复期限")
    officer.sees("已延长答复期限")
    line.get_by_role("link", name="有异议").click()
    officer.go("写明处理情况，再次征求")
    officer.fill("处理情况", "处罚已履行完毕，情节轻微")
    officer.press("写明处理情况，再次征求")
    officer.sees("再次征求该部门意见", "待再次答复", "2023年5月受行政处罚")

    officer_of_police = desk(cast.departments["police"])
    officer_of_police.take_up("待答复征求意见")
    officer_of_police.sees("请逐个再次答复")
    officer_of_police.go(f"再次答复：{enterprise}")
    officer_of_police.sees("处罚已履行完毕，情节轻微", "2023年5月受行政处罚")
    officer_of_police.answer("意见", "无异议")
    officer_of_police.press("答复")
    officer_of_police.sees("已答复对")
    walk.clear(cast, [enterprise], now=walk.at(1, 29, 10))

    officer = desk(cast.officer)
    officer.open(f"/cycles/{cast.cycle.pk}/consultation/?show=ready")
    officer.sees(str(enterprise), str(staff))
