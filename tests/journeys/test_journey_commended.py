"""One collective and one individual, from an empty form to the commendation, by everybody who has a part in it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from review.models import Case, Opinion
from review.services import opinions, panel
from review.services.advance import Act
from tests import walk
from tests.journeys import nominees, papers
from tests.journeys.nominees import COLLECTIVE_NAME, INDIVIDUAL_NAME


@pytest.fixture
def town(cast):
    """The town of Jieshi, which has not begun yet."""
    cast.recommendation.delete()
    return cast


def test_from_an_empty_form_to_the_commendation(town, clock, desk):
    clock(2023, 12, 27)
    fill_in(desk(town.clerk))
    announce(desk(town.lead))
    clock(2024, 1, 5)
    submit(desk(town.lead))
    papers_of_the_unit(desk(town.lead))
    clock(2024, 1, 15)
    screen(desk(town.officer))
    clock(2024, 1, 18)
    chair, member, *others = town.panellists
    judge(desk(chair), 80)
    judge(desk(member), 81)
    judge_elsewhere(town.cycle, others, [82, 83, 84])
    select(desk(town.chair))
    clock(2024, 1, 22)
    for authority in ("discipline", "market"):
        answer(desk(town.departments[authority]))
    answer_elsewhere(town, ("tax", "labour", "environment"))
    clear_the_rest(desk(town.departments["police"]))
    forward(desk(town.officer))
    clock(2024, 1, 29)
    approve(desk(town.director))
    clock(2024, 1, 30)
    publish(desk(town.officer))
    read_the_notice(desk(), town.cycle)
    clock(2024, 2, 6)
    commend(desk(town.officer))
    read_the_commendation(desk(), town.cycle)
    read_the_history(desk(town.clerk))


def fill_in(clerk):
    clerk.go("去推荐名单")
    clerk.press("开始推荐")
    unit_part(clerk)
    clerk.press("新增先进集体")
    collective(clerk)
    clerk.press("新增先进个人")
    individual(clerk)
    clerk.go("推荐工作台")
    expect(clerk.row(COLLECTIVE_NAME)).to_contain_text("可以公示")
    expect(clerk.row(INDIVIDUAL_NAME)).to_contain_text("可以公示")
    clerk.sees("公示、报送、补正后再次报送和撤回由本单位负责人办理")


def unit_part(clerk):
    clerk.go("填写：联系人和集体研究")
    for label, text in nominees.UNIT_PART.items():
        clerk.fill(label, text)
    clerk.press("保存")
    clerk.sees("党委会议")


def collective(clerk):
    """All of Attachment 1, kept by itself while it is typed."""
    clerk.choose("集体性质", "企业")
    for label, text in nominees.COLLECTIVE.items():
        clerk.fill(label, text)
    clerk.choose("企业性质", "非国有企业")
    clerk.answer("在区内注册", "是")
    clerk.answer("正常生产经营", "是")
    clerk.tick("属于规上工业企业")
    clerk.page.get_by_label("二（一）2").check()
    clerk.answer("该集体近5年来没有发生违纪违法事件", "是")
    clerk.answer("上述情况真实准确，同意推荐", "是")
    expect(clerk.page.get_by_role("status").filter(has_text="已自动保存")).to_be_visible()
    clerk.press("保存并返回名单")
    clerk.sees("草稿已保存")


def individual(clerk):
    """All of Attachment 2; birth month and gender come out of the ID number."""
    clerk.fill("身份证号", nominees.ID_NUMBER)
    expect(clerk.field("出生年月")).to_have_value("1980.05")
    expect(clerk.field("性别")).to_have_value("female")
    for label, option in nominees.CHOICES.items():
        clerk.choose(label, option)
    for label, text in nominees.INDIVIDUAL.items():
        clerk.fill(label, text)
    clerk.tick("在一线工作")
    clerk.answer("是否市管干部", "否")
    clerk.page.get_by_label("二（二）2").check()
    clerk.answer("该同志上述情况真实准确，同意推荐", "是")
    clerk.press("保存草稿并上传照片")
    photo(clerk)
    clerk.press("保存并返回名单")


def photo(clerk):
    """Choose a picture, move the frame to its left edge by keyboard, keep it."""
    clerk.page.get_by_label("照片文件").set_input_files(nominees.picture())
    expect(clerk.page.get_by_role("status").filter(has_text="取景范围")).to_be_visible()
    clerk.field("放大倍数").press("ArrowRight")
    clerk.field("左右位置").press("Home")
    clerk.press("裁剪并保存")
    clerk.sees("照片已裁剪并保存")
    kept = clerk.page.get_by_role("img", name="已上传的照片")
    expect(kept).to_be_visible()
    width, height = kept.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]")
    assert width >= 413
    assert round(width / height, 2) == round(35 / 49, 2)


def announce(lead):
    lead.go("打开推荐工作台")
    lead.go("开始单位公示")
    lead.fill("公示第一天", "2023-12-28")
    lead.fill("公示地点（方式）", "镇政府一楼公示栏")
    lead.press("开始公示")
    lead.sees("单位公示已开始", "单位公示 2023-12-28 至 2024-01-04", "尚未上传")
    expect(lead.button("报送")).to_be_disabled()


def submit(lead):
    lead.go("打开推荐工作台")
    lead.sees("现在还不能报送")
    lead.go("上传公示证明")
    lead.page.get_by_label("公示证明").set_input_files(nominees.proof())
    lead.press("上传公示证明")
    lead.sees("公示证明已保存")
    lead.go("报送")
    lead.press("报送")
    lead.sees("已报送工作专班办公室")
    for name in (COLLECTIVE_NAME, INDIVIDUAL_NAME):
        expect(lead.row(name)).to_contain_text("资格审查、初步筛选")


def papers_of_the_unit(lead):
    """Attachments 1 to 4, which go to the office on paper, say what was typed."""
    lead.go("打开推荐工作台")
    sheets = {}
    for kind in ("集体", "个人"):
        listed = lead.page.get_by_role("listitem").filter(has_text=f"{kind}汇总表")
        sheets[kind] = [lead.download(form, at=listed) for form in ("PDF", "Excel")]
    papers.attachment_3_says(*sheets["集体"])
    papers.attachment_4_says(*sheets["个人"])
    lead.go(COLLECTIVE_NAME)
    papers.attachment_1_says(lead.download("审批表（PDF）"))
    lead.go("推荐工作台", at=lead.page.get_by_role("main"))
    lead.go(INDIVIDUAL_NAME)
    papers.attachment_2_says(lead.download("审批表（PDF）"))


def screen(officer):
    officer.take_up("待资格审查、初步筛选")
    listed = officer.page.get_by_role("listitem").filter(has_text="个人汇总表")
    papers.attachment_4_lists(officer.download("Excel", at=listed))
    officer.go(COLLECTIVE_NAME)
    officer.sees("退回补正", "筛选不通过", "办理记录")
    officer.go("建议名单")
    officer.press("确认：列入建议名单")
    officer.sees("建议名单已形成")
    officer.go("名单")


def judge(member, mark):
    """Both nominees, one after the other, by keyboard."""
    member.take_up("待评审")
    member.go("继续评审")
    for name in (COLLECTIVE_NAME, INDIVIDUAL_NAME):
        member.sees_heading(name)
        member.sees_not(nominees.ID_NUMBER, nominees.INDIVIDUAL["联系方式"], nominees.COLLECTIVE["集体所在地"])
        for dimension in ("政治表现", "工作实绩", "贡献大小"):
            member.fill(dimension, str(mark))
        member.field("贡献大小").press("Enter")
    member.sees("已评")
    member.sees_not("未评")


def judge_elsewhere(cycle, members, marks):
    """The others do the same; that their pages are the same was seen twice."""
    for member, mark in zip(members, marks, strict=True):
        for case in Case.objects.filter(cycle=cycle):
            panel.score(case, walk.marks_for(cycle, mark), Act(member, timezone.now()))


def select(chair):
    chair.take_up("待确定拟表彰名单")
    chair.sees("已评完")
    expect(chair.row(COLLECTIVE_NAME).first).to_contain_text("82")
    chair.press("确认：列入拟表彰名单")
    chair.sees("已确定拟表彰名单", "已向有关部门征求意见")


def answer(department):
    """It is asked about the enterprise alone: market, tax and the like say nothing about its staff."""
    department.take_up("待答复征求意见")
    department.sees(COLLECTIVE_NAME)
    department.sees_not(INDIVIDUAL_NAME)
    department.go(COLLECTIVE_NAME)
    department.answer("意见", "无异议")
    department.press("答复")
    department.sees("已答复对")


def answer_elsewhere(town, authorities):
    """The others do the same; that their pages are the same was seen twice."""
    for opinion in Opinion.objects.filter(authority__in=authorities):
        act = Act(town.departments[opinion.authority], timezone.now())
        opinions.answer(opinion, Opinion.Verdict.CLEAR, act)


def clear_the_rest(police):
    police.take_up("待答复征求意见")
    police.sees(COLLECTIVE_NAME, INDIVIDUAL_NAME)
    police.press("对其余 2 个均无异议")
    police.sees("已对 2 个推荐对象答复无异议")


def forward(officer):
    """The department of emergency management answers on paper."""
    officer.take_up("征求意见情况")
    officer.link("待答复").click()
    officer.go("录入书面答复")
    officer.page.get_by_label("书面答复扫描件").set_input_files(nominees.proof())
    officer.answer("意见", "无异议")
    officer.press("录入书面答复")
    officer.sees("已录入书面答复")
    officer.take_up("征求意见情况")
    officer.go("提请审定")
    officer.press("确认：提请审定")
    officer.sees("已提请区委、区政府审定")


def approve(director):
    director.take_up("待审定名单")
    director.sees(COLLECTIVE_NAME, INDIVIDUAL_NAME)
    director.fill("文号", "巴南委〔2024〕8号")
    director.fill("日期", "2024-01-28")
    director.press("确认：审定通过")
    director.sees("已审定通过")


def publish(officer):
    officer.take_up("待发布公示")
    officer.fill("公示第一天", "2024-01-30")
    officer.fill("异议受理联系方式", "工作专班办公室 023-60000009")
    officer.press("确认：发布公示")
    officer.sees("公示前必须完成保密和隐私审查")
    officer.tick("已对公示内容进行保密审查和个人隐私审查")
    officer.press("确认：发布公示")
    officer.sees("2024-01-30 至 2024-02-04")


def read_the_notice(citizen, cycle):
    citizen.open("/public/")
    citizen.go(cycle.title)
    citizen.sees("2024年1月30日至2024年2月4日", COLLECTIVE_NAME, INDIVIDUAL_NAME, "生产部经理")
    citizen.sees_not(nominees.ID_NUMBER, nominees.INDIVIDUAL["联系方式"], nominees.COLLECTIVE["集体所在地"], "陶示例")


def commend(officer):
    officer.take_up("公示期满待表彰")
    officer.fill("文号", "巴南委〔2024〕12号")
    officer.fill("日期", "2024-02-06")
    officer.press("确认：表彰")
    officer.sees("已表彰，表彰名单已形成并向社会公开")


def read_the_commendation(citizen, cycle):
    citizen.open("/public/")
    citizen.go(cycle.title)
    citizen.go("表彰名单")
    citizen.sees("巴南委〔2024〕12号", COLLECTIVE_NAME, INDIVIDUAL_NAME)


def read_the_history(clerk):
    """The unit sees where its nominees arrived, and by which steps."""
    clerk.go("打开推荐工作台")
    expect(clerk.row(COLLECTIVE_NAME)).to_contain_text("已表彰")
    clerk.go(INDIVIDUAL_NAME)
    history = clerk.page.get_by_role("region", name="办理记录")
    for step in ("开始单位公示", "报送", "列入建议名单", "列入拟表彰名单", "提请审定", "审定通过", "发布公示", "表彰"):
        expect(history.get_by_text(step, exact=True).first).to_be_visible()
