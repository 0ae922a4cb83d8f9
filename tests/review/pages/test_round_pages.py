"""The panel's round on its pages: what is kept, hidden and shown to whom; the meeting; the minutes."""

import re

import pytest
import time_machine
from django.urls import reverse

from nominations.models import RoleGrant
from review.models import PanelMeeting, RoundStep, Score, ScoreDraft, TieOrder
from review.services import meeting, panel, rounds
from tests import walk
from tests.builders import make_cycle
from tests.cast import client_of, make_cast
from tests.review.documents.reading import packed, pages
from tests.review.test_panel import VOTING, by

TYPED = {"mark_politics": "88", "mark_results": "", "mark_contribution": "", "comment": "待核"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(walk.SCORED, tick=False):
        yield


@pytest.fixture
def cases(cast):
    return walk.shortlisted(cast, walk.drafted(cast, 3, 0))


@pytest.fixture
def member(cast):
    return client_of(cast.panellists[1])


@pytest.fixture
def chair(cast):
    return client_of(cast.chair)


def text(response):
    return response.content.decode()


def page(client, name, pk, status=200):
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == status
    return text(answer)


# -- a member


def test_what_was_typed_is_kept_and_stands_there_again(cast, cases, member):
    answer = member.post(reverse("judge_draft", args=[cases[0].pk]), TYPED)
    assert answer.json() == {"saved_at": "09:00:00"}
    again = page(member, "judge", cases[0].pk)
    assert 'value="88"' in again
    assert "还没有提交，不计入结果" in again
    listed = page(member, "panel", cast.cycle.pk)
    assert "填了一部分，未提交" in listed
    assert "已评 0 / 3" in listed
    assert not Score.objects.exists()


def test_nothing_typed_breaks_the_draft(cases, member):
    for bad in ({}, {"mark_politics": "9" * 5000, "comment": "\x00" + "长" * 5000}, {"approve": "yes"}):
        assert member.post(reverse("judge_draft", args=[cases[0].pk]), bad).status_code == 200
        page(member, "judge", cases[0].pk)


def test_a_draft_that_may_not_be_kept_says_why(cast, cases, member):
    rounds.end_round(cast.cycle, by(cast.chair, "时限已到"))
    answer = member.post(reverse("judge_draft", args=[cases[0].pk]), TYPED)
    assert answer.status_code == 409
    assert "请组长写明理由重新开放评审" in answer.json()["message"]
    assert not ScoreDraft.objects.exists()


def test_what_is_not_judged_yet_comes_first(cast, cases, member):
    panel.score(cases[0], walk.marks_for(cast.cycle, 80), by(cast.panellists[1]))
    listed = page(member, "panel", cast.cycle.pk)
    assert "已评 1 / 3" in listed
    places = [listed.index(f"<span>{case}") for case in cases]
    assert places[0] > max(places[1:])


def test_a_late_score_is_refused_in_words(cast, cases, member):
    rounds.end_round(cast.cycle, by(cast.chair, "时限已到"))
    url = reverse("judge", args=[cases[0].pk])
    answer = member.post(url, {"mark_politics": "88", "mark_results": "88", "mark_contribution": "88"})
    assert answer.status_code == 409
    assert "请组长写明理由重新开放评审" in text(answer)
    assert "时限已到" in page(member, "judge", cases[0].pk)
    assert member.post(reverse("recuse", args=[cases[0].pk]), {"reason": "亲属"}).status_code == 409


def test_recusing_from_the_list_shows_none_of_the_material(cases, member):
    shown = page(member, "recuse", cases[0].pk)
    assert cases[0].nomination.detail.deeds[:20] not in shown


# -- results


def test_means_and_ranks_are_hidden_from_everybody_before_the_round_is_over(cast, cases, member, chair):
    for one in cast.panellists[:4]:
        for case, mark in zip(cases, [61, 97, 61], strict=True):
            panel.score(case, walk.marks_for(cast.cycle, mark), by(one))
    shown = [page(c, "panel_results", cast.cycle.pk) for c in (member, chair)]
    shown += [page(c, "panel", cast.cycle.pk) for c in (member, chair)] + [page(chair, "select", cast.cycle.pk)]
    for one in shown:
        assert not re.search(r">\s*97(\.0+)?\s*<", one)
        assert "并列" not in one.replace("并列排序", "")
    assert "结果暂不公开" in shown[0]
    assert str(cases[0]) not in shown[0]
    assert shown[1].count(str(cast.panellists[4])) == 4
    assert "还有 3 项评审没有完成" in shown[-1]


def test_then_the_members_read_the_results_and_the_chair_who_stands_out(cast, cases, member, chair):
    walk.judge(cast, cases[1:], [90, 80])
    for one, mark in zip(cast.panellists, [80, 82, 84, 86, 40], strict=True):
        panel.score(cases[0], walk.marks_for(cast.cycle, mark), by(one))
    mine, theirs = page(member, "panel_results", cast.cycle.pk), page(chair, "panel_results", cast.cycle.pk)
    assert "40—86" in mine
    assert "偏离较大" not in mine
    assert f"{cast.panellists[4]} 40" in theirs
    by_spread = text(chair.get(reverse("panel_results", args=[cast.cycle.pk]), {"sort": "spread"}))
    assert by_spread.index(str(cases[0])) < by_spread.index(str(cases[1]))
    assert theirs.index(str(cases[0])) > theirs.index(str(cases[1]))


def test_the_chair_ends_and_reopens_the_round(cast, cases, chair, member):
    end, reopen = (reverse(name, args=[cast.cycle.pk]) for name in ("end_round", "reopen_round"))
    assert "还有 15 项没有评" in page(chair, "end_round", cast.cycle.pk)
    assert chair.post(end, {"reason": " "}).status_code == 422
    assert chair.post(reopen, {"reason": "补评"}).status_code == 409
    assert chair.post(end, {"reason": "时限已到"}).status_code == 302
    assert "当时还有 15 项未评" in page(member, "panel_results", cast.cycle.pk)
    assert chair.post(reopen, {"reason": "补评"}).status_code == 302
    assert "理由：补评" in page(member, "panel", cast.cycle.pk)
    assert RoundStep.objects.count() == 2
    assert member.get(end).status_code == 403


def test_a_reopened_round_in_which_all_is_in_ends_without_a_word_of_missing_ones(cast, cases, chair):
    walk.judge(cast, cases)
    rounds.reopen_round(cast.cycle, by(cast.chair, "补评"))
    shown = page(chair, "end_round", cast.cycle.pk)
    assert "项没有评" not in shown
    assert "结果向评审组公开" in shown


def test_a_tie_is_put_in_order(cast, cases, chair, member):
    walk.judge(cast, cases, [80, 90, 80])
    first, _best, second = cases
    assert "并列" in page(chair, "panel_results", cast.cycle.pk)
    url = reverse("order_tie", args=[first.pk])
    assert str(second) in page(chair, "order_tie", first.pk)
    for bad in ({}, {f"place_{first.pk}": "1", f"place_{second.pk}": "1", "reason": "实绩"}, {f"place_{first.pk}": "3"}):
        assert chair.post(url, bad).status_code == 422
    given = {f"place_{first.pk}": "2", f"place_{second.pk}": "1", "reason": "工作实绩更突出"}
    assert chair.post(url, given).status_code == 302
    assert TieOrder.objects.get().cases == [second.pk, first.pk]
    assert "工作实绩更突出" in page(member, "panel_results", cast.cycle.pk)
    assert chair.get(reverse("order_tie", args=[cases[1].pk])).status_code == 404
    assert member.get(url).status_code == 403


# -- the meeting


def test_members_follow_the_chair(cast, cases, chair, member):
    state = reverse("meeting_state", args=[cast.cycle.pk])
    assert member.get(state).json() == {"version": ""}
    assert "会议没有开始" in page(member, "meeting", cast.cycle.pk)
    assert chair.post(reverse("put_before", args=[cases[0].pk])).status_code == 302
    version = member.get(state).json()["version"]
    shown = page(member, "meeting", cast.cycle.pk)
    assert f'data-meeting="{version}"' in shown
    assert cases[0].nomination.detail.deeds[:20] in shown
    assert cases[0].nomination.detail.phone not in shown
    assert "上会" not in shown
    assert chair.post(reverse("close_meeting", args=[cast.cycle.pk])).status_code == 302
    assert not PanelMeeting.objects.exists()


def test_who_is_to_leave_reads_so_and_nothing_else(cast, cases, member):
    RoleGrant.objects.filter(user=cast.panellists[1]).update(unit=cast.unit)
    meeting.put_before(cases[0], by(cast.chair))
    shown = page(client_of(cast.panellists[1]), "meeting", cast.cycle.pk)
    assert "请您离场" in shown
    assert cases[0].nomination.detail.deeds[:20] not in shown
    assert f"</strong>{cast.panellists[1]}" in page(client_of(cast.panellists[2]), "meeting", cast.cycle.pk)


def test_a_case_that_has_left_the_panel_is_discussed_no_more(cast, cases, chair, member):
    meeting.put_before(cases[0], by(cast.chair))
    walk.selected(cast, cases)
    assert "请稍候" in page(member, "meeting", cast.cycle.pk)
    assert chair.post(reverse("put_before", args=[cases[0].pk])).status_code == 404


# -- votes, and the minutes


def test_a_round_of_votes_to_its_minutes(db):
    cast = make_cast(make_cycle(source=VOTING))
    cases = walk.shortlisted(cast, walk.drafted(cast, 2, 0))
    clients = [client_of(one) for one in cast.panellists]
    for number, client in enumerate(clients):
        assert "键盘" in page(client, "judge", cases[0].pk)
        for case, approves in zip(cases, (number < 3, number < 4), strict=True):
            client.post(reverse("judge", args=[case.pk]), {"approve": "yes" if approves else "no"})
    shown = page(clients[1], "panel_results", cast.cycle.pk)
    assert "80%" in shown
    assert "标准差" not in shown
    clients[0].post(reverse("select", args=[cast.cycle.pk]), {"cases": [cases[1].pk]})
    said = "".join(pages(clients[0].get(reverse("panel_minutes", args=[cast.cycle.pk])).content))
    assert "采用投票方式" in said
    assert "4/5" in said


def test_the_minutes_tell_who_what_and_why(cast, cases, chair):
    RoleGrant.objects.filter(user=cast.panellists[3]).update(unit=cast.unit)
    panel.recuse(cases[1], by(cast.panellists[2], "与负责人是亲属"))
    for one in cast.panellists[:2]:
        for case in cases:
            panel.score(case, walk.marks_for(cast.cycle, 80), by(one))
    rounds.end_round(cast.cycle, by(cast.chair, "一名成员因公外出"))
    rounds.order_tie(cast.cycle, [case.pk for case in (cases[2], cases[0], cases[1])], by(cast.chair, "以贡献大小为序"))
    assert page(chair, "panel_minutes", cast.cycle.pk, 404)
    chair.post(reverse("select", args=[cast.cycle.pk]), {"cases": [cases[2].pk]})
    answer = client_of(cast.officer).get(reverse("panel_minutes", args=[cast.cycle.pk]))
    assert answer["Content-Type"] == "application/pdf"
    said = "".join(pages(answer.content))
    for words in (
        "评审会议纪要", "一名成员因公外出。", "当时5项未评", "与负责人是亲属。", "本单位推荐的3个推荐对象", "以贡献大小为序。",
        f"{cases[2]}、{cases[0]}、{cases[1]}评审结果并列", "表彰名额50个", "组长（签字）",
    ):  # fmt: skip
        assert packed(words) in said
    assert cases[0].nomination.detail.phone not in said
