"""Every page opens for whom it is meant, and stays shut for the others."""

import pytest
from django.urls import reverse

from tests import walk
from tests.cast import client_of

EVERYBODY = {
    "clerk", "lead", "other_clerk", "other_lead", "officer", "chair", "panellist", "department", "director",
    "auditor", "admin", "nobody",
}  # fmt: skip
READERS = {"officer", "director", "auditor"}
OWN = {"clerk", "lead"}


def statuses(cast, url):
    return {name: client_of(user).get(url).status_code for name, user in cast.everybody().items()}


def opens_for(cast, url):
    return {name for name, status in statuses(cast, url).items() if status == 200}


def test_home_and_case_list_open_for_all(cast):
    walk.submitted(cast)
    assert opens_for(cast, reverse("home")) == EVERYBODY
    assert opens_for(cast, reverse("cases")) == EVERYBODY


def test_the_cockpit(cast):
    walk.announced(cast)
    url = reverse("cockpit", args=[cast.recommendation.pk])
    assert opens_for(cast, url) == OWN | READERS


@pytest.mark.parametrize("name", ["announce", "submit", "resubmit"])
def test_the_unit_leads_steps(cast, name):
    walk.announced(cast)
    url = reverse(name, args=[cast.recommendation.pk])
    found = statuses(cast, url)
    assert {who for who, status in found.items() if status == 200} == {"lead"}
    assert {who for who, status in found.items() if status == 403} == {"clerk"} | READERS


def test_a_case_by_stage(cast):
    case = walk.submitted(cast)[0]
    assert opens_for(cast, reverse("case", args=[case.pk])) == OWN | READERS
    case = walk.shortlisted(cast, [case])[0]
    assert opens_for(cast, reverse("case", args=[case.pk])) == OWN | READERS | {"chair", "panellist"}
    case = walk.selected(cast, [case])[0]
    assert opens_for(cast, reverse("case", args=[case.pk])) == OWN | READERS | {"chair", "panellist", "department"}


@pytest.mark.parametrize("name", ["return", "screen_out"])
def test_the_offices_steps_with_one_case(cast, name):
    case = walk.submitted(cast)[0]
    found = statuses(cast, reverse(name, args=[case.pk]))
    assert {who for who, status in found.items() if status == 200} == {"officer"}
    assert {who for who, status in found.items() if status == 403} == OWN | {"director", "auditor"}


def test_the_shortlist(cast):
    walk.submitted(cast)
    assert opens_for(cast, reverse("shortlist", args=[cast.cycle.pk])) == {"officer"}


def test_rosters(cast):
    walk.shortlisted(cast)
    roster = cast.cycle.rosters.get()
    for url in (
        reverse("rosters"),
        reverse("roster", args=[roster.pk]),
        reverse("roster_file", args=[roster.pk, "xlsx"]),
    ):
        assert opens_for(cast, url) == READERS | {"chair"}


def test_publicity_pages(cast):
    walk.announced(cast)
    publicity = cast.recommendation.publicities.get()
    assert opens_for(cast, reverse("cancel_publicity", args=[publicity.pk])) == {"lead"}
    assert opens_for(cast, reverse("publicity_evidence", args=[publicity.pk])) == OWN
    assert opens_for(cast, reverse("publicity_objection", args=[publicity.pk])) == OWN
    assert opens_for(cast, reverse("publicity_evidence_file", args=[publicity.pk])) == OWN | READERS


def test_paper(cast):
    case = walk.submitted(cast)[1]
    entitled = OWN | {"officer", "auditor"}
    assert opens_for(cast, reverse("form_pdf", args=[case.nomination_id])) == entitled
    assert opens_for(cast, reverse("unit_sheet", args=[cast.recommendation.pk, "individual", "xlsx"])) == entitled
    assert opens_for(cast, reverse("cycle_sheet", args=[cast.cycle.pk, "individual", "xlsx"])) == {"officer", "auditor"}
    assert opens_for(cast, reverse("blank_form", args=[cast.cycle.pk, "individual"])) == EVERYBODY


@pytest.mark.parametrize(
    "url",
    [
        "/cases/999999/",
        "/cases/99999999999999999999/",
        "/recommendations/999999/cockpit/",
        "/cycles/999999/shortlist/",
        "/rosters/999999/",
        "/publicities/999999/cancel/",
        "/nominations/999999/form/",
        "/cycles/999999/forms/collective/",
    ],
)
def test_what_is_not_there(cast, url):
    assert client_of(cast.officer).get(url).status_code == 404
