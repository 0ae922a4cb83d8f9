"""A person at a desk: a browser window of their own, in which they find things by label, role and words.

With JOURNEY_SHOTS=FOLDER in the environment every page is also photographed, wide and narrow, when it is left.
"""

import os
import re
from itertools import count
from pathlib import Path

from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.walk import picture

PASSWORD = "quiet-River-1949"
SHOTS = os.environ.get("JOURNEY_SHOTS")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SPACE = r"\s*"
# The console repeats each refusal that the page itself explains, and tells when somebody types before a page is ready.
HARMLESS = re.compile("status of (401|409|422)|^Autofocus processing was blocked")
# The picture of the printed form takes a second to draw at each look at a case; the tests of the desk see the real one.
PRINTED = re.compile("/printed/")

_numbers = count(1)


def wording(words: str) -> re.Pattern:
    """Exactly these words, whatever white space lies between them; a star marks what is demanded."""
    signs = map(re.escape, "".join(words.split()))
    return re.compile(rf"^\s*{SPACE.join(signs)}\s*\*?\s*$")


class Person:
    """`site` is the address of the running site; `at` narrows what is looked for to one part of the page."""

    def __init__(self, context: BrowserContext, site: str, name: str):
        self.context, self.site, self.name = context, site, name
        self.context.set_default_timeout(20_000)
        self.complaints = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        """Another tab of the same browser; what its console says is kept."""
        page = self.context.new_page()
        if not SHOTS:
            page.route(PRINTED, lambda route: route.fulfill(body=picture(413, 579), content_type="image/jpeg"))
        page.on("console", lambda message: HARMLESS.search(message.text) or self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def leave(self):
        """Close the window. Nothing may have gone wrong behind the page."""
        self.photograph()
        self.context.close()
        assert not self.complaints, self.complaints

    # Going about

    def open(self, path: str):
        self.photograph()
        self.page.goto(f"{self.site}{path}")

    def sign_in(self, username: str):
        self.open("/login/")
        self.fill("用户名", username)
        self.fill("密码", PASSWORD)
        self.press("登录")
        self.sees("您好")

    def goes_on(self, session: str):
        """Home, with the session of an earlier sign-in."""
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site}])
        self.open("/")
        self.sees("您好")

    def go(self, link: str, **within):
        self.photograph()
        self.link(link, **within).click()

    def press(self, button: str, **within):
        self.photograph()
        self.button(button, **within).click()

    def take_up(self, task: str):
        """A task of the home page, or an entry of the menu: both tell how many wait there."""
        self.photograph()
        self.page.get_by_role("link").filter(has_text=task).first.click()

    def download(self, link: str, **within) -> bytes:
        with self.page.expect_download() as waiting:
            self.link(link, **within).click()
        return Path(waiting.value.path()).read_bytes()

    # Finding

    def link(self, words: str, at: Locator | None = None) -> Locator:
        return (at or self.page).get_by_role("link", name=wording(words))

    def button(self, words: str, at: Locator | None = None) -> Locator:
        return (at or self.page).get_by_role("button", name=wording(words))

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(wording(label))

    def row(self, words: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=words)

    # Filling in

    def fill(self, label: str, text: str):
        self.field(label).fill(text)

    def choose(self, label: str, option: str):
        self.field(label).select_option(label=option)

    def tick(self, label: str):
        self.field(label).check()

    def answer(self, question: str, answer: str):
        """One of several answers to a question."""
        self.page.get_by_role("group", name=wording(question)).get_by_label(answer, exact=True).check()

    # Seeing

    def sees(self, *words: str):
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def sees_not(self, *words: str):
        """On a page of which something was seen already: one that has not come yet says nothing at all."""
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)

    def sees_heading(self, words: str):
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def photograph(self):
        if not SHOTS or self.page.is_closed() or self.page.url == "about:blank":
            return
        title = re.sub(r"\W+", "-", self.page.title().split("·")[0])[:20]
        stem = f"{next(_numbers):03d}-{self.name}-{title}"
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=Path(SHOTS) / f"{stem}-{size['width']}.png", full_page=True)
