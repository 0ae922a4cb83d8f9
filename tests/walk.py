"""Brings cases to a stage by the real services, at the hours at which it would have happened.

Each function takes cases wherever they stand before its stage (or makes new ones) and walks the highroad up to it.
"""

from datetime import date, datetime
from functools import cache
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from nominations.models import AwardCycle
from review.grounds import usual
from review.models import Case, Opinion, Proposal
from review.selectors.rounds import round_of
from review.services import lists, notices, opinions, panel, proposals, publicity, screening
from review.services.advance import Act
from review.stages import HIGHROAD, Stage
from tests.builders import CHONGQING, make_collective, make_individual
from tests.remembered import remembered

FIRST_DAY = date(2023, 12, 28)  # … 2024-01-04


@cache
def picture(width, height):
    """A JPEG of that size."""
    content = BytesIO()
    Image.new("RGB", (width, height), "white").save(content, "JPEG")
    return content.getvalue()


def at(month, day, hour=9, year=2024):
    """An hour in Chongqing."""
    return datetime(year, month, day, hour, tzinfo=CHONGQING)


ANNOUNCED = at(12, 27, year=2023)
SUBMITTED = at(1, 5)
RETURNED = at(1, 8)
SHORTLISTED = at(1, 15)
SCORED = at(1, 18)
SELECTED = at(1, 19)
ANSWERED = at(1, 22)
FORWARDED = at(1, 26)
APPROVED = at(1, 29)
PUBLISHED = at(1, 30)
NOTICE_FIRST_DAY = date(2024, 1, 30)  # … 2024-02-04, a Sunday that is worked
COMMENDED = at(2, 6)
DECREE = {"document_number": "巴南委〔2024〕8号", "document_date": date(2024, 1, 28)}
REVOKING = {"revoking_body": "中共重庆市巴南区委", **DECREE}
PUBLISHING = {"first_day": NOTICE_FIRST_DAY, "contact": "工作专班办公室 023-60000000", "secrecy_reviewed": True}


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


@remembered
def drafted(cast, collectives=1, individuals=1, recommendation=None, **overrides):
    """Complete drafts of the cast's unit: collectives first."""
    recommendation = recommendation or cast.recommendation
    rows = [make_collective(recommendation=recommendation, **overrides) for _n in range(collectives)]
    for _n in range(individuals):
        photo = ContentFile(picture(413, 579), "photo.jpg")
        rows.append(make_individual(recommendation=recommendation, **{"photo": photo} | overrides))
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
        evidence=ContentFile(picture(80, 60), "proof.jpg") if evidence else None,
    )


def submit(cast, cases, now=SUBMITTED):
    publicity.submit(cases, Act(lead_of(cast, cases[0].nomination.recommendation), now))


def shortlist(cast, cases, now=SHORTLISTED):
    return lists.shortlist(cast.cycle, [c for c in cases if c.nomination.backup_for_id is None], Act(cast.officer, now))


def marks_for(cycle, mark):
    return {dimension.code: mark for dimension in cycle.notice.panel.dimensions}


@remembered
def judge(cast, cases, marks=(), now=SCORED):
    """Every panellist scores every principal; the n-th case gets the n-th of `marks` (default: 90, 89, …)."""
    for number, case in enumerate(cases):
        mark = marks[number] if marks else 90 - number
        for member in [] if case.nomination.backup_for_id else cast.panellists:
            panel.score(case, marks_for(cast.cycle, mark), Act(member, now))


def select(cast, cases, now=SELECTED, reasons=None):
    if not round_of(cast.cycle).over:
        judge(cast, cases)
    chosen = [case for case in cases if case.nomination.backup_for_id is None]
    return lists.select(cast.cycle, chosen, Act(cast.chair, now), reasons)


@remembered
def clear(cast, cases, now=ANSWERED):
    """Every department answers that it has no objection."""
    for opinion in Opinion.objects.filter(case__in=cases, verdict=""):
        opinions.answer(opinion, Opinion.Verdict.CLEAR, Act(cast.departments[opinion.authority], now))


def forward(cast, cases, now=FORWARDED):
    clear(cast, cases)
    opinions.forward(cases, Act(cast.officer, now))


def approve(cast, cases, now=APPROVED):
    return lists.approve(cast.cycle, cases, Act(cast.director, now, data=DECREE))


def publish(cast, cases, now=PUBLISHED):
    return notices.publish(cast.cycle, cases, Act(cast.officer, now, data=PUBLISHING))


def confirm_proposal(cast, now=PUBLISHED):
    """The district agrees to the one proposal that is open."""
    proposals.confirm(Proposal.objects.get(decided_at=None), Act(cast.director, now, data=REVOKING))


def commend(cast, cases, now=COMMENDED):
    return lists.commend(cast.cycle, cases, Act(cast.officer, now, data=DECREE))


# What leads into each stage of the highroad, from the one before it.
WAY = {
    Stage.UNIT_PUBLICITY: announce,
    Stage.OFFICE_SCREENING: submit,
    Stage.PANEL_REVIEW: shortlist,
    Stage.DEPARTMENT_OPINIONS: select,
    Stage.DISTRICT_APPROVAL: forward,
    Stage.APPROVED: approve,
    Stage.PUBLIC_NOTICE: publish,
    Stage.COMMENDED: commend,
}


def walk(cast, cases, to):
    """Take `cases`, all in one stage, on to stage `to`; gives them back as they stand then.

    Without `cases` those that the module keeps are taken, or else new ones.
    """
    if not cases:
        cases, cast.waiting = cast.waiting, []
    cases = on_to(cast, cases or drafted(cast), to)
    assert {case.stage for case in cases} == {to}
    return cases


@remembered
def on_to(cast, cases, to):
    """The same, stage after stage, so that whoever goes further has what is remembered of the way."""
    cases = fresh(cases)
    if HIGHROAD.index(cases[0].stage) < HIGHROAD.index(to):
        cases = on_to(cast, cases, HIGHROAD[HIGHROAD.index(to) - 1])
        WAY[to](cast, cases)
    return fresh(cases)


def alone(cast, source=""):
    """The cast once what its module keeps is withdrawn, for a test of its own cases only; `source`: of its notice."""
    publicity.withdraw(cast.waiting, Act(cast.lead, ANNOUNCED, "不再推荐"))
    cast.waiting = []
    if source:
        AwardCycle.objects.filter(pk=cast.cycle.pk).update(source=source)
        cast.cycle = AwardCycle.objects.get(pk=cast.cycle.pk)
        cast.recommendation.cycle = cast.other_recommendation.cycle = cast.cycle
    return cast


def announced(cast, cases=None):
    return walk(cast, cases, Stage.UNIT_PUBLICITY)


def submitted(cast, cases=None):
    return walk(cast, cases, Stage.OFFICE_SCREENING)


def shortlisted(cast, cases=None):
    return walk(cast, cases, Stage.PANEL_REVIEW)


def scored(cast, cases=None, marks=()):
    """Before the panel, every score in, the chair's list still to be made."""
    cases = shortlisted(cast, cases)
    judge(cast, cases, marks)
    return cases


def selected(cast, cases=None):
    return walk(cast, cases, Stage.DEPARTMENT_OPINIONS)


def forwarded(cast, cases=None):
    return walk(cast, cases, Stage.DISTRICT_APPROVAL)


def approved(cast, cases=None):
    return walk(cast, cases, Stage.APPROVED)


def published(cast, cases=None):
    return walk(cast, cases, Stage.PUBLIC_NOTICE)


def commended(cast, cases=None):
    return walk(cast, cases, Stage.COMMENDED)


def answered(cast, cases=None):
    """Out for opinions, every opinion in and clear."""
    cases = selected(cast, cases)
    clear(cast, cases)
    return fresh(cases)


def returned(cast, cases=None, *, needs_publicity=False, cure_by=date(2024, 1, 10), now=RETURNED):
    """Handed in, then sent back by the office."""
    cases = submitted(cast, cases)
    act = Act(cast.officer, now, "工作简历缺少月份")
    screening.send_back(cases, act, points=usual("resume"), cure_by=cure_by, needs_publicity=needs_publicity)
    return fresh(cases)
