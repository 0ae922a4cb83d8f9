"""The inbox of each role, and the bar above every page."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.enums import CycleStatus, Role
from nominations.models import RoleGrant, record
from nominations.urls import urlpatterns as lower
from review.models import Opinion
from review.navigation import PLACES, TASKS
from review.selectors.cycles import CYCLE_BY, at_hand, begun_cycles
from review.services.advance import Act
from review.services.proposals import propose
from review.urls import urlpatterns as upper
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
        (recommendation,) = response.context["desks"][0].recommendations
        counts = (recommendation.draft, recommendation.unit_publicity, recommendation.over, recommendation.returned)
        assert counts == (2, 1, 1, 1)
        assert reverse("cockpit", args=[cast.recommendation.pk]) in response.text
        assert "，还剩 4 天" in response.text
        on(at(1, 12))
        assert "，今天截止" in client_of(cast.lead).get(reverse("home")).text
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

    def test_in_a_cycle_that_is_over_nothing_waits_but_what_outlasts_it(self, cast):
        walk.selected(cast)
        type(cast.cycle).objects.update(status=CycleStatus.CLOSED, closed_at=at(3, 1))
        asked = {item.label: item.count for item in client_of(cast.departments["police"]).get("/").context["navigation"]}
        assert asked["征求意见"] == 0
        assert cards(cast.departments["police"])["待答复征求意见"] == 2  # as it ended

    def test_a_revocation_still_waits_once_the_cycle_is_over(self, cast):
        cases = walk.commended(cast)
        propose(cases[0], "revoke", Act(cast.officer, at(3, 1), "材料不实"))
        type(cast.cycle).objects.update(status=CycleStatus.CLOSED, closed_at=at(3, 2))
        counts = {item.label: item.count for item in client_of(cast.director).get("/").context["navigation"]}
        assert counts["取消与撤销"] == 1


class TestCycle:
    def test_those_in_progress_before_the_newest(self, db):
        closed = make_cycle(status=CycleStatus.CLOSED, closed_at=at(3, 1), issued_on=date(2025, 1, 1))
        assert at_hand(list(begun_cycles())) == [closed]
        running = [make_cycle(issued_on=date(2023, 5, 1)), make_cycle(issued_on=date(2023, 1, 1))]
        make_cycle(status=CycleStatus.PREPARING, opened_at=None, issued_on=date(2026, 1, 1))
        assert at_hand(list(begun_cycles())) == running

    def test_its_name_stands_above_every_page(self, cast):
        assert cast.cycle.title in client_of(cast.officer).get(reverse("home")).text


@pytest.fixture
def newer(cast):
    """A second cycle in progress, of the same title, in which nothing has happened yet."""
    return make_cycle(issued_on=date(2025, 12, 7))


def piles(user):
    """Of the first role: what awaits in each cycle, label → card."""
    (part, *_others) = client_of(user).get(reverse("home")).context["desktops"]
    return {pile.cycle: {card.label: card for card in pile.cards} for pile in part.piles}


class TestSeveralCyclesInProgress:
    WAITING = (
        ("officer", walk.submitted, "待资格审查、初步筛选"),
        ("panellist", walk.shortlisted, "待评审"),
        ("department", walk.selected, "待答复征求意见"),
        ("director", walk.forwarded, "待审定名单"),
    )

    @pytest.mark.parametrize(("who", "walked", "label"), WAITING)
    def test_the_older_one_waits_beside_the_newer(self, cast, newer, who, walked, label):
        walked(cast)
        client, found = client_of(cast.everybody()[who]), piles(cast.everybody()[who])
        assert list(found) == [newer, cast.cycle]
        assert (found[newer][label].count, found[cast.cycle][label].count) == (0, 2)
        home = client.get(reverse("home"))
        assert home.text.count("2025-12-07 印发") == home.text.count("2023-12-07 印发") + 2  # header and footer
        assert [(item.active, item.count) for item in home.context["cycle_items"]] == [(True, 0), (False, 2)]
        beside = client.get(home.context["cycle_items"][1].url)
        assert max(item.count for item in beside.context["navigation"]) == 2
        assert client.get(found[cast.cycle][label].url).context["cycle_name"] == cast.cycle.dated_title

    def test_the_unit_sees_both(self, cast, newer, on):
        walk.returned(cast)
        on(at(1, 8))
        response = client_of(cast.lead).get(reverse("home"))
        assert [len(desk.recommendations) for desk in response.context["desks"]] == [0, 1]
        assert "您的单位还没有开始推荐" in response.text
        (_newer, older) = response.context["cycle_items"]
        assert older.count == 2
        assert bar(cast.lead)[0] == ["首页", "推荐名单", "推荐对象"]
        assert bar(cast.lead, older.url)[0] == ["首页", "推荐工作台", "推荐名单", "推荐对象"]

    def test_a_page_is_of_the_cycle_in_its_address(self, cast, newer):
        cases = walk.published(cast)
        opinion = Opinion.objects.filter(case=cases[0]).first()
        (roster, *_others) = cast.cycle.rosters.all()
        pages = {
            "case": cases[0].pk, "roster": roster.pk, "opinion": opinion.pk, "shortlist": cast.cycle.pk,
            "recommendation": cast.recommendation.pk, "nomination_read": cases[0].nomination_id,
            "public_cycle": cast.cycle.slug,
        }  # fmt: skip
        client = client_of(cast.officer)
        for name, key in pages.items():
            context = client.get(reverse(name, args=[key])).context
            assert context["cycle_name"] == cast.cycle.dated_title, name
            assert reverse("shortlist", args=[cast.cycle.pk]) in [item.url for item in context["navigation"]], name
        assert client.get(reverse("messages")).context["cycle_name"] == newer.dated_title

    def test_every_address_that_names_something_has_its_cycle(self):
        named = {str(one.pattern).partition("<")[0] for one in [*lower, *upper] if "<int" in str(one.pattern)}
        of_none = {
            "manage/units/",
            "manage/people/",
            "manage/roles/",
            "manage/calendar/",
            "messages/",
            "cases/filters/",
        }
        files = {"returns/", "objection-files/", "opinions/words/"}
        assert named - of_none - files <= set(CYCLE_BY)

    def test_the_list_of_cases_keeps_to_the_cycle_of_its_address(self, cast, newer):
        walk.submitted(cast)
        client = client_of(cast.officer)
        of_older = f"{reverse('cases')}?cycle={cast.cycle.pk}"
        page = client.get(of_older)
        assert of_older in [item.url for item in page.context["navigation"] if item.active]
        ready = page.context["shortcuts"][0]
        assert ready.count == client.get(f"{reverse('cases')}?{ready.query}").context["page"].paginator.count == 2
        client.post(reverse("saved_filters") + f"?cycle={cast.cycle.pk}&kind=collective", {"name": "集体"})
        assert cast.officer.saved_filters.get().query == f"cycle={cast.cycle.pk}&kind=collective"

    @pytest.mark.parametrize("cycle", ["x", "9" * 30, "0", ""])
    def test_a_cycle_that_is_none(self, cast, newer, cycle):
        response = client_of(cast.officer).get(reverse("home"), {"cycle": cycle})
        assert response.context["cycle_name"] == newer.dated_title

    def test_one_in_progress_says_nothing_of_several(self, cast):
        for user in cast.everybody().values():
            response = client_of(user).get(reverse("home"))
            assert not response.context["cycle_items"]
            assert "印发" not in response.text

    def test_back_from_the_pages_of_a_closed_one(self, cast):
        closed = make_cycle(status=CycleStatus.CLOSED, closed_at=at(3, 1), issued_on=date(2022, 12, 7))
        response = client_of(cast.auditor).get(reverse("board", args=[closed.pk]))
        assert [item.label for item in response.context["cycle_items"]] == [closed.dated_title, cast.cycle.dated_title]

    def test_nobody_but_those_who_work_in_cycles_chooses_one(self, cast, newer):
        assert not client_of(cast.admin).get(reverse("home")).context["cycle_items"]

    def test_bounded_queries(self, cast, newer, django_assert_max_num_queries):
        walk.shortlisted(cast)
        for name, user in cast.everybody().items():
            client = client_of(user)
            for url in (reverse("home"), reverse("messages")):
                with django_assert_max_num_queries(40, info=name):
                    client.get(url)


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
