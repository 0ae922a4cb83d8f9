"""The panel at work: a member scores by keyboard, leaves and comes back; the chair leads a meeting and settles a tie."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from review.models import PanelMeeting, Recusal, Score, ScoreDraft, TieOrder
from review.services import panel
from tests import walk
from tests.cast import client_of, make_cast
from tests.review.test_panel import by


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def cases(cast):
    """Three collectives before the panel; all but two members have scored them, two of them alike."""
    cases = walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    for member in cast.panellists[2:]:
        for case, mark in zip(cases, [80, 80, 90], strict=True):
            panel.score(case, walk.marks_for(cast.cycle, mark), by(member))
    return cases


@pytest.fixture
def screen(live_server, browser, browser_context_args):
    """screen(user, path): a page of their own machine; fails on any script error."""
    errors, contexts = [], []

    def screen(user, path):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        value = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(live_server.url + path)
        return page

    yield screen
    for context in contexts:
        context.close()
    assert errors == []


def test_a_member_scores_by_keyboard_leaves_and_resumes(cast, cases, screen):
    page = screen(cast.panellists[1], reverse("panel", args=[cast.cycle.pk]))
    page.get_by_role("link", name="继续评审").click()
    politics, results = page.get_by_label("政治表现"), page.get_by_label("工作实绩")
    expect(politics).to_be_focused()
    page.keyboard.type("88")
    page.keyboard.press("Enter")
    expect(results).to_be_focused()
    expect(page.locator("[data-save-state]")).to_contain_text("已自动保存（未提交）")
    assert ScoreDraft.objects.get().typed["mark_politics"] == "88"
    page.get_by_role("link", name="联合评审").last.click()
    expect(page.get_by_text("填了一部分，未提交")).to_be_visible()
    page.get_by_role("link", name=re.compile("接着评")).click()
    expect(politics).to_have_value("88")
    expect(politics).to_be_focused()  # by the script, which hears the keys from now on
    results.fill("101")
    results.press("Control+Enter")
    expect(page.get_by_text("请填写 0 至 100 的整数。").first).to_be_visible()
    expect(results).to_be_focused()
    results.fill("85")
    results.press("Enter")
    page.keyboard.type("90")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(str(cases[1]))
    assert Score.objects.get(member=cast.panellists[1]).marks == {"politics": 88, "results": 85, "contribution": 90}
    expect(politics).to_be_focused()
    page.keyboard.press("Alt+PageUp")
    expect(page.get_by_role("heading", level=1)).to_have_text(str(cases[0]))
    page.get_by_role("link", name="联合评审").last.click()
    page.get_by_role("link", name=re.compile(f"回避.*{cases[1]}")).click()
    page.get_by_label("回避理由").fill("与负责人是亲属")
    page.get_by_role("button", name="回避").click()
    expect(page.get_by_text("另有 1 个推荐对象")).to_be_visible()
    assert Recusal.objects.get().case == cases[1]


def test_the_chair_leads_the_meeting_ends_the_round_and_settles_a_tie(cast, cases, screen):
    chair = screen(cast.chair, reverse("meeting", args=[cast.cycle.pk]))
    member = screen(cast.panellists[2], reverse("meeting", args=[cast.cycle.pk]))
    chair.get_by_role("button", name="开始，第一个上会").click()
    expect(member.locator(".meeting-name")).to_have_text(str(cases[0]), timeout=10_000)
    chair.get_by_role("button", name="下一个").click()
    expect(member.locator(".meeting-name")).to_have_text(str(cases[1]), timeout=10_000)
    chair.get_by_role("button", name="散会").click()
    expect(member.get_by_text("会议没有开始或已经散会")).to_be_visible(timeout=10_000)
    assert not PanelMeeting.objects.exists()
    chair.goto(chair.url.replace("meeting", "results"))
    expect(chair.get_by_text("结果暂不公开")).to_be_visible()
    chair.get_by_role("link", name="结束评审").click()
    chair.get_by_label("理由").fill("评审时限已到")
    chair.get_by_role("button", name="结束评审").click()
    chair.get_by_role("link", name=re.compile("排定次序")).first.click()
    chair.get_by_label(str(cases[0])).fill("2")
    chair.get_by_label(str(cases[1])).fill("1")
    chair.get_by_label("理由").fill("工作实绩更突出")
    chair.get_by_role("button", name="排定").click()
    expect(chair.get_by_text("工作实绩更突出").first).to_be_visible()
    assert TieOrder.objects.get().cases == [cases[1].pk, cases[0].pk]
