"""Walks the demonstration's nominees to where they are meant to be, step by step, through the real services."""

from dataclasses import dataclass
from datetime import date
from random import Random

from nominations.demo.records import Records
from nominations.models import AwardCycle

from ..models import Objection
from ..services.clock import lapse_overdue
from ..stages import HIGHROAD, Stage
from .accounts import Cast
from .review_side import ReviewSide
from .schedule import Schedule, at
from .unit_side import Goal, UnitSide

# Stages off the highroad, by the last stage of the highroad passed before.
LEFT_AT = {
    Stage.RETURNED: Stage.OFFICE_SCREENING,
    Stage.SCREENED_OUT: Stage.OFFICE_SCREENING,
    Stage.WITHDRAWN: Stage.OFFICE_SCREENING,
    Stage.NOT_SELECTED: Stage.PANEL_REVIEW,
    Stage.REJECTED: Stage.DISTRICT_APPROVAL,
    Stage.DISQUALIFIED: Stage.PUBLIC_NOTICE,
    Stage.REVOKED: Stage.COMMENDED,
    Stage.LAPSED: Stage.DRAFT,
}


def reaches(goal: Goal, stage: Stage) -> bool:
    """Whether the way of this nominee passes (or ends at) `stage` of the highroad."""
    last = LEFT_AT.get(goal.stage, goal.stage)
    return HIGHROAD.index(last) >= HIGHROAD.index(stage)


@dataclass(frozen=True)
class Batch:
    """Nominees that go together, with the days on which they do."""

    goals: list[Goal]
    days: Schedule

    def reaching(self, stage: Stage) -> list[Goal]:
        return [goal for goal in self.goals if reaches(goal, stage)]

    def ending(self, *stages: Stage) -> list[Goal]:
        return [goal for goal in self.goals if goal.stage in stages]


@dataclass(frozen=True)
class Walk:
    units: UnitSide
    review: ReviewSide

    @classmethod
    def through(cls, cycle: AwardCycle, cast: Cast, records: Records, random: Random) -> "Walk":
        return cls(UnitSide(cycle, cast, records, random), ReviewSide(cycle, cast, random))

    def hand_in(self, batch: Batch, running: date | None = None) -> None:
        """Publicity and submission; `running` is the first day of publicities that are not over yet."""
        days = batch.days
        self.units.announce(batch.reaching(Stage.OFFICE_SCREENING), days.announced, days.first_day)
        if running:
            still = batch.ending(Stage.UNIT_PUBLICITY)
            self.units.announce(still, running, running)
            self.units.objection(still[0], running, None)
        self.units.objection(batch.reaching(Stage.OFFICE_SCREENING)[0], days.first_day, days.submitted)
        self.units.submit(batch.reaching(Stage.OFFICE_SCREENING), days.submitted)

    def screen(self, batch: Batch) -> None:
        """Screening: some come back and are mended, some withdrawn, some screened out, the others shortlisted."""
        days = batch.days
        mended = batch.reaching(Stage.PANEL_REVIEW)[:2]
        self.review.send_back(mended + batch.ending(Stage.RETURNED), days)
        self.units.resubmit(mended, days.resubmitted)
        self.units.withdraw(batch.ending(Stage.WITHDRAWN), days.returned)
        self.review.screen_out(batch.ending(Stage.SCREENED_OUT), days)
        self.review.shortlist(batch.reaching(Stage.PANEL_REVIEW), days)

    def judge(self, batch: Batch) -> None:
        """Panel, departments, district."""
        days, opinions = batch.days, batch.ending(Stage.DEPARTMENT_OPINIONS)
        onward = batch.reaching(Stage.DISTRICT_APPROVAL)
        self.review.score(batch.reaching(Stage.PANEL_REVIEW), days)
        self.review.select(batch.reaching(Stage.DEPARTMENT_OPINIONS), days)
        self.review.answer(onward, days, clear=True)
        if opinions:
            self.review.answer(opinions, days, clear=False)
            self.review.reply(opinions, days)
        self.review.forward(onward, days)
        self.review.approve(batch.reaching(Stage.APPROVED), days)
        if rejected := batch.ending(Stage.REJECTED):
            self.review.reject(rejected, days)

    def honour(self, batch: Batch, running: date | None = None) -> None:
        """Public notice, objections, commendation; `running` is the first day of a notice that is not over yet."""
        days, fallen = batch.days, batch.ending(Stage.DISQUALIFIED)
        noticed = [g for g in batch.reaching(Stage.PUBLIC_NOTICE) if g.stage != Stage.PUBLIC_NOTICE]
        self.review.publish(noticed, days.notice_day)
        honoured = batch.reaching(Stage.COMMENDED)
        dismissed = self.review.object_to(honoured[0], days.objected)
        self.review.decide(dismissed, Objection.Outcome.DISMISSED, days.inquired)
        for goal in fallen:
            upheld = self.review.object_to(goal, days.objected)
            self.review.decide(upheld, Objection.Outcome.UPHELD, days.inquired)
        self.review.confirm(fallen, days.disqualified)
        self.review.commend(honoured, days)
        if revoked := batch.ending(Stage.REVOKED):
            self.review.propose_revocation(revoked, days.revoked)
            self.review.confirm(revoked, days.revoked)
        if running:
            still = batch.ending(Stage.PUBLIC_NOTICE)
            self.review.publish(still, running)
            self.review.object_to(still[0], running)

    def lapse(self, day: date) -> None:
        lapse_overdue(at(day))
