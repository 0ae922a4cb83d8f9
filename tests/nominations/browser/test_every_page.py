"""Every drafting page: without a script, on a narrow screen, for people who cannot see it."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from nominations.models import IndividualNomination
from tests.builders import make_collective, make_individual

PAGES = (
    ["recommendations", "recommendation", "recommendation_edit", "quota", "reasons"]
    + ["nomination_edit", "nomination_read", "nomination_photo_edit", "nomination_delete"]
)  # fmt: skip


@pytest.fixture
def person(cast):
    """With a finding of every kind, and something that cannot be read."""
    group = make_collective(recommendation=cast.recommendation)
    return make_individual(
        recommendation=cast.recommendation, leads_collective=group, birth_month=date(1980, 6, 1), native_place="巴南",
        city_managed=True, unparsed={"work_start": "昨天"},
    )  # fmt: skip


def address(cast, person, name):
    if name == "recommendations":
        return reverse(name)
    return reverse(name, args=[person.pk if name.startswith("nomination") else cast.recommendation.pk])


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_accessible_and_fits_a_telephone(cast, tab, person, name):
    page = tab(address(cast, person, name))
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()
    for width in (390, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_texts_side_by_side_are_accessible(cast, tab, person):
    page = tab(address(cast, person, "nomination_edit"))
    IndividualNomination.objects.filter(pk=person.pk).update(version=2, name="别处改的", remarks="别处写的")
    page.get_by_role("button", name="保存草稿", exact=True).click()
    expect(page.get_by_text("这份表在别处改过了")).to_be_visible()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return browser_context_args | {"java_script_enabled": False}

    def test_a_draft_is_filled_in_and_ordered(self, cast, tab, person):
        page = tab(address(cast, person, "recommendation"))
        page.get_by_role("button", name="新增先进个人").click()
        expect(page.locator("#section-assessments")).to_contain_text("机关事业单位工作人员填写")
        expect(page.get_by_label("企业性质")).to_be_visible()
        page.get_by_label("姓名").fill("无脚本")
        page.get_by_label("出生年月").fill("八〇年")
        page.get_by_role("button", name="保存并返回名单").click()
        page.get_by_role("button", name=re.compile("上移.*无脚本")).click()
        expect(page.locator("[data-order=individual] tbody th").first).to_have_text("无脚本")
        page.get_by_role("link", name="无脚本", exact=True).click()
        expect(page.get_by_label("出生年月")).to_have_value("八〇年")
        expect(page.get_by_text("认不出这个年月")).to_be_visible()
