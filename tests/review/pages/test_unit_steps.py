"""What the unit does from its cockpit, by address: announce, keep the record, hand in, cure, withdraw."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from nominations.models import SoftReason, UnitObjection, UnitPublicity
from review.models import Decision
from review.services import publicity
from review.services.advance import Act, lock_cycle
from review.stages import Stage
from tests import walk
from tests.builders import make_recommendation, make_unit
from tests.cast import client_of, person
from tests.walk import at, fresh

TODAY = at(12, 28, year=2023)


def scan(content=None, name="proof.jpg"):
    return SimpleUploadedFile(name, walk.picture(80, 60) if content is None else content)


def url_of(cast, name):
    return reverse(name, args=[cast.recommendation.pk])


def announcing(cases, **overrides):
    given = {"cases": [case.pk for case in cases], "first_day": "2023-12-28", "place": "单位公示栏"}
    return given | overrides


def stages(cases):
    return [case.stage for case in fresh(cases)]


class TestAnnounce:
    @pytest.fixture(autouse=True)
    def today(self, on):
        on(TODAY)

    def test_with_its_proof(self, cast, as_lead):
        cases = walk.drafted(cast)
        response = as_lead.post(url_of(cast, "announce"), announcing(cases, evidence=scan()), follow=True)
        assert response.redirect_chain == [(url_of(cast, "cockpit"), 302)]
        assert "单位公示已开始" in response.text
        made = UnitPublicity.objects.get()
        assert (made.first_day, made.last_day, made.place) == (date(2023, 12, 28), date(2024, 1, 4), "单位公示栏")
        assert made.evidence.name.endswith(".jpg")
        assert stages(cases) == [Stage.UNIT_PUBLICITY] * 2

    def test_ready_ones_are_ticked_and_others_say_what_is_missing(self, cast, as_lead):
        ready, unready = walk.drafted(cast, 1, 0) + walk.drafted(cast, 1, 0, deeds="")
        page = as_lead.get(url_of(cast, "announce"))
        assert f'value="{ready.pk}" id="case-{ready.pk}" checked' in page.text
        assert f'value="{unready.pk}" id="case-{unready.pk}" disabled' in page.text
        assert f"{reverse('nomination_edit', args=[unready.nomination_id])}#id_deeds" in page.text
        assert "最迟须从 2024-01-05 开始公示" in page.text

    def test_asked_for_one_case_it_alone_is_ticked(self, cast, as_lead):
        first, second = walk.drafted(cast)
        page = as_lead.get(url_of(cast, "announce"), {"case": second.pk})
        assert f'value="{first.pk}" id="case-{first.pk}">' in page.text
        assert f'value="{second.pk}" id="case-{second.pk}" checked' in page.text

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"first_day": ""}, "first_day", "必填"),
            ({"first_day": "2023-13-40"}, "first_day", "不是日期"),
            ({"first_day": "9999-12-31"}, "first_day", "2100"),
            ({"first_day": "2023-12-27"}, "first_day", "不能早于今天（2023-12-28）"),
            ({"first_day": "2024-01-06"}, "first_day", "2024-01-05"),
            ({"first_day": "\x00"}, "first_day", "不是日期"),
            ({"place": "  "}, "place", "必填"),
            ({"place": "公" * 101}, "place", "100"),
            ({"place": "栏\x00"}, "place", "无法识别"),
            ({"cases": []}, "cases", "至少勾选一个"),
            ({"cases": ["abc"]}, "cases", "不在名单中"),
            ({"cases": ["999999"]}, "cases", "不在名单中"),
            ({"evidence": scan(b"GIF89a")}, "evidence", "10 MB"),
            ({"evidence": scan(b"")}, "evidence", "空"),
        ],
    )
    def test_bad_input_is_answered_at_the_field_and_nothing_typed_is_lost(self, cast, as_lead, typed, field, words):
        cases = walk.drafted(cast, 1, 0)
        given = announcing(cases, place="一楼公示栏") | typed
        response = as_lead.post(url_of(cast, "announce"), given)
        assert response.status_code == 422
        form = response.context["form"]
        assert set(form.errors) == {field}
        assert words in str(form.errors[field])
        if field != "place":
            assert "一楼公示栏" in response.text
        assert stages(cases) == [Stage.DRAFT]

    def test_all_faults_at_once(self, cast, as_lead):
        response = as_lead.post(url_of(cast, "announce"), {})
        assert set(response.context["form"].errors) == {"cases", "first_day", "place"}

    def test_days_in_other_ways_of_writing(self, cast, as_lead):
        for day in ("2023/12/28", "2023.12.28", "2023年12月28日"):
            cases = walk.drafted(cast, 1, 0)
            assert as_lead.post(url_of(cast, "announce"), announcing(cases, first_day=day)).status_code == 302

    def test_what_the_rules_refuse_is_said_by_name_and_stays_typed(self, cast, as_lead):
        cases = walk.drafted(cast, 6, 0)
        response = as_lead.post(url_of(cast, "announce"), announcing(cases, place="一楼公示栏"))
        assert response.status_code == 409
        assert "最多可推荐先进集体 5 个，现有 6 个" in response.text
        assert "一楼公示栏" in response.text
        assert response.text.count(" checked") == 6
        assert stages(cases) == [Stage.DRAFT] * 6

    def test_ticked_meanwhile_gone(self, cast, as_lead):
        (case,) = walk.drafted(cast, 1, 0)
        publicity.withdraw([case], Act(cast.lead, TODAY, "不再推荐"))
        response = as_lead.post(url_of(cast, "announce"), announcing([case]))
        assert response.status_code == 409
        assert "目前处于“已撤回”阶段" in response.text

    def test_the_units_own_gaps_lock_the_button(self, cast, as_lead):
        walk.drafted(cast)
        type(cast.recommendation).objects.update(decision_on=None)
        page = as_lead.get(url_of(cast, "announce")).text
        assert f"{url_of(cast, 'recommendation_edit')}#id_decision_on" in page
        assert 'type="submit" disabled' in page

    def test_other_units_cases_are_not_on_the_list(self, cast, as_lead):
        others = walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation)
        response = as_lead.post(url_of(cast, "announce"), announcing(others))
        assert set(response.context["form"].errors) == {"cases"}
        assert stages(others) == [Stage.DRAFT]


class TestReasons:
    """原则上 rules ask for their reason on the page of the step itself (domain §4)."""

    @pytest.fixture(autouse=True)
    def today(self, on):
        on(TODAY)

    @pytest.fixture
    def pair(self, cast):
        """A collective and its head, who owes the reason for E7."""
        collective, leader = walk.drafted(cast)
        leader.nomination.detail.leads_collective = collective.nomination.detail
        leader.nomination.detail.save()
        return collective, leader

    @pytest.fixture
    def box(self, pair):
        return f"E7_{pair[1].nomination_id}"

    def test_one_owed_can_be_ticked_and_has_its_box(self, cast, as_lead, pair, box):
        page = as_lead.get(url_of(cast, "announce")).text
        assert f'value="{pair[1].pk}" id="case-{pair[1].pk}">' in page
        assert 'href="#reasons"' in page
        assert f'name="{box}"' in page

    def test_the_cockpit_leads_on_where_reasons_alone_are_owed(self, cast, as_lead, pair):
        collective, leader = pair
        collective.nomination.detail.deeds = ""
        collective.nomination.detail.save()
        assert f'href="{url_of(cast, "announce")}"' in as_lead.get(url_of(cast, "cockpit")).text
        leader.nomination.detail.deeds = ""
        leader.nomination.detail.save()
        assert f'href="{url_of(cast, "announce")}"' not in as_lead.get(url_of(cast, "cockpit")).text

    def test_written_with_the_step_it_is_kept(self, cast, as_lead, pair, box):
        assert as_lead.post(url_of(cast, "announce"), announcing(pair)).status_code == 409
        done = as_lead.post(url_of(cast, "announce"), announcing(pair, **{box: "长期在一线。"}))
        assert done.status_code == 302
        assert stages(pair) == [Stage.UNIT_PUBLICITY] * 2
        kept = SoftReason.objects.get()
        assert (kept.nomination_id, kept.text, kept.written_by) == (pair[1].nomination_id, "长期在一线。", cast.lead)

    def test_where_the_step_is_refused_it_stays_typed_and_is_not_kept(self, cast, as_lead, pair, box):
        more = walk.drafted(cast, 6, 0)
        refused = as_lead.post(url_of(cast, "announce"), announcing([*pair, *more], **{box: "长期在一线。"}))
        assert refused.status_code == 409
        assert "长期在一线。" in refused.text
        assert not SoftReason.objects.exists()
        assert stages(pair) == [Stage.DRAFT] * 2

    def test_the_moment_is_when_the_form_was_read_not_when_its_turn_came(
        self, cast, as_lead, pair, box, on, monkeypatch
    ):
        def waited(cycle, action=""):
            on(TODAY + timedelta(hours=1))
            return lock_cycle(cycle, action)

        monkeypatch.setattr(publicity, "lock_cycle", waited)
        as_lead.post(url_of(cast, "announce"), announcing(pair, **{box: "长期在一线。"}))
        assert set(Decision.objects.filter(case__in=pair).values_list("action", "at")) == {("announce", TODAY)}

    def test_too_long_is_said_at_the_box(self, cast, as_lead, pair, box):
        faulty = as_lead.post(url_of(cast, "announce"), announcing(pair, **{box: "长" * 501}))
        assert faulty.status_code == 422
        assert set(faulty.context["form"].errors) == {box}

    def test_the_units_own_is_asked_for_too(self, cast, on):
        unit = make_unit(kind="department")
        mine = make_recommendation(cycle=cast.cycle, unit=unit)
        desk = client_of(person("部门负责人", "unit_lead", unit))
        cases = walk.drafted(cast, 2, 0, recommendation=mine, nature="agency", ownership="", credit_code="")
        url = reverse("announce", args=[mine.pk])
        assert "原则上最多推荐先进集体 1 个" in desk.post(url, announcing(cases)).text
        assert desk.post(url, announcing(cases, Q1_unit="两个科室都有突出贡献。")).status_code == 302
        assert SoftReason.objects.get().nomination is None
        assert stages(cases) == [Stage.UNIT_PUBLICITY] * 2


class TestRecord:
    @pytest.fixture
    def made(self, cast, on):
        on(TODAY)
        walk.announce(cast, walk.drafted(cast), evidence=False)
        return UnitPublicity.objects.get()

    def post(self, client, name, pk, **given):
        return client.post(reverse(name, args=[pk]), given)

    def test_proof_is_uploaded_and_read_back(self, cast, as_clerk, as_officer, made):
        assert self.post(as_clerk, "publicity_evidence", made.pk, evidence=scan()).status_code == 302
        response = as_officer.get(reverse("publicity_evidence_file", args=[made.pk]))
        assert Image.open(BytesIO(response.getvalue())).size == (80, 60)
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_no_proof_no_file(self, as_officer, made):
        assert as_officer.get(reverse("publicity_evidence_file", args=[made.pk])).status_code == 404

    def test_a_proof_that_vanished_is_not_found(self, cast, as_officer, made):
        UnitPublicity.objects.update(evidence="evidence/gone.jpg")
        assert as_officer.get(reverse("publicity_evidence_file", args=[made.pk])).status_code == 404

    @pytest.mark.parametrize("content", [b"<script>", b"%PDF-", b"x" * (10 * 1024 * 1024 + 1)])
    def test_anything_but_a_picture_or_a_pdf_is_refused(self, as_clerk, made, content):
        response = self.post(as_clerk, "publicity_evidence", made.pk, evidence=scan(content, "proof.pdf"))
        assert response.status_code == 422
        assert "10 MB" in str(response.context["form"].errors["evidence"])
        made.refresh_from_db()
        assert not made.evidence

    def test_objection_and_its_handling(self, cast, as_clerk, as_lead, made):
        given = {"received_on": "2023-12-28", "content": "事迹有出入"}
        assert self.post(as_clerk, "publicity_objection", made.pk, **given).status_code == 302
        raised = UnitObjection.objects.get()
        url = reverse("unit_objection_resolve", args=[raised.pk])
        assert "事迹有出入" in as_lead.get(url).text
        assert as_lead.post(url, {"resolution": ""}).status_code == 422
        assert as_lead.post(url, {"resolution": "经核实，事迹属实"}).status_code == 302
        raised.refresh_from_db()
        assert raised.resolution == "经核实，事迹属实"

    @pytest.mark.parametrize("day", ["2023-12-27", "2023-12-29", ""])
    def test_an_objection_is_received_while_public_and_not_tomorrow(self, as_clerk, made, day):
        response = self.post(as_clerk, "publicity_objection", made.pk, received_on=day, content="事迹有出入")
        assert set(response.context["form"].errors) == {"received_on"}
        assert "事迹有出入" in response.text

    def test_cancelling_owes_a_reason(self, cast, as_lead, made):
        assert self.post(as_lead, "cancel_publicity", made.pk, reason=" ").status_code == 422
        assert self.post(as_lead, "cancel_publicity", made.pk, reason="姓名有误").status_code == 302
        response = self.post(as_lead, "cancel_publicity", made.pk, reason="姓名有误")
        assert response.status_code == 409
        assert UnitPublicity.objects.get().cancel_reason == "姓名有误"


class TestHandIn:
    def test_before_the_end_the_page_says_until_when(self, cast, as_lead, on):
        (case,) = walk.announced(cast, walk.drafted(cast, 1, 0))
        on(at(1, 4))
        page = as_lead.get(url_of(cast, "submit")).text
        assert "到 2024-01-04 结束" in page
        assert f'id="case-{case.pk}" disabled' in page
        response = as_lead.post(url_of(cast, "submit"), {"cases": [case.pk]})
        assert response.status_code == 409
        assert stages([case]) == [Stage.UNIT_PUBLICITY]

    def test_afterwards(self, cast, as_lead, on):
        cases = walk.announced(cast)
        on(at(1, 5))
        response = as_lead.post(url_of(cast, "submit"), {"cases": [case.pk for case in cases]}, follow=True)
        assert "已报送工作专班办公室" in response.text
        assert stages(cases) == [Stage.OFFICE_SCREENING] * 2

    def test_again_after_a_return(self, cast, as_lead, on):
        cases = walk.returned(cast)
        on(at(1, 9))
        assert as_lead.post(url_of(cast, "resubmit"), {"cases": [case.pk for case in cases]}).status_code == 302
        assert stages(cases) == [Stage.OFFICE_SCREENING] * 2

    def test_again_through_a_new_publicity(self, cast, as_lead, on):
        cases = walk.returned(cast, needs_publicity=True, cure_by=date(2024, 1, 20))
        on(at(1, 9))
        assert "没有可以报送的推荐对象" in as_lead.get(url_of(cast, "resubmit")).text
        page = as_lead.get(url_of(cast, "announce"))
        assert page.context["latest"] == date(2024, 1, 15)  # over on the 19th, and the 20th still counts
        given = announcing(cases, first_day="2024-01-09")
        assert as_lead.post(url_of(cast, "announce"), given).status_code == 302
        assert stages(cases) == [Stage.UNIT_PUBLICITY] * 2

    def test_nothing_ticked(self, cast, as_lead, on):
        walk.announced(cast)
        on(at(1, 5))
        response = as_lead.post(url_of(cast, "submit"), {})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"cases"})


def test_withdraw(cast, as_lead, on):
    (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
    on(at(1, 8))
    url = reverse("withdraw", args=[case.pk])
    assert as_lead.get(url).status_code == 200
    assert as_lead.post(url, {"reason": ""}).status_code == 422
    assert as_lead.post(url, {"reason": "企业迁出"}).status_code == 302
    assert stages([case]) == [Stage.WITHDRAWN]
    again = as_lead.post(url, {"reason": "企业迁出"})
    assert (again.status_code, "已撤回" in again.text, "企业迁出" in again.text) == (409, True, True)
    assert as_lead.get(url).status_code == 409
