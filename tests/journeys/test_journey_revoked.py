"""After the commendation: the office prints and takes away, puts a revocation to the district, and what follows shows everywhere."""

from io import BytesIO
from zipfile import ZipFile

from playwright.sync_api import expect

from tests import walk
from tests.review.documents.reading import packed, pages

BODY, NUMBER = "中共重庆市巴南区委", "巴南委〔2024〕20号"
DECISION = f"已于 2024-02-20 由{BODY}撤销（{NUMBER}）"
GROUND = "经查，申报的技术改造投资数据虚假。"


def test_from_the_plaque_to_its_revocation(cast, clock, desk):
    (case,) = walk.commended(cast, walk.drafted(cast, 1, 0))
    clock(2024, 2, 21)
    officer = desk(cast.officer)
    officer.open(f"/cases/{case.pk}/")
    [plaque] = pages(officer.download("奖牌（巴南2024（集体）第001号）"))
    assert packed(str(case)) in plaque
    with ZipFile(BytesIO(officer.download("案卷（ZIP）"))) as archive:
        assert f"先进集体-{case}/奖牌.pdf" in archive.namelist()
    officer.go("提请撤销")
    officer.fill("事由", GROUND)
    officer.press("提请撤销")
    officer.sees("已提请区委、区政府审定")

    director = desk(cast.director)
    director.take_up("待审定的取消、撤销")
    director.go(f"审定：{case}")
    director.answer("审定意见", "同意")
    director.fill("作出撤销决定的机关", BODY)
    director.press("审定")
    expect(director.field("作出撤销决定的机关")).to_have_value(BODY)  # number and date are missing, nothing is lost
    director.fill("文号", NUMBER)
    director.fill("日期", "2024-02-20")
    director.press("审定")
    director.sees("已审定", GROUND)

    officer = desk(cast.officer)
    officer.open(f"/cases/{case.pk}/")
    officer.sees(DECISION, "不再打印", f"作出撤销决定的机关：{BODY}")
    officer.open("/rosters/")
    officer.go("表彰名单（第4号）")
    officer.sees(f"{case}（已撤销）", f"{case}：{DECISION}，事由：{GROUND}")
    citizen = desk()
    citizen.open(f"/public/{cast.cycle.slug}/commended/")
    citizen.sees(DECISION)
    citizen.sees_not(str(case), GROUND)
