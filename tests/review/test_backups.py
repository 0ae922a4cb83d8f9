"""五（二）: a division-level nominee and its backup, together and when one of them falls out."""

from datetime import date

import pytest

from nominations.enums import Role
from nominations.models import Nomination, SoftReason
from nominations.selectors import quota_for
from nominations.services import Stale, save_draft
from review.grounds import usual
from review.models import Decision, Objection
from review.selectors.offers import offers
from review.selectors.preview import preview_list
from review.services import clock, lists, notices, opinions, proposals, publicity, screening
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_collective
from tests.cast import person
from tests.review.refusals import refused
from tests.walk import at, case_of, fresh

LATE_CURE = date(2024, 1, 20)
STOOD = [Stage.OFFICE_SCREENING, Stage.PANEL_REVIEW, Stage.DEPARTMENT_OPINIONS, Stage.DISTRICT_APPROVAL]


def pair(cast, **backup):
    """Drafts: a division-level collective and its backup."""
    principal = make_collective(recommendation=cast.recommendation, division_level=True)
    return [
        case_of(principal),
        case_of(make_collective(recommendation=cast.recommendation, backup_for=principal, **backup)),
    ]


def another_backup(cast, principal):
    return case_of(make_collective(recommendation=cast.recommendation, backup_for=principal.nomination))


def stages(*cases):
    return [case.stage for case in fresh(cases)]


def stands_by(case):
    return fresh([case])[0].nomination.backup_for_id is not None


def stepped_in(case):
    return list(case.decisions.filter(action="step_in").values_list("from_stage", "to_stage", "data"))


def withdraw(cast, case, now=walk.SELECTED):
    publicity.withdraw(fresh([case]), Act(cast.lead, now, "不再推荐"))


def send_back(cast, case, cure_by=date(2024, 1, 10), needs_publicity=False):
    act = Act(cast.officer, walk.RETURNED, "缺少材料")
    screening.send_back(fresh([case]), act, points=usual("paper"), cure_by=cure_by, needs_publicity=needs_publicity)


def used(cast):
    return quota_for(cast.recommendation).used["collective"].used


# -- together ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [*STOOD, Stage.APPROVED])
def test_they_travel_together(cast, to):
    assert stages(*walk.walk(cast, pair(cast), to)) == [to, to]


def test_naming_the_principal_is_enough(cast):
    principal, backup = walk.announced(cast, pair(cast))
    walk.submit(cast, [principal])
    walk.shortlist(cast, fresh([principal]))
    walk.select(cast, fresh([principal]))
    walk.clear(cast, [principal, backup])
    opinions.forward(fresh([principal]), Act(cast.officer, walk.FORWARDED))
    walk.approve(cast, fresh([principal]))
    assert stages(principal, backup) == [Stage.APPROVED] * 2


def test_a_backup_takes_no_step_of_the_list_by_itself(cast):
    _principal, backup = walk.submitted(cast, pair(cast))
    with refused(("Q5", "goes_along")):
        lists.shortlist(cast.cycle, [backup], Act(cast.officer, walk.SHORTLISTED))
    offer = next(o for o in offers(backup, cast.officer, walk.SHORTLISTED) if o.step.action == "shortlist")
    assert [finding.code for finding in offer.findings] == ["goes_along"]


def test_it_is_not_handed_in_before_its_principal(cast):
    principal, backup = walk.announced(cast, pair(cast))
    with refused(("Q5", "goes_along")):
        walk.submit(cast, [backup])
    walk.submit(cast, [principal])
    assert stages(principal, backup) == [Stage.OFFICE_SCREENING] * 2


def test_nor_left_behind_while_it_is_being_cured(cast):
    principal, backup = walk.submitted(cast, pair(cast))
    send_back(cast, backup, LATE_CURE)
    with refused(("Q5", "backup_elsewhere")):
        walk.shortlist(cast, fresh([principal]))
    publicity.resubmit(fresh([backup]), Act(cast.lead, at(1, 16)))
    walk.shortlist(cast, fresh([principal]), now=at(1, 17))
    assert stages(principal, backup) == [Stage.PANEL_REVIEW] * 2


def test_one_that_fell_out_is_waited_for_no_longer(cast):
    principal, backup = walk.submitted(cast, pair(cast))
    screening.screen_out([backup], Act(cast.officer, walk.RETURNED, "材料不实"))
    walk.shortlist(cast, fresh([principal]))
    assert stages(principal, backup) == [Stage.PANEL_REVIEW, Stage.SCREENED_OUT]
    assert not Decision.objects.filter(action="step_in").exists()


def test_the_preview_shows_what_stands_in_a_backups_way(cast):
    principal, backup = walk.selected(cast, pair(cast))
    walk.clear(cast, [principal])
    shown = preview_list("forward", cast.cycle, [principal], walk.FORWARDED, cast.officer)
    assert [case.pk for case in shown.backups] == [backup.pk]
    assert {f.code for f in shown.obstacles[principal.pk]} == {"missing"}
    assert {f.subject for f in shown.obstacles[principal.pk]} == {backup.nomination_id}
    with refused(("O1", "missing")):
        opinions.forward([principal], Act(cast.officer, walk.FORWARDED))


def test_a_roster_lists_it_after_its_principal(cast):
    low, backup = pair(cast)
    high = walk.drafted(cast, 1, 0)[0]
    cases = walk.shortlisted(cast, [low, backup, high])
    walk.judge(cast, cases, marks=[70, 0, 90])
    roster = lists.select(cast.cycle, fresh([low, high]), Act(cast.chair, walk.SELECTED))
    entries = [(entry.order, entry.case_id, entry.snapshot["backup"]) for entry in roster.entries.all()]
    assert entries == [(1, high.pk, False), (2, low.pk, False), (3, backup.pk, True)]


# -- what a pair may be (Q5) ------------------------------------------------------------------------------


def test_no_second_backup_without_quota(cast):
    """Backups use no quota, so one too many would be a place too many."""
    principal, _backup = walk.submitted(cast, pair(cast))
    with refused(("Q5", "many_backups")):
        walk.announce(cast, [another_backup(cast, principal)], now=at(1, 5), first_day=date(2024, 1, 5))


def test_a_withdrawn_one_may_be_replaced(cast):
    principal, backup = walk.announced(cast, pair(cast))
    withdraw(cast, backup, at(12, 28, year=2023))
    with refused(("Q5", "no_backup")):
        walk.submit(cast, fresh([principal]))
    other = another_backup(cast, principal)
    walk.announce(cast, [other], now=at(1, 2), first_day=date(2024, 1, 2))
    with refused(("P2", "not_over")):
        walk.submit(cast, fresh([principal]), now=at(1, 8))
    walk.submit(cast, fresh([principal]), now=at(1, 9))
    assert stages(principal, other) == [Stage.OFFICE_SCREENING] * 2


def test_a_principal_under_cure_cannot_become_a_plain_nominee_and_keep_its_backup(cast):
    principal, _backup = walk.submitted(cast, pair(cast))
    send_back(cast, principal)
    Nomination.objects.filter(pk=principal.nomination_id).update(division_level=False)
    with refused(("Q5", "backup_needless")):
        publicity.resubmit(fresh([principal]), Act(cast.lead, at(1, 9)))


@pytest.mark.parametrize("step", [walk.shortlisted, lambda cast, cases: screen_out_first(cast, cases)])
def test_no_backup_for_one_that_went_on_or_fell_out(cast, step):
    principal, backup = walk.submitted(cast, pair(cast))
    withdraw(cast, backup, walk.SUBMITTED)
    step(cast, fresh([principal]))
    with refused(("Q5", "principal_gone")):
        walk.announce(cast, [another_backup(cast, principal)], now=at(1, 5), first_day=date(2024, 1, 5))


def screen_out_first(cast, cases):
    screening.screen_out(cases[:1], Act(cast.officer, walk.SUBMITTED, "不符合条件"))


# -- when the principal falls out -------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.UNIT_PUBLICITY, *STOOD])
def test_it_steps_in_where_its_principal_is_withdrawn(cast, stage):
    principal, backup = walk.walk(cast, pair(cast), stage)
    withdraw(cast, principal)
    assert stages(principal, backup) == [Stage.WITHDRAWN, stage]
    assert not stands_by(backup)
    assert stepped_in(backup) == [(stage, stage, {"principal": principal.nomination_id})]


def test_it_steps_in_where_its_principals_cure_date_passes(cast):
    principal, backup = walk.submitted(cast, pair(cast))
    send_back(cast, principal)
    clock.lapse_overdue(at(1, 11, 0))
    assert stages(principal, backup) == [Stage.LAPSED, Stage.OFFICE_SCREENING]
    assert not stands_by(backup)


def test_both_lapse_at_the_deadline(cast):
    drafts, announced = pair(cast), walk.announced(cast, walk.drafted(cast, 1, 0))
    clock.lapse_overdue(at(1, 13, 0))
    assert stages(*drafts, *announced) == [Stage.LAPSED] * 3
    assert not Decision.objects.filter(action="step_in").exists()


def test_both_withdrawn_at_once_leave_no_heir(cast):
    cases = walk.submitted(cast, pair(cast))
    publicity.withdraw(cases, Act(cast.lead, walk.RETURNED, "不再推荐"))
    assert stages(*cases) == [Stage.WITHDRAWN] * 2
    assert not Decision.objects.filter(action="step_in").exists()


def test_a_draft_is_nobodys_heir(cast):
    """What the unit still writes is left alone; the rules tell it to choose anew."""
    principal, backup = pair(cast)
    withdraw(cast, principal, walk.ANNOUNCED)
    assert stages(backup) == [Stage.DRAFT]
    assert stands_by(backup)
    with refused(("Q5", "backup_alone"), ("Q5", "principal_gone")):
        walk.announce(cast, fresh([backup]))


def test_it_steps_in_where_a_department_objects(cast):
    principal, backup = walk.selected(cast, pair(cast))
    police = principal.opinions.get(authority="police")
    opinions.answer(police, "objection", Act(cast.departments["police"], walk.ANSWERED, "有行政处罚"))
    police.refresh_from_db()
    opinions.drop(police, Act(cast.officer, walk.ANSWERED, "属实"))
    walk.forward(cast, fresh([backup]))
    assert stages(principal, backup) == [Stage.DISQUALIFIED, Stage.DISTRICT_APPROVAL]


def test_it_steps_in_where_the_district_rejects(cast):
    principal, backup = walk.forwarded(cast, pair(cast))
    lists.reject([principal], Act(cast.director, walk.APPROVED, "不予表彰", walk.DECREE))
    walk.approve(cast, fresh([backup]))
    walk.publish(cast, fresh([backup]))
    assert stages(principal, backup) == [Stage.REJECTED, Stage.PUBLIC_NOTICE]


def test_it_is_published_only_once_its_principal_fell_out(cast):
    principal, backup = walk.approved(cast, pair(cast))
    with refused(("Q5", "still_backup")):
        walk.publish(cast, [backup])
    walk.publish(cast, [principal])
    with refused(("Q5", "still_backup")):
        walk.publish(cast, fresh([backup]))
    upheld = notices.raise_objection(
        fresh([principal])[0], notices.Objector("周示例", "13900000000", "不实"), at(1, 31)
    )
    notices.decide_objection(upheld, Objection.Outcome.UPHELD, "已核实", "成立", Act(cast.officer, at(2, 1)))
    proposals.confirm(principal.proposals.get(), Act(cast.director, at(2, 2)))
    assert stages(principal, backup) == [Stage.DISQUALIFIED, Stage.APPROVED]
    act = Act(cast.officer, at(2, 2), data=walk.PUBLISHING | {"first_day": date(2024, 2, 2)})
    supplement = notices.publish(cast.cycle, fresh([backup]), act)
    assert (supplement.number, supplement.last_day) == (2, date(2024, 2, 7))  # Sunday the 4th is worked


def test_it_takes_the_rank_as_a_reserve(cast):
    """Judged together with its principal, it stands where that one stood; nobody behind it is called up first."""
    cases = walk.shortlisted(cast, [*pair(cast), *walk.drafted(cast, 4, 0)])
    principal, backup, *chosen, second, last = cases
    walk.judge(cast, cases, marks=[75, 0, 95, 90, 80, 70])
    lists.select(cast.cycle, chosen, Act(cast.chair, walk.SELECTED))
    for case in (principal, *chosen):
        withdraw(cast, case)
    heir = fresh([backup])[0]
    assert (heir.stage, heir.rank, heir.mean) == (Stage.NOT_SELECTED, 4, 75)
    with refused(("S3", "skipped")):
        lists.call_up(cast.cycle, fresh([last]), Act(cast.chair, walk.SELECTED))
    lists.call_up(cast.cycle, fresh([second]), Act(cast.chair, walk.SELECTED))
    lists.call_up(cast.cycle, [heir], Act(cast.chair, walk.SELECTED))
    assert stages(heir) == [Stage.DEPARTMENT_OPINIONS]


def test_the_panel_judges_it_once_it_stands_for_itself(cast):
    principal, backup = walk.scored(cast, pair(cast))
    withdraw(cast, principal)
    with refused(("S1", "missing")):
        lists.select(cast.cycle, fresh([backup]), Act(cast.chair, walk.SELECTED))
    walk.select(cast, fresh([backup]))
    assert stages(backup) == [Stage.DEPARTMENT_OPINIONS]


def test_the_pair_uses_one_place_before_and_after(cast):
    """Six enterprises, one place: with its principal screened out, the heir can still be cured and handed in again."""
    cast.unit.above_scale_enterprises = 6
    cast.unit.save()
    principal, backup = walk.submitted(cast, pair(cast))
    assert used(cast) == 1
    screening.screen_out([principal], Act(cast.officer, walk.RETURNED, "不符合条件"))
    assert used(cast) == 1
    send_back(cast, backup)
    publicity.resubmit(fresh([backup]), Act(cast.lead, at(1, 9)))
    assert stages(backup) == [Stage.OFFICE_SCREENING]
    with refused(("Q2", "over")):
        walk.announce(cast, walk.drafted(cast, 1, 0), now=at(1, 9), first_day=date(2024, 1, 9))


def test_who_was_put_forward_once_is_not_put_forward_again(cast):
    """I3 holds for a replaced principal too, and the unit's one division-level place is used."""
    principal, _backup = walk.submitted(cast, pair(cast))
    screening.screen_out([principal], Act(cast.officer, walk.SUBMITTED, "不符合条件"))
    elsewhere = make_collective(recommendation=cast.other_recommendation, name=principal.nomination.name)
    with refused(("I3", "again")):
        walk.announce(cast, [case_of(elsewhere)], now=at(1, 5), first_day=date(2024, 1, 5))
    with refused(("Q5", "too_many")):
        walk.announce(cast, pair(cast), now=at(1, 5), first_day=date(2024, 1, 5))


def test_a_form_opened_before_is_told(cast):
    """The heir was being cured: what its clerk had on screen does not make it a backup again."""
    principal, backup = walk.submitted(cast, pair(cast))
    send_back(cast, backup, LATE_CURE)
    row = fresh([backup])[0].nomination.detail
    screening.screen_out([principal], Act(cast.officer, walk.RETURNED, "不符合条件"))
    with pytest.raises(Stale):
        save_draft(
            row,
            {"backup_for_id": principal.nomination_id},
            {},
            version=row.version,
            actor=cast.clerk,
            now=walk.RETURNED,
        )
    Nomination.objects.filter(pk=backup.nomination_id).update(backup_for=principal.nomination_id)
    with refused(("Q5", "backup_alone"), ("Q5", "principal_gone")):
        publicity.resubmit(fresh([backup]), Act(cast.lead, at(1, 9)))


def test_soft_reasons_of_a_backup_stand_in_the_roster(cast):
    principal, backup = walk.submitted(cast, pair(cast))
    SoftReason.objects.create(
        recommendation=cast.recommendation, nomination=backup.nomination, rule="E7", text="业务骨干",
        written_by=cast.lead, written_at=walk.ANNOUNCED,
    )  # fmt: skip
    shown = preview_list("shortlist", cast.cycle, [principal], walk.SHORTLISTED, cast.officer)
    roster = lists.shortlist(cast.cycle, [principal], Act(cast.officer, walk.SHORTLISTED))
    assert [r["text"] for r in shown.reasons] == [r["text"] for r in roster.reasons["nominees"]] == ["业务骨干"]


def test_the_office_of_another_unit_changes_nothing(cast):
    """A lead of another unit can neither withdraw nor hand in a pair."""
    cases = walk.announced(cast, pair(cast))
    stranger = person("stranger", Role.UNIT_LEAD, cast.other_unit)
    with refused(("W0", "not_allowed")):
        publicity.submit(cases, Act(stranger, walk.SUBMITTED))
