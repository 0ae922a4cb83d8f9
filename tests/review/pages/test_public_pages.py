"""What anybody may read and do without an account, and nothing else."""

import base64
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image

from nominations.enums import CycleStatus
from nominations.models import CalendarDay
from nominations.policy.workdays import WorkCalendar
from review import urls_public
from review.forms.fields import FILES_LIMIT
from review.models import AddressCount, Objection, SpentProof
from review.services import lists, notices, publicity, throttle
from review.services.advance import Act
from review.services.proof import VALID_FOR, fault_of
from review.views import public
from review.views.public import LOOK_UPS_AN_HOUR, OBJECTIONS_AN_HOUR
from tests import walk
from tests.builders import photo_bytes
from tests.cast import client_of, once
from tests.proofs import Citizen, solved

GIVEN = {"real_name": "吕异议", "contact": "13699990001", "text": "该对象2022年有重大安全事故。"}
SIGNING_IN = {"login", "login_code", "single_sign_on", "single_sign_on_back", "invitation", "logout"}

kept = once(walk.approved)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.at(2, 1), tick=False):
        yield


@pytest.fixture
def cases(cast):
    return walk.published(cast)


@pytest.fixture
def citizen():
    return Citizen()


def text(response):
    return response.content.decode()


def of_cycle(cast, name="public_cycle"):
    return reverse(name, args=[cast.cycle.slug])


def form_of(case):
    return reverse("public_objection", args=[case.cycle.slug, case.pk])


def test_these_and_no_other_pages_are_public():
    public = {
        entry.name for entry in get_resolver().url_patterns for entry in getattr(entry, "url_patterns", [entry])
        if not getattr(entry.callback, "login_required", True)
    }  # fmt: skip
    assert public == SIGNING_IN | {entry.name for entry in urls_public.urlpatterns}


def test_who_is_to_be_honoured_with_what_from_when_to_when(cast, cases, citizen):
    page = text(citizen.get(of_cycle(cast)))
    assert "2024年1月30日至2024年2月4日，共 5 个工作日" in page
    assert "1月30日、1月31日、2月1日、2月2日、2月4日" in page
    assert walk.PUBLISHING["contact"] in page
    assert cast.cycle.notice.collective.award in page
    row = cases[1].nomination.detail
    for shown in (cases[0].nomination.name, row.name, row.employer, row.position):
        assert shown in page
    assert str(cast.cycle) in text(citizen.get(reverse("public")))


def test_where_and_how_to_object(cast, cases, citizen):
    page = text(citizen.get(of_cycle(cast)))
    for told in ("网上", "2月4日24时", "来信", "以邮戳日期为准", "来电、来访", "回执号", "公示第一天是工作日的，计算在内"):
        assert told in page
    assert "暂定" not in page
    with time_machine.travel(walk.at(2, 5), tick=False):
        assert "以邮戳日期为准" not in text(citizen.get(of_cycle(cast)))


def test_the_days_announced_stay_when_the_working_calendar_changes(cast, cases, citizen):
    CalendarDay.objects.create(day=date(2024, 2, 1), is_workday=False)
    page = text(citizen.get(of_cycle(cast)))
    assert "2024年1月30日至2024年2月4日，共 5 个工作日（1月30日、1月31日、2月1日、2月2日、2月4日）" in page


def test_days_planned_on_plain_weekends_are_marked(cast, cases, citizen, monkeypatch):
    """Nobody has published that year's holidays yet."""
    monkeypatch.setattr(public, "work_calendar", lambda _days: WorkCalendar())
    page = text(citizen.get(of_cycle(cast)))
    assert "1月30日（暂定）、1月31日（暂定）" in page
    assert "暂按平常周末推算" in page


def test_a_notice_of_reserves_says_so(cast, cases, citizen):
    first, second = walk.scored(cast, walk.drafted(cast, 2, 0))
    chair = Act(cast.chair, walk.SELECTED)
    lists.select(cast.cycle, [first], chair)
    publicity.withdraw(walk.fresh([first]), Act(cast.lead, walk.ANSWERED, "不再推荐"))
    lists.call_up(cast.cycle, walk.fresh([second]), chair)
    walk.published(cast, [second])
    page = text(citizen.get(of_cycle(cast)))
    assert "第 2 期公示（递补）" in page
    assert "第 1 期公示 <span" in page


def test_nothing_else_about_them_is_shown(cast, cases, citizen):
    firm, person = cases[0].nomination.detail, cases[1].nomination.detail
    hidden = [
        firm.phone, firm.leader_name, firm.location, firm.credit_code, firm.deeds[:20], person.id_number,
        person.contact, person.native_place + " ", person.political_status, person.deeds[:20],
        "1980年", "1980-", "1980.", "1980/",  # the year alone is found by chance in the challenge's digits
        cast.recommendation.mobile, cast.recommendation.contact_name, cast.unit.name,
    ]  # fmt: skip
    objection = notices.raise_objection(cases[0], notices.Objector(**GIVEN), walk.at(2, 1))
    walk.commended(cast, walk.approved(cast, walk.drafted(cast)))
    pages = [
        of_cycle(cast), of_cycle(cast, "public_commendation"), form_of(cases[0]), form_of(cases[1]), reverse("public"),
        reverse("look_up"), reverse("receipt", args=[objection.receipt]),
    ]  # fmt: skip
    for url in pages:
        answer = citizen.get(url)
        assert answer.status_code == 200
        for value in [*hidden, *GIVEN.values()]:
            assert value not in text(answer)


@pytest.mark.parametrize(
    ("now", "status", "named"),
    [(walk.at(1, 29), 404, False), (walk.at(1, 30, 0), 200, True), (walk.at(2, 4, 23), 200, True), (walk.at(2, 5, 0), 200, False)],
)  # fmt: skip
def test_names_stand_there_from_the_first_day_to_the_last(cast, cases, citizen, now, status, named):
    with time_machine.travel(now, tick=False):
        page = citizen.get(of_cycle(cast))
        assert page.status_code == status
        assert (cases[0].nomination.name in text(page)) == named
        assert citizen.get(form_of(cases[0])).status_code == (200 if named else status if status == 404 else 409)


def test_who_was_disqualified_is_named_no_longer(cast, cases, citizen):
    objection = notices.raise_objection(cases[0], notices.Objector(**GIVEN), walk.at(2, 1))
    notices.decide_objection(objection, "upheld", "已查", "属实", Act(cast.officer, walk.at(2, 1)))
    walk.confirm_proposal(cast)
    page = text(citizen.get(of_cycle(cast)))
    assert cases[0].nomination.name not in page
    assert cases[1].nomination.name in page
    assert citizen.get(form_of(cases[0])).status_code == 409


def test_what_is_not_public_is_not_there(cast, citizen):
    assert citizen.get(of_cycle(cast)).status_code == 404
    case = walk.approved(cast)[0]
    assert citizen.get(of_cycle(cast)).status_code == 404
    assert citizen.get(form_of(case)).status_code == 404
    walk.published(cast, [case])
    other = walk.submitted(cast, walk.drafted(cast))[0]
    assert citizen.get(form_of(other)).status_code == 404
    assert citizen.get(of_cycle(cast, "public_commendation")).status_code == 404
    cast.cycle.status = CycleStatus.PREPARING
    cast.cycle.save()
    assert citizen.get(of_cycle(cast)).status_code == 404


@pytest.mark.parametrize("path", ["/public/none/", "/public/none/commended/", "/public/receipts/AAAA-BBBB-CCCC/"])
def test_addresses_of_nothing(db, citizen, path):
    assert citizen.get(path).status_code == 404


def test_objecting_gives_a_receipt_that_leads_to_the_answer(cast, cases, citizen):
    answer = citizen.post(form_of(cases[0]), GIVEN)
    objection = Objection.objects.get()
    assert answer["Location"] == reverse("receipt", args=[objection.receipt])
    page = citizen.get(answer["Location"])
    assert objection.receipt in text(page)
    assert "正在核实" in text(page)
    assert page["Cache-Control"] == "no-store"
    notices.decide_objection(objection, "dismissed", "内部核实情况", "经核实无此事", Act(cast.officer, walk.at(2, 1)))
    page = text(citizen.get(answer["Location"]))
    assert "经核实无此事" in page
    assert "异议不成立" in page
    assert "内部核实情况" not in page


def test_a_finding_taken_back_is_not_read(cast, cases, citizen):
    objection = notices.raise_objection(cases[0], notices.Objector(**GIVEN), walk.at(2, 1))
    Objection.objects.filter(pk=objection.pk).update(finding="未定的结论")
    assert "未定的结论" not in text(citizen.get(reverse("receipt", args=[objection.receipt])))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"real_name": ""}, "real_name"),
        ({"real_name": "吕"}, "real_name"),
        ({"real_name": "吕" * 31}, "real_name"),
        ({"contact": "1234"}, "contact"),
        ({"contact": "1" * 51}, "contact"),
        ({"text": "  "}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"text": "\x00"}, "text"),
        ({"files": [SimpleUploadedFile("virus.pdf", b"MZ")]}, "files"),
        ({"files": [SimpleUploadedFile(f"{n}.jpg", b"-") for n in range(FILES_LIMIT + 1)]}, "files"),
    ],
)
def test_an_objection_with_faults_keeps_what_was_typed(cases, citizen, change, fault):
    answer = citizen.post(form_of(cases[0]), GIVEN | change)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {fault}
    kept = set(GIVEN) - {fault}
    assert all(GIVEN[name] in text(answer) for name in kept)
    assert not Objection.objects.exists()


def test_files_are_kept_under_names_of_ours_in_the_order_given(cases, citizen):
    scans = [SimpleUploadedFile("吕异议的证明.jpg", photo_bytes()), SimpleUploadedFile("2.jpg", walk.picture(80, 60))]
    assert citizen.post(form_of(cases[0]), GIVEN | {"files": scans}).status_code == 302
    files = Objection.objects.get().files.all()
    assert [Image.open(file.file).size for file in files] == [(413, 579), (80, 60)]
    assert not any("吕异议" in file.file.name for file in files)


def test_a_fault_names_the_file_and_says_that_all_are_to_be_chosen_again(cases, citizen):
    good, bad = SimpleUploadedFile("照片.jpg", photo_bytes()), SimpleUploadedFile("<b>.pdf", b"MZ")
    page = text(citizen.post(form_of(cases[0]), GIVEN | {"files": [good, bad]}))
    assert "“&lt;b&gt;.pdf”：文件打不开" in page
    assert "浏览器不会保留已选的文件，需要提交的请重新选择：照片.jpg、&lt;b&gt;.pdf" in page


def test_one_address_objects_so_often_an_hour(cases, citizen):
    for _n in range(OBJECTIONS_AN_HOUR):
        assert citizen.post(form_of(cases[0]), GIVEN).status_code == 302
    answer = citizen.post(form_of(cases[0]), GIVEN)
    assert answer.status_code == 429
    assert "每小时最多提交 5 件" in text(answer)
    assert GIVEN["text"] in text(answer)
    assert Objection.objects.count() == OBJECTIONS_AN_HOUR
    assert citizen.post(form_of(cases[0]), GIVEN, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_faults_do_not_use_up_attempts(cases, citizen):
    for _n in range(OBJECTIONS_AN_HOUR + 1):
        citizen.post(form_of(cases[0]), GIVEN | {"text": ""})
    assert citizen.post(form_of(cases[0]), GIVEN).status_code == 302


def test_the_window_closes_by_itself(db):
    now = walk.at(2, 1)
    assert throttle.admit("test", "192.0.2.7", 1, 60, now)
    assert not throttle.admit("test", "192.0.2.7", 1, 60, now + timedelta(seconds=59))
    assert throttle.admit("other", "192.0.2.7", 1, 60, now)
    assert throttle.admit("test", "192.0.2.8", 1, 60, now)
    assert throttle.admit("test", "192.0.2.7", 1, 60, now + timedelta(seconds=60))
    assert not AddressCount.objects.filter(address__contains="192").exists()


def test_a_receipt_is_found_however_it_is_typed(cases, citizen):
    receipt = notices.raise_objection(cases[0], notices.Objector(**GIVEN), walk.at(2, 1)).receipt
    for typed in (receipt, f" {receipt} ", receipt.lower(), receipt.replace("-", ""), receipt.replace("-", " ")):
        answer = citizen.post(reverse("look_up"), {"receipt": typed})
        assert answer["Location"] == reverse("receipt", args=[receipt])


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB-CCCC", "-", "'", "一二三", "A" * 500])
def test_a_receipt_that_is_none(cases, citizen, typed):
    answer = citizen.post(reverse("look_up"), {"receipt": typed})
    assert answer.status_code == 422
    assert "receipt" in answer.context["form"].errors


def test_the_commendation_list(cast, cases, citizen):
    with time_machine.travel(walk.COMMENDED, tick=False):
        walk.commended(cast, cases)
        page = text(citizen.get(of_cycle(cast, "public_commendation")))
        assert walk.DECREE["document_number"] in page
        assert all(case.nomination.name in page for case in cases)
        assert of_cycle(cast, "public_commendation") in text(citizen.get(of_cycle(cast)))


def test_who_is_signed_in_may_read_them_too(cast, cases):
    assert client_of(cast.nobody).get(of_cycle(cast)).status_code == 200


def test_one_address_looks_up_so_often_an_hour(cases, citizen):
    for _n in range(LOOK_UPS_AN_HOUR):
        assert citizen.post(reverse("look_up"), {"receipt": "AAAA-BBBB-CCCC"}).status_code == 422
    answer = citizen.post(reverse("look_up"), {"receipt": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 429
    assert "查询过于频繁" in text(answer)


# -- proof of work


def altered(answer, **change):
    return base64.b64encode(json.dumps(json.loads(base64.b64decode(answer)) | change).encode()).decode()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda: "", "请来信、来电或来访反映：工作专班办公室 023-60000000"),
        (lambda: "x" * 2000, "自动验证没有通过"),
        (lambda: "é", "自动验证没有通过"),
        (lambda: base64.b64encode(b"[1]").decode(), "自动验证没有通过"),
        (lambda: altered(solved(), salt="?expires=99999999999&"), "自动验证没有通过"),
        (lambda: altered(solved(), number=10**9), "自动验证没有通过"),
        (lambda: altered(solved(), challenge=["0"]), "自动验证没有通过"),
        (lambda: solved(walk.at(2, 1) - VALID_FOR - timedelta(seconds=1)), "自动验证已过期"),
    ],
)
def test_without_a_valid_proof_nothing_is_sent_and_nothing_typed_is_lost(cases, citizen, answer, told):
    scan = SimpleUploadedFile("照片.jpg", photo_bytes())
    page = citizen.post(form_of(cases[0]), GIVEN | {"files": [scan], "proof": answer()})
    assert page.status_code == 422
    assert told in text(page)
    assert "请重新选择：照片.jpg" in text(page)
    assert all(value in text(page) for value in GIVEN.values())
    assert citizen.post(form_of(cases[0]), GIVEN | {"proof": solved(challenge=page.context["challenge"])}).status_code == 302


def test_a_proof_counts_once_and_is_forgotten_when_it_is_over(cases, citizen):
    proof = solved()
    assert citizen.post(form_of(cases[0]), GIVEN | {"proof": proof}).status_code == 302
    again = citizen.post(form_of(cases[1]), GIVEN | {"proof": proof})
    assert again.status_code == 422
    assert "已经用过" in text(again)
    assert Objection.objects.count() == 1
    assert fault_of(solved(), walk.at(2, 1, 12)) == "expired"
    assert fault_of(solved(walk.at(2, 1, 12)), walk.at(2, 1, 12)) == ""
    assert SpentProof.objects.count() == 1


def test_who_runs_no_scripts_is_told_the_other_ways_first(cases, citizen):
    page = text(citizen.get(form_of(cases[0])))
    told = page[page.index("<noscript>") : page.index("</noscript>")]
    assert walk.PUBLISHING["contact"] in told
    assert "2月4日（含，来信以邮戳日期为准）以前来信、来电、来访" in told
    assert page.index("<noscript>") < page.index('name="real_name"')


def test_an_objection_sent_as_the_notice_ends_is_told(cases, citizen, monkeypatch):
    """The page was opened on the last day; by the time it is written down the day is over."""
    monkeypatch.setattr(notices, "open_notice", lambda case, today: None)
    answer = citizen.post(form_of(cases[0]), GIVEN)
    assert answer.status_code == 409
    assert "现在不在公示期内" in text(answer)
    assert GIVEN["text"] in text(answer)
    assert not Objection.objects.exists()


def test_posts_need_their_token(cases):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(form_of(cases[0]), GIVEN).status_code == 403
    assert not Objection.objects.exists()
