"""Returns tied to fields: what opens, what stays closed, and what the office sees changed."""

import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations import services as drafting
from nominations.policy.corrections import COMPANIONS, opened_by
from nominations.services import Refused
from review.forms.comparison import changes
from review.grounds import USUAL, Ground, Point, corrections, usual
from review.models import Case
from review.selectors.returns import last_return
from review.services import publicity, screening
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.cast import client_of
from tests.walk import at, fresh

POINTS = [Point("birth", ("birth_month",), "与档案核对"), Point("photo", ("photo",)), Point("signature")]
BETTER = "2002.07--2008.06  重庆示例机械有限公司  技术员\n2008.06--  重庆示例机械有限公司  生产部经理"


def sent_back(cast, points, needs_publicity=False):
    """An individual that came back for these points, with its case."""
    _collective, case = walk.submitted(cast)
    act = Act(cast.officer, walk.RETURNED, "请补正")
    screening.send_back([case], act, points=points, cure_by=at(1, 20).date(), needs_publicity=needs_publicity)
    (case,) = fresh([case])
    row = case.nomination.detail
    row.recommendation = case.nomination.recommendation
    return case, row


def save(cast, row, **values):
    return drafting.save_draft(row, values, {}, version=row.version, actor=cast.lead, now=at(1, 9))


class TestOpened:
    def test_what_goes_together_opens_together(self):
        assert opened_by(corrections([{"ground": "birth", "fields": ["birth_month"], "note": ""}])) == {
            "birth_month", "id_number", "gender",
        }  # fmt: skip
        assert opened_by([{"fields": ["resume"]}]) == {"resume"}
        assert opened_by([]) == frozenset()

    def test_every_field_named_is_a_column(self, cast):
        collective, individual = walk.drafted(cast)
        columns = {
            field.name for case in (collective, individual) for field in case.nomination.detail._meta.concrete_fields
        }
        named = {name for fields in (*USUAL.values(), *COMPANIONS.values()) for name in fields} | COMPANIONS.keys()
        assert named <= columns
        assert set(USUAL) == set(Ground) - {Ground.PUBLICITY, Ground.SIGNATURE, Ground.PAPER, Ground.OTHER}


class TestTheUnit:
    def test_changes_what_was_asked_for_and_nothing_else(self, cast):
        _case, row = sent_back(cast, usual("resume"))
        row = save(cast, row, resume=BETTER)
        with pytest.raises(Refused, match="没有开放：先进事迹、姓名"):
            save(cast, row, resume="2002.07--  别处  职员", deeds="改写", name="别人")
        row.refresh_from_db()
        assert row.resume == BETTER

    def test_the_photo_is_closed_unless_it_was_asked_for(self, cast):
        _case, row = sent_back(cast, usual("resume"))
        with pytest.raises(Refused, match="照片"):
            drafting.set_photo(row, walk.picture(413, 579), cast.lead, at(1, 9))

    def test_a_ground_of_paper_opens_nothing(self, cast):
        case, row = sent_back(cast, usual("signature"))
        with pytest.raises(Refused):
            save(cast, row, remarks="改")
        publicity.resubmit([case], Act(cast.lead, at(1, 9)))
        assert fresh([case])[0].stage == Stage.OFFICE_SCREENING

    def test_what_cannot_be_read_is_closed_too(self, cast):
        _case, row = sent_back(cast, usual("resume"))
        with pytest.raises(Refused, match="参加工作时间"):
            drafting.save_draft(
                row, {"work_start": row.work_start}, {"work_start": "不详"},
                version=row.version, actor=cast.lead, now=at(1, 9),
            )  # fmt: skip

    def test_a_cancelled_cure_stays_closed_and_a_second_return_opens_anew(self, cast):
        case, row = sent_back(cast, usual("resume"), needs_publicity=True)
        posted = walk.announce(cast, [case], now=at(1, 9), first_day=at(1, 9).date())
        publicity.cancel_publicity(posted, Act(cast.lead, at(1, 9), "改简历"))
        (case,) = fresh([case])
        assert case.stage == Stage.DRAFT
        assert case.nomination.closed("deeds")
        assert not case.nomination.closed("resume")

    def test_once_handed_in_again_nothing_is_asked_for(self, cast):
        case, row = sent_back(cast, usual("resume"))
        save(cast, row, resume=BETTER)
        publicity.resubmit([case], Act(cast.lead, at(1, 9)))
        assert fresh([case])[0].nomination.corrections is None

    def test_those_that_came_back_keep_their_order(self, cast):
        _case, row = sent_back(cast, usual("resume"))
        other = drafting.add_nomination(row.recommendation, "individual", cast.lead, at(1, 5))
        type(row).objects.filter(pk=other.pk).update(locked=True)
        with pytest.raises(Refused, match="先后不能再变"):
            drafting.arrange(row.recommendation, "individual", [other.pk, row.pk], cast.lead, at(1, 5))


class TestTheForm:
    @pytest.fixture
    def draft(self, cast, on):
        on(at(1, 9))
        case, row = sent_back(cast, [Point("resume", ("resume",), "缺 2008 年")])
        return client_of(cast.lead), reverse("nomination_edit", args=[row.pk]), row

    def test_shows_the_reason_at_its_field_and_closes_the_others(self, draft):
        client, url, row = draft
        text = client.get(url).text
        assert "工作简历有间断或未写到月" in text
        assert 'href="#item-resume"' in text
        assert 'name="resume"' in text
        for closed in ("deeds", "name", "frontline", "id_number", "criteria", "assessment_2022"):
            assert f'name="{closed}"' not in text
        assert reverse("nomination_delete", args=[row.pk]) not in text

    def test_what_a_rule_forbids_by_now_is_open_too_and_stays_so_while_it_is_mended(self, cast, draft):
        client, url, row = draft
        type(row).objects.filter(pk=row.pk).update(deeds="长" * 1501)
        shown = client.get(url).text
        assert 'name="deeds"' in shown
        assert "按规定还须改正" in shown
        assert "缺 2008 年" in shown
        assert 'name="name"' not in shown
        for deeds in ("改短", "改短之后又改"):
            row.refresh_from_db()
            assert client.post(url, {"version": row.version, "deeds": deeds}).status_code == 302
        row.refresh_from_db()
        assert row.deeds == "改短之后又改"
        with pytest.raises(Refused, match="没有开放：姓名"):
            save(cast, row, name="别人", deeds="再改")
        case = Case.objects.get(nomination=row)
        save(cast, row, resume=BETTER)
        publicity.resubmit([case], Act(cast.lead, at(1, 9)))
        assert fresh([case])[0].nomination.corrections is None

    def test_saves_what_is_open_and_leaves_boxes_that_are_not_there(self, draft):
        client, url, row = draft
        before = type(row).objects.values().get(pk=row.pk)
        assert client.post(url, {"version": row.version, "resume": BETTER}).status_code == 302
        after = type(row).objects.values().get(pk=row.pk)
        changed = {name for name in after if after[name] != before[name]}
        assert changed - {"updated_at", "updated_by_id"} == {"resume", "version"}

    @pytest.mark.parametrize(
        "tampered", [{"deeds": "改写"}, {"frontline": "on"}, {"backup_for": ""}, {"headcount": "1"}, {"name": "别人"}]
    )
    def test_a_tampered_form_changes_nothing_and_is_told(self, draft, tampered):
        client, url, row = draft
        type(row).objects.filter(pk=row.pk).update(frontline=False)
        given = {"version": row.version, "resume": BETTER} | tampered
        harmless = set(tampered) <= {"headcount", "backup_for"}  # no field of this form, or nothing new
        answer = client.post(url, given)
        assert answer.status_code == (302 if harmless else 409)
        row.refresh_from_db()
        assert (row.resume == BETTER) == harmless
        if not harmless:
            assert "以下项目没有开放" in answer.text
            assert "2008.06--  重庆示例机械有限公司  生产部经理" in answer.text

    def test_the_autosave_refuses_as_well(self, draft):
        client, _url, row = draft
        url = reverse("nomination_autosave", args=[row.pk])
        answer = client.post(url, {"version": row.version, "deeds": "改写"})
        assert (answer.status_code, answer.json()["error"]) == (409, "refused")
        assert client.post(url, {"version": row.version, "resume": BETTER}).status_code == 200

    def test_the_photo_page_is_closed(self, draft):
        client, _url, row = draft
        answer = client.get(reverse("nomination_photo_edit", args=[row.pk]), follow=True)
        assert "以下项目没有开放：近期2寸免冠照片" in answer.text


class TestTheComparison:
    def test_old_and_new_numbers_masked_and_the_photo_kept(self, cast):
        case, row = sent_back(cast, POINTS)
        number, old_photo = row.id_number, row.photo.read()
        other = number[:-4] + "9999"
        row = save(cast, row, birth_month=at(5, 1, year=1981).date(), id_number=other)
        drafting.set_photo(row, walk.picture(400, 600), cast.lead, at(1, 9))
        (case,) = fresh([case])
        row = case.nomination.detail
        row.recommendation = case.nomination.recommendation
        record = last_return(case).returned
        found = {change.name: change for change in changes(record.values, row)}
        assert set(found) == {"birth_month", "id_number", "photo"}
        assert found["birth_month"].new == "1981.05"
        assert found["id_number"].new.endswith("9999")
        assert "*" in found["id_number"].new
        assert "*" in found["id_number"].old
        kept = json.dumps(record.values, default=str) + json.dumps(record.decision.data)
        assert number not in kept
        assert row.contact not in kept
        assert record.photo.read() == old_photo

    def test_a_number_that_looks_the_same_is_said_to_differ(self, cast):
        case, row = sent_back(cast, usual("birth"))
        middle = "1" if row.id_number[8] != "1" else "2"
        row = save(cast, row, id_number=row.id_number[:8] + middle + row.id_number[9:])
        (change,) = changes(last_return(case).returned.values, row)
        assert change.same_look

    def test_nothing_changed(self, cast):
        case, row = sent_back(cast, POINTS)
        assert changes(last_return(case).returned.values, row) == []

    def test_a_missing_file_does_not_stop_the_return(self, cast):
        _collective, case = walk.submitted(cast)
        case.nomination.individualnomination.photo.storage.delete(case.nomination.individualnomination.photo.name)
        act = Act(cast.officer, walk.RETURNED, "请补正")
        screening.send_back([case], act, points=POINTS, cure_by=at(1, 20).date(), needs_publicity=False)
        assert not last_return(case).returned.photo

    def test_on_the_page_and_the_photo_for_readers_of_the_whole(self, cast, on):
        case, row = sent_back(cast, usual("resume", "photo"))
        save(cast, row, resume=BETTER)
        row.refresh_from_db()
        drafting.set_photo(row, ContentFile(walk.picture(400, 600)).read(), cast.lead, at(1, 9))
        publicity.resubmit([case], Act(cast.lead, at(1, 9)))
        on(at(1, 10))
        client = client_of(cast.officer)
        text = client.get(reverse("case", args=[case.pk])).text
        assert "补正对照" in text
        assert "<ins>" in text
        address = reverse("returned_photo", args=[last_return(case).pk])
        assert address in text
        assert client.get(address).status_code == 200
        assert client_of(cast.chair).get(address).status_code == 404


class TestMany:
    @pytest.fixture
    def cases(self, cast, on):
        cases = walk.submitted(cast, walk.drafted(cast, 2, 2))
        on(at(1, 8))
        return cases

    def give(self, cast, action, cases, **more):
        given = {
            "case": [case.pk for case in cases], "grounds": ["honours"], "fields_honours": ["honours"],
            "reason": "奖励未写授予机关", "cure_by": "2024-01-12", "needs_publicity": "no",
        }  # fmt: skip
        return client_of(cast.officer).post(reverse(action, args=[cast.cycle.pk]), given | more)

    def test_the_desk_leads_there_with_those_ticked(self, cast, cases):
        client = client_of(cast.officer)
        assert f'formaction="{reverse("return_many", args=[cast.cycle.pk])}"' in client.get(reverse("cases")).text
        assert 'form="bulk"' not in client_of(cast.auditor).get(reverse("cases")).text
        page = client.get(reverse("return_many", args=[cast.cycle.pk]), {"case": [case.pk for case in cases[:2]]})
        assert [str(shown.affected.case) for shown in page.context["shown"]] == [str(case) for case in cases[:2]]

    def test_or_with_all_that_the_filters_leave(self, cast, cases):
        client, given = client_of(cast.officer), {"kind": "individual"}
        desk = client.get(reverse("cases"), given).text
        assert "全选本次查询结果（2 个）" in desk
        assert '<input type="hidden" name="kind" value="individual">' in desk
        given |= {"all": "1", "case": cases[0].pk}
        page = client.get(reverse("return_many", args=[cast.cycle.pk]), given)
        assert [shown.affected.case for shown in page.context["shown"]] == cases[2:]
        page = client.get(reverse("shortlist", args=[cast.cycle.pk]), given)
        assert page.context["form"].initial["cases"] == [case.pk for case in cases[2:]]
        assert not client.get(reverse("return_many", args=[cast.cycle.pk]), given | {"kind": "odd"}).context["shown"]

    def test_nobody_else_is_proposed_where_none_can_be_listed(self, cast, cases):
        screening.screen_out(cases[:1], Act(cast.officer, at(1, 8), "不符合条件"))
        page = client_of(cast.officer).get(reverse("shortlist", args=[cast.cycle.pk]), {"case": cases[0].pk})
        assert page.context["form"].initial["cases"] == []
        assert "所选的另有 1 个" in page.text

    def test_all_are_sent_back_at_once(self, cast, cases):
        assert self.give(cast, "return_many", cases).status_code == 302
        assert {case.stage for case in fresh(cases)} == {Stage.RETURNED}
        assert {last_return(case).reason for case in cases} == {"奖励未写授予机关"}

    def test_one_that_moved_is_named_and_nothing_is_done(self, cast, cases):
        screening.screen_out(cases[:1], Act(cast.officer, at(1, 8), "不符合条件"))
        for action in ("return_many", "screen_out_many"):
            answer = self.give(cast, action, cases)
            assert answer.status_code == 409
            assert f"“{cases[0]}”目前处于“筛选未通过”阶段" in answer.text
            assert "奖励未写授予机关" in answer.text
            assert [shown.checked for shown in answer.context["shown"]] == [False, True, True, True]
        assert {case.stage for case in fresh(cases[1:])} == {Stage.OFFICE_SCREENING}

    def test_a_hindered_one_is_not_ticked_at_first(self, cast, cases):
        screening.screen_out(cases[:1], Act(cast.officer, at(1, 8), "不符合条件"))
        url = reverse("screen_out_many", args=[cast.cycle.pk])
        page = client_of(cast.officer).get(url, {"case": [case.pk for case in cases]})
        assert [shown.checked for shown in page.context["shown"]] == [False, True, True, True]

    def test_items_of_one_kind_do_not_do_for_both(self, cast, cases):
        answer = self.give(cast, "return_many", cases, grounds=["resume"], fields_resume=["resume"])
        assert answer.status_code == 422
        assert "所选项目没有一个属于集体" in answer.text

    def test_of_two_kinds_each_opens_its_own(self, cast, cases):
        given = {"grounds": ["tick"], "fields_tick": ["clean_record", "statement_true"]}
        assert self.give(cast, "return_many", cases, **given).status_code == 302
        assert not any(case.nomination.closed("statement_true") for case in fresh(cases))

    @pytest.mark.parametrize("asked", [{}, {"case": ["abc", "99999999999999999999", "-1", "0"]}])
    def test_nothing_chosen(self, cast, cases, asked):
        url = reverse("return_many", args=[cast.cycle.pk])
        assert "没有选择推荐对象" in client_of(cast.officer).get(url, asked).text
        assert client_of(cast.officer).post(url, asked).status_code == 422

    def test_backups_are_named(self, cast, on):
        cast.unit.above_scale_enterprises = 100
        cast.unit.save()
        principal = walk.drafted(cast, 1, 0, division_level=True)[0]
        backup = walk.drafted(cast, 1, 0, backup_for=principal.nomination)[0]
        walk.submitted(cast, [principal, backup])
        on(at(1, 8))
        client, given = client_of(cast.officer), {"case": [principal.pk]}
        for action, words in (("screen_out_many", "递补"), ("return_many", "不随同")):
            page = client.get(reverse(action, args=[cast.cycle.pk]), given).text
            assert f"备选“{backup}”{words}" in page
        both = client.get(reverse("screen_out_many", args=[cast.cycle.pk]), {"case": [principal.pk, backup.pk]}).text
        assert "递补</p>" not in both


def test_thirty_take_no_more_queries_than_three(cast, on):
    """The pages of both steps, and the sending back itself."""
    cast.unit.above_scale_enterprises = 2000
    cast.unit.save()
    few = walk.submitted(cast, walk.drafted(cast, 2, 1))
    many = walk.submitted(cast, walk.drafted(cast, 13, 14))
    on(at(1, 8))
    client = client_of(cast.officer)
    for action in ("return_many", "screen_out_many"):
        url, counts = reverse(action, args=[cast.cycle.pk]), []
        for cases in (few, many):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(url, {"case": [case.pk for case in cases]})
            assert len(page.context["shown"]) == len(cases)
            counts.append(len(captured))
        assert counts[1] <= counts[0], action
    counts, points = [], usual("honours", "photo")
    for cases in (few, many):
        act = Act(cast.officer, walk.RETURNED, "请补正")
        with CaptureQueriesContext(connection) as captured:
            screening.send_back(cases, act, points=points, cure_by=at(1, 20).date(), needs_publicity=False)
        counts.append(len(captured))
    assert counts[1] <= counts[0]
