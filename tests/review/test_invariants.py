"""Whether the data hold together: they do wherever the services led, and what is broken behind their back is named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from nominations.models import AuditEntry, CollectiveNomination, Nomination, Unit, UnitPublicity
from nominations.models.audit import seal
from review.invariants import DATABASE, FILES, broken
from review.models import (
    Case,
    Decision,
    Objection,
    Opinion,
    Printing,
    PublicNotice,
    Recusal,
    RosterEntry,
    RoundStep,
    Score,
)
from review.services import notices, panel
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.cast import once
from tests.stages import one_in_each_stage


def world(cast):
    """A case in each stage; an objection, a judgement, an ended round."""
    by_stage = one_in_each_stage(cast)
    notices.raise_objection(
        by_stage[Stage.PUBLIC_NOTICE], notices.Objector("程示例", "13900000009", "不符合条件"), walk.PUBLISHED
    )
    act = Act(cast.panellists[1], walk.COMMENDED)
    panel.score(by_stage[Stage.PANEL_REVIEW], walk.marks_for(cast.cycle, 80), act)
    return by_stage


kept = once(world)


@pytest.fixture
def cases(cast):
    return dict(cast.waiting)


def named():
    """What does not hold, by the functions' names, with its rows."""
    return {one.invariant.replace(" ", "_"): one.rows for one in broken(files=True)}


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows_of(case):
    return Case.objects.filter(pk=case.pk)


def nominee_of(case):
    return Nomination.objects.filter(pk=case.nomination_id)


# -- one way to break each, behind the services' back ---------------------------------------------------------


def a_step_from_elsewhere(cast, cases):
    Decision.objects.filter(case=cases[Stage.APPROVED], action="forward").update(from_stage=Stage.PANEL_REVIEW)


def a_stage_written_past_the_steps(cast, cases):
    rows_of(cases[Stage.SCREENED_OUT]).update(stage=Stage.REJECTED)


def a_step_that_is_not_in_the_table(cast, cases):
    Decision.objects.filter(case=cases[Stage.SCREENED_OUT], action="screen_out").update(action="commend")


def a_step_without_its_entry(cast, cases):
    before = Decision.objects.filter(case=cases[Stage.SCREENED_OUT]).last()
    values = {"from_stage": before.to_stage, "to_stage": before.from_stage, "action": "undo", "undoes": before}
    Decision.objects.create(case=before.case, actor=cast.officer, at=walk.SHORTLISTED, **values)
    rows_of(before.case).update(stage=before.from_stage)


def a_case_taken_off_a_list(cast, cases):
    RosterEntry.objects.filter(case=cases[Stage.COMMENDED], roster__action="commend").delete()


def a_nominee_without_a_case(cast, cases):
    rows_of(cases[Stage.DRAFT]).delete()


def a_draft_that_is_locked(cast, cases):
    nominee_of(cases[Stage.DRAFT]).update(locked=True)


def fewer_places_than_are_used(cast, cases):
    Unit.objects.filter(pk=cast.unit.pk).update(above_scale_enterprises=34)


def two_of_division_level(cast, cases):
    keys = [cases[stage].nomination_id for stage in (Stage.APPROVED, Stage.COMMENDED)]
    CollectiveNomination.objects.filter(pk__in=keys).update(division_level=True)


def two_of_one_name(cast, cases):
    name = cases[Stage.APPROVED].nomination.name
    nominee_of(cases[Stage.COMMENDED]).update(name=name)


def a_judgement_by_whoever_kept_out(cast, cases):
    case = cases[Stage.COMMENDED]
    Recusal.objects.create(case=case, member=case.scores.first().member, reason="亲属", at=walk.SCORED)


def a_judgement_that_was_changed(cast, cases):
    score = Score.objects.filter(case=cases[Stage.COMMENDED]).first()
    score.marks["results"] += 1
    score.save()


def a_judgement_after_the_list(cast, cases):
    Score.objects.filter(case=cases[Stage.COMMENDED]).update(scored_at=walk.COMMENDED)


def a_judgement_after_the_round_was_ended(cast, cases):
    ended = walk.COMMENDED - timedelta(hours=1)
    values = {"ends": True, "reason": "评委因公外出", "missing": 4, "by": cast.chair, "at": ended}
    RoundStep.objects.create(cycle=cast.cycle, **values)


def a_publicity_cut_short(cast, cases):
    UnitPublicity.objects.update(last_day=walk.FIRST_DAY)


def a_case_in_a_publicity_that_was_cancelled(cast, cases):
    publicity = UnitPublicity.objects.filter(pk=cases[Stage.UNIT_PUBLICITY].nomination.publicity_id)
    publicity.update(cancelled_at=walk.ANNOUNCED, cancel_reason="有误")


def handed_in_too_early(cast, cases):
    Decision.objects.filter(case=cases[Stage.APPROVED], action="submit").update(at=walk.at(1, 4))


def handed_in_without_publicity(cast, cases):
    nominee_of(cases[Stage.APPROVED]).update(publicity=None)


def a_notice_with_a_day_less(cast, cases):
    notice = PublicNotice.objects.first()
    PublicNotice.objects.filter(pk=notice.pk).update(days=notice.days[1:])


def a_case_before_the_public_without_a_notice(cast, cases):
    cases[Stage.PUBLIC_NOTICE].public_notices.clear()


def an_authority_that_is_not_to_be_asked(cast, cases):
    opinion = Opinion.objects.filter(case=cases[Stage.APPROVED]).first()
    Opinion.objects.filter(pk=opinion.pk).update(authority="personnel")


def an_authority_that_was_forgotten(cast, cases):
    Opinion.objects.filter(case=cases[Stage.DEPARTMENT_OPINIONS]).first().delete()


def an_answer_that_nobody_gave(cast, cases):
    opinion = Opinion.objects.filter(case=cases[Stage.APPROVED]).first()
    opinion.notes.all().delete()


def an_objection_without_its_receipt(cast, cases):
    Objection.objects.update(receipt="")


def an_objection_to_somebody_else(cast, cases):
    Objection.objects.update(case=cases[Stage.COMMENDED])


def a_hand_in_without_its_receipt(cast, cases):
    Printing.objects.filter(kind="receipt").delete()


def a_receipt_for_nothing(cast, cases):
    entry = AuditEntry.objects.filter(action="handed_in").first()
    told = entry.detail | {"batch": "00000000-0000-0000-0000-000000000000"}
    AuditEntry.objects.create(action="handed_in", object_type="recommendation", object_id=entry.object_id, detail=told)


def a_receipt_of_another_hour(cast, cases):
    receipt = Printing.objects.get(kind="receipt")
    receipt.content["at"] = "2024-01-05T08:59:59+08:00"
    receipt.save()


def an_entry_of_the_trail_that_was_forged(cast, cases):
    seal(whole=True)
    last = AuditEntry.objects.order_by("pk").last()
    raw("INSERT INTO nominations_auditseal (number, entry_id, mac) VALUES (%s, %s, %s)", 10**6, forged_after(last).pk, "0" * 64)


def forged_after(last):
    return AuditEntry.objects.create(action="scored", object_type="case", object_id="0", actor=last.actor)


def a_file_that_is_gone(cast, cases):
    default_storage.delete(cases[Stage.APPROVED].nomination.publicity.evidence.name)


BROKEN = {
    a_nominee_without_a_case: "every_nominee_has_its_case",
    a_step_from_elsewhere: "each_step_begins_where_the_one_before_ended",
    a_stage_written_past_the_steps: "each_stage_is_where_its_steps_led",
    a_step_that_is_not_in_the_table: "each_step_is_one_of_the_table",
    a_step_without_its_entry: "each_step_is_on_record",
    a_case_taken_off_a_list: "each_list_holds_who_was_moved_by_it",
    a_draft_that_is_locked: "locked_and_counted_follow_the_stage",
    fewer_places_than_are_used: "no_unit_is_over_its_hard_quota",
    two_of_division_level: "no_unit_is_over_its_hard_quota",
    two_of_one_name: "nobody_is_put_forward_twice",
    a_judgement_by_whoever_kept_out: "one_judgement_a_member_and_case",
    a_judgement_that_was_changed: "each_judgement_is_the_one_on_record",
    a_judgement_after_the_list: "no_judgement_after_the_round",
    a_judgement_after_the_round_was_ended: "no_judgement_after_the_round",
    a_publicity_cut_short: "publicities_last_their_days",
    a_case_in_a_publicity_that_was_cancelled: "publicities_last_their_days",
    handed_in_too_early: "nobody_was_handed_in_during_publicity",
    handed_in_without_publicity: "nobody_was_handed_in_during_publicity",
    a_notice_with_a_day_less: "notices_last_their_days",
    a_case_before_the_public_without_a_notice: "notices_last_their_days",
    an_authority_that_is_not_to_be_asked: "only_authorities_that_are_to_be_asked_are_asked",
    an_authority_that_was_forgotten: "only_authorities_that_are_to_be_asked_are_asked",
    an_answer_that_nobody_gave: "each_answer_is_the_last_word_of_its_thread",
    an_objection_without_its_receipt: "each_objection_has_its_receipt",
    an_objection_to_somebody_else: "each_objection_has_its_receipt",
    a_hand_in_without_its_receipt: "each_hand_in_has_its_receipt",
    a_receipt_for_nothing: "each_hand_in_has_its_receipt",
    a_receipt_of_another_hour: "each_receipt_is_as_it_was_given_out",
    an_entry_of_the_trail_that_was_forged: "the_audit_trail_stands",
    a_file_that_is_gone: "every_file_is_there",
}


def test_all_holds_with_a_case_in_every_stage(cases):
    assert named() == {}
    out = StringIO()
    call_command("check_invariants", files=True, stdout=out)
    assert out.getvalue() == f"All {len(DATABASE) + len(FILES)} invariants hold.\n"


def test_each_is_broken_below():
    assert set(BROKEN.values()) == {check.__name__ for check in DATABASE + FILES}


@pytest.mark.parametrize("way", BROKEN, ids=lambda way: way.__name__)
def test_what_is_broken_is_named(cast, cases, settings, tmp_path, way):
    if way is a_file_that_is_gone:
        settings.MEDIA_ROOT = tmp_path
        publicity = cases[Stage.APPROVED].nomination.publicity
        publicity.evidence.save("proof.jpg", ContentFile(walk.picture(80, 60)))
    way(cast, cases)
    assert BROKEN[way] in named()


def test_the_command_names_rows_and_fails(cases):
    row = CollectiveNomination.objects.get(pk=cases[Stage.DRAFT].nomination_id)
    Nomination.objects.filter(pk=row.pk).update(locked=True, counted=True)
    errors = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_invariants", stderr=errors)
    assert end.value.code == 1
    assert errors.getvalue() == (
        "Does not hold: locked and counted follow the stage.\n"
        f"  case {cases[Stage.DRAFT].pk} in draft: locked is True\n"
        f"  case {cases[Stage.DRAFT].pk} in draft: counted is True\n"
    )


def test_of_many_rows_the_first_are_named(cases):
    Score.objects.update(scored_at=walk.at(3, 1))
    few, many = StringIO(), StringIO()
    for out, options in ((few, {}), (many, {"all": True})):
        with pytest.raises(SystemExit):
            call_command("check_invariants", stderr=out, **options)
    assert "more\n" in few.getvalue()
    assert "more\n" not in many.getvalue()
    assert len(many.getvalue()) > len(few.getvalue())
