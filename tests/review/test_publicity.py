"""The unit's verbs by their services: publicity (P1–P3), handing in, cure, withdrawal, lapse."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from nominations.models import AuditEntry, AwardCycle, SoftReason, UnitObjection
from nominations.permissions import refusal_to_edit
from review.grounds import usual
from review.models import Decision
from review.services import clock, publicity, screening
from review.services.advance import Act, StepRefused
from review.stages import Stage
from tests import walk
from tests.cast import make_cast
from tests.review.refusals import refused
from tests.walk import at, fresh


def codes(refused):
    return {(finding.rule, finding.code) for finding in refused.value.findings}


def stages(cases):
    return [case.stage for case in fresh(cases)]


class TestAnnounce:
    def test_one_publicity_for_all_that_are_ticked(self, cast):
        first, second, third = walk.drafted(cast, collectives=3, individuals=0)
        made = walk.announce(cast, [first, second])
        assert (made.first_day, made.last_day) == (date(2023, 12, 28), date(2024, 1, 4))
        assert stages([first, second, third]) == [Stage.UNIT_PUBLICITY, Stage.UNIT_PUBLICITY, Stage.DRAFT]
        assert {n.publicity for n in cast.recommendation.nominations.exclude(pk=third.nomination_id)} == {made}
        assert made.evidence.read() == walk.picture(80, 60)

    def test_nominees_added_later_have_a_publicity_of_their_own(self, cast):
        first, second = walk.drafted(cast, collectives=2, individuals=0)
        walk.announce(cast, [first])
        later = walk.announce(cast, [second], now=at(12, 29, year=2023), first_day=date(2023, 12, 29))
        assert later.last_day == date(2024, 1, 5)
        assert cast.recommendation.publicities.count() == 2

    @pytest.mark.parametrize(
        ("first_day", "last_day"),
        [
            (date(2023, 12, 26), date(2024, 1, 2)),
            (date(2023, 12, 29), date(2024, 1, 5)),
            (date(2023, 12, 30), date(2024, 1, 8)),
            (date(2024, 1, 5), date(2024, 1, 11)),
        ],
    )
    def test_days_follow_the_state_councils_calendar(self, cast, first_day, last_day):
        made = walk.announce(cast, walk.drafted(cast), now=at(12, 26, year=2023), first_day=first_day)
        assert made.last_day == last_day

    def test_p1_the_decision_comes_first(self, cast):
        cases = walk.drafted(cast)
        type(cast.recommendation).objects.update(decision_on=None, decision_body="")
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, fresh(cases))
        assert codes(refused) == {("P1", "no_date"), ("P1", "no_body")}

    def test_a_decision_of_later_than_the_first_day_is_refused_and_nothing_is_kept(self, cast):
        cases = walk.drafted(cast)
        type(cast.recommendation).objects.update(decision_on=date(2023, 12, 29))
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, fresh(cases))
        assert codes(refused) == {("P1", "decided_late")}
        assert stages(cases) == [Stage.DRAFT, Stage.DRAFT]
        assert not cast.recommendation.publicities.exists()
        assert not Decision.objects.exists()

    def test_every_fault_of_every_nominee_at_once(self, cast):
        cases = walk.drafted(cast, 1, 1, deeds="", criteria=[])
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, cases)
        assert {finding.subject for finding in refused.value.findings} == {case.nomination_id for case in cases}
        assert codes(refused) == {("F1", "missing"), ("E2", "none")}

    def test_a_soft_rule_wants_its_written_reason(self, cast):
        collective, person = walk.drafted(cast)
        person.nomination.detail.leads_collective = collective.nomination.detail
        person.nomination.detail.save()
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, fresh([collective, person]))
        assert codes(refused) == {("E7", "leader")}
        SoftReason.objects.create(
            recommendation=cast.recommendation, nomination=person.nomination, rule="E7", text="主要贡献者",
            written_by=cast.lead, written_at=walk.ANNOUNCED,
        )  # fmt: skip
        walk.announce(cast, fresh([collective, person]))
        assert stages([person]) == [Stage.UNIT_PUBLICITY]

    def test_quota_counts_those_ticked_together(self, cast):
        """34 enterprises × 15% → 5."""
        cases = walk.drafted(cast, collectives=6, individuals=0)
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, cases)
        assert codes(refused) == {("Q2", "over")}
        walk.announce(cast, cases[:5])
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, fresh(cases[5:]))
        assert codes(refused) == {("Q2", "over")}

    def test_t1_the_named_second_still_counts(self, cast):
        case = walk.drafted(cast, 1, 0)
        with pytest.raises(StepRefused) as refused:
            walk.announce(cast, case, now=cast.cycle.deadline + timedelta(seconds=1), first_day=date(2024, 1, 15))
        assert ("T1", "late") in codes(refused)
        walk.announce(cast, fresh(case), now=cast.cycle.deadline, first_day=date(2024, 1, 15))


class TestSubmit:
    def test_p2_each_thing_that_is_missing(self, cast):
        cases = walk.drafted(cast)
        made = walk.announce(cast, cases, evidence=False)
        publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", Act(cast.clerk, at(12, 29, year=2023)))
        with pytest.raises(StepRefused) as refused:
            walk.submit(cast, fresh(cases), now=at(1, 4, 23))
        assert codes(refused) == {("P2", "not_over"), ("P2", "open_objections"), ("P2", "no_evidence")}

    def test_the_day_after_the_last_with_proof_and_the_objection_resolved(self, cast):
        cases = walk.drafted(cast)
        made = walk.announce(cast, cases, evidence=False)
        raised = publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", Act(cast.clerk, at(12, 29, year=2023)))
        publicity.resolve_objection(raised, "经核实，事迹属实", Act(cast.lead, at(1, 3)))
        publicity.add_evidence(made, ContentFile(b"x", "proof.pdf"), Act(cast.clerk, at(1, 4)))
        walk.submit(cast, fresh(cases), now=at(1, 5, 0))
        assert stages(cases) == [Stage.OFFICE_SCREENING] * 2
        assert set(AuditEntry.objects.values_list("action", flat=True)) == {
            "step_taken", "handed_in", "unit_objection", "unit_objection_resolved", "publicity_evidence",
        }  # fmt: skip

    def test_t1_to_the_second(self, cast):
        cases = walk.announced(cast)
        with pytest.raises(StepRefused) as refused:
            walk.submit(cast, cases, now=cast.cycle.deadline + timedelta(seconds=1))
        assert codes(refused) == {("T1", "late")}
        walk.submit(cast, fresh(cases), now=cast.cycle.deadline)

    def test_t1_is_asked_of_the_deadline_under_the_lock(self, cast):
        """It may be moved while a form waits for its turn."""
        cases, moment = walk.announced(cast), walk.SUBMITTED
        AwardCycle.objects.filter(pk=cast.cycle.pk).update(deadline=moment - timedelta(seconds=1))
        with pytest.raises(StepRefused) as refused:
            walk.submit(cast, cases, now=moment)
        assert codes(refused) == {("T1", "late")}
        AwardCycle.objects.filter(pk=cast.cycle.pk).update(deadline=moment)
        walk.submit(cast, cases, now=moment)

    def test_all_or_none(self, cast):
        ready, draft = walk.drafted(cast)
        walk.announce(cast, [ready])
        with pytest.raises(StepRefused) as refused:
            walk.submit(cast, fresh([ready, draft]))
        assert codes(refused) == {("W1", "impossible")}
        assert stages([ready, draft]) == [Stage.UNIT_PUBLICITY, Stage.DRAFT]

    def test_nothing_chosen(self, cast):
        with pytest.raises(StepRefused) as refused:
            publicity.submit([], Act(cast.lead, walk.SUBMITTED))
        assert codes(refused) == {("W1", "nothing_chosen")}


class TestP3:
    def test_what_was_made_public_is_locked(self, cast):
        for case in walk.announced(cast):
            assert case.nomination.locked

    def test_cancelling_opens_it_and_it_starts_anew(self, cast):
        cases = walk.announced(cast)
        made = cases[0].nomination.publicity
        publicity.cancel_publicity(made, Act(cast.lead, at(12, 29, year=2023), "姓名有误"))
        cases = fresh(cases)
        assert [(c.stage, c.nomination.locked, c.nomination.counted) for c in cases] == [
            (Stage.DRAFT, False, False)
        ] * 2
        assert {case.nomination.publicity for case in cases} == {None}
        made.refresh_from_db()
        assert (made.cancelled_at, made.cancel_reason) == (at(12, 29, year=2023), "姓名有误")
        with pytest.raises(StepRefused):
            walk.submit(cast, cases)
        again = walk.announce(cast, cases, now=at(12, 29, year=2023), first_day=date(2023, 12, 29))
        assert again.last_day == date(2024, 1, 5)

    def test_it_owes_a_reason(self, cast):
        cases = walk.announced(cast)
        with pytest.raises(StepRefused) as refused:
            publicity.cancel_publicity(cases[0].nomination.publicity, Act(cast.lead, walk.ANNOUNCED, "  "))
        assert codes(refused) == {("W3", "reason_owed")}

    def test_those_handed_in_stay(self, cast):
        first, second = walk.announced(cast)
        walk.submit(cast, [first])
        publicity.cancel_publicity(fresh([second])[0].nomination.publicity, Act(cast.lead, walk.SUBMITTED, "改"))
        assert stages([first, second]) == [Stage.OFFICE_SCREENING, Stage.DRAFT]


class TestReturned:
    def test_it_opens_the_form_and_keeps_the_place(self, cast):
        for case in walk.returned(cast):
            assert (case.nomination.locked, case.nomination.counted) == (False, True)
            assert (case.cure_by, case.needs_publicity) == (date(2024, 1, 10), False)

    def test_handed_in_again_directly(self, cast):
        cases = walk.returned(cast)
        publicity.resubmit(cases, Act(cast.lead, at(1, 10, 23)))
        cases = fresh(cases)
        assert [(c.stage, c.cure_by) for c in cases] == [(Stage.OFFICE_SCREENING, None)] * 2
        assert {case.nomination.locked for case in cases} == {True}

    def test_the_cure_date_may_lie_beyond_the_deadline_and_binds_to_its_end(self, cast):
        cases = walk.returned(cast, cure_by=date(2024, 1, 20))
        with pytest.raises(StepRefused) as refused:
            publicity.resubmit(cases, Act(cast.lead, at(1, 21, 0)))
        assert codes(refused) == {("T1", "cure_over")}
        publicity.resubmit(fresh(cases), Act(cast.lead, at(1, 20, 23)))

    def test_rules_bind_again(self, cast):
        cases = walk.returned(cast)
        detail = cases[0].nomination.detail
        detail.statement_true = False
        detail.save()
        with pytest.raises(StepRefused) as refused:
            publicity.resubmit(fresh(cases), Act(cast.lead, at(1, 9)))
        assert codes(refused) == {("E3", "denied")}

    def test_where_a_new_publicity_is_demanded_it_does_not_go_directly(self, cast):
        cases = walk.returned(cast, needs_publicity=True, cure_by=date(2024, 1, 20))
        with pytest.raises(StepRefused) as refused:
            publicity.resubmit(cases, Act(cast.lead, at(1, 9)))
        assert codes(refused) == {("P3", "publicity_demanded")}

    def test_through_a_new_publicity(self, cast):
        cases = walk.returned(cast, needs_publicity=True, cure_by=date(2024, 1, 20))
        old = cases[0].nomination.publicity
        made = walk.announce(cast, cases, now=at(1, 9), first_day=date(2024, 1, 9))
        cases = fresh(cases)
        assert (made.last_day, made) != (old.last_day, old)
        assert [(c.stage, c.cure_by, c.nomination.publicity) for c in cases] == [
            (Stage.UNIT_PUBLICITY, date(2024, 1, 20), made)
        ] * 2
        with pytest.raises(StepRefused):
            walk.submit(cast, cases, now=at(1, 15, 23))
        walk.submit(cast, fresh(cases), now=at(1, 16))  # after the cycle's deadline, within the cure date
        assert stages(cases) == [Stage.OFFICE_SCREENING] * 2

    def test_drafts_and_returned_ones_can_be_announced_together(self, cast):
        (returned,) = walk.returned(cast, walk.drafted(cast, 1, 0), needs_publicity=True, cure_by=date(2024, 1, 20))
        (draft,) = walk.drafted(cast, 1, 0)
        made = walk.announce(cast, [returned, draft], now=at(1, 9), first_day=date(2024, 1, 9))
        assert {case.nomination.publicity for case in fresh([returned, draft])} == {made}

    def test_the_office_says_why_and_until_when(self, cast):
        cases = walk.submitted(cast)
        with pytest.raises(StepRefused) as refused:
            screening.send_back(
                cases, Act(cast.officer, walk.RETURNED, "补"), points=[], cure_by=None, needs_publicity=False
            )
        (finding, *_rest) = refused.value.findings
        assert (finding.rule, finding.params["missing"]) == ("W4", ["grounds", "cure_by"])
        with pytest.raises(StepRefused) as refused:
            screening.screen_out(cases, Act(cast.officer, walk.RETURNED, ""))
        assert codes(refused) == {("W3", "reason_owed")}

    def test_the_decision_keeps_what_was_demanded(self, cast):
        case = walk.returned(cast)[0]
        decision = case.decisions.get(action="return")
        assert decision.data == {
            "grounds": ["resume"],
            "points": [{"ground": "resume", "fields": ["resume"], "note": ""}],
            "cure_by": "2024-01-10",
            "needs_publicity": False,
        }
        assert (decision.reason, decision.role, decision.actor) == ("工作简历缺少月份", "office", cast.officer)


class TestLapse:
    def test_one_second_after_the_deadline_and_not_before(self, cast):
        draft = walk.drafted(cast, 1, 0)
        public = walk.announced(cast, walk.drafted(cast, 1, 0))
        handed_in = walk.submitted(cast, walk.drafted(cast, 1, 0))
        assert clock.lapse_overdue(cast.cycle.deadline) == []
        decisions = clock.lapse_overdue(cast.cycle.deadline + timedelta(seconds=1))
        assert len(decisions) == 2
        assert stages([*draft, *public, *handed_in]) == [Stage.LAPSED, Stage.LAPSED, Stage.OFFICE_SCREENING]
        assert {(d.actor, d.role) for d in decisions} == {(None, "")}

    def test_what_arrived_in_time_may_wait_for_its_turn(self, cast):
        cases, over = walk.announced(cast, walk.drafted(cast, 1, 0)), cast.cycle.deadline + timedelta(seconds=1)
        assert clock.lapse_overdue(over + clock.PATIENCE - timedelta(seconds=1), clock.PATIENCE) == []
        walk.submit(cast, cases, now=cast.cycle.deadline)
        assert clock.lapse_overdue(over + clock.PATIENCE, clock.PATIENCE) == []
        assert stages(cases) == [Stage.OFFICE_SCREENING]

    def test_as_often_as_one_likes(self, cast):
        walk.drafted(cast, 1, 0)
        late = cast.cycle.deadline + timedelta(days=1)
        assert len(clock.lapse_overdue(late)) == 1
        assert clock.lapse_overdue(late) == []

    def test_a_returned_one_at_the_end_of_its_cure_date(self, cast):
        cases = walk.returned(cast, cure_by=date(2024, 1, 20))
        assert clock.lapse_overdue(at(1, 20, 23)) == []
        clock.lapse_overdue(at(1, 21, 0))
        assert stages(cases) == [Stage.LAPSED] * 2
        assert {(c.nomination.locked, c.nomination.counted) for c in fresh(cases)} == {(True, False)}

    def test_a_lapsed_nominee_frees_its_place_and_its_name(self, cast):
        (case,) = walk.returned(cast, walk.drafted(cast, 1, 0), cure_by=date(2024, 1, 9))
        clock.lapse_overdue(at(1, 10, 0))
        other = walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation, name=case.nomination.name)
        walk.announce(cast, other, now=at(1, 10), first_day=date(2024, 1, 10))


class TestWithdraw:
    def test_with_a_reason_before_approval(self, cast):
        (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
        with pytest.raises(StepRefused) as refused:
            publicity.withdraw([case], Act(cast.lead, walk.RETURNED, ""))
        assert codes(refused) == {("W3", "reason_owed")}
        publicity.withdraw([case], Act(cast.lead, walk.RETURNED, "企业迁出"))
        (case,) = fresh([case])
        assert (case.stage, case.nomination.locked, case.nomination.counted) == (Stage.WITHDRAWN, True, False)

    def test_not_after_it(self, cast):
        cases = walk.approved(cast)
        with pytest.raises(StepRefused) as refused:
            publicity.withdraw(cases, Act(cast.lead, walk.PUBLISHED, "企业迁出"))
        assert codes(refused) == {("W1", "impossible")}


def test_i3_the_same_collective_through_another_unit(cast):
    walk.announced(cast, walk.drafted(cast, 1, 0, name="重庆同名机械有限公司"))
    again = walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation, name="重庆同名机械有限公司")
    with pytest.raises(StepRefused) as refused:
        walk.announce(cast, again)
    assert codes(refused) == {("I3", "again")}


def test_objections_hold_what_was_said(cast):
    made = walk.announce(cast, walk.drafted(cast))
    raised = publicity.add_objection(made, date(2023, 12, 29), "  事迹有出入 ", Act(cast.clerk, walk.SUBMITTED))
    publicity.resolve_objection(raised, " 属实 ", Act(cast.lead, walk.SUBMITTED))
    kept = UnitObjection.objects.get()
    assert (kept.content, kept.resolution, kept.resolved_at) == ("事迹有出入", "属实", walk.SUBMITTED)


class TestRecord:
    def test_only_people_of_the_unit_keep_it(self, cast):
        made = walk.announce(cast, walk.drafted(cast))
        for stranger in (cast.other_lead, cast.officer, cast.admin):
            with pytest.raises(StepRefused) as refused:
                publicity.add_evidence(made, ContentFile(b"x", "x.pdf"), Act(stranger, walk.SUBMITTED))
            assert codes(refused) == {("W0", "not_yours")}
        raised = publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", Act(cast.clerk, walk.SUBMITTED))
        with pytest.raises(StepRefused) as refused:
            publicity.resolve_objection(raised, "属实", Act(cast.clerk, walk.SUBMITTED))
        assert codes(refused) == {("W0", "not_yours")}

    def test_it_is_closed_once_all_was_handed_in_and_open_again_for_a_cure(self, cast):
        cases = walk.submitted(cast)
        made = cases[0].nomination.publicity
        act = Act(cast.clerk, walk.RETURNED)
        with pytest.raises(StepRefused) as refused:
            publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", act)
        assert codes(refused) == {("P2", "record_closed")}
        walk.returned(cast, cases)
        publicity.add_evidence(made, ContentFile(b"new", "new.pdf"), act)
        made.refresh_from_db()
        assert made.evidence.read() == b"new"

    def test_an_objection_is_resolved_once(self, cast):
        made = walk.announce(cast, walk.drafted(cast))
        raised = publicity.add_objection(made, date(2023, 12, 29), "事迹有出入", Act(cast.clerk, walk.SUBMITTED))
        publicity.resolve_objection(raised, "属实", Act(cast.lead, walk.SUBMITTED))
        with pytest.raises(StepRefused) as refused:
            publicity.resolve_objection(raised, "不属实", Act(cast.lead, walk.SUBMITTED))
        assert codes(refused) == {("P2", "resolved_already")}

    @pytest.mark.parametrize("text", ["", "  \n"])
    def test_nothing_written_is_nothing_kept(self, cast, text):
        made = walk.announce(cast, walk.drafted(cast))
        with pytest.raises(StepRefused) as refused:
            publicity.add_objection(made, date(2023, 12, 29), text, Act(cast.clerk, walk.SUBMITTED))
        assert codes(refused) == {("W4", "text")}
        assert not UnitObjection.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_proof_that_was_replaced_is_deleted():
    cast = make_cast()
    made = walk.announce(cast, walk.drafted(cast))
    storage, name = made.evidence.storage, made.evidence.name
    publicity.add_evidence(made, ContentFile(b"new", "new.pdf"), Act(cast.clerk, walk.SUBMITTED))
    made.refresh_from_db()
    assert not storage.exists(name)
    assert storage.exists(made.evidence.name)


class TestCancelledInPart:
    """Some of a publicity's nominees are handed in, then the lead cancels it for the others."""

    def test_it_stands_for_those_handed_in(self, cast):
        first, second = walk.announced(cast, walk.drafted(cast, 2, 0))
        walk.submit(cast, [first])
        made = fresh([first])[0].nomination.publicity
        publicity.cancel_publicity(made, Act(cast.lead, walk.SUBMITTED, "内容有误"))
        made.refresh_from_db()
        assert made.cancelled_at is None
        assert stages([first, second]) == [Stage.OFFICE_SCREENING, Stage.DRAFT]
        assert fresh([second])[0].nomination.publicity is None
        assert second.decisions.get(action="cancel_publicity").reason == "内容有误"

    def test_one_withdrawn_does_not_keep_it(self, cast):
        first, second = walk.announced(cast, walk.drafted(cast, 2, 0))
        publicity.withdraw([first], Act(cast.lead, walk.SUBMITTED, "不再推荐"))
        made = fresh([second])[0].nomination.publicity
        publicity.cancel_publicity(made, Act(cast.lead, walk.SUBMITTED, "内容有误"))
        made.refresh_from_db()
        assert made.cancelled_at == walk.SUBMITTED


class TestCureByANewPublicity:
    def test_cancelled_it_is_a_draft_that_counts_and_can_be_mended_past_the_deadline(self, cast):
        """Handed in before, it still uses its unit's place; its cure date, not the deadline, says until when."""
        cast.unit.above_scale_enterprises = 6  # one place
        cast.unit.save()
        case = walk.returned(cast, walk.drafted(cast, 1, 0), needs_publicity=True, cure_by=date(2024, 1, 31))
        made = walk.announce(cast, case, now=at(1, 15), first_day=date(2024, 1, 15))
        publicity.cancel_publicity(made, Act(cast.lead, at(1, 16), "内容有误"))
        draft = fresh(case)[0]
        assert (draft.stage, draft.nomination.counted, draft.nomination.locked) == (Stage.DRAFT, True, False)
        assert refusal_to_edit(cast.clerk, draft.nomination, at(1, 17)) == ""
        made = walk.announce(cast, fresh(case), now=at(1, 17), first_day=date(2024, 1, 17))
        assert clock.lapse_overdue(at(1, 20)) == []
        walk.submit(cast, fresh(case), now=at(1, 24))
        handed_in = fresh(case)[0]
        assert (handed_in.stage, handed_in.cure_by, handed_in.nomination.publicity) == (Stage.OFFICE_SCREENING, None, made)

    def test_left_as_a_draft_it_lapses_at_its_cure_date(self, cast):
        case = walk.returned(cast, walk.drafted(cast, 1, 0), needs_publicity=True, cure_by=date(2024, 1, 31))
        made = walk.announce(cast, case, now=at(1, 15), first_day=date(2024, 1, 15))
        publicity.cancel_publicity(made, Act(cast.lead, at(1, 16), "内容有误"))
        assert clock.lapse_overdue(at(1, 31, 23)) == []
        clock.lapse_overdue(at(2, 1, 0))
        lapsed = fresh(case)[0]
        assert (lapsed.stage, lapsed.nomination.counted, lapsed.nomination.locked) == (Stage.LAPSED, False, True)


def test_a_cure_date_in_the_past_is_refused(cast):
    cases = walk.submitted(cast, walk.drafted(cast, 1, 0))
    act = Act(cast.officer, walk.RETURNED, "补")
    with refused(("T1", "cure_past")):
        screening.send_back(cases, act, points=usual("resume"), cure_by=date(2024, 1, 7), needs_publicity=False)
    screening.send_back(cases, act, points=usual("resume"), cure_by=date(2024, 1, 8), needs_publicity=False)


def test_a_publicity_does_not_begin_in_the_past(cast):
    cases = walk.drafted(cast, 1, 0)
    with refused(("P2", "first_day_over")):
        walk.announce(cast, cases, now=at(12, 29, year=2023))
    walk.announce(cast, fresh(cases), now=at(12, 28, 23, year=2023))


def test_a_publicity_is_of_one_unit(cast):
    mine, theirs = walk.drafted(cast, 1, 0), walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation)
    with pytest.raises(ValueError, match="one recommendation"):
        walk.announce(cast, mine + theirs)


def test_blanks_are_no_place(cast):
    cases = walk.drafted(cast, 1, 0)
    act = Act(cast.lead, walk.ANNOUNCED)
    with refused(("W4", "asks")):
        publicity.announce(cast.recommendation, cases, act, first_day=walk.FIRST_DAY, place="  ")
