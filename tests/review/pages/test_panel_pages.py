"""The panel's pages: list, judging, recusal; the chair's list and calling up."""

import pytest
import time_machine
from django.urls import reverse

from nominations.models import RoleGrant, masked
from review.models import Recusal, Roster, Score, ScoreDraft
from review.services import lists, panel, rounds
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.cast import client_of, once
from tests.review.test_panel import FEW, VOTING, chosen_of, with_backup

MARKS = {"mark_politics": "90", "mark_results": "85", "mark_contribution": "100", "comment": "实绩突出"}

kept = once(walk.shortlisted)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.SCORED, tick=False):
        yield


@pytest.fixture
def cases(cast):
    return walk.shortlisted(cast)


@pytest.fixture
def member(cast):
    return client_of(cast.panellists[1])


def text(response):
    return response.content.decode()


# -- a member


def test_the_list_shows_what_is_to_be_judged(cast, cases, member):
    page = member.get(reverse("panel", args=[cast.cycle.pk]))
    assert page.status_code == 200
    for case in cases:
        assert str(case) in text(page)
    assert "0 / 2" in text(page)


def test_what_is_closed_is_counted_and_not_named(cast, cases):
    member = cast.panellists[1]
    RoleGrant.objects.filter(user=member).update(unit=cast.unit)
    other = walk.shortlisted(cast, walk.drafted(cast, 1, 0, cast.other_recommendation))[0]
    page = text(client_of(member).get(reverse("panel", args=[cast.cycle.pk])))
    assert str(other) in page
    assert "另有 2 个推荐对象" in page
    assert str(cases[0]) not in page


def test_saving_leads_on_to_the_next(cases, member):
    first, second = (reverse("judge", args=[case.pk]) for case in cases)
    answer = member.post(first, MARKS)
    assert (answer.status_code, answer["Location"]) == (302, second)
    score = Score.objects.get()
    assert score.marks == {"politics": 90, "results": 85, "contribution": 100}
    assert score.comment == "实绩突出"
    answer = member.post(second, MARKS)
    assert answer["Location"] == reverse("panel", args=[cases[0].cycle_id])


def test_what_was_given_stands_in_the_form_again(cases, member):
    url = reverse("judge", args=[cases[0].pk])
    member.post(url, MARKS)
    page = text(member.get(url))
    assert 'value="85"' in page
    assert "实绩突出" in page


def test_a_mark_that_is_none_is_refused_at_its_field(cases, member):
    for bad in ("", "101", "-1", "9.5", "九十", "1e2", "9" * 5000):
        answer = member.post(reverse("judge", args=[cases[0].pk]), MARKS | {"mark_results": bad})
        assert answer.status_code == 422
        assert "mark_results" in answer.context["form"].errors
        assert "请填写 0 至 100 的整数。" in text(answer)
        assert "实绩突出" in text(answer)
    assert not Score.objects.exists()


def test_all_faults_at_once(cases, member):
    answer = member.post(reverse("judge", args=[cases[0].pk]), {"mark_politics": "101", "comment": "长" * 2001})
    assert set(answer.context["form"].errors) == {"mark_politics", "mark_results", "mark_contribution", "comment"}


def test_after_the_chairs_list_a_page_left_open_is_told(cast, cases, member):
    walk.selected(cast, cases)
    for name in ("judge", "recuse"):
        url = reverse(name, args=[cases[0].pk])
        for answer in (member.get(url), member.post(url, MARKS | {"reason": "理由"})):
            assert answer.status_code == 409
            assert "评审已经结束" in text(answer)


def test_what_came_too_late_is_shown_to_be_copied(cast, cases, member):
    judge, recuse = (reverse(name, args=[cases[0].pk]) for name in ("judge", "recuse"))
    walk.judge(cast, cases)
    late = [member.post(judge, MARKS)]
    walk.selected(cast, cases)
    late += [member.post(judge, MARKS), member.post(recuse, {"reason": "实绩突出"})]
    for answer in late:
        assert answer.status_code == 409
        assert "没有保存。需要留存的，请自行复制。" in text(answer)
        assert "<dd>实绩突出</dd>" in text(answer)
    for answer in late[:2]:
        assert "<dt>工作实绩</dt><dd>85</dd>" in text(answer)
    for url in (judge, recuse):
        assert "刚才填写的内容" not in text(member.get(url))


def test_others_nominees_do_not_exist_for_a_member(cast, cases, member):
    principal, backup = with_backup(cast)
    RoleGrant.objects.filter(user=cast.panellists[2]).update(unit=cast.unit)
    assert member.get(reverse("judge", args=[backup.pk])).status_code == 404
    assert member.get(reverse("judge", args=[principal.pk + 1000])).status_code == 404
    barred = client_of(cast.panellists[2])
    assert barred.get(reverse("judge", args=[cases[0].pk])).status_code == 404
    assert barred.post(reverse("judge", args=[cases[0].pk]), MARKS).status_code == 404
    assert not Score.objects.exists()


def test_a_backup_is_shown_with_its_principal(cast, member, chair):
    walk.alone(cast)
    principal, backup = with_backup(cast)
    walk.judge(cast, [principal])
    assert f"备选：{backup}" in text(member.get(reverse("judge", args=[principal.pk])))
    assert f"备选：{backup}（随同办理）" in text(chair.get(reverse("select", args=[cast.cycle.pk])))


def test_recusing(cases, cast, member):
    url = reverse("recuse", args=[cases[0].pk])
    assert member.post(url, {"reason": " "}).status_code == 422
    answer = member.post(url, {"reason": "与负责人是亲属"})
    assert answer["Location"] == reverse("panel", args=[cast.cycle.pk])
    assert Recusal.objects.get().case == cases[0]


def test_another_tab_is_told_of_the_recusal_and_of_nothing_since(cast, cases, member):
    panel.recuse(cases[0], Act(cast.panellists[1], walk.SCORED, "与负责人是亲属"))
    names = ("judge", "recuse", "judge_draft")
    answers = [member.post(reverse(name, args=[cases[0].pk]), MARKS) for name in names]
    rounds.end_round(cast.cycle, Act(cast.chair, walk.SCORED, "时限已到"))
    walk.selected(cast, cases)
    answers += [member.post(reverse(name, args=[cases[0].pk]), MARKS) for name in names]
    for answer in answers:
        assert answer.status_code == 409
        said = answer.json()["message"] if "json" in answer["Content-Type"] else text(answer)
        assert f"您已申请对“{cases[0]}”回避，不能再评审。" in said
        assert str(Stage.DEPARTMENT_OPINIONS.label) not in said
    assert not Score.objects.exists()
    assert not ScoreDraft.objects.exists()


def test_voting(cast):
    walk.alone(cast, VOTING)
    case = walk.shortlisted(cast)[0]
    member = client_of(cast.panellists[1])
    url = reverse("judge", args=[case.pk])
    assert member.post(url, {"approve": "maybe"}).status_code == 422
    assert member.post(url, {"approve": "no", "comment": ""}).status_code == 302
    assert Score.objects.get().approve is False
    assert "checked" in text(member.get(url))
    rounds.end_round(cast.cycle, Act(cast.chair, walk.SCORED, "时限已到"))
    assert "<dt>表决</dt><dd>赞成</dd>" in text(member.post(url, {"approve": "yes"}))


# -- the chair


@pytest.fixture
def chair(cast):
    return client_of(cast.chair)


def test_the_chair_sees_who_is_behind(cast, cases, chair):
    walk.judge(cast, cases[:1])
    page = text(chair.get(reverse("select", args=[cast.cycle.pk])))
    assert page.count("还有 1 项未评") == 5
    assert "还有 5 项评审没有完成" in page


def test_the_places_are_proposed_from_the_top_and_confirmed(cast, cases, chair):
    walk.judge(cast, cases)
    url = reverse("select", args=[cast.cycle.pk])
    page = text(chair.get(url))
    assert page.count(" checked") == 2
    assert "立即生效，并留下一份编号的名单。" in page
    answer = chair.post(url, {"cases": [cases[0].pk]})
    assert answer["Location"] == reverse("panel", args=[cast.cycle.pk])
    assert [case.stage for case in walk.fresh(cases)] == [Stage.DEPARTMENT_OPINIONS, Stage.NOT_SELECTED]


def test_a_preview_changes_nothing_and_keeps_what_was_typed(cast, cases, chair):
    walk.judge(cast, cases, [80, 80])
    url = reverse("select", args=[cast.cycle.pk])
    answer = chair.post(url, {"cases": [cases[1].pk], "reason_S2": "实绩", "preview": "1"})
    assert answer.status_code == 200
    assert answer.context["form"]["reason_S2"].value() == "实绩"
    assert answer.context["form"]["cases"].value() == {cases[1].pk}
    assert not Roster.objects.filter(action="select").exists()


def test_a_reason_owed_is_asked_for_at_its_field(cast, chair):
    walk.alone(cast)
    cases = walk.shortlisted(cast, walk.drafted(cast, collectives=2, individuals=0))
    walk.judge(cast, cases, [80, 80])
    url = reverse("select", args=[cast.cycle.pk])
    answer = chair.post(url, {"cases": [cases[0].pk]})
    assert answer.status_code == 409
    assert "评审结果并列" in str(answer.context["form"].errors["reason_S2"])
    assert chair.post(url, {"cases": [cases[0].pk], "reason_S2": "工作实绩更突出"}).status_code == 302


def test_a_choice_that_is_none_is_refused(cast, cases, chair):
    walk.judge(cast, cases)
    for chosen in ([], ["999999"], ["x"], ["1" * 400]):
        answer = chair.post(reverse("select", args=[cast.cycle.pk]), {"cases": chosen})
        assert answer.status_code == 422
        assert "cases" in answer.context["form"].errors


def test_an_unfinished_round_is_refused_in_words(cast, cases, chair):
    answer = chair.post(reverse("select", args=[cast.cycle.pk]), {"cases": [cases[0].pk]})
    assert answer.status_code == 409
    assert "还有 10 项评审没有完成" in text(answer)


def test_names_of_the_chairs_own_unit_are_not_links(cast, cases):
    RoleGrant.objects.filter(user=cast.chair).update(unit=cast.unit)
    page = text(client_of(cast.chair).get(reverse("select", args=[cast.cycle.pk])))
    assert str(cases[0]) in page
    assert reverse("case", args=[cases[0].pk]) not in page


def test_calling_up(cast):
    walk.alone(cast, FEW)
    best, second, third = chosen_of(cast)
    chair = client_of(cast.chair)
    url = reverse("call_up", args=[cast.cycle.pk])
    page = text(chair.get(url))
    assert " checked" not in page
    assert "立即生效。" in page
    walk.publicity.withdraw([best], Act(cast.lead, walk.ANSWERED, "企业外迁"))
    assert text(chair.get(url)).count(" checked") == 1
    answer = chair.post(url, {"cases": [third.pk]})
    assert answer.status_code == 409
    assert f"排名在前的尚未递补：{second}" in text(answer)
    assert chair.post(url, {"cases": [second.pk]}).status_code == 302
    assert walk.fresh([second])[0].stage == Stage.DEPARTMENT_OPINIONS


def test_selected_meanwhile_by_another_page(cast, cases, chair):
    """A list taken twice: the second time says so and changes nothing."""
    walk.judge(cast, cases)
    lists.select(cast.cycle, cases, Act(cast.chair, walk.SELECTED))
    answer = chair.post(reverse("select", args=[cast.cycle.pk]), {"cases": [cases[0].pk]})
    assert answer.status_code == 409
    assert f"“{cases[0]}”目前处于“征求意见”阶段" in text(answer)


def test_a_member_reads_neither_id_number_nor_phone_nor_address(cast, cases, member, chair):
    walk.judge(cast, cases)
    firm, person = (case.nomination.detail for case in cases)
    hidden = [firm.phone, firm.location, person.id_number, person.contact, cast.recommendation.mobile]
    masks = [masked(person.id_number), masked(person.contact), masked(firm.phone)]
    urls = [reverse("panel", args=[cast.cycle.pk])]
    urls += [reverse(name, args=[case.pk]) for name in ("judge", "recuse", "case") for case in cases]
    pages = [text(client.get(url)) for client in (member, chair) for url in urls]
    pages.append(text(chair.get(reverse("select", args=[cast.cycle.pk]))))
    assert any(firm.deeds[:20] in page for page in pages)
    for page in pages:
        assert not [value for value in hidden + masks if value in page]
