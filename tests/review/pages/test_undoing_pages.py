"""The pages on which a step is undone: who is affected, what stands in the way, what the history shows."""

import pytest
from django.urls import reverse

from review.models import Decision
from review.services import panel
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.cast import client_of
from tests.walk import fresh


def page_for(cases):
    taken = Decision.objects.filter(case__in=cases, undoes=None).order_by("pk").last()
    return reverse("undo", args=[taken.pk])


def test_the_office_undoes_a_return(cast, as_officer, on):
    (case,) = walk.returned(cast, walk.drafted(cast, 1, 0))
    on(walk.RETURNED)
    address = page_for([case])
    shown = as_officer.get(reverse("case", args=[case.pk]))
    assert (address, "撤销“退回补正”") in [(button.url, button.label) for button in shown.context["buttons"]]
    assert str(case) in as_officer.get(address).text
    faulty = as_officer.post(address, {"reason": " "})
    assert faulty.status_code == 422
    assert fresh([case])[0].stage == Stage.RETURNED
    done = as_officer.post(address, {"reason": "退错了对象"}, follow=True)
    assert fresh([case])[0].stage == Stage.OFFICE_SCREENING
    assert "<s>退回补正</s>" in done.text
    assert "撤销“退回补正”" in done.text
    newest, struck, *_older = done.context["history"]
    assert "退错了对象" in newest.text
    assert struck.undone.endswith("退错了对象")
    again = as_officer.get(address)
    assert (again.status_code, "已经撤销" in again.text) == (409, True)


def test_a_list_is_undone_from_its_page_and_stays_marked(cast, as_officer, on):
    cases = walk.shortlisted(cast, walk.drafted(cast, 2, 1))
    on(walk.SHORTLISTED)
    roster = cast.cycle.rosters.get()
    listed = reverse("roster", args=[roster.pk])
    address, in_the_way = as_officer.get(listed).context["undoing"]
    assert in_the_way == []
    preview = as_officer.get(address)
    assert [line["case"] for line in preview.context["lines"]] == cases
    assert as_officer.post(address, {"reason": "漏了一家"}).url == listed
    marked = as_officer.get(listed)
    assert "漏了一家" in marked.text
    assert marked.context["undoing"] is None
    assert "已撤销" in as_officer.get(reverse("rosters")).text


def test_what_rests_on_it_is_named(cast, as_officer, on):
    cases = walk.shortlisted(cast, walk.drafted(cast, 1, 1))
    judged = fresh(cases)[0]
    panel.score(judged, walk.marks_for(cast.cycle, 80), Act(cast.chair, walk.SCORED))
    on(walk.SCORED)
    address = page_for(cases)
    for answer in (as_officer.get(address), as_officer.post(address, {"reason": "漏了一家"})):
        assert answer.status_code == 409
        assert f"评审组已经评审“{judged}”" in answer.text
    assert "漏了一家" in answer.text  # what was typed stays
    assert {case.stage for case in fresh(cases)} == {Stage.PANEL_REVIEW}


def test_it_is_not_offered_to_readers(cast, on):
    cases = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
    on(walk.SHORTLISTED)
    labels = [b.label for b in client_of(cast.auditor).get(reverse("case", args=[cases[0].pk])).context["buttons"]]
    assert not any("撤销“" in label for label in labels)


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_costs_the_same_for_three_and_thirty(cast, as_officer, on, number, django_assert_max_num_queries):
    cast.unit.above_scale_enterprises = 400
    cast.unit.save()
    cases = walk.shortlisted(cast, walk.drafted(cast, number, 0))
    on(walk.SHORTLISTED)
    with django_assert_max_num_queries(32):
        page = as_officer.get(page_for(cases))
    assert len(page.context["lines"]) == number
