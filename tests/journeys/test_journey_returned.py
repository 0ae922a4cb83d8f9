"""One that the office sends back, and that is handed in again: at once, or after a publicity of its own."""

import pytest
from playwright.sync_api import expect

from tests import walk
from tests.journeys import nominees

BETTER = "2002.07--2008.06  重庆示例机械有限公司  技术员\n2008.06--  重庆示例机械有限公司  生产部经理"


@pytest.fixture
def nominee(cast, clock):
    """An individual whom the office has before it on 8 January."""
    _collective, individual = walk.submitted(cast)
    clock(2024, 1, 8)
    return str(individual)


def test_sent_back_and_handed_in_again_at_once(cast, clock, desk, nominee):
    send_back(desk(cast.officer), nominee, "2024-01-10", "不须：补正后直接再次报送")
    clock(2024, 1, 9)
    mend(desk(cast.clerk), nominee)
    lead = desk(cast.lead)
    lead.go("打开推荐工作台")
    lead.go("再次报送")
    lead.press("报送")
    lead.sees("补正材料已再次报送")
    expect(lead.row(nominee)).to_contain_text("资格审查、初步筛选")
    seen_again(desk(cast.officer), nominee)


def test_sent_back_and_made_public_anew(cast, clock, desk, nominee):
    officer = desk(cast.officer)
    send_back(officer, nominee, "2024-01-12", "须重新公示：补正内容涉及已公示的信息", done=False)
    officer.sees("补正期限不能早于这一天")
    officer.fill("补正期限", "2024-01-19")
    officer.press("退回补正")
    officer.sees("退回补正", "期限 2024-01-19（含当日），须重新公示")
    clock(2024, 1, 9)
    mend(desk(cast.clerk), nominee)
    announce_anew(desk(cast.lead), nominee)
    clock(2024, 1, 17)
    lead = desk(cast.lead)
    lead.go("打开推荐工作台")
    lead.go("报送")
    lead.press("报送")
    lead.sees("已报送工作专班办公室")
    expect(lead.row(nominee)).to_contain_text("资格审查、初步筛选")
    seen_again(desk(cast.officer), nominee)


def send_back(officer, nominee, cure_by, publicity, done=True):
    officer.take_up("待资格审查、初步筛选")
    officer.go(nominee)
    officer.go("退回补正")
    officer.press("退回补正")
    officer.sees("请至少选一项退回原因")
    officer.tick("籍贯未写到区县")
    officer.tick("工作简历有间断或未写到月")
    officer.fill("说明：工作简历有间断或未写到月", "缺生产部的任职")
    officer.fill("补正要求", "2008年至2015年的经历没有写单位，请补全")
    officer.fill("补正期限", cure_by)
    officer.answer("是否须重新公示", publicity)
    officer.press("退回补正")
    if done:
        officer.sees(f"期限 {cure_by}（含当日）")
        expect(officer.link("列入建议名单")).to_have_count(0)


def mend(clerk, nominee):
    """The grounds lead the clerk to the form; the lead does the handing in."""
    clerk.sees("退回补正")
    clerk.go("打开推荐工作台")
    clerk.sees("工作简历有间断或未写到月", "2008年至2015年的经历没有写单位，请补全", "逾期视为弃权")
    expect(clerk.link("再次报送")).to_have_count(0)
    clerk.go("去补正")
    clerk.sees("退回补正：请按以下各项修改", "籍贯未写到区县", "缺生产部的任职")
    expect(clerk.page.locator("#item-resume .item-demand")).to_contain_text("缺生产部的任职")
    expect(clerk.page.locator("#draft [name=deeds], #draft [name=name], #draft [name=frontline]")).to_have_count(0)
    clerk.fill("籍贯", "重庆市江津区")
    clerk.fill("工作简历", BETTER)
    clerk.press("保存并返回名单")
    clerk.sees("草稿已保存")


def announce_anew(lead, nominee):
    lead.go("打开推荐工作台")
    lead.sees("补正后须重新公示")
    expect(lead.link("再次报送")).to_have_count(0)
    lead.go("重新公示")
    expect(lead.field(nominee)).to_be_checked()
    lead.fill("公示第一天", "2024-01-10")
    lead.fill("公示地点（方式）", "镇政府一楼公示栏")
    lead.page.get_by_label("公示证明").set_input_files(nominees.proof())
    lead.press("开始公示")
    lead.sees("单位公示 2024-01-10 至 2024-01-16")


def seen_again(officer, nominee):
    """Back on the desk, with all that happened to it and all that changed."""
    officer.take_up("待资格审查、初步筛选")
    officer.go(nominee)
    officer.sees(BETTER.splitlines()[1].split()[1], "退回补正", "补正后", "2008年至2015年的经历没有写单位，请补全")
    expect(officer.page.locator(".comparison tbody tr")).to_contain_text(["籍贯", "工作简历"])
    expect(officer.page.locator(".comparison ins").last).to_contain_text("生产部经理")
