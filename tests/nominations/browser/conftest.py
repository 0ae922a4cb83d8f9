"""A signed-in browser on a live site; what its console complains of is kept."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.builders import make_cycle
from tests.cast import client_of, make_cast


@pytest.fixture
def cast(transactional_db):
    """The cast in a cycle that is open today: browser and server share the real clock."""
    return make_cast(make_cycle(deadline=timezone.now() + timedelta(days=10)))


@pytest.fixture
def sign_in(live_server, context):
    def sign_in(user):
        value = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def tab(live_server, context, cast, sign_in):
    """Opens addresses of the site as the clerk, each in a tab of its own; fails on any script error."""
    sign_in(cast.clerk)
    errors = []

    def tab(path):
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
        page.goto(live_server.url + path)
        return page

    yield tab
    assert errors == []
