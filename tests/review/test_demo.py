"""The demonstration: made by walking, reproducible, open on the day of the call."""

import json
import logging
from collections import Counter
from datetime import date, datetime
from io import StringIO
from random import Random
from typing import NamedTuple

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from nominations.demo.units import ensure_units
from nominations.enums import CycleStatus
from nominations.key_rotation import columns
from nominations.models import AwardCycle, Nomination, SoftReason, Unit, UnitObjection
from nominations.policy.reading import SHIPPED, read_notice
from nominations.policy.workdays import period, state_council_calendar
from review.demo import plan
from review.demo.make import OPEN_SLUG
from review.demo.schedule import DAY, DEADLINE, EARLY, LATE, OPENED, around, workday
from review.models import Case, Decision, Objection, Proposal
from review.stages import Stage
from review.workflow import STEP_IN
from tests.builders import CHONGQING, notice_source
from tests.cast import rolled_back
from tests.review.dossiers import faults

SIZE = 20  # few, and still somebody in every stage
NOW = datetime(2026, 11, 23, 9, tzinfo=CHONGQING)
HOLIDAY = datetime(2025, 2, 1, 0, 30, tzinfo=CHONGQING)  # the middle of the Spring Festival
OPEN_NOW = set(Stage) - {Stage.LAPSED, Stage.REVOKED}  # these are shown by the finished cycle


class Made(NamedTuple):
    """What the command printed, its file; whom an earlier call on a holiday made, whether their cycle was open then; the log."""

    printed: str
    file: dict
    earlier: list
    open_then: bool
    log: StringIO


def load(**options):
    out = StringIO()
    call_command("load_demo", stdout=out, **{"size": SIZE} | options)
    return out.getvalue()


def stages(slug):
    return Counter(Case.objects.filter(cycle__slug=slug).values_list("stage", flat=True))


def people():
    return sorted(Nomination.objects.values_list("name", "deeds", "case__stage"))


def is_open(now):
    """Whether the cycle is open at that moment, the finished one closed, and nothing taken later."""
    cycle = AwardCycle.objects.get(slug=OPEN_SLUG)
    finished = AwardCycle.objects.get(slug="banan-2023")
    as_it_should = (cycle.status, finished.status) == (CycleStatus.OPEN, CycleStatus.CLOSED)
    return as_it_should and cycle.opened_at < now < cycle.deadline and Decision.objects.latest("at").at <= now


def test_the_days_are_in_order_whenever_it_is_called():
    """Every day of two years, Saturdays and holidays too: nothing is taken later than today, nothing before its time."""
    calendar = state_council_calendar([2025, 2026])
    for number in range(2 * 365):
        today = date(2025, 1, 1) + number * DAY
        early, late = (around(today, calendar, offsets) for offsets in (EARLY, LATE))
        assert workday(today, calendar, OPENED) < early.drafted
        assert early.revoked <= today < workday(today, calendar, DEADLINE)
        assert max(late.shortlisted, late.scored) <= today < late.cure_by
        for days in (early, late):
            assert days.drafted < days.announced < days.first_day
            assert period(days.first_day, 5, calendar, count_first_day=True).last < days.submitted <= days.returned
        assert early.shortlisted < early.scored < early.selected < early.answered < early.forwarded < early.approved
        assert early.approved < early.notice_day < early.objected < early.inquired < early.disqualified
        assert period(early.notice_day, 5, calendar, count_first_day=True).last < early.commended < early.revoked


@pytest.mark.django_db
def test_it_is_refused_where_settings_do_not_allow_it(settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="production"):
        load()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 7, 2023])
def test_there_are_units_enough_for_all_nominees(seed):
    """None has to be invented. The early and the late ones are in one cycle and come from different units."""
    notice, random = read_notice(notice_source()), Random(seed)
    units = list(ensure_units().values())
    plan.deal(notice, plan.FINISHED, plan.in_turns(units, notice, random), random)
    kept_apart = [unit for unit in units if unit.kind == "department" and not unit.authority][:3]
    turns = plan.in_turns([unit for unit in units if unit not in kept_apart], notice, random)
    for counts in (plan.EARLY, plan.LATE):
        plan.deal(notice, counts, turns, random)
    assert Unit.objects.count() == len(units)


# What only looks comes after what makes: from here on the demonstration stands until the end of the file.


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demonstration for all that only look."""
    file = tmp_path_factory.mktemp("demo") / "demo.json"
    log = logging.StreamHandler(StringIO())
    logging.getLogger().addHandler(log)
    with django_db_blocker.unblock(), rolled_back(), time_machine.travel(NOW, tick=False):
        with rolled_back(), time_machine.travel(HOLIDAY, tick=False):
            load(seed=7)
            earlier, open_then = people(), is_open(HOLIDAY)
        call_command("load_cycle", SHIPPED / "banan-2023.toml", stdout=StringIO())
        printed = load(seed=7, json=file)
        yield Made(printed, json.loads(file.read_text(encoding="utf-8")), earlier, open_then, log.stream)
    logging.getLogger().removeHandler(log)


@pytest.mark.django_db
def test_the_open_cycle_is_open_on_the_day_of_the_call(made):
    assert made.open_then
    assert is_open(NOW)


@pytest.mark.django_db
def test_every_stage_is_shown(made):
    assert set(stages(OPEN_SLUG)) == OPEN_NOW
    assert set(stages("banan-2023")) >= {Stage.COMMENDED, Stage.LAPSED, Stage.REVOKED, Stage.NOT_SELECTED}
    assert {a["username"] for a in made.file["accounts"]} >= {"office", "panel1", "district", "auditor", "admin", "clerk01"}
    assert "office" in made.printed
    assert sum(len(pks) for pks in made.file["cases"][OPEN_SLUG].values()) == Case.objects.filter(cycle__slug=OPEN_SLUG).count()


@pytest.mark.django_db
def test_the_cases_that_need_judgement_are_there(made):
    assert SoftReason.objects.filter(rule="Q1", nomination=None).exists()
    assert Nomination.objects.exclude(backup_for=None).exists()
    assert Decision.objects.filter(action=STEP_IN).exists()
    assert Decision.objects.filter(action="return").exists()
    assert UnitObjection.objects.filter(resolved_at=None).exists()
    outcomes = set(Objection.objects.values_list("outcome", flat=True))
    assert outcomes == {"", Objection.Outcome.UPHELD, Objection.Outcome.DISMISSED}
    assert Proposal.objects.filter(action="revoke", confirmed=True).exists()


@pytest.mark.django_db
def test_all_that_is_made_is_labelled_as_invented(made):
    assert not Unit.objects.filter(is_demo=False).exists()
    assert not AwardCycle.objects.filter(is_demo=False).exists()


@pytest.mark.django_db
def test_no_number_lies_anywhere_in_plain_text(made):
    """Not in a table, a mail or the log: what is encrypted has no copy beside it."""
    numbers = {number for field in columns() for number in field.model.objects.values_list(field.name, flat=True) if number}
    assert len(numbers) > SIZE
    call_command("send_messages", stdout=StringIO())
    assert mail.outbox
    places = {"log": made.log.getvalue(), "mails": "".join(str(one.message()) + one.body for one in mail.outbox)}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            places[table] = repr(cursor.fetchall())
    assert [(place, number) for place, text in places.items() for number in numbers if number in text] == []


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people_on_any_day(made):
    assert people() == made.earlier


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["banan-2023", OPEN_SLUG])
def test_its_dossier_holds_and_holds_no_number(made, slug, settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"
    folder = tmp_path / slug
    call_command("export_dossier", slug, folder, stdout=StringIO())
    assert faults(folder, settings.AUDIT_KEY) == []
    numbers = {number for field in columns() for number in field.model.objects.values_list(field.name, flat=True) if number}
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert [number for number in numbers if number in text] == []


@pytest.mark.django_db
def test_it_is_made_once(made):
    before = people()
    assert "office" in load(if_empty=True)
    with pytest.raises(CommandError, match="already"):
        load()
    assert people() == before
