"""What lies on somebody's desk: counts for the inbox and the navigation, each asked for once and only where needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime

from nominations.enums import CycleStatus, Role
from nominations.models import AuditEntry, AwardCycle, Recommendation, User

from ..models import AWAITED, Case, Objection, Opinion, Proposal
from ..stages import Stage
from .cases import asked_opinions
from .facts import day_in, days_until
from .panel import scores_missing, to_judge
from .rounds import round_of

SOON = timedelta(days=3)  # a cure date this near is coming due
IN_UNIT = (Stage.DRAFT, Stage.RETURNED, Stage.UNIT_PUBLICITY)


def cure_over(today: date) -> Q:
    """Returned nominees whose cure date has passed, and which have not lapsed yet."""
    return Q(stage=Stage.RETURNED, cure_by__lt=today)


def cure_soon(today: date) -> Q:
    """Returned nominees whose cure date is near."""
    return Q(stage=Stage.RETURNED, cure_by__range=(today, today + SOON))


@dataclass
class Desk:
    """`cycle`: the one the counts are about; None before the first is opened. `now` is aware.

    `aside`: pages that name no cycle are about another, so that this one has to be named.
    """

    user: User
    cycle: AwardCycle | None
    now: datetime
    aside: bool = False

    @property
    def unsaid(self) -> AwardCycle | None:
        """The cycle that a list of cases is about when its address names none, where that is this one."""
        return None if self.aside else self.cycle

    @cached_property
    def today(self) -> date:
        return day_in(self.cycle, self.now) if self.cycle else self.now.date()

    @cached_property
    def days_left(self) -> int:
        """As the units' desk counts them."""
        return days_until(self.cycle, self.today) if self.cycle else 0

    @cached_property
    def cases(self) -> QuerySet[Case]:
        return Case.objects.filter(cycle=self.cycle)

    @cached_property
    def stages(self) -> Counter[str]:
        """Cases of the cycle by stage."""
        return Counter(dict(self.cases.order_by().values_list("stage").annotate(Count("pk"))))

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        """Those of the person's own units while the cycle is in progress, with how many nominees each has in which stage."""
        units = self.user.units_as(Role.UNIT_CLERK, Role.UNIT_LEAD)
        if not units or not self.cycle or not self.cycle.is_open:
            return []
        counts = {stage.value: Count("nominations", Q(nominations__case__stage=stage)) for stage in IN_UNIT}
        over = Q(nominations__case__stage=Stage.UNIT_PUBLICITY, nominations__publicity__last_day__lt=self.today)
        rows = Recommendation.objects.filter(unit__in=units, cycle=self.cycle)
        counted = rows.select_related("cycle", "unit").annotate(**counts, over=Count("nominations", over))
        return list(counted.order_by("unit"))

    @cached_property
    def cures(self) -> dict[str, int]:
        """Returned nominees whose cure date has passed (over) or is near (soon)."""
        return self.cases.aggregate(over=Count("pk", cure_over(self.today)), soon=Count("pk", cure_soon(self.today)))

    @property
    def cures_due(self) -> int:
        return sum(self.cures.values())

    @cached_property
    def opinions(self) -> dict[str, int]:
        """Of the opinions asked for: how many are awaited, overdue, and objections or questions up to the office."""
        asked = Opinion.objects.filter(case__cycle=self.cycle, case__stage=Stage.DEPARTMENT_OPINIONS)
        doubt = Q(verdict__in=[Opinion.Verdict.OBJECTION, Opinion.Verdict.EXPLAIN], asked_again_at=None)
        return asked.aggregate(
            open=Count("pk", AWAITED),
            late=Count("pk", AWAITED & Q(due_on__lt=self.today)),
            unsettled=Count("pk", doubt),
        )

    @cached_property
    def asked(self) -> int:
        """Opinions that this person's authority still owes."""
        mine = asked_opinions(self.user)
        return mine.filter(AWAITED, case__cycle=self.cycle, case__stage=Stage.DEPARTMENT_OPINIONS).count()

    @cached_property
    def to_score(self) -> int:
        """Cases that this member has not judged and still may."""
        if self.cycle is None:
            return 0
        left = to_judge(self.user, self.cycle).exclude(scores__member=self.user).count()
        return 0 if left and round_of(self.cycle).over else left

    @cached_property
    def scores_missing(self) -> int:
        return scores_missing(self.cycle) if self.cycle else 0

    @cached_property
    def to_publish(self) -> int:
        """Approved cases to be made public: backups stand by."""
        return self.cases.filter(stage=Stage.APPROVED, nomination__backup_for=None).count()

    @cached_property
    def objections(self) -> int:
        """Objections to public notices that are not decided."""
        return Objection.objects.filter(case__cycle=self.cycle, decided_at=None).count()

    @cached_property
    def proposals(self) -> int:
        """Proposals that the district has not decided."""
        return Proposal.objects.filter(case__cycle=self.cycle, decided_at=None).count()

    @cached_property
    def notices_over(self) -> int:
        """Cases whose public notice has ended."""
        over = self.cases.filter(stage=Stage.PUBLIC_NOTICE).exclude(public_notices__last_day__gte=self.today)
        return over.count()

    @cached_property
    def entries_today(self) -> int:
        """Entries of the audit trail since midnight."""
        return AuditEntry.objects.filter(at__gte=localtime(self.now).replace(hour=0, minute=0, second=0)).count()

    @cached_property
    def people_without_role(self) -> int:
        return User.objects.filter(is_active=True, grants=None).count()

    @cached_property
    def cycles_preparing(self) -> int:
        return AwardCycle.objects.filter(status=CycleStatus.PREPARING).count()
