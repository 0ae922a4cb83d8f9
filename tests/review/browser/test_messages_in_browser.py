"""The lead reads what came and goes to the page; the officer looks at a mail and holds it, then all."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from review.models import Message
from review.services.inbox import set_address
from tests import walk
from tests.cast import client_of, make_cast


@pytest.fixture
def cast(transactional_db):
    """One nominee came back; the lead reads mail."""
    cast = make_cast()
    set_address(cast.lead, "lead@example.org")
    walk.returned(cast, walk.drafted(cast, 1, 0))
    return cast


def test_the_lead_reads_and_the_officer_holds(page, live_server, cast, context):
    def become(user):
        value = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page.goto(live_server.url)

    become(cast.lead)
    page.get_by_role("link", name=re.compile("消息.*1.*未读")).click()
    page.get_by_role("button", name=re.compile("去办理.*退回补正")).click()
    expect(page).to_have_url(re.compile(reverse("cockpit", args=[cast.recommendation.pk]) + "$"))
    expect(page.locator(".inbox-link .nav-count")).to_have_count(0)

    become(cast.officer)
    page.get_by_role("link", name="发件箱").click()
    page.get_by_role("link", name=re.compile(f"预览邮件.*{cast.lead}")).click()
    expect(page.locator(".mail-body")).to_contain_text("被退回补正")
    page.get_by_role("button", name="暂停这封邮件").click()
    expect(page.get_by_text(f"已暂停发给{cast.lead}的邮件")).to_be_visible()
    page.get_by_role("button", name="暂停整个发件箱").click()
    expect(page.get_by_role("button", name="恢复发件箱")).to_be_visible()
    assert Message.objects.get(recipient=cast.lead).mail == Message.Mail.HELD
