"""The site in a real browser: its own files only, nothing that the policy refuses, and sign-in works."""

import re
import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.urls("tests.config.probe_urls")


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says, and every request that leaves the site."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(request.url))
    return found


@pytest.mark.django_db(transaction=True)
def test_sign_in(live_server, page: Page, complaints: list[str]):
    get_user_model().objects.create_user("person", password="right")
    hosts = set()
    page.on("request", lambda request: hosts.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
    page.goto(f"{live_server.url}/probe/closed/")
    expect(page).to_have_url(re.compile("/login/"))
    page.locator("[name=username]").fill("person")
    page.locator("[name=password]").fill("right")
    page.locator("[name=password]").press("Enter")
    expect(page.locator("body")).to_have_text("closed")
    assert complaints == []
    assert hosts == {live_server.url}


@pytest.mark.django_db(transaction=True)
def test_each_thread_has_a_connection_and_waits_for_the_other():
    """The tests of rivalry rest on this: threads that count, then write, inside a transaction."""
    people = get_user_model().objects
    start = threading.Barrier(4)
    faults = []

    def take_the_only_place(name: str) -> None:
        try:
            start.wait(timeout=10)
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    connection.cursor().execute("SELECT pg_advisory_xact_lock(1)")
                if not people.exists():
                    people.create_user(name)
        except Exception as error:  # any fault of a thread must reach the test
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_the_only_place, args=[f"person{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert people.count() == 1
