"""荣誉证书 and 奖牌: numbered in the order of the commendation lists for good, printed for those that stand."""

import pytest
from django.urls import reverse

from nominations.models import AuditEntry, AwardCycle
from review.models import Proposal
from review.selectors.certificates import awarded
from review.services import proposals
from review.services.advance import Act
from tests import walk
from tests.cast import once
from tests.review.documents.reading import packed, page_sizes, pages


def two_lists(cast):
    """A collective and a person commended under one document, another collective under a later one."""
    first, second, person = walk.published(cast, walk.drafted(cast, 2, 1))
    walk.commend(cast, [first, person])
    walk.commend(cast, [second], walk.at(2, 7))
    return walk.fresh([first, second, person])


kept = once(two_lists)
AFTER = walk.at(2, 20)


@pytest.fixture
def case_url(cast):
    return lambda case: reverse("certificate", args=[case.pk])


def revoke(cast, case):
    act = Act(cast.officer, AFTER, "弄虚作假")
    proposals.confirm(proposals.propose(case, Proposal.Action.REVOKE, act), Act(cast.director, AFTER, data=walk.REVOKING))


def test_a_certificate_and_a_plaque_say_what_the_notice_says(cast, as_officer, case_url):
    first, second, person = cast.waiting
    paper = as_officer.get(case_url(person)).content
    [text] = pages(paper)
    for words in (
        f"{person}同志：",
        "在巴南区制造业高质量发展工作中成绩突出，被评为“巴南区制造业高质量发展工作先进个人”。",
        "编号：巴南2024（个人）第001号",
        "中共重庆市巴南区委",
        "重庆市巴南区人民政府",
        "2024年1月28日",
    ):
        assert packed(words) in text
    assert page_sizes(paper) == [(297, 210)]
    assert "演示" not in text
    AwardCycle.objects.update(is_demo=True)
    [text] = pages(as_officer.get(case_url(second)).content)
    assert packed("编号：巴南2024（集体）第002号") in text
    assert packed(str(second)) in text
    assert "演示数据，纯属虚构" in text
    printed = AuditEntry.objects.filter(action="certificate_printed").order_by("pk")
    assert [entry.detail["name"] for entry in printed] == ["巴南2024（个人）第001号", "巴南2024（集体）第002号"]


def test_who_is_revoked_keeps_the_number_and_gets_no_paper(cast, as_officer, case_url):
    first, second, person = cast.waiting
    revoke(cast, first)
    assert {one.entry.case_id: one.place for one in awarded(cast.cycle)} == {first.pk: 1, second.pk: 2, person.pk: 1}
    early, late = cast.cycle.rosters.filter(action="commend").order_by("number")
    refused = "的表彰已于 2024-01-28 由中共重庆市巴南区委撤销（巴南委〔2024〕8号），奖牌（巴南2024（集体）第001号）不再打印。"
    for url in (case_url(first), reverse("roster_certificates", args=[early.pk, "collective"])):
        answer = as_officer.get(url)
        assert answer.status_code == 409
        assert refused in answer.text
    assert refused in as_officer.get(reverse("case", args=[first.pk])).text
    offered = as_officer.get(reverse("roster", args=[early.pk])).text
    bulk = reverse("roster_certificates", args=[early.pk, "individual"])
    assert bulk in offered
    assert reverse("roster_certificates", args=[early.pk, "collective"]) not in offered
    assert len(pages(as_officer.get(bulk).content)) == 1
    assert AuditEntry.objects.get(action="certificates_printed").detail == {"kind": "individual", "number": 1}


def test_nothing_is_printed_while_a_revocation_is_before_the_district(cast, as_officer, case_url):
    first, second, _person = cast.waiting
    proposal = proposals.propose(first, Proposal.Action.REVOKE, Act(cast.officer, AFTER, "弄虚作假"))
    early = cast.cycle.rosters.get(action="commend", entries__case=first)
    for url in (case_url(first), reverse("roster_certificates", args=[early.pk, "collective"])):
        answer = as_officer.get(url)
        assert answer.status_code == 409
        assert "已提请撤销表彰，正等待审定，审定前不打印奖牌（巴南2024（集体）第001号）" in answer.text
    assert case_url(first) not in as_officer.get(reverse("case", args=[first.pk])).text
    assert as_officer.get(case_url(second)).status_code == 200
    proposals.decline(proposal, Act(cast.director, AFTER, "证据不足"))
    assert as_officer.get(case_url(first)).status_code == 200


def test_what_was_not_awarded_has_no_certificate(cast, as_officer, case_url):
    [case] = walk.drafted(cast, 1, 0)
    selected = cast.cycle.rosters.get(action="select")
    for url in (case_url(case), reverse("roster_certificates", args=[selected.pk, "collective"])):
        assert as_officer.get(url).status_code == 404


def test_a_long_name_stays_on_its_page(cast, as_officer, case_url):
    first = cast.waiting[0]
    entry = first.roster_entries.get(roster__action="commend")
    entry.snapshot["name"] = "重庆市巴南区" + "先进制造业智能装备研究开发" * 6 + "有限责任公司"
    entry.save()
    [text] = pages(as_officer.get(case_url(first)).content)
    assert entry.snapshot["name"] in text
