"""The inbox of each role, and the bar above every page."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.enums import CycleStatus, Role
from nominations.models import RoleGrant, record
from review.models import Opinion
from review.navigation import PLACES, TASKS
from review.selectors.cycles import current_cycle
from tests import walk
from tests.builders import make_cycle
from tests.cast import client_of
from tests.walk import at


def cards(user):
    """Label → count, of all that awaits this person."""
    response = client_of(user).get(reverse("home"))
    assert response.status_code == 200
    return {card.label: card.count for part in response.context["desktops"] for card in part.cards}


def bar(user, url=None):
    """The entries of the navigation bar, and the one that is marked."""
    response = client_of(user).get(url or reverse("home"))
    found = list(response.context["navigation"])
    return [item.label for item in found], [item.label for item in found if item.active]


class TestInbox:
    def test_the_office(self, cast, on):
        walk.submitted(cast)
        walk.returned(cast, walk.drafted(cast, 1, 0), cure_by=date(2024, 1, 10))
        walk.returned(cast, walk.drafted(cast, 1, 0), cure_by=date(2024, 1, 30))
        on(at(1, 8))
        found = cards(cast.officer)
        assert found["待资格审查、初步筛选"] == 2
        assert found["退回补正即将到期"] == 1

    def test_the_office_after_the_panel(self, cast, on):
        cases = walk.selected(cast)
        on(at(1, 20))
        assert cards(cast.officer)["征求意见待处理"] == 0
        late = Opinion.objects.filter(case__in=cases).count()
        on(at(2, 20))
        assert cards(cast.officer)["征求意见待处理"] == late > 1
        walk.approved(cast, cases)
        assert cards(cast.officer)["待发布公示"] == 2
        walk.published(cast, cases)
        assert cards(cast.officer)["公示期满待表彰"] == 2

    def test_the_panel_and_its_chair(self, cast):
        cases = walk.shortlisted(cast)
        assert cards(cast.panellists[1])["待评审"] == 2
        assert cards(cast.chair)["待确定拟表彰名单"] == 2
        walk.judge(cast, cases)
        assert cards(cast.panellists[1])["待评审"] == 0

    def test_a_department_is_asked_about_some(self, cast):
        walk.selected(cast)
        assert cards(cast.departments["police"])["待答复征求意见"] == 2
        assert cards(cast.departments["tax"])["待答复征求意见"] == 1

    def test_the_district(self, cast):
        walk.forwarded(cast)
        assert cards(cast.director)["待审定名单"] == 2

    def test_what_lies_with_others_is_counted_but_does_not_wait(self, cast, on):
        walk.selected(cast)
        on(at(1, 20))
        client = client_of(cast.officer)
        response = client.get(reverse("home"))
        (part,) = response.context["desktops"]
        (card,) = [card for card in part.cards if card.label == "征求意见未答复"]
        assert (card.count > 1, card.waiting) == (True, 0)
        counts = {item.label: item.count for item in response.context["navigation"]}
        assert counts["征求意见情况"] == 0

    def test_auditor_and_administrator(self, cast):
        record(cast.officer, "shown", cast.unit)
        assert cards(cast.auditor) == {"今日审计记录": 1}
        make_cycle(status=CycleStatus.PREPARING, opened_at=None)
        assert cards(cast.admin) == {"没有角色的账号": 1, "筹备中的评选活动": 1}

    def test_the_unit(self, cast, on):
        walk.drafted(cast, 2, 0)
        walk.announced(cast, walk.drafted(cast, 1, 0))
        walk.returned(cast, walk.drafted(cast, 1, 0))
        on(at(1, 8))
        response = client_of(cast.lead).get(reverse("home"))
        (recommendation,) = response.context["desk"].recommendations
        counts = (recommendation.draft, recommendation.unit_publicity, recommendation.over, recommendation.returned)
        assert counts == (2, 1, 1, 1)
        assert reverse("cockpit", args=[cast.recommendation.pk]) in response.text
        assert "还剩" in response.text
        on(at(1, 13))
        assert "已截止" in client_of(cast.lead).get(reverse("home")).text

    def test_a_unit_that_has_not_begun(self, cast):
        cast.recommendation.delete()
        text = client_of(cast.lead).get(reverse("home")).text
        assert "您的单位还没有开始推荐" in text
        assert reverse("recommendations") in text

    def test_nobody_has_a_role_yet(self, cast):
        assert "您的账号还没有分配角色" in client_of(cast.nobody).get(reverse("home")).text

    def test_several_roles_stand_beside_each_other(self, cast):
        RoleGrant.objects.create(user=cast.lead, role=Role.PANEL, unit=cast.unit)
        response = client_of(cast.lead).get(reverse("home"))
        assert [part.role for part in response.context["desktops"]] == ["panel"]
        assert response.context["is_unit"]

    @pytest.mark.parametrize("who", ["officer", "director", "chair", "department", "auditor", "admin", "lead"])
    def test_before_any_cycle_is_opened(self, cast, who):
        type(cast.cycle).objects.update(status=CycleStatus.PREPARING, opened_at=None)
        response = client_of(cast.everybody()[who]).get(reverse("home"))
        assert response.status_code == 200
        assert "目前没有开启的评选表彰活动" in response.text


class TestBar:
    def test_each_role_its_own(self, cast):
        labels = {name: bar(user)[0] for name, user in cast.everybody().items()}
        assert labels["lead"] == ["首页", "推荐工作台", "推荐名单", "推荐对象"]
        assert labels["admin"] == ["首页", "评选活动", "单位", "人员和角色", "工作日历"]
        assert labels["nobody"] == ["首页"]
        assert "审计记录" in labels["auditor"]
        assert "建议名单" in labels["officer"]
        assert "建议名单" not in labels["director"]
        assert "联合评审" in labels["panellist"]
        assert {"拟表彰名单", "递补"} <= set(labels["chair"])
        assert not {"拟表彰名单", "递补"} & set(labels["panellist"])

    def test_the_entry_nearest_above_the_page_is_marked(self, cast):
        cases = walk.submitted(cast)
        assert bar(cast.officer)[1] == ["首页"]
        assert bar(cast.officer, reverse("case", args=[cases[0].pk]))[1] == ["推荐对象"]
        assert bar(cast.officer, reverse("shortlist", args=[cast.cycle.pk]))[1] == ["建议名单"]
        assert bar(cast.lead, reverse("cockpit", args=[cast.recommendation.pk]))[1] == ["推荐工作台"]
        assert bar(cast.lead, reverse("submit", args=[cast.recommendation.pk]))[1] == ["推荐工作台"]
        assert bar(cast.lead, reverse("recommendation", args=[cast.recommendation.pk]))[1] == ["推荐名单"]
        assert bar(cast.lead, reverse("password_change"))[1] == []

    def test_every_entry_and_every_task_opens(self, cast):
        walk.commended(cast)
        for name, user in cast.everybody().items():
            client = client_of(user)
            response = client.get(reverse("home"))
            urls = [item.url for item in response.context["navigation"]]
            urls += [card.url for part in response.context["desktops"] for card in part.cards]
            assert {client.get(url).status_code for url in set(urls)} == {200}, name

    def test_every_role_has_its_place(self):
        placed = {role for place in PLACES for role in place.who}
        assert set(Role.values) <= placed
        assert {role for task in TASKS for role in task.who} >= {"office", "panel", "chair", "department", "district"}

    def test_counts_stand_at_the_entry(self, cast):
        walk.submitted(cast)
        response = client_of(cast.officer).get(reverse("home"))
        counts = {item.label: item.count for item in response.context["navigation"]}
        assert counts["推荐对象"] == 2


class TestCycle:
    def test_the_one_in_progress_before_the_newest(self, db):
        closed = make_cycle(status=CycleStatus.CLOSED, closed_at=at(3, 1), issued_on=date(2025, 1, 1))
        assert current_cycle() == closed
        running = make_cycle(issued_on=date(2023, 1, 1))
        make_cycle(status=CycleStatus.PREPARING, opened_at=None, issued_on=date(2026, 1, 1))
        assert current_cycle() == running

    def test_its_name_stands_above_every_page(self, cast):
        assert cast.cycle.title in client_of(cast.officer).get(reverse("home")).text


def test_bounded_queries(cast, django_assert_max_num_queries):
    who = ("officer", "lead", "chair", "department", "director", "auditor", "admin")
    clients, limits = {one: client_of(cast.everybody()[one]) for one in who}, {}
    cast.unit.above_scale_enterprises = 300
    cast.unit.save()
    walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    for one, client in clients.items():
        with django_assert_max_num_queries(30, info=one) as few:
            client.get(reverse("home"))
        limits[one] = len(few.captured_queries)
    walk.shortlisted(cast, walk.drafted(cast, 27, 0))
    for one, client in clients.items():
        with django_assert_max_num_queries(limits[one], info=one):
            client.get(reverse("home"))
