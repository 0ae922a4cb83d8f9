"""A page of which nobody said who may open it asks to sign in."""

import pytest
from django.urls import reverse

from tests.builders import make_user
from tests.cast import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access.probe_urls")]

FORGOTTEN = ["/probe/", "/probe/class/", "/probe/redirect/", "/probe/nested/deep/", "/public/probe/"]


@pytest.mark.parametrize("url", FORGOTTEN)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_strangers_are_asked_to_sign_in(client, url, method):
    answer = getattr(client, method)(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


@pytest.mark.parametrize("url", FORGOTTEN)
def test_the_probes_are_there(url):
    assert client_of(make_user()).get(url, follow=True).content == b"open"
