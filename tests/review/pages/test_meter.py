"""The composition meter and the proposal, on the pages where lists are put together."""

import re

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from tests import walk
from tests.cast import client_of


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.SELECTED, tick=False):
        yield


def drafts(cast, enterprises, offices):
    """Collectives alone: enterprises first, then those that count towards the 25 %."""
    firms = walk.drafted(cast, enterprises, 0)
    return firms + walk.drafted(cast, offices, 0, nature="institution", ownership="", credit_code="")


def roomy(cast):
    cast.unit.above_scale_enterprises = 200
    cast.unit.save()


def marks(cases, best):
    """Marks by which `best` ranks first, then the others in their order."""
    return [99 if case in best else 90 - number for number, case in enumerate(cases)]


@pytest.fixture
def chosen_page(cast):
    """select(url data) as the chair → the page's plain text and what is ticked."""
    chair = client_of(cast.chair)
    url = reverse("select", args=[cast.cycle.pk])

    def chosen_page(**data):
        response = chair.post(url, data) if data else chair.get(url)
        html = response.content.decode()
        ticked = {int(pk) for pk in re.findall(r'name="cases" value="(\d+)"[^>]* checked', html)}
        return re.sub(r"\s+", " ", strip_tags(html)), ticked

    return chosen_page


def test_places_shares_and_units_of_the_ticked(cast, chosen_page):
    roomy(cast)
    firms = walk.scored(cast, walk.drafted(cast, 4, 0, above_scale=True))
    shown, ticked = chosen_page()
    assert ticked == {case.pk for case in firms}
    assert "4 个（表彰名额 50 个）" in shown
    assert "处级0 个（0%）" in shown
    assert "规上工业企业4 个（100%）" in shown
    assert "1 个推荐单位" in shown
    fewer, _ticked = chosen_page(preview="1", cases=[firms[0].pk])
    assert "1 个（表彰名额 50 个）" in fewer
    assert "列入后 2 个" in fewer
    assert "去掉后 0 个" in fewer


def test_the_proposal_keeps_the_cap_and_says_what_it_did(cast, chosen_page):
    roomy(cast)
    cases = walk.submitted(cast, drafts(cast, 4, 2))
    offices = cases[4:]
    walk.scored(cast, cases, marks(cases, offices[:1]))
    shown, ticked = chosen_page()
    assert ticked == {case.pk for case in cases} - {offices[1].pk}
    assert "建议方案未列入：机关事业单位和区属国有企业已到上限（5 × 25% → 1 个）" in shown
    assert "列入后 6 个，计入占比 2 个（33.3%），超上限 1 个" in shown


def test_what_asks_for_a_reason_is_said_once(cast, chosen_page):
    roomy(cast)
    cases = walk.scored(cast, drafts(cast, 2, 2))
    shown, _ticked = chosen_page(preview="1", cases=[case.pk for case in cases])
    assert shown.count("请调整 1 个，或写明理由") == 1
    answered, _ticked = chosen_page(preview="1", cases=[case.pk for case in cases], reason_R2="本批部门较多")
    assert answered.count("请调整 1 个，或写明理由") == 1


def test_the_proposal_is_asked_for_again_and_decides_nothing(cast, chosen_page):
    roomy(cast)
    cases = walk.scored(cast, walk.drafted(cast, 3, 0))
    _shown, ticked = chosen_page(preview="1", cases=[cases[0].pk])
    assert ticked == {cases[0].pk}
    _shown, ticked = chosen_page(propose="1", cases=[cases[0].pk], reason_R2="写到一半")
    assert ticked == {case.pk for case in cases}
    assert {case.stage for case in walk.fresh(cases)} == {cases[0].stage}


def test_equals_are_left_to_the_chair(cast, chosen_page):
    roomy(cast)
    source = cast.cycle.source.replace("places = 50", "places = 2")
    assert source != cast.cycle.source
    cast.cycle.source = source
    cast.cycle.save()
    cases = walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    walk.judge(cast, cases, [95, 90, 90])
    shown, ticked = chosen_page()
    assert ticked == {cases[0].pk}
    assert shown.count("建议方案未列入：与他人并列") == 2
