"""Steps that were taken: which belong together, who may undo them, and what rests on them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.dateparse import parse_date

from nominations.enums import CycleStatus
from nominations.models import AwardCycle, User
from nominations.policy.findings import Finding, Severity

from ..models import Case, ConsultationChoice, Decision, Opinion, Proposal, Roster, Score
from ..permissions import may_take
from ..reliance import ALWAYS, TakenFacts
from ..stages import FALLEN_OUT, Stage
from ..workflow import STEP_IN, Step, label_of, row_of, steps_named
from .facts import BEFORE_PANEL, IN_UNIT, day_in, is_overdue
from .lists import PLACED

STANDS = Q(undoes=None, undone_by=None)
CHOSEN = ("select", "call_up")
FROM_PANEL_ON = (Stage.PANEL_REVIEW, Stage.NOT_SELECTED, *PLACED)
PUBLISHED = (Stage.PUBLIC_NOTICE, Stage.COMMENDED)


@dataclass(frozen=True)
class Taken:
    """All that one act did and that still stands, newest first; `rows`: by which rows of the table."""

    decisions: tuple[Decision, ...]
    rows: tuple[Step, ...]

    @property
    def main(self) -> Decision:
        """The step by which the act is named."""
        return next(decision for decision in reversed(self.decisions) if decision.action != STEP_IN)

    @property
    def cycle(self) -> AwardCycle:
        return self.main.case.cycle

    @property
    def roster(self) -> Roster | None:
        return next((decision.roster for decision in self.decisions if decision.roster_id), None)

    @property
    def label(self) -> str:
        return label_of(self.main.action)

    @property
    def final(self) -> bool:
        """Whether the table lets nobody undo it."""
        return any(row.undo is None for row in self.rows)

    def taken_by(self, user: User) -> bool:
        """Whether this person took it, and still has the role for it."""
        own = [decision for decision in self.decisions if decision.action != STEP_IN]
        return all(decision.actor_id == user.pk for decision in own) and all(
            may_take(user, row, decision.case) for row, decision in zip(self.rows, own, strict=True)
        )


def latest_step(case: Case) -> Decision | None:
    """The last step of the case that was not undone."""
    return case.decisions.filter(STANDS).order_by("pk").last()


def taken_with(decision: Decision) -> Taken | None:
    """The step with all that belongs to it; None where it was undone, or is older than what undoing needs."""
    if decision.batch is None:
        return None
    related = ("roster", "case__cycle", "case__nomination__recommendation__unit")
    found = Decision.objects.filter(STANDS, batch=decision.batch).select_related(*related).order_by("-pk")
    rows = [row_of(one.action, one.from_stage, one.to_stage) for one in found]
    return Taken(tuple(found), tuple(row for row in rows if row)) if found else None


def what_rests_on(taken: Taken, now: datetime) -> list[Finding]:
    """Why the step cannot be undone (any more); a bounded number of queries. `now` is aware."""
    if taken.final:
        return [Finding("W5", "final", Severity.HARD, "", params={"step": taken.label})]
    facts = _facts(taken, now)
    guards = dict.fromkeys([*ALWAYS, *(guard for row in taken.rows for guard in row.undo or ())])
    return [finding for guard in guards for finding in guard(facts)]


def _facts(taken: Taken, now: datetime) -> TakenFacts:
    cases = {decision.case_id: decision.case for decision in taken.decisions}
    first_day = taken.main.data.get("first_day")
    return TakenFacts(
        today=day_in(taken.cycle, now),
        taken_on=day_in(taken.cycle, taken.main.at),
        first_day=parse_date(first_day) if first_day else None,
        closed=not taken.cycle.is_open,
        outlasts_cycle=all(row.after_close for row in taken.rows),
        later=_later(taken),
        late=tuple(str(one.case) for one in taken.decisions if _would_lapse(one, now)),
        parted=_parted(taken.decisions),
        crowded=_crowded(taken),
        edited=_edited(taken.decisions),
        judged=_names(cases, Score.objects.filter(case__in=cases).values_list("case", flat=True)),
        answered=_names(cases, _answered(cases)),
        proposed=_names(cases, Proposal.objects.filter(case__in=cases, decided_at=None).values_list("case", flat=True)),
        listed_since=_listed_since(taken),
        barred_since=AwardCycle.objects.filter(issued_on__gt=taken.cycle.issued_on)
        .exclude(status=CycleStatus.PREPARING)
        .exists(),
    )


def _names(cases: dict[int, Case], keys: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(cases[key]) for key in sorted(set(keys)))


def _since(taken: Taken) -> int:
    return taken.decisions[-1].pk


def _later(taken: Taken) -> tuple[tuple[str, str], ...]:
    """Steps since, of its cases and of the reserves that a list ranked anew."""
    cases = Q(case__in={decision.case_id for decision in taken.decisions})
    ranked = {int(key) for key in taken.roster.ranks_before} if taken.roster else set()
    reserves = Q(case__in=ranked, from_stage=Stage.NOT_SELECTED)
    steps = Decision.objects.filter(STANDS, cases | reserves, pk__gt=_since(taken)).exclude(batch=taken.main.batch)
    return tuple((str(one.case), label_of(one.action)) for one in steps.select_related("case__nomination"))


def _would_lapse(decision: Decision, now: datetime) -> bool:
    if not steps_named("lapse", decision.before["stage"]):
        return False
    earlier = copy(decision.case)
    earlier.cure_by = _date(decision.before["cure_by"])
    return is_overdue(earlier, now)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class _Stand:
    """Where one of a pair stands, or would stand."""

    name: str
    stage: str
    counted: bool
    backup_for: int | None
    cured: bool

    @property
    def handed_in(self) -> bool:
        return self.stage not in IN_UNIT or self.cured


def _parted(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Backups that would stand apart from their principal."""
    then = {decision.case.nomination_id: decision for decision in decisions}
    principals = {decision.before["backup_for_id"] for decision in decisions}
    related = Case.objects.filter(Q(nomination__backup_for__in=then) | Q(nomination__in=principals - {None}))
    stands = {case.nomination_id: _stand(case) for case in related.select_related("nomination")}
    stands |= {key: _stood(decision) for key, decision in then.items()}
    return tuple(
        backup.name
        for backup in stands.values()
        if backup.backup_for in stands and not _together(backup, stands[backup.backup_for])
    )


def _stand(case: Case) -> _Stand:
    nomination = case.nomination
    return _Stand(str(case), case.stage, nomination.counted, nomination.backup_for_id, case.cure_by is not None)


def _stood(decision: Decision) -> _Stand:
    kept = decision.before
    return _Stand(str(decision.case), kept["stage"], kept["counted"], kept["backup_for_id"], kept["cure_by"] is not None)


def _together(backup: _Stand, principal: _Stand) -> bool:
    """五（二）: side by side before the panel, in one stage from there on; the backup stays behind at the notice."""
    if not backup.counted or backup.stage in FALLEN_OUT:
        return True
    if backup.handed_in and not principal.handed_in:
        return False
    if backup.stage in BEFORE_PANEL and principal.stage in BEFORE_PANEL:
        return True
    along = Stage.APPROVED if principal.stage in PUBLISHED else principal.stage
    return backup.stage == along


def _crowded(taken: Taken) -> bool:
    """Whether, of one kind, more would hold a place than there are places (R1)."""
    back = Counter(
        decision.case.nomination.kind
        for decision in taken.decisions
        if decision.before["stage"] in PLACED and decision.before["backup_for_id"] is None
    )
    others = taken.cycle.cases.filter(stage__in=PLACED, nomination__backup_for=None).exclude(
        pk__in=[decision.case_id for decision in taken.decisions]
    )
    held = dict(others.order_by().values_list("nomination__kind").annotate(Count("pk")))
    return any(count + held.get(kind, 0) > taken.cycle.notice.award(kind).places for kind, count in back.items())


def _edited(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Whose version rose since for another reason than that a backup stepped in or stood back."""
    cases = [decision.case_id for decision in decisions]
    ours = Decision.objects.filter(Q(action=STEP_IN) | Q(undoes__action=STEP_IN), case__in=cases, pk__gte=decisions[-1].pk)
    raised = list(ours.values_list("case", "pk"))
    return tuple(
        str(decision.case)
        for decision in decisions
        if decision.case.nomination.version
        != decision.before["version"] + sum(case == decision.case_id and pk >= decision.pk for case, pk in raised)
    )


def _answered(cases: Collection[int]) -> set[int]:
    answers = Opinion.objects.filter(case__in=cases).exclude(verdict="").values_list("case", flat=True)
    choices = ConsultationChoice.objects.filter(case__in=cases).values_list("case", flat=True)
    return {*answers, *choices}


def _listed_since(taken: Taken) -> bool:
    """Whether, after these left the panel or the list, others of their kind were chosen."""
    kinds = {one.case.nomination.kind for one in taken.decisions if one.before["stage"] in FROM_PANEL_ON}
    chosen = Decision.objects.filter(STANDS, action__in=CHOSEN, case__cycle=taken.cycle, pk__gt=_since(taken))
    return chosen.filter(case__nomination__kind__in=kinds).exclude(batch=taken.main.batch).exists()
