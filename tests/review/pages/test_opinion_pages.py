"""征求意见: the department's pages and the office's."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nominations.models import AuditEntry, AwardCycle, masked
from review.models import ConsultationChoice, Opinion
from review.services import opinions
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import photo_bytes
from tests.cast import client_of, once
from tests.review.test_opinions import V, objection, uncovered

kept = once(walk.selected)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.ANSWERED, tick=False):
        yield


@pytest.fixture
def cases(cast):
    return walk.selected(cast)


@pytest.fixture
def police(cast, cases):
    return client_of(cast.departments["police"])


@pytest.fixture
def office(cast, cases):
    return client_of(cast.officer)


@pytest.fixture
def asked(cases):
    """What the police is asked about the enterprise."""
    return cases[0].opinions.get(authority="police")


def text(response):
    return response.content.decode()


# -- a department


def mine(cast):
    return reverse("my_opinions", args=[cast.cycle.pk])


def test_once_the_cycle_is_over_answers_are_only_read(cast, cases, police, asked):
    to_answer = f'btn-outline-secondary" href="{reverse("answer", args=[asked.pk])}"'
    page = text(police.get(mine(cast)))
    assert "均无异议" in page
    assert to_answer in page
    AwardCycle.objects.filter(pk=cast.cycle.pk).update(status="closed", closed_at=walk.ANSWERED)
    page = text(police.get(mine(cast)))
    assert str(cases[0]) in page
    assert "答复只能查看" in page
    assert "均无异议" not in page
    assert to_answer not in page
    answer = police.post(reverse("clear_the_rest", args=[cast.cycle.pk]), {"opinions": [asked.pk]})
    assert answer.status_code == 409
    assert "本次评选表彰活动不在进行中" in text(answer)
    asked.refresh_from_db()
    assert asked.verdict == ""


def test_a_department_sees_whom_it_is_asked_about(cast, cases, police):
    page = text(police.get(mine(cast)))
    assert all(str(case) in page for case in cases)
    assert "2024-01-26" in page
    tax = text(client_of(cast.departments["tax"]).get(mine(cast)))
    assert str(cases[0]) in tax
    assert str(cases[1]) not in tax


def test_id_numbers_only_where_the_notice_has_them_checked(cast, cases, police):
    """The police checks identities; the tax office, asked about an individual by the office's choice, does not."""
    number = cases[1].nomination.detail.id_number
    page = text(police.get(mine(cast)))
    assert masked(number) in page
    assert number not in page
    Opinion.objects.create(case=cases[1], authority="tax", requested_at=walk.SELECTED, due_on="2024-01-26")
    tax = client_of(cast.departments["tax"])
    for answer in (tax.get(mine(cast)), tax.post(reverse("reveal_identities", args=[cast.cycle.pk]))):
        assert str(cases[1]) in text(answer)
        assert number not in text(answer)
        assert masked(number) not in text(answer)
    assert not AuditEntry.objects.filter(action="revealed_ids").exists()


def test_showing_them_in_full_is_recorded(cast, cases, police):
    page = text(police.post(reverse("reveal_identities", args=[cast.cycle.pk])))
    assert cases[1].nomination.detail.id_number in page
    entry = AuditEntry.objects.get(action="revealed_ids")
    assert (entry.actor, entry.detail) == (cast.departments["police"], {"cases": [cases[1].pk]})


def test_answering(cast, police, asked):
    url = reverse("answer", args=[asked.pk])
    assert police.get(url).status_code == 200
    assert police.post(url, {"verdict": "clear", "reason": ""})["Location"] == mine(cast)
    asked.refresh_from_db()
    assert asked.verdict == V.CLEAR


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"reason": ""}, {"verdict"}),
        ({"verdict": "perhaps", "reason": "x"}, {"verdict"}),
        ({"verdict": "objection", "reason": " "}, {"reason"}),
        ({"verdict": "explain", "reason": "长" * 2001}, {"reason"}),
        ({"verdict": "clear", "reason": "\x00"}, {"reason"}),
    ],
)
def test_an_answer_with_faults_keeps_what_was_typed(police, asked, given, faults):
    answer = police.post(reverse("answer", args=[asked.pk]), given)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == faults
    assert answer.context["form"].data["reason"] == given["reason"]
    asked.refresh_from_db()
    assert asked.verdict == ""


def test_one_click_for_all_the_rest(cast, cases, police, asked):
    objection(cast, asked)
    page = police.get(mine(cast))
    assert "对其余 1 个均无异议" in text(page)
    listed = [question.opinion.pk for question in page.context["open"]]
    answer = police.post(reverse("clear_the_rest", args=[cast.cycle.pk]), {"opinions": listed}, follow=True)
    assert "已对 1 个推荐对象答复无异议" in text(answer)
    asked.refresh_from_db()
    assert asked.verdict == V.OBJECTION
    assert cases[1].opinions.get().verdict == V.CLEAR


@pytest.mark.parametrize("listed", [[], ["x"], ["9" * 5000], ["-1"]])
def test_a_click_that_names_nothing_clears_nothing(cast, police, listed):
    answer = police.post(reverse("clear_the_rest", args=[cast.cycle.pk]), {"opinions": listed}, follow=True)
    assert "已对 0 个推荐对象答复无异议" in text(answer)
    assert not Opinion.objects.exclude(verdict="").exists()


def test_too_late_is_told_and_nothing_changes(cast, cases, police, asked):
    walk.forwarded(cast, cases)
    answer = police.post(reverse("answer", args=[asked.pk]), {"verdict": "objection", "reason": "迟到的异议"})
    assert answer.status_code == 409
    assert "征求意见已经结束" in text(answer)
    assert "迟到的异议" in text(answer)
    assert str(cases[0]) not in text(police.get(mine(cast)))


# -- the office


def consultation(cast, show=""):
    return reverse("consultation", args=[cast.cycle.pk]) + (f"?show={show}" if show else "")


def test_the_matrix_and_its_filters(cast, cases, office, asked):
    objection(cast, asked)
    opinions.answer(cases[1].opinions.get(), V.CLEAR, Act(cast.departments["police"], walk.ANSWERED))
    shown = {
        show: {line.case.pk for line in office.get(consultation(cast, show)).context["lines"]}
        for show in ("", "open", "doubt", "uncovered", "ready", "nonsense")
    }
    enterprise, staff = (case.pk for case in cases)
    assert shown == {
        "": {enterprise, staff}, "open": {enterprise}, "doubt": {enterprise}, "uncovered": set(), "ready": {staff},
        "nonsense": {enterprise, staff},
    }  # fmt: skip


def test_readers_see_the_matrix_without_its_buttons(cast, cases, office):
    forward = reverse("forward", args=[cast.cycle.pk])
    assert forward in text(office.get(consultation(cast)))
    for reader in (cast.director, cast.auditor):
        page = text(client_of(reader).get(consultation(cast)))
        assert str(cases[0]) in page
        assert forward not in page


def scan(content=None, name="reply.jpg"):
    return SimpleUploadedFile(name, photo_bytes() if content is None else content)


def test_a_paper_reply(office, asked):
    url = reverse("paper_reply", args=[asked.pk])
    answer = office.post(url, {"verdict": "objection", "reason": "有行政处罚", "scan": scan()})
    assert answer["Location"] == reverse("opinion", args=[asked.pk])
    asked.refresh_from_db()
    assert (asked.verdict, asked.reason) == (V.OBJECTION, "有行政处罚")
    file = office.get(reverse("paper_file", args=[asked.notes.get().pk]))
    assert b"".join(file.streaming_content)[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("content", [b"", b"MZ not a picture", b"%PDF-1.4 broken"])
def test_a_paper_reply_is_a_picture_or_a_pdf(office, asked, content):
    given = {"verdict": "clear", "reason": "", "scan": scan(content, "x.pdf")}
    answer = office.post(reverse("paper_reply", args=[asked.pk]), given)
    assert answer.status_code == 422
    assert "scan" in answer.context["form"].errors


def test_settling_asks_again(cast, police, office, asked):
    objection(cast, asked)
    url = reverse("settle", args=[asked.pk])
    assert office.post(url, {"reason": ""}).status_code == 422
    assert office.post(url, {"reason": "已核实，情节轻微"}).status_code == 302
    page = text(office.get(reverse("opinion", args=[asked.pk])))
    assert "已核实，情节轻微" in page
    assert "待再次答复" in page
    assert office.post(url, {"reason": "再次"}).status_code == 409
    assert "再次答复" in text(police.get(mine(cast)))
    page = police.get(reverse("answer", args=[asked.pk]))
    assert "已核实，情节轻微" in text(page)
    assert cast.officer.name not in text(page)
    assert not page.context["form"].initial
    assert police.post(reverse("answer", args=[asked.pk]), {"verdict": "clear"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.verdict, asked.is_awaited) == (V.CLEAR, False)


def test_prolonging_one_and_all(cast, office, asked):
    one, every = reverse("prolong", args=[asked.pk]), reverse("prolong_all", args=[cast.cycle.pk, "tax"])
    assert office.post(one, {"due_on": "", "reason": ""}).status_code == 422
    answer = office.post(every, {"due_on": "2024-01-10", "reason": "年底"})
    assert answer.status_code == 409
    assert "已经过去" in text(answer)
    assert "年底" in text(answer)
    for url in (one, every):
        assert office.post(url, {"due_on": "2024-02-01", "reason": "年底任务集中"}).status_code == 302
    assert set(Opinion.objects.filter(due_on="2024-02-01").values_list("authority", flat=True)) == {"police", "tax"}
    assert "2024-02-01" in text(office.get(reverse("opinion", args=[asked.pk])))
    assert office.get(reverse("prolong_all", args=[cast.cycle.pk, "nobody"])).status_code == 404
    assert "没有尚未答复的意见" in text(office.get(reverse("prolong_all", args=[cast.cycle.pk, "personnel"])))


def test_dropping(cast, cases, office, asked):
    url = reverse("drop", args=[cases[0].pk])
    answer = office.get(url)
    assert answer.status_code == 409
    assert "没有部门对该对象提出异议" in text(answer)
    assert "<textarea" not in text(answer)
    assert office.post(url, {"authority": "police", "reason": "理由"}).status_code == 422
    objection(cast, asked)
    assert office.post(url, {"authority": "tax", "reason": "理由"}).status_code == 422
    assert office.post(url, {"authority": "police", "reason": "经核实属实"}).status_code == 302
    assert walk.fresh(cases)[0].stage == Stage.DISQUALIFIED
    assert office.get(url).status_code == 409


@pytest.mark.parametrize("name", ["paper_reply", "settle", "prolong", "choose_authorities"])
def test_no_form_once_the_case_went_on(cast, cases, office, asked, name):
    url = reverse(name, args=[asked.case_id if name == "choose_authorities" else asked.pk])
    assert office.get(url).status_code == 200
    walk.forward(cast, walk.fresh(cases))
    answer = office.get(url)
    assert answer.status_code == 409
    assert "区委、区政府审定" in text(answer)
    assert "<textarea" not in text(answer)


def test_choosing_whom_to_ask(cast):
    case = uncovered(cast)
    office = client_of(cast.officer)
    assert "须选定部门" in text(office.get(consultation(cast)))
    url = reverse("choose_authorities", args=[case.pk])
    answer = office.post(url, {"authorities": [], "reason": ""})
    assert set(answer.context["form"].errors) == {"authorities", "reason"}
    assert office.post(url, {"authorities": ["police", "tax"], "reason": "参照企业"}).status_code == 302
    assert ConsultationChoice.objects.get().authorities == ["police", "tax"]
    assert 'value="police"' in text(office.get(url))


def test_choosing_where_the_notice_speaks_is_refused(cases, office):
    given = {"authorities": ["police"], "reason": "理由"}
    answer = office.post(reverse("choose_authorities", args=[cases[0].pk]), given)
    assert answer.status_code == 409
    assert "征求部门由通知规定" in text(answer)


def test_sending_on_what_is_clear(cast, cases, office):
    opinions.answer(cases[1].opinions.get(), V.CLEAR, Act(cast.departments["police"], walk.ANSWERED))
    url = reverse("forward", args=[cast.cycle.pk])
    page = office.get(url)
    assert page.context["form"]["cases"].value() == [cases[1].pk]
    answer = office.post(url, {"cases": [case.pk for case in cases]})
    assert answer.status_code == 409
    assert "尚未收齐" in text(answer)
    assert office.post(url, {"cases": [cases[1].pk]}).status_code == 302
    assert [case.stage for case in walk.fresh(cases)] == [Stage.DEPARTMENT_OPINIONS, Stage.DISTRICT_APPROVAL]


def test_no_paper_no_file(cast, office, asked):
    objection(cast, asked)
    assert office.get(reverse("paper_file", args=[asked.notes.get().pk])).status_code == 404
