"""Who on the panel has to judge whom, and what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from nominations.enums import Role
from nominations.models import AwardCycle, User

from ..models import Case, Recusal, Score, ScoreDraft
from ..stages import Stage

# What the panel has before it, and what became of it.
PANEL_STAGES = (
    Stage.PANEL_REVIEW,
    Stage.NOT_SELECTED,
    Stage.DEPARTMENT_OPINIONS,
    Stage.DISTRICT_APPROVAL,
    Stage.APPROVED,
    Stage.PUBLIC_NOTICE,
    Stage.COMMENDED,
)


def members() -> list[User]:
    """The panel in the order in which they came, with their grants fetched."""
    held = User.objects.filter(grants__role=Role.PANEL, is_active=True).distinct().order_by("pk")
    return list(held.prefetch_related("grants"))


def duties(cycle: AwardCycle, panel: Iterable[User]) -> dict[int, set[int]]:
    """Case pk → ids of the members who must judge it: all but those of its own unit and the recused (回避)."""
    origins = {
        member.pk: {grant.unit_id for grant in member.grants.all() if grant.unit_id} for member in panel
    }
    recused = set(Recusal.objects.filter(case__cycle=cycle).values_list("case", "member"))
    return {
        case: {
            member
            for member, units in origins.items()
            if unit not in units and (case, member) not in recused
        }
        for case, unit in before_panel(cycle)
    }


def before_panel(cycle: AwardCycle) -> Iterable[tuple[int, int]]:
    """(case pk, unit pk) of the principals before the panel: backups are not judged by themselves."""
    return Case.objects.filter(
        cycle=cycle, stage=Stage.PANEL_REVIEW, nomination__backup_for=None
    ).values_list("pk", "nomination__recommendation__unit")


def scores_missing(cycle: AwardCycle) -> int:
    """How many judgements the round still lacks; four queries however many cases."""
    owed = {(case, m) for case, judges in duties(cycle, members()).items() for m in judges}
    return len(owed - set(judgements(cycle)))


def is_chair(user: User) -> bool:
    return any(grant.is_chair for grant in user.held)


def own_units(member: User) -> set[int]:
    """Ids of all units in which the member holds a role, not only the one they sit on the panel for."""
    return {grant.unit_id for grant in member.held if grant.unit_id is not None}


def stands_apart_from(member: User, case: Case) -> bool:
    """回避: a case of a unit in which the member holds any role is closed to them."""
    return case.nomination.recommendation.unit_id in own_units(member)


def recused_from(member: User, case: Case) -> bool:
    return Recusal.objects.filter(case=case, member=member).exists()


def known_to(member: User) -> QuerySet[Case]:
    """The principals that the panel has or had before it, less those of the member's own units: they do not exist."""
    cases = Case.objects.filter(stage__in=PANEL_STAGES, nomination__backup_for=None)
    if not member.holds(Role.PANEL):
        return cases.none()
    return (
        cases.exclude(nomination__recommendation__unit__in=own_units(member))
        .select_related(
            "cycle",
            "nomination__recommendation__unit",
            "nomination__collectivenomination",
            "nomination__individualnomination",
        )
        .prefetch_related(
            "nomination__recommendation__cycle",
            Prefetch("scores", Score.objects.filter(member=member), to_attr="own_scores"),
            Prefetch("score_drafts", ScoreDraft.objects.filter(member=member), to_attr="own_drafts"),
        )
        .order_by("nomination__kind", "nomination__recommendation__unit", "nomination__order", "pk")
    )


def open_to(member: User) -> QuerySet[Case]:
    """Those of them from which the member has not kept out (回避)."""
    return known_to(member).exclude(recusals__member=member)


def to_judge(member: User, cycle: AwardCycle) -> QuerySet[Case]:
    """The cases this member has to judge now, each with its `own_scores` and `own_drafts`."""
    return open_to(member).filter(cycle=cycle, stage=Stage.PANEL_REVIEW)


def ballot(member: User, cycle: AwardCycle) -> dict[int, bool]:
    """Key of each case to judge → whether it is judged, in the order of the member's list; two light queries."""
    judged = set(Score.objects.filter(member=member, case__cycle=cycle).values_list("case", flat=True))
    return {pk: pk in judged for pk in to_judge(member, cycle).values_list("pk", flat=True)}


def closed_to(member: User, cycle: AwardCycle) -> int:
    """How many cases before the panel are closed to this member (回避)."""
    before = Case.objects.filter(cycle=cycle, stage=Stage.PANEL_REVIEW, nomination__backup_for=None)
    return before.count() - to_judge(member, cycle).count()


@dataclass(frozen=True)
class Progress:
    """How far one member is: `given` of `owed` judgements."""

    member: User
    owed: int
    given: int

    @property
    def missing(self) -> int:
        return self.owed - self.given


def progress(cycle: AwardCycle) -> list[Progress]:
    """Every member's progress; a bounded number of queries."""
    panel = members()
    owed = duties(cycle, panel)
    given = set(judgements(cycle))
    return [
        Progress(
            member,
            sum(member.pk in judges for judges in owed.values()),
            sum(member.pk in judges and (case, member.pk) in given for case, judges in owed.items()),
        )
        for member in panel
    ]


def judgements(cycle: AwardCycle) -> Iterable[tuple[int, int]]:
    """(case pk, member's id) of every judgement on a case still before the panel."""
    scores = Score.objects.filter(case__cycle=cycle, case__stage=Stage.PANEL_REVIEW)
    return scores.values_list("case", "member")
