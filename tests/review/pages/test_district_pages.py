"""审定, 公示, 异议, 取消和撤销, 表彰: the pages of district and office."""

from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook

from nominations.models import AuditEntry, Bar, SoftReason
from review.models import Objection, Proposal, PublicNotice, Roster
from review.services import notices, opinions, proposals
from review.services.advance import Act
from review.services.notices import Objector
from review.stages import Stage
from tests import walk
from tests.builders import photo_bytes
from tests.cast import client_of, once
from tests.review.test_opinions import objection as department_objects

DECREE = {"document_number": "巴南委〔2024〕8号", "document_date": "2024-01-29"}
PUBLISHING = {"first_day": "2024-01-30", "contact": "区经济信息委 023-60000000", "secrecy_reviewed": "on"}
OBJECTOR = Objector("吕异议", "13699990001", "该对象2022年有重大安全事故。")
DURING = walk.at(2, 1)

kept = once(walk.selected)


def text(response):
    return response.content.decode()


def keys(cases):
    return [case.pk for case in cases]


@pytest.fixture
def office(cast):
    return client_of(cast.officer)


@pytest.fixture
def district(cast):
    return client_of(cast.director)


def page_of(cast, name):
    return reverse(name, args=[cast.cycle.pk])


# -- approval


@pytest.fixture
def approval():
    with time_machine.travel(walk.APPROVED, tick=False):
        yield


def test_the_district_sees_ratios_opinions_and_reasons(cast, district, approval):
    cases = walk.selected(cast)
    police = cases[0].opinions.get(authority="police")
    department_objects(cast, police)
    opinions.settle(police, Act(cast.officer, walk.ANSWERED, "处罚已履行"))
    opinions.answer(police, "clear", Act(cast.departments["police"], walk.ANSWERED))
    nominee = cases[1].nomination
    SoftReason.objects.create(
        recommendation=nominee.recommendation, nomination=nominee, rule="I4", text="档案记载如此", written_by=cast.lead,
        written_at=walk.SUBMITTED,
    )  # fmt: skip
    walk.forwarded(cast, cases)
    page = text(district.get(page_of(cast, "approve")))
    assert "机关事业单位和区属国有企业 0 个，占 0%" in page
    assert "2023年5月受行政处罚" in page
    assert "处罚已履行" in page
    assert page.count(" checked") == 2
    workbook = load_workbook(BytesIO(district.get(reverse("list_to_approve", args=[cast.cycle.pk, "xlsx"])).content))
    written = "\n".join(str(cell) for row in workbook.active.values for cell in row if cell)
    for shown in (page, written):
        assert "（出生年月与身份证号一致）：档案记载如此" in shown.replace("</strong>", "")
        for told in (cases[0].nomination.name, nominee.detail.employer, "2023年5月受行政处罚", "处罚已履行", "档案记载如此"):
            assert told in shown
    assert reverse("list_to_approve", args=[cast.cycle.pk, "pdf"]) in text(client_of(cast.officer).get(reverse("rosters")))


def test_approving_part_of_the_list(cast, district, approval):
    cases = walk.forwarded(cast)
    answer = district.post(page_of(cast, "approve"), DECREE | {"cases": keys(cases[:1])})
    assert answer.status_code == 302
    assert [case.stage for case in walk.fresh(cases)] == [Stage.APPROVED, Stage.DISTRICT_APPROVAL]
    assert Roster.objects.get(action="approve").data == DECREE


FAULTY_DECREES = [
    ({}, {"document_number", "document_date"}),
    ({"document_number": "x" * 51}, {"document_number", "document_date"}),
    (DECREE | {"document_date": "2024-01-30"}, {"document_date"}),
    (DECREE | {"document_date": "2023-12-06"}, {"document_date"}),  # the day before the notice
    (DECREE | {"document_date": "0024-01-30"}, {"document_date"}),
    (DECREE | {"document_date": "29 January"}, {"document_date"}),
]


def test_a_decree_has_number_and_date(cast, district, approval):
    cases = walk.forwarded(cast)
    for given, faults in FAULTY_DECREES:
        for name in ("approve", "reject"):
            answer = district.post(page_of(cast, name), given | {"cases": keys(cases), "reason": "理由"})
            assert answer.status_code == 422
            assert set(answer.context["form"].errors) == faults
    assert {case.stage for case in walk.fresh(cases)} == {Stage.DISTRICT_APPROVAL}


def test_rejecting_by_name(cast, district, approval):
    cases = walk.forwarded(cast)
    url = page_of(cast, "reject")
    assert " checked" not in text(district.get(url))
    assert text(district.get(f"{url}?whole=1")).count(" checked") == 2
    assert district.post(url, DECREE | {"cases": keys(cases[:1])}).status_code == 422
    given = DECREE | {"cases": keys(cases[:1]), "reason": "不符合条件"}
    assert district.post(url, given)["Location"] == page_of(cast, "approve")
    assert [case.stage for case in walk.fresh(cases)] == [Stage.REJECTED, Stage.DISTRICT_APPROVAL]
    assert walk.fresh(cases)[0].decisions.last().reason == "不符合条件"
    district.post(page_of(cast, "approve"), DECREE | {"cases": keys(cases[1:])})
    (decree,) = district.get(page_of(cast, "approve")).context["decrees"]
    assert (decree.number, decree.day) == tuple(DECREE.values())
    assert [str(roster) for roster in decree.approved] == ["审定名单（第3号）"]
    assert [one.case for one in decree.rejected] == cases[:1]


# -- public notice


@pytest.fixture
def publication():
    with time_machine.travel(walk.PUBLISHED, tick=False):
        yield


def test_publishing(cast, office, publication):
    cases = walk.approved(cast)
    url = page_of(cast, "publish")
    page = text(office.get(url))
    assert cast.cycle.notice.office_contact in page
    assert "到 2024-02-04 期满" in page
    begun = office.post(url, PUBLISHING | {"cases": keys(cases[:1])}, follow=True)
    assert "公示已发布，任何人都可以在公示页查看。" in text(begun)
    one = PublicNotice.objects.get()
    assert (str(one.last_day), one.contact) == ("2024-02-04", PUBLISHING["contact"])
    tomorrow = PUBLISHING | {"cases": keys(cases[1:]), "first_day": "2024-01-31"}
    assert "从公示第一天起，任何人都可以在公示页查看。" in text(office.post(url, tomorrow, follow=True))


def test_a_preview_works_out_the_last_day_and_keeps_the_rest(cast, office, publication):
    cases = walk.approved(cast)
    given = {"first_day": "2024-02-07", "contact": "新的联系方式", "cases": keys(cases[:1]), "preview": "1"}
    answer = office.post(page_of(cast, "publish"), given)
    assert answer.status_code == 200
    assert "到 2024-02-19 期满" in text(answer)
    assert "新的联系方式" in text(answer)
    assert not PublicNotice.objects.exists()


FAULTY_NOTICES = [
    ({"first_day": ""}, "first_day"),
    ({"first_day": "2024-01-29"}, "first_day"),
    ({"first_day": "2026-01-29"}, "first_day"),
    ({"first_day": "9999-12-31"}, "first_day"),
    ({"first_day": "tomorrow"}, "first_day"),
    ({"contact": " "}, "contact"),
    ({"contact": "x" * 201}, "contact"),
    ({"secrecy_reviewed": ""}, "secrecy_reviewed"),
    ({"cases": []}, "cases"),
]


def test_what_a_notice_needs(cast, office, publication):
    cases = walk.approved(cast)
    for change, fault in FAULTY_NOTICES:
        answer = office.post(page_of(cast, "publish"), PUBLISHING | {"cases": keys(cases)} | change)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {fault}
    assert not PublicNotice.objects.exists()


# -- objections


@pytest.fixture
def objection(cast):
    case = walk.published(cast)[0]
    scan = ContentFile(photo_bytes(), "proof.jpg")
    return notices.raise_objection(case, replace(OBJECTOR, files=[scan]), DURING)


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


def test_the_office_handles_an_objection(cast, office, objection, during):
    assert objection.receipt in text(office.get(page_of(cast, "objections")))
    url = reverse("objection", args=[objection.pk])
    answer = office.post(url, {"inquiry": "", "outcome": "", "finding": "经核实无此事"})
    assert set(answer.context["form"].errors) == {"inquiry", "outcome"}
    assert "经核实无此事" in text(answer)
    given = {"inquiry": "已调阅台账", "outcome": "dismissed", "finding": "经核实无此事"}
    assert office.post(url, given).status_code == 302
    objection.refresh_from_db()
    assert objection.outcome == Objection.Outcome.DISMISSED
    assert office.post(url, given).status_code == 409


def test_an_upheld_one_is_put_to_the_district(cast, office, district, objection, during):
    url = reverse("objection", args=[objection.pk])
    office.post(url, {"inquiry": "已查", "outcome": "upheld", "finding": "属实"})
    proposal = Proposal.objects.get()
    assert "等待区委、区政府审定" in text(office.get(url))
    page = text(office.get(reverse("case", args=[objection.case_id])))
    assert "已提请区委、区政府取消表彰资格，正等待审定" in page
    assert "请提请区委、区政府取消表彰资格" not in page
    page = text(district.get(page_of(cast, "proposals")))
    assert reverse("proposal", args=[proposal.pk]) in page


def test_who_objected_is_for_the_office_alone(cast, office, district, objection, during):
    """Not for the auditor, not for the district, not for the unit, not on the page of the case."""
    urls = [
        reverse("objection", args=[objection.pk]),
        reverse("objection_file", args=[objection.files.get().pk]),
        page_of(cast, "objections"),
        page_of(cast, "proposals"),
        reverse("case", args=[objection.case_id]),
    ]
    others = [user for name, user in cast.everybody().items() if name != "officer"]
    for client in map(client_of, others):
        for url in urls:
            page = client.get(url)
            body = b"" if page.streaming else page.content
            assert OBJECTOR.real_name.encode() not in body
            assert OBJECTOR.contact.encode() not in body
    assert OBJECTOR.real_name in text(office.get(urls[0]))


def test_the_contact_is_masked_until_asked_for(cast, office, objection, during):
    url = reverse("objection", args=[objection.pk])
    assert "136****0001" in text(office.get(url))
    assert OBJECTOR.contact not in text(office.get(url))
    page = text(office.post(reverse("objection_contact", args=[objection.pk])))
    assert OBJECTOR.contact in page
    assert AuditEntry.objects.get(action="revealed_objector").actor == cast.officer


def test_the_file_opens(office, objection, during):
    file = office.get(reverse("objection_file", args=[objection.files.get().pk]))
    assert b"".join(file.streaming_content) == photo_bytes()


# -- proposals


def test_a_revocation_from_proposal_to_bar(cast, office, district, during):
    case = cast.waiting[0]
    url = reverse("propose", args=[case.pk, "revoke"])
    assert url in text(office.get(reverse("case", args=[case.pk])))
    assert office.post(url, {"reason": ""}).status_code == 422
    assert office.post(url, {"reason": "弄虚作假", "bars_unit": "on"}).status_code == 302
    page = text(office.get(reverse("case", args=[case.pk])))
    assert url not in page
    assert "已经提请，正等待区委、区政府审定" in page
    assert office.get(url).status_code == 409
    assert office.post(url, {"reason": "弄虚作假"}).status_code == 409
    proposal = reverse("proposal", args=[Proposal.objects.get().pk])
    assert "弄虚作假" in text(district.get(proposal))
    for day in ("2999-01-01", "2020-01-01"):
        faulty = district.post(proposal, {"decision": "confirm", "revoking_body": " ", "document_date": day})
        assert set(faulty.context["form"].errors) == {"revoking_body", "document_number", "document_date"}
    assert "日期不能早于通知印发日期（2023-12-07）" in text(faulty)
    given = {"decision": "confirm", "revoking_body": "中共重庆市巴南区委", **DECREE}
    assert district.post(proposal, given).status_code == 302
    assert walk.fresh([case])[0].stage == Stage.REVOKED
    assert Bar.objects.count() == 2
    decision = "已于 2024-01-29 由中共重庆市巴南区委撤销（巴南委〔2024〕8号）"
    assert decision in text(district.get(proposal))
    assert "作出撤销决定的机关：中共重庆市巴南区委" in text(office.get(reverse("case", args=[case.pk])))
    assert district.post(proposal, given).status_code == 409
    assert case.nomination.name in text(district.get(page_of(cast, "proposals")))


def test_declining_owes_a_reason(cast, district, during):
    case = cast.waiting[0]
    proposal = proposals.propose(case, "revoke", Act(cast.officer, DURING, "弄虚作假"))
    url = reverse("proposal", args=[proposal.pk])
    answer = district.post(url, {"decision": "decline", "reason": " "})
    assert set(answer.context["form"].errors) == {"reason"}
    assert set(district.post(url, {"decision": "perhaps"}).context["form"].errors) == {"decision"}
    assert district.post(url, {"decision": "decline", "reason": "证据不足"}).status_code == 302
    assert "证据不足" in text(district.get(url))


def test_a_disqualification_without_grounds_is_refused_in_words(cast, office, during):
    case = walk.published(cast)[0]
    answer = office.post(reverse("propose", args=[case.pk, "disqualify"]), {"reason": "理由"})
    assert answer.status_code == 409
    assert "没有成立的公示异议" in text(answer)


# -- commendation


def test_commending(cast, office):
    cases = walk.published(cast)
    url = page_of(cast, "commend")
    given = DECREE | {"cases": keys(cases)}
    with time_machine.travel(walk.at(2, 4, 23), tick=False):
        assert " checked" not in text(office.get(url))
        answer = office.post(url, given)
        assert answer.status_code == 409
        assert "公示至 2024-02-04 结束" in text(answer)
    with time_machine.travel(walk.at(2, 5, 0), tick=False):
        office = client_of(cast.officer)
        assert text(office.get(url)).count(" checked") == 2
        assert office.post(url, given).status_code == 302
    assert {case.stage for case in walk.fresh(cases)} == {Stage.COMMENDED}
