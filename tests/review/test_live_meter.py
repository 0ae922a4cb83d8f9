"""The meter follows the ticks in a real browser, without the page being loaded again."""

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests import walk
from tests.cast import client_of, make_cast


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_the_meter_follows_the_ticks(cast, live_server, page):
    cast.unit.above_scale_enterprises = 200
    cast.unit.save()
    firms = walk.scored(cast, walk.drafted(cast, 3, 0))
    session = client_of(cast.chair).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    with time_machine.travel(walk.SELECTED):
        page.goto(live_server.url + reverse("select", args=[cast.cycle.pk]))
        meter = page.get_by_role("complementary", name="名单构成")
        expect(meter).to_contain_text("3 个（表彰名额 50 个）")
        page.evaluate("document.body.dataset.same = 'yes'")
        page.get_by_text("1 个推荐单位").click()
        page.get_by_label(str(firms[0]), exact=True).press("Space")
        expect(meter).to_contain_text("2 个（表彰名额 50 个）")
        expect(page.get_by_role("row").filter(has_text=str(firms[0]))).to_contain_text("列入后 3 个")
        expect(meter.get_by_text(cast.unit.brief)).to_be_visible()  # what was opened stays open
        assert page.evaluate("document.body.dataset.same") == "yes"
        meter.get_by_role("button", name="建议方案").click()
        expect(meter).to_contain_text("3 个（表彰名额 50 个）")
        expect(page.get_by_label(str(firms[0]), exact=True)).to_be_checked()
        page.wait_for_load_state()  # the script that tells one to wait is there
        page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # the answer keeps one waiting
        page.get_by_role("button", name="确认").click()
        expect(page.get_by_text("正在办理 3 个推荐对象")).to_be_visible()
    assert faults == []
