"""Brings cases to a stage by the real services, at the hours at which it would have happened.

Each function takes cases wherever they stand before its stage (or makes new ones) and walks the highroad up to it.
"""

from datetime import date, datetime

from django.core.files.base import ContentFile

from nominations.models import Nomination
from review.models import Case
from review.services import lists, publicity, screening
from review.services.advance import Act
from review.stages import HIGHROAD, Stage
from tests.builders import CHONGQING, make_collective, make_individual

FIRST_DAY = date(2023, 12, 28)  # … 2024-01-04
PROOF = b"\x89PNG\r\n\x1a\n"


def at(month, day, hour=9, year=2024):
    """An hour in Chongqing."""
    return datetime(year, month, day, hour, tzinfo=CHONGQING)


ANNOUNCED = at(12, 27, year=2023)
SUBMITTED = at(1, 5)
RETURNED = at(1, 8)
SHORTLISTED = at(1, 15)


def fresh(cases):
    """The same cases as they stand now, in the same order."""
    rows = Case.objects.select_related(
        "cycle",
        "nomination__recommendation__unit",
        "nomination__publicity",
        "nomination__collectivenomination",
        "nomination__individualnomination",
    ).in_bulk([case.pk for case in cases])
    return [rows[case.pk] for case in cases]


def case_of(nomination):
    return fresh([Case.objects.get(nomination_id=nomination.pk)])[0]


def drafted(cast, collectives=1, individuals=1, recommendation=None, **overrides):
    """Complete drafts of the cast's unit: collectives first."""
    recommendation = recommendation or cast.recommendation
    rows = [make_collective(recommendation=recommendation, **overrides) for _n in range(collectives)]
    rows += [make_individual(recommendation=recommendation, **overrides) for _n in range(individuals)]
    return [case_of(row) for row in rows]


def lead_of(cast, recommendation):
    return cast.lead if recommendation.pk == cast.recommendation.pk else cast.other_lead


def announce(cast, cases, now=ANNOUNCED, first_day=FIRST_DAY, evidence=True):
    recommendation = cases[0].nomination.recommendation
    return publicity.announce(
        recommendation,
        cases,
        Act(lead_of(cast, recommendation), now),
        first_day=first_day,
        place="单位公示栏",
        evidence=ContentFile(PROOF, "proof.png") if evidence else None,
    )


def submit(cast, cases, now=SUBMITTED):
    publicity.submit(cases, Act(lead_of(cast, cases[0].nomination.recommendation), now))


def shortlist(cast, cases, now=SHORTLISTED):
    lists.shortlist(cast.cycle, cases, Act(cast.officer, now))


# What leads into each stage of the highroad, from the one before it.
WAY = {
    Stage.UNIT_PUBLICITY: announce,
    Stage.OFFICE_SCREENING: submit,
    Stage.PANEL_REVIEW: shortlist,
}


def walk(cast, cases, to):
    """Take `cases`, all in one stage, on to stage `to`; gives them back as they stand then."""
    cases = fresh(cases or drafted(cast))
    for stage in HIGHROAD[HIGHROAD.index(cases[0].stage) + 1 : HIGHROAD.index(to) + 1]:
        WAY[stage](cast, cases)
        cases = fresh(cases)
    assert {case.stage for case in cases} == {to}
    return cases


def announced(cast, cases=None):
    return walk(cast, cases, Stage.UNIT_PUBLICITY)


def submitted(cast, cases=None):
    return walk(cast, cases, Stage.OFFICE_SCREENING)


def shortlisted(cast, cases=None):
    return walk(cast, cases, Stage.PANEL_REVIEW)


def returned(cast, cases=None, *, needs_publicity=False, cure_by=date(2024, 1, 10), now=RETURNED):
    """Handed in, then sent back by the office."""
    cases = submitted(cast, cases)
    act = Act(cast.officer, now, "工作简历缺少月份")
    screening.send_back(cases, act, grounds=["resume"], cure_by=cure_by, needs_publicity=needs_publicity)
    return fresh(cases)


def nomination_of(case):
    return Nomination.objects.get(pk=case.nomination_id)
