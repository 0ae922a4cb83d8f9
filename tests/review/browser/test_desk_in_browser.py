"""The officer at the desk: finds by sound, chooses all found, reads beside the printed form, turns on, compares deeds."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import walk
from tests.builders import make_cycle
from tests.cast import client_of, make_cast

PASSAGE = "牵头实施数字化车间改造项目，设备综合利用率提高十二个百分点，单位产品能耗下降百分之八，全年安全生产无事故。"


@pytest.fixture
def cast(transactional_db):
    """Three people drafted: two share a passage, and a surname that is read otherwise elsewhere."""
    cast = make_cast(make_cycle(deadline=timezone.now() + timedelta(days=10)))
    walk.drafted(cast, 0, 1, name="曾祥", deeds=f"该同志勤恳。{PASSAGE}")
    walk.drafted(cast, 0, 1, cast.other_recommendation, name="曾欣", deeds=f"该同志认真。{PASSAGE}")
    walk.drafted(cast, 0, 1, name="单明", deeds="热心公益事业，连年先进。")
    return cast


@pytest.fixture
def page(page, live_server, cast, context):
    value = client_of(cast.officer).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    page.goto(live_server.url + reverse("cases"))
    yield page
    assert errors == []


def test_the_officer_chooses_all_that_were_found(page):
    page.get_by_label("关键词").fill("zengx")
    page.get_by_role("button", name="查询").click()
    page.get_by_label("全选本次查询结果（2 个）").check()
    expect(page.locator('input[name="case"]:checked:disabled')).to_have_count(2)
    page.get_by_role("button", name="筛选不通过").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("所选推荐对象（2 个）")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # the answer keeps one waiting
    page.get_by_label("曾祥", exact=True).check()
    page.get_by_role("button", name="筛选不通过").click()
    expect(page.get_by_text("正在办理")).to_contain_text("1 个推荐对象")
    page.go_back()

    page.get_by_role("link", name="保存本次查询").click()
    page.get_by_label("名称", exact=False).fill("姓曾的")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="清除").click()
    page.get_by_role("link", name="姓曾的").click()
    expect(page.locator("table.desk tbody th a")).to_have_text(["曾祥", "曾欣"])
    page.wait_for_load_state("networkidle")


def test_the_officer_reads_case_by_case(page):
    page.get_by_label("关键词").fill("zengx")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="名称（姓名）").click()
    rows = page.locator("table.desk tbody th a")
    expect(rows).to_have_text(["曾祥", "曾欣"])

    rows.first.click()
    expect(page.get_by_text("名单中第 1 个，共 2 个")).to_be_visible()
    picture = page.locator(".printed-frame img")
    page.wait_for_function("image => image.naturalWidth > 500", arg=picture.element_handle())
    expect(page.get_by_text("各栏均按原定字号、行距排下")).to_be_visible()

    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("曾欣"))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("曾祥"))

    page.get_by_role("link", name="与“曾欣”比对").click()
    expect(page.locator("mark")).to_have_text([re.compile("牵头实施数字化车间改造项目")] * 2)
    page.wait_for_load_state("networkidle")  # no picture is still being drawn when the database goes
