"""The panel's result bears one name and one form on every page and paper, whether the panel scores or votes."""

import re
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from review.models import Roster
from review.services import lists, panel
from review.services.advance import Act
from tests import walk
from tests.builders import make_cycle
from tests.cast import client_of, make_cast
from tests.review.documents.reading import packed, pages
from tests.review.test_panel import VOTING, by

WHY = {"S2": "工作实绩更突出"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.APPROVED, tick=False):
        yield


def shown_to(user, name, *keys):
    """A page's text; of a PDF the words of its pages, of a workbook those of its cells."""
    answer = client_of(user).get(reverse(name, args=keys))
    assert answer.status_code == 200
    if "pdf" in answer["Content-Type"]:
        return "".join(pages(answer.content))
    if "sheet" in answer["Content-Type"]:
        rows = load_workbook(BytesIO(answer.content)).active.values
        return "\n".join(str(cell) for row in rows for cell in row if cell)
    return answer.content.decode()


def before(cast):
    """What shows the results before the list is made."""
    return [shown_to(cast.chair, name, cast.cycle.pk) for name in ("panel_results", "select")]


def after(cast, cases):
    """The same once the first of `cases` is on the list, the others in reserve."""
    roster = lists.select(cast.cycle, cases[:1], Act(cast.chair, walk.SELECTED), WHY)
    walk.forward(cast, walk.fresh(cases[:1]))
    pk = cast.cycle.pk
    return [
        shown_to(cast.director, "approve", pk), shown_to(cast.director, "list_to_approve", pk, "xlsx"),
        shown_to(cast.officer, "panel_minutes", pk), shown_to(cast.officer, "roster_file", roster.pk, "xlsx"),
        shown_to(cast.officer, "roster", roster.pk), shown_to(cast.officer, "cases_export"),
    ]  # fmt: skip


def test_a_mean_reads_the_same_everywhere(cast):
    cases = walk.shortlisted(cast, walk.drafted(cast, 2, 0))
    for one, mark in zip(cast.panellists, [80, 88, 89, 89, 95], strict=True):
        panel.score(cases[0], walk.marks_for(cast.cycle, mark), by(one))
        panel.score(cases[1], walk.marks_for(cast.cycle, 60), by(one))
    for shown in before(cast) + after(cast, cases):
        assert "88.67" in shown
        assert "88.66" not in shown
    waiting = shown_to(cast.chair, "call_up", cast.cycle.pk)
    assert re.search(r">60<", waiting)


@pytest.fixture
def voted(db):
    """A cast that votes, and three collectives: the first two with four of five votes."""
    cast = make_cast(make_cycle(source=VOTING))
    cases = walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    for number, one in enumerate(cast.panellists):
        for case, approving in zip(cases, (4, 4, 1), strict=True):
            panel.vote(case, number < approving, by(one))
    return cast, cases


def test_where_the_panel_votes_nothing_speaks_of_scores(voted):
    cast, cases = voted
    shown = [*before(cast), shown_to(cast.chair, "order_tie", cases[0].pk), shown_to(cast.chair, "home")]
    for page in [*before(cast), *(lists_made := after(cast, cases)), shown_to(cast.chair, "call_up", cast.cycle.pk)]:
        assert "80%" in page
    for page in lists_made[:-1]:
        assert "赞成率" in page
    for page in shown + lists_made:
        assert not re.search("得分|评分", page)


def test_the_reason_for_cutting_through_a_tie_names_rule_and_nominees_in_words(voted):
    cast, cases = voted
    approve, _going_up, minutes, workbook, page, _desk = after(cast, cases)
    for shown in (approve, workbook, page):
        assert "并列对象的取舍理由" in shown
        assert "工作实绩更突出" in shown
        assert not re.search(r"\bS2\b", shown)
    assert packed(f"{cases[0]}入选；评审结果与其并列的{cases[1]}列为候补。") in minutes
    assert "取舍的理由：工作实绩更突出。" in minutes
    assert Roster.objects.get(action="select").reasons["list"] == WHY
