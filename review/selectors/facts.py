"""Rows → the facts that guards look at. A bounded number of queries, however many cases."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from nominations.models import AwardCycle, Nomination, User
from nominations.policy.eligibility import check_deadline, check_publicity
from nominations.policy.facts import Moment, NomineeFacts, PublicityFacts
from nominations.policy.findings import Finding
from nominations.policy.notice import Notice
from nominations.selectors import nominee_facts

from ..consultation import authorities_for
from ..guards import NoticeFacts, OpinionFacts, PrincipalFacts, StepFacts, rules_hold
from ..models import Case, Objection, Opinion, Proposal, PublicNotice
from ..stages import FALLEN_OUT, Stage
from ..workflow import Step
from .duties import parts_of
from .judgement import judge

NOMINEE = (
    "nomination__recommendation__unit",
    "nomination__collectivenomination",
    "nomination__individualnomination",
)
RELATED = (
    *NOMINEE,
    "cycle",
    "nomination__publicity",
    "nomination__backup_for__case",
    "consultation_choice",
)
IN_UNIT = (Stage.DRAFT, Stage.UNIT_PUBLICITY)
BEFORE_PANEL = (*IN_UNIT, Stage.OFFICE_SCREENING, Stage.RETURNED)


def with_facts(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Join and prefetch all that `step_facts` reads."""
    return cases.select_related(*RELATED).prefetch_related(*_several())


def fetch_facts(cases: list[Case]) -> None:
    """The same for cases that were read already, of which nothing is read again."""
    prefetch_related_objects(cases, *RELATED, *_several())


def _several() -> tuple[str | Prefetch, ...]:
    open_proposals = Proposal.objects.filter(decided_at=None)
    backups = Nomination.objects.filter(counted=True).select_related("case")
    return (
        "opinions", "public_notices", "objections", "nomination__publicity__objections",
        Prefetch("proposals", open_proposals, to_attr="open_proposals"),
        Prefetch("nomination__backups", backups, to_attr="counted_backups"),
    )


def cases_for_step(pks: Collection[int] | QuerySet[Case]) -> list[Case]:
    """The cases, locked until the transaction ends (their nominations too), in order of their keys."""
    if not (wanted := list(pks)):  # a join this wide takes long to be put in words, even for nothing
        return []
    locked = Case.objects.select_for_update(of=("self", "nomination")).filter(pk__in=wanted)
    return list(with_facts(locked).order_by("pk"))


def step_facts(moves: Mapping[Case, Iterable[Step]], now: datetime, actor: User | None) -> dict[int, StepFacts]:
    """The facts of each case for its steps by `actor` (None: the clock), by case pk. `now` is aware.

    The rules of §4 are judged only where a step asks for them; nominees about to be announced together are
    counted together.
    """
    facts: dict[int, StepFacts] = {}
    moving = {case.nomination_id for case in moves}
    parts = parts_of(actor, [case.pk for case in moves], {row.role for rows in moves.values() for row in rows})
    for cycle, cases in _by_cycle(moves).items():
        judged = [case for case in cases if any(rules_hold in row.guards for row in moves[case])]
        found = judge([case.nomination for case in judged], day_in(cycle, now))
        nominees = nominee_facts([case.nomination for case in cases], cycle)
        for case in cases:
            findings = tuple(found.get(case.nomination_id, ()))
            known = _facts(case, nominees[case.nomination_id], now, findings, moving)
            facts[case.pk] = replace(known, parts=frozenset(parts.get(case.pk, ())))
    return facts


def _by_cycle(cases: Iterable[Case]) -> dict[AwardCycle, list[Case]]:
    groups: dict[AwardCycle, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.cycle, []).append(case)
    return groups


def day_in(cycle: AwardCycle, now: datetime) -> date:
    """The calendar day of `now` where the cycle is held."""
    return now.astimezone(cycle.notice.deadline.tzinfo).date()


def days_until(cycle: AwardCycle, today: date) -> int:
    """Whole days until the day of the deadline: 0 on that day, below 0 afterwards. `today`: where the cycle is held."""
    return (cycle.notice.deadline.date() - today).days


def due_moment(case: Case) -> datetime:
    """Until when this case may be handed in: the cycle's deadline, or the end of its cure date."""
    deadline = case.cycle.notice.deadline
    if case.cure_by is None:
        return deadline
    return datetime.combine(case.cure_by, time(23, 59, 59), deadline.tzinfo)


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether the time to hand this case in is over; the second that is named still counts."""
    return now >= due_moment(case) + timedelta(seconds=1)


def _facts(
    case: Case,
    nominee: NomineeFacts,
    now: datetime,
    findings: tuple[Finding, ...],
    moving: Collection[int],
) -> StepFacts:
    notice = case.cycle.notice
    today, due = day_in(case.cycle, now), due_moment(case)
    asked = asked_of(case, nominee)
    return StepFacts(
        now=now,
        today=today,
        findings=findings,
        publicity=tuple(check_publicity(notice, publicity_facts(case), today)),
        deadline=tuple(check_deadline(notice, Moment(now, due))),
        cure_by=case.cure_by,
        needs_publicity=case.needs_publicity,
        principal=principal_facts(case, moving),
        backups_elsewhere=backups_elsewhere(case),
        asked=None if asked is None else tuple(notice.authority(code).label for code in asked),
        opinions=tuple(opinion_facts(notice, opinion) for opinion in case.opinions.all()),
        notice=notice_facts(case),
        upheld_objections=sum(o.outcome == Objection.Outcome.UPHELD for o in case.objections.all()),
        proposed=frozenset(p.action for p in case.open_proposals),
        closed=not case.cycle.is_open,
        overdue=is_overdue(case, now),
        key=case.nomination_id,
    )


def principal_facts(case: Case, moving: Collection[int]) -> PrincipalFacts | None:
    """Whom the case stands by for as a backup; `moving`: keys of the nominees that take the step together."""
    principal = case.nomination.backup_for
    if principal is None:
        return None
    stage, being_cured = principal.case.stage, principal.case.cure_by is not None
    return PrincipalFacts(
        name=str(principal),
        stage=principal.case.get_stage_display(),
        along=principal.pk in moving,
        handed_in=stage not in IN_UNIT or being_cured,
        gone=stage not in BEFORE_PANEL,
    )


def backups_elsewhere(case: Case) -> tuple[str, ...]:
    """Names of the case's backups that were put forward, have not fallen out, and stand in another stage."""
    aside = (case.stage, *FALLEN_OUT)
    return tuple(str(backup) for backup in case.nomination.counted_backups if backup.case.stage not in aside)


def publicity_facts(case: Case) -> PublicityFacts | None:
    publicity = case.nomination.publicity
    if publicity is None:
        return None
    return PublicityFacts(
        first_day=publicity.first_day,
        last_day=publicity.last_day,
        open_objections=sum(o.resolved_at is None for o in publicity.objections.all()),
        has_evidence=bool(publicity.evidence),
    )


def asked_of(case: Case, nominee: NomineeFacts) -> tuple[str, ...] | None:
    """Codes of the authorities that the matrix, or else the office's choice, demands. 四（三）"""
    choice = getattr(case, "consultation_choice", None)
    chosen = tuple(choice.authorities) if choice else None
    return authorities_for(case.cycle.notice, nominee, chosen)


def opinion_facts(notice: Notice, opinion: Opinion) -> OpinionFacts:
    return OpinionFacts(
        authority=notice.authority(opinion.authority).label,
        answered=not opinion.is_awaited,
        objects=opinion.verdict == Opinion.Verdict.OBJECTION,
        resolved=opinion.verdict == Opinion.Verdict.CLEAR,
    )


def notice_facts(case: Case) -> NoticeFacts | None:
    """The case's latest public notice, with the objections to it that nobody decided yet."""
    notices: list[PublicNotice] = sorted(case.public_notices.all(), key=lambda n: n.number)
    if not notices or case.stage != Stage.PUBLIC_NOTICE:
        return None
    return NoticeFacts(
        notices[-1].first_day,
        notices[-1].last_day,
        sum(o.decided_at is None for o in case.objections.all()),
    )
