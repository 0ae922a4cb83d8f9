"""Mistakes happen: the office takes back a return, the chair a whole list; the history tells both."""

from playwright.sync_api import expect

from review.stages import Stage
from tests import walk
from tests.walk import fresh


def undo(person, reason):
    person.fill("理由", reason)
    person.press("撤销这一步")
    person.sees("已撤销")


def test_the_office_undoes_a_return(cast, clock, desk):
    (case,) = walk.returned(cast, walk.drafted(cast, 1, 0))
    clock(2024, 1, 8, 9, 5)
    officer = desk(cast.officer)
    officer.open(f"/cases/{case.pk}/")
    officer.go("撤销“退回补正”")
    officer.sees("1 个推荐对象", str(case), "退回补正")
    undo(officer, "退错了对象")
    expect(officer.page.locator("s")).to_have_text("退回补正")
    officer.sees("退错了对象", "资格审查、初步筛选")
    expect(officer.link("退回补正")).to_be_visible()  # to be taken again, rightly


def test_the_chair_undoes_a_selection(cast, clock, desk):
    cases = walk.scored(cast, walk.submitted(cast, walk.drafted(cast, 3, 0)))
    walk.select(cast, fresh(cases)[:2])
    assert {case.stage for case in fresh(cases)} == {Stage.DEPARTMENT_OPINIONS, Stage.NOT_SELECTED}
    clock(2024, 1, 19, 9, 5)
    chair = desk(cast.chair)
    chair.open("/rosters/")
    chair.go("拟表彰名单（第2号）")
    chair.go("撤销这份名单")
    chair.sees("3 个推荐对象一并恢复原状", "征求意见一并收回", *map(str, cases))
    undo(chair, "少勾了一家")
    chair.sees("少勾了一家", "拟表彰名单（第2号，已撤销）")
    assert {case.stage for case in fresh(cases)} == {Stage.PANEL_REVIEW}
    assert not cases[0].opinions.exists()
