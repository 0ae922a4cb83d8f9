"""Who on the panel has to judge whom, and what is still missing."""

from collections.abc import Iterable

from nominations.enums import Role
from nominations.models import AwardCycle, User

from ..models import Case, Recusal, Score
from ..stages import Stage


def members() -> list[User]:
    """The panel, with their grants fetched."""
    held = User.objects.filter(grants__role=Role.PANEL, is_active=True).distinct()
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
    given = Score.objects.filter(case__cycle=cycle, case__stage=Stage.PANEL_REVIEW)
    return len(owed - set(given.values_list("case", "member")))


def own_units(member: User) -> set[int]:
    """Ids of all units in which the member holds a role, not only the one they sit on the panel for."""
    return {grant.unit_id for grant in member.held if grant.unit_id is not None}


def stands_apart_from(member: User, case: Case) -> bool:
    """回避: a case of a unit in which the member holds any role is closed to them."""
    return case.nomination.recommendation.unit_id in own_units(member)


def recused_from(member: User, case: Case) -> bool:
    return Recusal.objects.filter(case=case, member=member).exists()
