"""A browser without JavaScript, and a sign-in that runs out in the middle: the way to the publicity is the same."""

from playwright.sync_api import expect

from tests.journeys import nominees
from tests.journeys.nominees import COLLECTIVE_NAME
from tests.journeys.person import PASSWORD

OLD = {"java_script_enabled": False}


def test_from_an_empty_form_to_the_publicity(cast, clock, desk):
    clock(2023, 12, 27)
    clerk = desk(cast.clerk, **OLD)
    clerk.take_up("推荐名单")
    clerk.go(cast.unit.name)
    clerk.press("新增先进集体")
    clerk.sees("集体性质为“企业”的填写；其他集体不需填写。")
    clerk.fill("集体人数", "一百多")
    clerk.press("保存草稿")
    clerk.sees("有 1 处内容无法识别，已照原样保留")
    expect(clerk.field("集体人数")).to_have_value("一百多")

    for label, text in nominees.COLLECTIVE.items():
        clerk.fill(label, text)
    clerk.choose("集体性质", "企业")
    clerk.choose("企业性质", "非国有企业")
    for question in (
        *("在区内注册", "正常生产经营", "该集体近5年来没有发生违纪违法事件", "上述情况真实准确，同意推荐"),
    ):
        clerk.answer(question, "是")
    clerk.page.get_by_label("二（一）2").check()

    clock(2023, 12, 27, 18)  # a working day later the sign-in has run out
    clerk.press("保存并返回名单")
    clerk.sees("登录已过期，您刚才填写的内容已保留")
    clerk.fill("用户名", "clerk")
    clerk.fill("密码", PASSWORD)
    clerk.press("登录")
    clerk.press("继续提交")
    clerk.sees("草稿已保存")
    expect(clerk.row(COLLECTIVE_NAME)).to_contain_text("填报中")

    lead = desk(cast.lead, **OLD)
    lead.go("打开推荐工作台")
    lead.go("开始单位公示")
    lead.fill("公示第一天", "2023-12-28")
    lead.press("开始公示")
    lead.sees("必填")
    expect(lead.field("公示第一天")).to_have_value("2023-12-28")
    lead.fill("公示地点（方式）", "镇政府一楼公示栏")
    lead.press("开始公示")
    lead.sees("单位公示 2023-12-28 至 2024-01-04")
