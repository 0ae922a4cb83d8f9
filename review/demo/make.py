"""The whole demonstration: the finished Banan 2023 honours, and a cycle that is open today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import F

from nominations.administration.cycles import close_cycle, load_cycle, open_cycle
from nominations.administration.notice_copy import copied_notice
from nominations.demo.records import Records
from nominations.demo.units import ensure_units
from nominations.models import AwardCycle, Unit
from nominations.policy.reading import SHIPPED, read_notice
from nominations.selectors import work_calendar

from ..models import Case, Message
from ..services.reminding import remind_all
from ..stages import Stage
from . import plan, schedule
from .accounts import PANEL_SIZE, Cast, Casting
from .schedule import BANAN_2023, OPENED, ZONE, Schedule, around, at, workday
from .walk import Batch, Walk

OPEN_SLUG = "banan-demo"
UNREAD = timedelta(days=5)


@dataclass(frozen=True)
class Made:
    """What was made: the people, and the cycles with their cases."""

    cast: Cast
    finished: AwardCycle
    open: AwardCycle


class Maker:
    """Makes it all from one seed; `now` is the moment of the call."""

    def __init__(self, seed: int, size: int, now: datetime) -> None:
        self.random = Random(seed)  # noqa: S311 (reproducible, and nothing secret)
        self.size = size
        self.now = now
        self.today = now.astimezone(ZONE).date()
        self.calendar = work_calendar([self.today])
        self.source = (SHIPPED / "banan-2023.toml").read_text(encoding="utf-8")
        self.notice = read_notice(self.source)
        self.records = Records(self.random, self.notice)
        self.units = list(ensure_units().values())

    def make(self) -> Made:
        shares = {name: self._deal(getattr(plan, name)) for name in ("FINISHED", "EARLY", "LATE")}
        cast = self._cast(shares)
        finished = self._finished(cast, shares["FINISHED"])
        made = Made(cast, finished, self._open(cast, shares["EARLY"], shares["LATE"]))
        remind_all(self.now)
        self._read_messages()
        return made

    def _read_messages(self) -> None:
        """All but the newest went out by mail and were read on their day."""
        told = Message.objects.filter(recipient__is_demo=True, made_at__lt=self.now - UNREAD)
        told.update(mail=Message.Mail.SENT, mailed_at=F("made_at"), read_at=F("made_at"))

    def _deal(self, counts: plan.Counts) -> list[plan.Share]:
        """Every batch starts anew with all units but those kept for it alone (see `_turns`)."""
        if counts is plan.FINISHED:
            self.turns = plan.in_turns(self.units, self.notice, self.random)
        elif counts is plan.EARLY:
            self.turns = self._but_special()
        return plan.deal(self.notice, plan.scaled(counts, self.size), self.turns, self.random)

    def _but_special(self) -> Iterator[Unit]:
        """Early and late batch share one cycle and so take different units; three departments are kept apart."""
        departments = [u for u in self.units if u.kind == "department" and not u.authority]
        self.special = self.random.sample(departments, 3)
        others = [unit for unit in self.units if unit not in self.special]
        return plan.in_turns(others, self.notice, self.random)

    def _cast(self, shares: dict[str, list[plan.Share]]) -> Cast:
        """Those whose nominees are still on their way come first: theirs are the accounts that are printed."""
        groups = (shares["LATE"], shares["EARLY"], shares["FINISHED"])
        acting = {share.unit.pk: share.unit for group in groups for share in group}
        acting |= {unit.pk: unit for unit in self.special}
        origins = [unit for unit in self.units if not plan.by_data(self.notice, unit)][:PANEL_SIZE]
        return Casting(self.records).cast(list(acting.values()), origins)

    def _finished(self, cast: Cast, shares: list[plan.Share]) -> AwardCycle:
        cycle = self._cycle(self.source, cast, self.notice.issued_on)
        walk = Walk.through(cycle, cast, self.records, self.random)
        goals = [goal for share in shares for goal in walk.units.fill_in(share, BANAN_2023)]
        batch = Batch(goals, BANAN_2023)
        walk.hand_in(batch)
        walk.screen(batch)
        walk.lapse(BANAN_2023.shortlisted)
        walk.judge(batch)
        walk.honour(batch)
        return close_cycle(cycle, cast.admin, at(BANAN_2023.revoked, 17))

    def _cycle(self, source: str, cast: Cast, opened: date) -> AwardCycle:
        """Opened on that day, and labelled, also where the notice was loaded before."""
        cycle, _outcome = load_cycle(source)
        cycle.is_demo = True
        cycle.save(update_fields=["is_demo"])
        return open_cycle(cycle, cast.admin, at(opened))

    def _open(self, cast: Cast, early: list[plan.Share], late: list[plan.Share]) -> AwardCycle:
        cycle = self._cycle(self._open_source(), cast, self._day(OPENED))
        walk = Walk.through(cycle, cast, self.records, self.random)
        days = around(self.today, self.calendar, schedule.EARLY)
        self._walk_early(walk, early, days)
        self._walk_late(walk, late, around(self.today, self.calendar, schedule.LATE))
        return cycle

    def _walk_early(self, walk: Walk, shares: list[plan.Share], days: Schedule) -> None:
        goals = [goal for share in shares for goal in walk.units.fill_in(share, days)]
        # A principal that is screened out, so that its backup steps in and is commended.
        principal, backup = walk.units.pair(self.special[0], days, Stage.SCREENED_OUT)
        goals += [principal, type(backup)(backup.case_pk, backup.kind, Stage.COMMENDED)]
        batch = Batch(goals, days)
        walk.hand_in(batch)
        walk.screen(batch)
        walk.judge(batch)
        walk.honour(batch, running=self._day(-2))

    def _walk_late(self, walk: Walk, shares: list[plan.Share], days: Schedule) -> None:
        goals = [goal for share in shares for goal in walk.units.fill_in(share, days)]
        goals += walk.units.pair(self.special[1], days, Stage.OFFICE_SCREENING)
        goals += walk.units.over_quota(self.special[2], days, Stage.OFFICE_SCREENING)
        batch = Batch(goals, days)
        walk.hand_in(batch, running=self._day(-1))
        walk.review.send_back(batch.ending(Stage.RETURNED), days)
        walk.review.shortlist(batch.reaching(Stage.PANEL_REVIEW), days)
        walk.review.score(batch.reaching(Stage.PANEL_REVIEW), days, share=0.6)

    def _day(self, offset: int) -> date:
        return workday(self.today, self.calendar, offset)

    def _open_source(self) -> str:
        deadline = datetime.combine(self._day(schedule.DEADLINE), time(23, 59, 59), ZONE)
        return copied_notice(
            self.source,
            slug=OPEN_SLUG,
            title=f"{self.notice.title}（{self.today.year}年演示）",
            issued_on=self._day(OPENED),
            deadline=deadline,
        )


def as_json(made: Made, password: str) -> dict[str, object]:
    """Accounts with the password, and the ids of what was made, by stage."""
    stages: dict[str, dict[str, list[int]]] = {}
    for case in Case.objects.filter(cycle__in=[made.finished, made.open]).select_related("cycle"):
        stages.setdefault(case.cycle.slug, {}).setdefault(case.stage, []).append(case.pk)
    return {
        "accounts": [
            {"username": username, "name": name, "as": what, "password": password}
            for username, name, what in made.cast.rows()
        ],
        "cycles": {cycle.slug: cycle.pk for cycle in (made.finished, made.open)},
        "cases": stages,
    }
