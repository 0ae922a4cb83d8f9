"""Filling in as a clerk does: typing, two windows, an expired sign-in, the photo, the order."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from nominations.models import IndividualNomination, Nomination
from nominations.policy.wordcount import count_characters
from tests.builders import id_number, make_collective, make_individual

SAVED = re.compile("已自动保存")
PAUSE, RETRY = 1200, 8000  # ms, as in static/js/autosave.js
WHITE_SPACE = "一 二\t三\n四\u3000五\u00a06\ufeff七\u2028𠮷，。1"


@pytest.fixture
def person(cast):
    return make_individual(recommendation=cast.recommendation, name="初名")


@pytest.fixture
def form(tab, person):
    return tab(reverse("nomination_edit", args=[person.pk]))


def state(page):
    return page.locator("[data-save-state]")


def test_from_the_list_to_a_saved_draft_by_typing_alone(cast, tab):
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    page.get_by_role("button", name="新增先进个人").click()
    page.get_by_label("姓名").fill("岳新填")
    page.get_by_label("身份证号").fill(id_number(1).lower())
    expect(page.get_by_label("出生年月")).to_have_value("1980.05")
    expect(page.get_by_label("性别")).to_have_value("male")
    page.get_by_label("参加工作时间").fill("昨天")
    expect(state(page)).to_have_text(SAVED)
    row = IndividualNomination.objects.get()
    assert (row.name, row.id_number, row.unparsed) == ("岳新填", id_number(1), {"work_start": "昨天"})
    expect(page.locator("#notes-work_start")).to_contain_text("1980.05")
    expect(page.locator("[data-item=name] [data-open]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("姓名")).to_have_value("岳新填")
    expect(page.get_by_label("参加工作时间")).to_have_value("昨天")


def test_what_the_id_number_says_is_open_to_correction(form, person):
    form.get_by_label("出生年月").fill("1980.06")
    form.get_by_label("身份证号").fill(id_number(7))
    expect(state(form)).to_have_text(SAVED)
    person.refresh_from_db()
    assert (person.birth_month.month, person.gender) == (6, "female")
    expect(form.locator("#notes-birth_month")).to_contain_text("须说明")


def test_the_live_count_is_the_servers(form):
    form.get_by_label("先进事迹", exact=True).fill(WHITE_SPACE)
    expect(form.locator("[data-count]")).to_have_text(str(count_characters(WHITE_SPACE)))
    form.get_by_label("先进事迹", exact=True).fill("长" * 1501)
    expect(form.locator(".counter--over")).to_contain_text("1501")
    expect(form.locator("#notes-deeds")).to_contain_text("1500")


def test_parts_open_and_close_with_the_sector(form):
    years, ownership = form.locator("#section-assessments"), form.locator("[data-item=ownership]")
    expect(years).to_be_hidden()
    expect(ownership).to_be_visible()
    form.get_by_label("工作单位性质").select_option("机关")
    expect(years).to_be_visible()
    expect(ownership).to_be_hidden()
    expect(form.locator("[data-nav=assessments]")).to_be_visible()
    form.get_by_label("工作单位性质").select_option("")
    form.get_by_label("人员身份").select_option("")
    expect(years).to_be_visible()
    expect(ownership).to_be_visible()


def test_the_calendar_writes_into_the_text(form):
    form.locator("[data-item=work_start] .picker").fill("2003-09")
    expect(form.get_by_label("参加工作时间")).to_have_value("2003.09")


def test_who_types_before_the_scripts_are_there_keeps_the_cursor(form):
    """The calendar comes beside a field in which somebody is typing already."""
    waiting = []
    form.route("**/pickers*.js", lambda route: waiting.append(route))
    form.reload(wait_until="commit")
    form.get_by_label("参加工作时间").select_text()
    form.keyboard.type("2003.")
    waiting[0].continue_()
    form.locator("[data-item=work_start] .picker").wait_for()
    form.keyboard.type("09")
    expect(form.get_by_label("参加工作时间")).to_have_value("2003.09")


def test_two_windows(tab, form, person):
    second = tab(reverse("nomination_edit", args=[person.pk]))
    form.get_by_label("姓名").fill("第一窗")
    expect(state(form)).to_have_text(SAVED)
    second.get_by_label("姓名").fill("第二窗")
    second.get_by_label("备注").fill("只在第二窗")
    expect(state(second)).to_contain_text("在另一个窗口修改并保存")
    expect(second.get_by_label("姓名")).to_have_value("第二窗")
    second.get_by_role("button", name="查看两边的差异").click()
    expect(second.locator("del")).to_have_text("第一窗")
    expect(second.locator("ins").first).to_have_text("第二窗")
    second.locator("input[name=keep_name][value=stored]").check()
    second.get_by_role("button", name="保存所选内容").click()
    expect(second.get_by_text("草稿已保存")).to_be_visible()
    person.refresh_from_db()
    assert (person.name, person.remarks) == ("第一窗", "只在第二窗")


def test_writing_on_after_a_conflict_means_ones_own(tab, form, person):
    second = tab(reverse("nomination_edit", args=[person.pk]))
    form.get_by_label("备注").fill("第一窗")
    expect(state(form)).to_have_text(SAVED)
    second.get_by_role("button", name="保存草稿", exact=True).click()
    expect(second.locator("input[name=keep_remarks][value=stored]")).to_be_checked()
    second.get_by_label("备注").fill("还是我的")
    second.get_by_role("button", name="保存所选内容").click()
    expect(second.get_by_text("草稿已保存")).to_be_visible()
    person.refresh_from_db()
    assert person.remarks == "还是我的"


@pytest.mark.parametrize("lost", [{"name": settings.SESSION_COOKIE_NAME}, {}], ids=["session", "all cookies"])
def test_an_expired_sign_in_loses_nothing(cast, context, live_server, form, person, lost):
    cast.clerk.set_password("再登录一次")
    cast.clerk.save()
    form.clock.install()
    context.clear_cookies(**lost)
    form.get_by_label("备注").fill("登录过期时写的")
    form.clock.run_for(PAUSE)
    expect(state(form)).to_contain_text("登录已过期")
    expect(state(form).get_by_role("link", name="在新窗口登录")).to_have_attribute("target", "_blank")
    again = context.new_page()
    again.goto(live_server.url + reverse("login"))
    again.get_by_label("用户名").fill(cast.clerk.username)
    again.get_by_label("密码").fill("再登录一次")
    again.get_by_role("button", name="登录").click()
    expect(again.get_by_text("您好")).to_be_visible()
    form.clock.run_for(RETRY)
    expect(state(form)).to_have_text(SAVED)
    person.refresh_from_db()
    assert person.remarks == "登录过期时写的"


def test_a_locked_nominee_is_told_while_typing(form, person):
    Nomination.objects.filter(pk=person.pk).update(locked=True)
    form.get_by_label("备注").fill("太晚")
    expect(state(form)).to_contain_text("已锁定")
    expect(form.get_by_label("备注")).to_have_value("太晚")


def test_leaving_at_once_still_saves(form, person):
    form.get_by_label("备注").fill("写完就走")
    form.get_by_role("button", name="保存并返回名单").click()
    expect(form.get_by_text("草稿已保存")).to_be_visible()
    person.refresh_from_db()
    assert person.remarks == "写完就走"


def test_a_server_out_of_reach_is_said_and_tried_again(context, form, person):
    form.clock.install()
    context.route("**/autosave/", lambda route: route.abort())
    form.get_by_label("备注").fill("网断了")
    form.clock.run_for(PAUSE)
    expect(state(form)).to_contain_text("没有连上服务器")
    context.unroute("**/autosave/")
    form.clock.run_for(RETRY)
    expect(state(form)).to_have_text(SAVED)
    person.refresh_from_db()
    assert person.remarks == "网断了"


def test_the_photo_is_placed_by_keyboard_and_cut_as_shown(tab, person, tmp_path):
    picture = Image.new("RGB", (2000, 1400), "white")
    picture.paste("red", (0, 0, 1000, 1400))
    picture.save(tmp_path / "photo.png")
    page = tab(reverse("nomination_photo_edit", args=[person.pk]))
    page.get_by_label("照片文件").set_input_files(tmp_path / "photo.png")
    canvas = page.get_by_label("照片取景框")
    expect(canvas).to_be_visible()
    expect(page.locator("[data-size]")).to_have_text("取景范围 1000×1400")
    for _n in range(25):
        canvas.press("ArrowRight")
    expect(page.get_by_label("左右位置")).to_have_value("100")
    canvas.press("+")
    expect(page.get_by_label("放大倍数")).to_have_value("1.05")
    page.get_by_label("放大倍数").fill("3")
    expect(page.locator("[data-size]")).to_contain_text("不足 413×579")
    page.get_by_label("放大倍数").fill("1")
    page.get_by_role("button", name="裁剪并保存").click()
    expect(page.get_by_text("照片已裁剪并保存")).to_be_visible()
    expect(page.get_by_alt_text("已上传的照片")).to_be_visible()
    person.refresh_from_db()
    with Image.open(person.photo) as kept:
        assert kept.size == (826, 1157)
        assert kept.getpixel((20, 500)) == (255, 255, 255)


def test_a_file_that_is_no_picture_is_said_before_it_is_sent(tab, person, tmp_path):
    (tmp_path / "photo.jpg").write_text("no picture")
    page = tab(reverse("nomination_photo_edit", args=[person.pk]))
    page.get_by_label("照片文件").set_input_files(tmp_path / "photo.jpg")
    expect(page.locator("[data-size]")).to_contain_text("打不开")
    page.get_by_role("button", name="裁剪并保存").click()
    expect(page.get_by_text("不是 JPEG、PNG 图片")).to_be_visible()


@pytest.fixture
def three(cast):
    return [make_collective(recommendation=cast.recommendation, name=f"示例{place}公司") for place in "甲乙丙"]


def names(page):
    return [row.split("\n")[0] for row in page.locator("[data-order=collective] tbody th a").all_inner_texts()]


def test_the_order_by_drag(cast, tab, three):
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    rows = page.locator("[data-order=collective] tr[data-key]")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 20, "y": 3})
    expect(page.get_by_text("顺序已保存")).to_be_visible()
    assert names(page) == ["示例丙公司", "示例甲公司", "示例乙公司"]
    page.reload()
    assert names(page) == ["示例丙公司", "示例甲公司", "示例乙公司"]


def test_the_order_by_keyboard(cast, tab, three):
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    page.get_by_role("button", name=re.compile("下移.*示例甲公司")).focus()
    for _n in range(2):
        page.keyboard.press("Enter")
    assert names(page) == ["示例乙公司", "示例丙公司", "示例甲公司"]
    expect(page.get_by_role("button", name=re.compile("上移.*示例甲公司"))).to_be_focused()
    expect(page.get_by_text("顺序已保存")).to_be_visible()
    page.reload()
    assert names(page) == ["示例乙公司", "示例丙公司", "示例甲公司"]


def test_two_moves_are_saved_in_the_order_they_were_made(cast, tab, three):
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    asked = []

    def hold_the_first(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/order/", hold_the_first)
    down = page.get_by_role("button", name=re.compile("下移.*示例甲公司"))
    with page.expect_request("**/order/"):
        down.click()
    down.click()
    expect(page.get_by_text("正在保存顺序")).to_be_visible()
    [first] = asked  # the second waits until the first is answered
    first.continue_()
    expect(page.get_by_text("顺序已保存")).to_be_visible()
    page.reload()
    assert names(page) == ["示例乙公司", "示例丙公司", "示例甲公司"]


def test_the_order_says_when_it_could_not_be_saved(cast, tab, three):
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    make_collective(recommendation=cast.recommendation)
    page.get_by_role("button", name=re.compile("下移.*示例甲公司")).click()
    expect(page.locator("[data-order-state]").first).to_contain_text("请刷新页面")
    assert names(page) == ["示例甲公司", "示例乙公司", "示例丙公司"]


def test_what_was_handed_in_goes_back_to_its_place(cast, tab, three):
    Nomination.objects.filter(pk__in=[one.pk for one in three[:2]]).update(locked=True, counted=True)
    page = tab(reverse("recommendation", args=[cast.recommendation.pk]))
    first = page.get_by_role("button", name=re.compile("下移.*示例甲公司"))
    expect(first).to_be_disabled()
    rows = page.locator("[data-order=collective] tr[data-key]")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 20, "y": 3})
    expect(page.locator("[data-order-state]").first).to_contain_text("先后不能再变")
    assert names(page) == ["示例甲公司", "示例乙公司", "示例丙公司"]
    page.get_by_role("button", name=re.compile("上移.*示例丙公司")).click()
    expect(page.get_by_text("顺序已保存")).to_be_visible()
    assert names(page) == ["示例甲公司", "示例丙公司", "示例乙公司"]
    expect(first).to_be_enabled()
