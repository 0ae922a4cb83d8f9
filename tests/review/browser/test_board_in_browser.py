"""The officer sees on the board who stands where, and goes from each number to the cases behind it."""

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


@pytest.fixture
def cast(transactional_db):
    cast = make_cast(make_cycle(deadline=timezone.now() + timedelta(days=10)))
    walk.drafted(cast, 1, 2)
    walk.drafted(cast, 0, 1, cast.other_recommendation)
    return cast


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_picture_to_the_cases(cast, live_server, page, context, width):
    value = client_of(cast.officer).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + reverse("board", args=[cast.cycle.pk]))

    picture = page.get_by_role("group", name="各阶段推荐对象的数量")
    assert picture.bounding_box()["width"] <= width
    expect(page.get_by_role("row").filter(has_text=str(cast.unit.brief)).get_by_role("cell").last).to_have_text("3")
    draft = picture.get_by_role("link", name=re.compile("填报中"))
    expect(draft).to_contain_text("集体 1 · 个人 3")
    draft.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("stage=draft"))
    expect(page.get_by_role("main")).to_contain_text("共 4 个")
