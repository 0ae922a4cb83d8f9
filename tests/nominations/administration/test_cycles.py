"""A notice becomes a cycle, is changed while prepared, stands once opened."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from nominations.administration import cycles
from nominations.administration.cycles import Outcome
from nominations.administration.notice_copy import copied_notice
from nominations.enums import CycleStatus
from nominations.models import AuditEntry, AwardCycle
from nominations.policy.faults import NoticeError
from nominations.policy.reading import read_notice
from tests.builders import CHONGQING, make_unit, notice_source
from tests.nominations.administration.files import edited

BEFORE = datetime(2023, 12, 8, 9, tzinfo=CHONGQING)  # the notice's deadline is 2024-01-12 23:59:59
DEADLINE = datetime(2024, 1, 12, 23, 59, 59, tzinfo=CHONGQING)


@pytest.fixture
def prepared(db):
    return cycles.load_cycle(notice_source())[0]


@pytest.fixture
def opened(prepared, admin):
    return cycles.open_cycle(prepared, admin, BEFORE)


def test_a_notice_becomes_a_cycle_in_preparation(prepared):
    assert prepared.slug == "banan-2023"
    assert prepared.status == CycleStatus.PREPARING
    assert prepared.deadline == DEADLINE
    assert prepared.issued_on == date(2023, 12, 7)
    assert prepared.notice.collective.places == 50
    assert not prepared.is_demo


def test_loading_again_changes_nothing(prepared, trail):
    assert cycles.load_cycle(notice_source()) == (prepared, Outcome.UNCHANGED)
    assert trail() == ["cycle_loaded"]


def test_a_prepared_cycle_takes_a_new_text_and_the_trail_says_what_changed(prepared, admin):
    source = edited(word_limit="word_limit = 1200", title='title = "新的名称"')
    cycle, outcome = cycles.load_cycle(source, admin)
    assert (outcome, cycle.pk, cycle.title) == (Outcome.UPDATED, prepared.pk, "新的名称")
    entry = AuditEntry.objects.get(action="cycle_changed")
    assert ["word_limit", "1500", "1200"] in entry.detail["changes"]
    assert (entry.actor, entry.role) == (admin, "admin")


def test_an_opened_cycle_refuses_another_policy_and_stays(opened):
    with pytest.raises(ValidationError, match="已经开启"):
        cycles.load_cycle(edited(word_limit="word_limit = 1200"))
    opened.refresh_from_db()
    assert opened.notice.word_limit == 1500


def test_an_opened_cycle_takes_the_same_policy_as_unchanged(opened, admin):
    later = DEADLINE + timedelta(days=3)
    cycles.change_deadline(opened, later, "节日较多", admin, BEFORE)
    same_but_for_a_comment = "# 重新下载\n" + notice_source()
    cycle, outcome = cycles.load_cycle(same_but_for_a_comment)
    assert outcome == Outcome.UNCHANGED
    assert (cycle.deadline, cycle.source) == (later, notice_source())


@pytest.mark.parametrize("path", ["title", "word_limit", "panel.dimensions"])
def test_a_wrong_file_names_all_its_faults_and_loads_nothing(db, path):
    source = edited(title='title = ""', word_limit='word_limit = "许多"').replace("weight = 40", "weight = 41")
    with pytest.raises(NoticeError) as refused:
        cycles.load_cycle(source)
    assert path in [fault.path for fault in refused.value.faults]
    assert not AwardCycle.objects.exists()


def test_a_title_longer_than_its_column_is_a_fault(db):
    with pytest.raises(NoticeError) as refused:
        cycles.load_cycle(edited(title=f'title = "{"长" * 201}"'))
    assert [(f.path, f.allowed) for f in refused.value.faults] == [("title", "最多 200 个字")]


def test_a_preview_lists_the_differences_and_writes_nothing(prepared):
    shown = cycles.preview(edited(word_limit="word_limit = 1200"))
    assert [(d.path, d.before, d.after) for d in shown.differences] == [("word_limit", "1500", "1200")]
    assert (shown.cycle, shown.refusal) == (prepared, "")
    prepared.refresh_from_db()
    assert prepared.notice.word_limit == 1500


def test_a_preview_of_an_opened_cycle_says_that_it_is_refused(opened):
    assert "已经开启" in cycles.preview(edited(word_limit="word_limit = 1200")).refusal


def test_a_previews_seal_breaks_when_the_cycle_changes_meanwhile(prepared):
    source = edited(word_limit="word_limit = 1200")
    seal = cycles.preview(source).seal
    assert cycles.preview(source).seal == seal
    cycles.load_cycle(edited(word_limit="word_limit = 1300"))
    assert cycles.preview(source).seal != seal


def test_opening_records_when_and_by_whom(opened, admin, trail):
    assert (opened.status, opened.opened_at) == (CycleStatus.OPEN, BEFORE)
    assert AuditEntry.objects.get(action="cycle_opened").actor == admin


def test_a_cycle_cannot_be_opened_twice(opened, admin):
    with pytest.raises(ValidationError, match="筹备中"):
        cycles.open_cycle(opened, admin, BEFORE)


@pytest.mark.parametrize(("seconds", "opens"), [(0, True), (1, False)])
def test_a_cycle_opens_until_the_second_of_its_deadline(prepared, admin, seconds, opens):
    now = DEADLINE + timedelta(seconds=seconds)
    if opens:
        assert cycles.open_cycle(prepared, admin, now).is_open
        return
    with pytest.raises(ValidationError, match="已过"):
        cycles.open_cycle(prepared, admin, now)


def test_a_unit_of_a_kind_the_notice_does_not_know_stands_in_the_way(prepared, admin):
    stranger = make_unit(kind="village", name="某村")
    with pytest.raises(ValidationError, match="某村"):
        cycles.open_cycle(prepared, admin, BEFORE)
    stranger.active = False
    stranger.save()
    assert cycles.open_cycle(prepared, admin, BEFORE).is_open


def test_the_deadline_moves_with_a_reason_and_the_notice_follows(opened, admin):
    later = DEADLINE + timedelta(days=7)
    cycles.change_deadline(opened, later, " 春节前公示期不足 ", admin, BEFORE)
    opened.refresh_from_db()
    assert (opened.deadline, opened.notice.deadline) == (later, later)
    detail = AuditEntry.objects.get(action="deadline_changed").detail
    assert detail == {"before": "2024-01-12 23:59:59", "after": "2024-01-19 23:59:59", "reason": "春节前公示期不足"}


def test_every_fault_of_a_new_deadline_is_told_at_once(opened, admin):
    with pytest.raises(ValidationError) as refused:
        cycles.change_deadline(opened, BEFORE, "  ", admin, BEFORE)
    assert set(refused.value.message_dict) == {"deadline", "reason"}
    with pytest.raises(ValidationError) as refused:
        cycles.change_deadline(opened, DEADLINE, "理由", admin, BEFORE)
    assert "相同" in refused.value.message_dict["deadline"][0]


def test_only_an_open_cycles_deadline_moves(prepared, admin):
    with pytest.raises(ValidationError, match="尚未开启"):
        cycles.change_deadline(prepared, DEADLINE + timedelta(days=1), "理由", admin, BEFORE)
    closed = cycles.close_cycle(cycles.open_cycle(prepared, admin, BEFORE), admin, DEADLINE + timedelta(days=60))
    with pytest.raises(ValidationError, match="已经结束"):
        cycles.change_deadline(closed, DEADLINE + timedelta(days=99), "理由", admin, DEADLINE)


def test_a_cycle_closes_after_its_deadline_only(opened, admin):
    with pytest.raises(ValidationError, match="未到"):
        cycles.close_cycle(opened, admin, DEADLINE)
    closed = cycles.close_cycle(opened, admin, DEADLINE + timedelta(seconds=1))
    assert (closed.status, closed.closed_at) == (CycleStatus.CLOSED, DEADLINE + timedelta(seconds=1))
    with pytest.raises(ValidationError, match="进行中"):
        cycles.close_cycle(closed, admin, DEADLINE + timedelta(days=1))


NEXT = {
    "slug": "banan-2025",
    "title": "2025 年评选",
    "issued_on": date(2025, 12, 1),
    "deadline": datetime(2026, 1, 9, 18, 0, 0, tzinfo=CHONGQING),
}


def test_a_copy_differs_in_four_keys_and_keeps_every_comment(prepared, admin, trail):
    copy = cycles.copy_cycle(prepared, admin, **NEXT)
    old, new = prepared.source.split("\n"), copy.source.split("\n")
    assert len(old) == len(new)
    changed = [line for line, other in zip(new, old, strict=True) if line != other]
    assert [line.split("#")[0].strip() for line in changed] == [
        'slug = "banan-2025"',
        'title = "2025 年评选"',
        "issued_on = 2025-12-01",
        "at = 2026-01-09T18:00:00",
    ]
    assert (copy.status, copy.deadline, copy.slug) == (CycleStatus.PREPARING, NEXT["deadline"], "banan-2025")
    assert trail()[-2:] == ["cycle_loaded", "cycle_copied"]


def test_a_copy_writes_the_deadline_in_the_notices_own_zone():
    source = notice_source().replace('time_zone = "Asia/Shanghai"', 'time_zone = "UTC"')
    assert "at = 2026-01-09T10:00:00" in copied_notice(source, **NEXT)
    assert read_notice(copied_notice(source, **NEXT)).deadline == NEXT["deadline"]


def test_a_copy_needs_a_free_slug_and_dates_that_make_a_notice(prepared, admin):
    taken, too_early = {"slug": "banan-2023"}, {"deadline": datetime(2025, 11, 1, tzinfo=CHONGQING)}
    for wrong, places in ((taken, ["slug"]), (too_early, ["deadline.at"]), (taken | too_early, ["slug", "deadline.at"])):
        with pytest.raises(NoticeError) as faulty:
            cycles.copy_cycle(prepared, admin, **NEXT | wrong)
        assert [fault.path for fault in faulty.value.faults] == places
    assert AwardCycle.objects.count() == 1
