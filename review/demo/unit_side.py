"""What the units of the demonstration do: fill in, announce, hand in, mend, take back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from nominations import services as drafting
from nominations.demo.records import Records, portrait
from nominations.enums import Gender, Kind
from nominations.models import AwardCycle, Nomination, Recommendation, Unit, User

from ..models import Case
from ..services import publicity
from ..services.advance import Act
from ..stages import Stage
from .accounts import Cast
from .plan import Share
from .schedule import Schedule, at

RULE_OF_QUOTA = "Q1"
GRANTED = "2021年12月，重庆市巴南区人民政府授予“重点项目建设先进”称号。（演示）"
LEFT_OUT = ("deeds", "honours", "native_place", "phone", "resume", "leader_name")


@dataclass(frozen=True)
class Goal:
    """One nominee and the stage it is to reach."""

    case_pk: int
    kind: str
    stage: Stage


@dataclass(frozen=True)
class UnitSide:
    cycle: AwardCycle
    cast: Cast
    records: Records
    random: Random

    def fill_in(self, share: Share, days: Schedule) -> list[Goal]:
        """Drafts of one unit, all that were dealt to it."""
        now, clerk = at(days.drafted), self.cast.clerks[share.unit.pk]
        recommendation = drafting.open_recommendation(share.unit, self.cycle, clerk, now)
        self._contacts(recommendation, clerk, days)
        employers = [self.records.collective(share.unit) for _ in share.collectives]
        goals = [
            self._draft(recommendation, Kind.COLLECTIVE, values, stage, clerk, days)
            for values, stage in zip(employers, share.collectives, strict=True)
        ]
        for stage in share.individuals:
            employer = self.random.choice(employers or [self.records.collective(share.unit)])
            values = self.records.individual(share.unit, employer)
            goals.append(self._draft(recommendation, Kind.INDIVIDUAL, values, stage, clerk, days))
        return goals

    def pair(self, unit: Unit, days: Schedule, stage: Stage) -> list[Goal]:
        """A division-level cadre and a colleague as backup (五（二）), of a unit that fills in nothing else."""
        now, clerk = at(days.drafted), self.cast.clerks[unit.pk]
        recommendation = drafting.open_recommendation(unit, self.cycle, clerk, now)
        self._contacts(recommendation, clerk, days)
        employer = self.records.collective(unit)
        ranks = {"division_level": True, "position": "副主任", "grade": "二级调研员"}
        principal = self._draft(
            recommendation, Kind.INDIVIDUAL, self.records.individual(unit, employer) | ranks, stage, clerk, days
        )
        stand_in = {"backup_for_id": Case.objects.get(pk=principal.case_pk).nomination_id}
        values = self.records.individual(unit, employer) | stand_in
        return [principal, self._draft(recommendation, Kind.INDIVIDUAL, values, stage, clerk, days)]

    def over_quota(self, unit: Unit, days: Schedule, stage: Stage) -> list[Goal]:
        """One collective more than 原则上 allowed, with the lead's written reason (Q1)."""
        goals = self.fill_in(Share(unit, [stage, stage], [stage]), days)
        recommendation = Recommendation.objects.get(cycle=self.cycle, unit=unit)
        reason = "两个科室分别承担产业培育和要素保障牵头任务，成绩均突出，经党组会议研究增报一个。（演示）"
        lead = self.cast.leads[unit.pk]
        drafting.write_reason(recommendation, None, RULE_OF_QUOTA, reason, lead, at(days.drafted, 15))
        return goals

    def announce(self, goals: Iterable[Goal], day: date, first_day: date) -> None:
        """One publicity a unit."""
        for unit, cases in self._by_unit(goals).items():
            publicity.announce(
                cases[0].nomination.recommendation,
                cases,
                Act(self.cast.leads[unit], at(day, 9)),
                first_day=first_day,
                place="单位公示栏、内部工作群",
                evidence=self._proof(),
            )

    def submit(self, goals: Iterable[Goal], day: date) -> None:
        for unit, cases in self._by_unit(goals).items():
            publicity.submit(cases, Act(self.cast.leads[unit], at(day, 16)))

    def resubmit(self, goals: Iterable[Goal], day: date) -> None:
        for unit, cases in self._by_unit(goals).items():
            for case in cases:
                self._mend(case.nomination.detail, self.cast.leads[unit], day)
            publicity.resubmit(cases, Act(self.cast.leads[unit], at(day, 11)))

    def _mend(self, row: Nomination, lead: User, day: date) -> None:
        """Add the honour that the return asked to be written out."""
        values = {"honours": f"{row.honours}\n{GRANTED}".strip()}
        drafting.save_draft(row, values, {}, version=row.version, actor=lead, now=at(day, 10))

    def withdraw(self, goals: Iterable[Goal], day: date) -> None:
        for unit, cases in self._by_unit(goals).items():
            act = Act(self.cast.leads[unit], at(day, 14), "经单位再次研究，决定不再推荐。（演示）")
            publicity.withdraw(cases, act)

    def objection(self, goal: Goal, received: date, resolved: date | None) -> None:
        """An objection raised inside the unit, resolved or still open."""
        case = Case.objects.get(pk=goal.case_pk)
        announced = case.nomination.publicity
        lead = self.cast.leads[case.nomination.recommendation.unit_id]
        content = "反映推荐材料中的获奖时间与证书不一致。（演示）"
        raised = publicity.add_objection(announced, received, content, Act(lead, at(received, 15)))
        if resolved:
            outcome = "经核对证书原件，材料所填时间无误，已向反映人说明。（演示）"
            publicity.resolve_objection(raised, outcome, Act(lead, at(resolved, 15)))

    def _contacts(self, row: Recommendation, clerk: User, days: Schedule) -> None:
        values = {
            "contact_name": clerk.name,
            "office_phone": f"023-6{self.random.randrange(10**6, 10**7)}",
            "mobile": f"138{self.random.randrange(10**7, 10**8)}",
            "fill_date": days.drafted,
            "decision_on": days.drafted,
            "decision_body": self.random.choice(["党工委会议", "党组会议", "主任办公会", "董事会会议"]),
        }
        if row.version == 1:
            drafting.save_recommendation(row, values, {}, version=row.version, actor=clerk, now=at(days.drafted))

    def _draft(
        self, row: Recommendation, kind: str, values: dict[str, Any], stage: Stage, clerk: User, days: Schedule
    ) -> Goal:
        now = at(days.drafted) + timedelta(minutes=self.random.randrange(300))
        nominee = drafting.add_nomination(row, kind, clerk, now)
        given = {name: value for name, value in values.items() if name != "photo"}
        if stage == Stage.DRAFT:
            given = self._unfinished(given)
        saved = drafting.save_draft(nominee, given, {}, version=nominee.version, actor=clerk, now=now)
        if "photo" in values and stage != Stage.DRAFT:
            drafting.set_photo(saved, values["photo"].read(), clerk, now)
        return Goal(nominee.case.pk, kind, stage)

    def _unfinished(self, values: dict[str, Any]) -> dict[str, Any]:
        gaps = self.random.sample(LEFT_OUT, self.random.randrange(0, 4))
        return {name: value for name, value in values.items() if name not in gaps}

    def _proof(self) -> ContentFile:
        return ContentFile(portrait(Gender.MALE, self.random).read(), "proof.jpg")

    def _by_unit(self, goals: Iterable[Goal]) -> dict[int, list[Case]]:
        pks = [goal.case_pk for goal in goals]
        cases = Case.objects.filter(pk__in=pks).select_related("nomination__recommendation__cycle", "cycle")
        groups: dict[int, list[Case]] = {}
        for case in cases:
            groups.setdefault(case.nomination.recommendation.unit_id, []).append(case)
        return groups
