"""Somebody off the street objects during the public notice, and learns by the receipt what became of it."""

import pytest
from playwright.sync_api import expect

from tests import walk
from tests.journeys import nominees

FACTS = "2022年11月曾因排放超标被处罚，申报材料没有写明。"
ANSWER = "经核实，该处罚所涉企业名称相近，并非公示对象。"


@pytest.fixture
def published(cast, clock):
    cases = walk.published(cast)
    clock(2024, 1, 31)
    return [str(case) for case in cases]


def test_an_objection_that_does_not_hold(cast, clock, desk, published):
    receipt = objects(desk(), cast.cycle, published[0])
    officer = desk(cast.officer)
    officer.take_up("公示异议待处理")
    officer.go(f"处理：{receipt}")
    officer.sees(FACTS, "童实名", "材料2")
    officer.sees_not("13900000077")
    decides(officer, "异议不成立", ANSWER)
    expect(officer.row(receipt)).to_contain_text("异议不成立")
    citizen = desk()
    looks_up(citizen, receipt)
    citizen.sees("已处理", "异议不成立", ANSWER)
    citizen.sees_not("童实名", "企业名称相近的有三家")
    clock(2024, 2, 6)
    officer = desk(cast.officer)
    officer.take_up("公示期满待表彰")
    for name in published:
        expect(officer.field(name)).to_be_checked()


def test_an_objection_that_holds(cast, clock, desk, published):
    collective, individual = published
    receipt = objects(desk(), cast.cycle, individual)
    officer = desk(cast.officer)
    officer.take_up("公示异议待处理")
    officer.go(f"处理：{receipt}")
    decides(officer, "异议成立", "经核实，反映属实，已提请取消表彰资格。")
    officer.go(f"查看：{receipt}")
    officer.sees("已提请，等待区委、区政府审定")
    director = desk(cast.director)
    director.take_up("待审定的取消、撤销")
    director.go(f"审定：{individual}")
    director.answer("审定意见", "同意")
    director.press("审定")
    citizen = desk()
    citizen.open(f"/public/{cast.cycle.slug}/")
    citizen.sees(collective)
    citizen.sees_not(individual)
    lead = desk(cast.lead)
    lead.go("打开推荐工作台")
    expect(lead.row(individual)).to_contain_text("取消资格")
    lead.go(individual)
    lead.sees_heading(individual)
    lead.sees_not("童实名")


def objects(citizen, cycle, name):
    """Fills in the form and gives back the number of the receipt."""
    citizen.open("/public/")
    citizen.go(cycle.title)
    citizen.go(f"提出异议：{name}")
    citizen.press("提交异议")
    citizen.sees("必填")
    citizen.fill("真实姓名", "童实名")
    citizen.fill("联系方式", "13900000077")
    citizen.fill("异议内容", FACTS)
    citizen.page.get_by_label("证明材料").set_input_files([nominees.proof(), nominees.proof()])
    citizen.press("提交异议")
    citizen.sees_heading("异议回执")
    receipt = citizen.page.locator("strong").filter(has_text="-").inner_text()
    looks_up(citizen, receipt)
    citizen.sees(receipt, "正在核实")
    return receipt


def looks_up(citizen, receipt):
    citizen.open("/public/")
    citizen.go("查询异议处理结果")
    citizen.fill("回执号", receipt.lower().replace("-", " "))
    citizen.press("查询")
    citizen.sees_heading("异议回执")


def decides(officer, outcome, finding):
    officer.fill("核实情况", "调取处罚决定书，企业名称相近的有三家。")
    officer.answer("结果", outcome)
    officer.fill("处理结论", finding)
    officer.press("作出结论")
