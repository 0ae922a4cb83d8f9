"""Another notice, with awards of other names: no page, message or paper says the words of the first."""

import logging
import re

import pytest
import time_machine

from nominations.messages import words
from nominations.policy.eligibility import e7
from tests.access.crawling import crawl
from tests.access.driving import Browsers
from tests.access.test_canaries import PAPER
from tests.access.world import NOW, build
from tests.builders import notice_source
from tests.cast import rolled_back
from tests.nominations.policy.people import collective, individual

pytestmark = pytest.mark.django_db

OTHER_WORDS = {"先进集体": "先进单位", "先进个人": "旅游工匠", "制造业": "文旅产业"}
OTHER_WORDS |= {f"附件{number}": f"附表{number}" for number in range(1, 5)}
OF_THE_FIRST = re.compile("|".join(OTHER_WORDS))


def in_other_words(text):
    return OF_THE_FIRST.sub(lambda found: OTHER_WORDS[found[0]], text)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    source = in_other_words(notice_source()).replace("banan-2023", "wenlv-2023")
    with django_db_blocker.unblock(), rolled_back(), time_machine.travel(NOW, tick=False):
        logging.disable(logging.CRITICAL)
        yield build(source)
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def browsers(world):
    return Browsers(world)


@pytest.mark.parametrize("part", ["lead", "office", "asked"])
def test_no_word_of_the_first_notice(browsers, part):
    """Of the papers only the letters to a department: the others take their words from the notice, or drawing takes long."""
    pages = crawl(browsers, part, () if part == "asked" else PAPER, of_each=4)
    assert [(url, OF_THE_FIRST.search(text)[0]) for url, text in pages.items() if OF_THE_FIRST.search(text)] == []


def test_what_the_awards_are_called(world, browsers):
    """The words of this notice are in the places where those of the first would stand."""
    shown = {
        "cockpit": ("lead", browsers.url("cockpit", "own")),
        "quota": ("lead", browsers.url("quota", "own")),
        "desk": ("office", browsers.url("cases", "-")),
        "case": ("office", browsers.url("case", "case:panel_c")),
    }
    pages = {name: browsers.ask(part, "GET", url).text for name, (part, url) in shown.items()}
    assert [name for name, page in pages.items() if "先进单位" not in page] == []
    assert "推荐先进单位" in pages["quota"]
    assert "旅游工匠" in pages["desk"]


def test_what_is_said_of_a_leader_too(world):
    notice = world.cast.cycle.notice
    [found] = e7(notice, individual(leads_collective=1), [collective(1, name="某厂")])
    assert words(found).startswith("“某厂”已推荐参评先进单位，原则上不再推荐其班子成员为旅游工匠。")
