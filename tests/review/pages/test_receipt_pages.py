"""The receipt by address: shown after the hand-in, found again in the cockpit, printed, checked; for whom it is meant alone."""

import pytest
from django.urls import reverse

from nominations import services as drafting
from nominations.selectors import detail_rows
from review.models import Decision, Printing
from review.services import publicity
from review.services.advance import Act
from tests import walk
from tests.access.crawling import pdf_text
from tests.cast import client_of
from tests.walk import at, fresh

pytestmark = pytest.mark.django_db


def receipt_of(cast):
    """Of a collective and an individual, handed in at nine."""
    walk.submitted(cast)
    return Printing.objects.get(kind="receipt")


def hand_in(cast, client, cases, name="submit", **follow):
    return client.post(reverse(name, args=[cast.recommendation.pk]), {"cases": [case.pk for case in cases]}, **follow)


def page_of(client, receipt):
    return client.get(reverse("checked", args=[receipt.code]))


def test_handing_in_leads_to_the_receipt(cast, as_lead, on):
    cases = walk.announced(cast)
    on(at(1, 5))
    page = hand_in(cast, as_lead, cases, follow=True)
    receipt = Printing.objects.get(kind="receipt")
    assert page.redirect_chain == [(reverse("checked", args=[receipt.code]), 302)]
    assert "已报送工作专班办公室" in page.text
    for words in (receipt.code, "2024-01-05 09:00:00", receipt.content["digest"], cast.lead.name, cases[0].nomination.name):
        assert words in page.text


def test_a_double_click_leads_to_the_same_one(cast, as_lead, on):
    cases = walk.announced(cast)
    on(at(1, 5))
    first, second = (hand_in(cast, as_lead, cases) for _n in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert (Printing.objects.filter(kind="receipt").count(), Decision.objects.filter(action="submit").count()) == (1, 2)


def test_a_cure_handed_in_twice_too(cast, as_lead, on):
    cases = walk.returned(cast)
    on(at(1, 9))
    first, second = (hand_in(cast, as_lead, cases, "resubmit") for _n in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert "补正后再次报送时间" in as_lead.get(first.url).text


def test_the_cockpit_keeps_them_all(cast, as_clerk):
    walk.returned(cast)
    publicity.resubmit(fresh(cast.recommendation.cycle.cases.all()), Act(cast.lead, at(1, 9)))
    page = as_clerk.get(reverse("cockpit", args=[cast.recommendation.pk])).text
    for receipt in Printing.objects.filter(kind="receipt"):
        assert reverse("checked", args=[receipt.code]) in page
        assert reverse("receipt_pdf", args=[receipt.code]) in page


def test_the_unit_office_and_auditor_read_it_and_nobody_else(cast, client):
    receipt = receipt_of(cast)
    paper = reverse("receipt_pdf", args=[receipt.code])
    readers = (cast.clerk, cast.lead, cast.officer, cast.auditor)
    assert all(receipt.content["digest"] in page_of(client_of(who), receipt).text for who in readers)
    assert all(client_of(who).get(paper).status_code == 200 for who in readers)
    others = (cast.other_clerk, cast.other_lead, cast.panellists[1], cast.departments["police"], cast.director, cast.admin)
    for who in (client, *map(client_of, others)):
        page = page_of(who, receipt)
        assert f"回执号 {receipt.code} 是本系统出具的报送回执" in page.text
        main = page.text.partition("<main")[2].partition("</main")[0]
        assert [words for words in (cast.unit.name, receipt.content["digest"], "2024-01-05") if words in main] == []
    assert {client_of(who).get(paper).status_code for who in others} == {404}
    assert client.get(paper).status_code == 302


def test_what_was_changed_since_is_said(cast, as_lead):
    cases = walk.returned(cast)
    receipt = Printing.objects.get(kind="receipt")
    assert "推荐对象的内容没有改动" in page_of(as_lead, receipt).text
    row = detail_rows().get(pk=cases[1].nomination_id).detail
    drafting.save_draft(row, {"resume": f"{row.resume}\n2023.01—2023.12 脱产学习"}, {}, version=row.version, actor=cast.lead, now=at(1, 9))
    page = page_of(as_lead, receipt).text
    assert (page.count("报送后有改动"), page.count("与报送时一致")) == (1, 1)


def test_one_that_was_tampered_with_is_no_proof(cast, as_lead):
    receipt = receipt_of(cast)
    receipt.content["at"] = "2024-01-04T09:00:00+08:00"
    receipt.save()
    assert "不能作为凭据" in page_of(as_lead, receipt).text


def test_the_paper_bears_the_number(cast, as_clerk):
    receipt = receipt_of(cast)
    answer = as_clerk.get(reverse("receipt_pdf", args=[receipt.code]))
    assert answer["Content-Type"] == "application/pdf"
    assert receipt.code in pdf_text(answer.content)
    assert as_clerk.get(reverse("receipt_pdf", args=[receipt.code.lower()])).status_code == 200
    assert as_clerk.get(reverse("receipt_pdf", args=["00000-00000"])).status_code == 404


def test_a_forgotten_one_is_known_and_says_nothing(cast, as_lead):
    receipt = receipt_of(cast)
    Printing.objects.filter(pk=receipt.pk).update(content=None)
    assert "是本系统出具的报送回执" in page_of(as_lead, receipt).text
    assert as_lead.get(reverse("receipt_pdf", args=[receipt.code])).status_code == 404
    assert as_lead.get(reverse("cockpit", args=[cast.recommendation.pk])).status_code == 200
