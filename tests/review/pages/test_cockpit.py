"""The cockpit: what is open, what is missing, time, quota and days, what came back and why."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.models import SoftReason
from review.selectors.cockpit import cockpit
from review.services import publicity
from review.services.advance import Act
from review.views.addresses import page_of
from tests import walk
from tests.builders import make_cycle, notice_source
from tests.cast import client_of, make_cast
from tests.walk import at


@pytest.fixture
def page(cast):
    """The cockpit's text, as its lead reads it who has just signed in."""

    def read(client=None):
        response = (client or client_of(cast.lead)).get(reverse("cockpit", args=[cast.recommendation.pk]))
        assert response.status_code == 200
        return response.text

    return read


def desk(cast, now):
    cast.recommendation.refresh_from_db()
    return cockpit(cast.recommendation, now)


class TestWhatIsMissing:
    def test_every_gap_leads_to_its_field(self, cast, page, on):
        on(walk.ANNOUNCED)
        collective, person = walk.drafted(cast, 1, 1, deeds="", statement_true=None)
        type(cast.recommendation).objects.update(mobile="", decision_on=None)
        text = page()
        for case in (collective, person):
            edit = reverse("nomination_edit", args=[case.nomination_id])
            assert f"{edit}#id_deeds" in text
            assert f"{edit}#id_statement_true" in text
        unit = reverse("recommendation_edit", args=[cast.recommendation.pk])
        assert f"{unit}#id_mobile" in text
        assert f"{unit}#id_decision_on" in text
        assert desk(cast, walk.ANNOUNCED).missing == 6

    def test_a_photo_leads_to_its_own_page(self, cast, page, on):
        on(walk.ANNOUNCED)
        (case,) = walk.drafted(cast, 0, 1, photo="")
        assert reverse("nomination_photo_edit", args=[case.nomination_id]) in page()

    def test_a_soft_rule_leads_to_its_reason_until_there_is_one(self, cast, page, on):
        on(walk.ANNOUNCED)
        collective, person = walk.drafted(cast)
        person.nomination.detail.leads_collective = collective.nomination.detail
        person.nomination.detail.save()
        assert reverse("reasons", args=[cast.recommendation.pk]) in page()
        SoftReason.objects.create(
            recommendation=cast.recommendation, nomination=person.nomination, rule="E7", text="主要贡献者",
            written_by=cast.lead, written_at=walk.ANNOUNCED,
        )  # fmt: skip
        assert desk(cast, walk.ANNOUNCED).missing == 0
        assert "填写内容齐全" in page()

    def test_too_many_drafts_lead_to_the_quota(self, cast, page, on):
        on(walk.ANNOUNCED)
        walk.drafted(cast, 6, 0)
        text = page()
        assert "最多可推荐先进集体 5 个，现有 6 个" in text
        assert f'href="{reverse("quota", args=[cast.recommendation.pk])}"' in text
        assert f'href="{reverse("announce", args=[cast.recommendation.pk])}"' in text  # five of them may go on

    def test_what_ended_is_not_asked_for_any_more(self, cast):
        cases = walk.drafted(cast, 1, 1, deeds="")
        publicity.withdraw(cases, Act(cast.lead, walk.ANNOUNCED, "不再推荐"))
        shown = desk(cast, walk.ANNOUNCED)
        assert shown.missing == 0
        assert len(shown.handed_in) == 2

    def test_the_button_says_why_it_is_locked(self, cast, page, on):
        on(walk.ANNOUNCED)
        walk.drafted(cast, 1, 0, deeds="")
        assert "还没有填写齐全的推荐对象" in page()
        walk.drafted(cast, 1, 0)
        assert reverse("announce", args=[cast.recommendation.pk]) in page()
        type(cast.recommendation).objects.update(decision_on=None)
        assert "推荐单位的信息还没有填写齐全" in page()
        on(at(1, 13))
        assert "已过报送截止时间" in page()


class TestQuota:
    def test_the_arithmetic_is_shown_and_drafts_apart(self, cast, page, on):
        on(walk.ANNOUNCED)
        walk.announced(cast, walk.drafted(cast, 3, 0))
        walk.drafted(cast, 1, 0)
        text = page()
        assert "规上工业企业 34 家 × 15% = 5.1 → 5 个，已推荐 3 个；另有草稿 1 份" in text
        assert "推荐先进集体 3 个 × 150% = 4.5 → 4 名，已推荐 0 名" in text


class TestDays:
    def test_the_last_first_day_for_the_deadline(self, cast):
        shown = desk(cast, walk.ANNOUNCED)
        assert (shown.latest_start, shown.provisional) == (date(2024, 1, 5), False)

    @pytest.mark.parametrize(
        ("now", "gone", "left"),
        [
            (at(12, 27, year=2023), 0, 5),
            (at(12, 28, year=2023), 0, 5),
            (at(12, 29, year=2023), 1, 4),
            (at(12, 31, year=2023), 2, 3),
            (at(1, 4, 23), 4, 1),
            (at(1, 5, 0), 5, 0),
            (at(1, 9), 5, 0),
        ],
    )
    def test_days_gone_and_left(self, cast, now, gone, left):
        walk.announced(cast)
        (posting,) = desk(cast, now).postings
        assert (posting.gone, posting.left) == (gone, left)

    def test_each_working_day_is_listed(self, cast, page, on):
        walk.announced(cast)
        on(at(1, 2))
        text = page()
        for day in ("12-28 星期四", "12-29 星期五", "01-02 星期二", "01-03 星期三", "01-04 星期四"):
            assert day in text
        assert "01-01" not in text
        assert "已满 2 个工作日，还剩 3 个" in text

    def test_the_days_left_to_the_deadline(self, cast, page, on):
        on(at(1, 10))
        assert "还剩 2 天" in page()
        on(at(1, 12, 23))
        assert "今天截止" in page()
        on(at(1, 13, 0))
        text = page()
        assert "已截止" in text
        assert desk(cast, at(1, 13, 0)).days_left == -1

    def test_days_of_a_calendar_not_published_yet_are_marked(self, db, on):
        source = notice_source().replace("2024-01-12T23:59:59", "2040-06-12T23:59:59")
        cast = make_cast(make_cycle(source=source))
        walk.announce(cast, walk.drafted(cast), now=at(6, 1, year=2040), first_day=date(2040, 6, 1))
        on(at(6, 2, year=2040))
        text = client_of(cast.lead).get(reverse("cockpit", args=[cast.recommendation.pk])).text
        assert text.count("节假日安排未公布") == 2
        assert desk(cast, at(6, 2, year=2040)).provisional
        announce = client_of(cast.lead).get(reverse("announce", args=[cast.recommendation.pk])).text
        assert "没有可以公示的推荐对象" in announce


class TestWhatCanBeDone:
    def test_a_publicity_that_is_not_over_cannot_be_handed_in(self, cast, page, on):
        walk.announced(cast)
        on(at(1, 4))
        assert "到 2024-01-04 结束" in page()
        on(at(1, 5))
        assert reverse("submit", args=[cast.recommendation.pk]) in page()

    def test_an_open_objection_is_shown_with_the_way_to_resolve_it(self, cast, page, on):
        made = walk.announce(cast, walk.drafted(cast))
        raised = publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", Act(cast.clerk, walk.SUBMITTED))
        on(walk.SUBMITTED)
        text = page()
        assert "事迹有出入" in text
        assert reverse("unit_objection_resolve", args=[raised.pk]) in text

    def test_the_clerk_reads_who_takes_the_steps(self, cast, page, as_clerk, on):
        walk.announced(cast)
        on(walk.SUBMITTED)
        text = page(as_clerk)
        assert "由本单位负责人办理" in text
        assert reverse("cancel_publicity", args=[cast.recommendation.publicities.get().pk]) not in text

    def test_readers_are_offered_nothing(self, cast, page, on):
        walk.returned(cast)
        on(walk.RETURNED)
        text = page(client_of(cast.auditor))
        assert 'class="btn btn-primary"' not in text
        assert reverse("resubmit", args=[cast.recommendation.pk]) not in text

    def test_what_came_back_leads_to_the_form_and_on(self, cast, page, on):
        (case,) = walk.returned(cast, walk.drafted(cast, 1, 0))
        on(walk.RETURNED)
        text = page()
        assert reverse("nomination_edit", args=[case.nomination_id]) in text
        assert f"{reverse('resubmit', args=[cast.recommendation.pk])}?case={case.pk}" in text
        assert reverse("withdraw", args=[case.pk]) in text

    def test_where_a_new_publicity_is_demanded_it_leads_there(self, cast, page, on):
        (case,) = walk.returned(cast, walk.drafted(cast, 1, 0), needs_publicity=True, cure_by=date(2024, 1, 20))
        on(walk.RETURNED)
        announce = f"{reverse('announce', args=[cast.recommendation.pk])}?case={case.pk}"
        assert announce in page()
        assert page_of("resubmit", case) == announce

    def test_a_past_publicity_is_kept_on_one_line(self, cast, page, on):
        walk.submitted(cast)
        on(walk.RETURNED)
        text = page()
        assert "已结束的单位公示" in text
        assert "计入的工作日" not in text

    def test_a_cancelled_one_is_gone(self, cast):
        made = walk.announce(cast, walk.drafted(cast))
        publicity.cancel_publicity(made, Act(cast.lead, walk.ANNOUNCED, "改"))
        assert desk(cast, walk.ANNOUNCED).postings == ()


def test_an_empty_recommendation(cast, page, on):
    on(walk.ANNOUNCED)
    assert "没有正在填报的推荐对象" in page()


def add(cast, number):
    """So many nominees each drafted, public and handed in."""
    walk.drafted(cast, number, 0)
    walk.announced(cast, walk.drafted(cast, number, 0))
    walk.submitted(cast, walk.drafted(cast, number, 0))


def test_as_many_queries_with_thirty_rows_as_with_three(cast, on, django_assert_max_num_queries):
    on(at(1, 3))
    as_lead = client_of(cast.lead)
    cast.unit.above_scale_enterprises = 300
    cast.unit.save()
    url = reverse("cockpit", args=[cast.recommendation.pk])
    add(cast, 1)
    with django_assert_max_num_queries(25) as few:
        as_lead.get(url)
    add(cast, 9)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = as_lead.get(url)
    assert len(page.context["desk"].lines) == 30
