"""The demonstration: made by walking, reproducible, open on the day of the call."""

import json
from collections import Counter
from datetime import datetime
from io import StringIO
from typing import NamedTuple

import pytest
import time_machine
from django.core.management import CommandError, call_command

from nominations.enums import CycleStatus
from nominations.models import AwardCycle, Nomination, SoftReason, Unit, UnitObjection
from nominations.policy.reading import SHIPPED
from review.demo.make import OPEN_SLUG
from review.models import Case, Decision, Objection, Proposal
from review.stages import Stage
from review.workflow import STEP_IN
from tests.builders import CHONGQING
from tests.cast import rolled_back

SMALL = 60
FEW = 20
NOW = datetime(2026, 11, 23, 9, tzinfo=CHONGQING)
OPEN_NOW = set(Stage) - {Stage.LAPSED, Stage.REVOKED}  # these are shown by the finished cycle


class Made(NamedTuple):
    printed: str
    file: dict
    earlier: list


def load(**options):
    out = StringIO()
    call_command("load_demo", stdout=out, **{"size": SMALL} | options)
    return out.getvalue()


def stages(slug):
    return Counter(Case.objects.filter(cycle__slug=slug).values_list("stage", flat=True))


# A weekday, a Saturday, the middle of the Spring Festival, the last day of the year.
@pytest.mark.parametrize("day", [(2026, 11, 23), (2025, 6, 14), (2025, 2, 1), (2026, 12, 31)])
@pytest.mark.django_db
def test_the_open_cycle_is_open_on_the_day_of_the_call(day):
    now = datetime(*day, 0, 30, tzinfo=CHONGQING)
    with time_machine.travel(now):
        load(size=FEW)
    cycle = AwardCycle.objects.get(slug=OPEN_SLUG)
    assert cycle.status == CycleStatus.OPEN
    assert cycle.opened_at < now < cycle.deadline
    assert Decision.objects.latest("at").at <= now
    assert AwardCycle.objects.get(slug="banan-2023").status == CycleStatus.CLOSED


@pytest.mark.django_db
def test_it_is_refused_where_settings_do_not_allow_it(settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="production"):
        load()


# What only looks comes after what makes: from here on the demonstration stands until the end of the file.


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demonstration for all that only look: what the command printed, its file, whom an earlier call made."""
    file = tmp_path_factory.mktemp("demo") / "demo.json"
    with django_db_blocker.unblock(), rolled_back(), time_machine.travel(NOW, tick=False):
        with rolled_back():
            load(seed=7)
            earlier = people()
        call_command("load_cycle", SHIPPED / "banan-2023.toml", stdout=StringIO())
        printed = load(seed=7, json=file)
        yield Made(printed, json.loads(file.read_text(encoding="utf-8")), earlier)


def people():
    return sorted(Nomination.objects.values_list("name", "deeds", "case__stage"))


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
def test_the_same_seed_makes_the_same_people(made):
    assert people() == made.earlier


@pytest.mark.django_db
def test_it_is_made_once(made):
    before = people()
    assert "office" in load(if_empty=True)
    with pytest.raises(CommandError, match="already"):
        load()
    assert people() == before
