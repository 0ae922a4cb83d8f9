"""征求意见: ask the departments, take their answers, settle what they object to (四（三）)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.core.files.base import File
from django.db import transaction

from nominations.enums import Role
from nominations.models import AwardCycle, User, record
from nominations.policy.workdays import period
from nominations.selectors import nominee_facts, work_calendar

from ..consultation import row_for
from ..models import Case, ConsultationChoice, Decision, Opinion
from ..selectors.cases import authorities_of
from ..selectors.facts import asked_of, day_in, with_facts
from ..stages import Stage
from .advance import Act, advance, lock_cycle
from .refusing import demand_role, demand_text, refuse

Verdict = Opinion.Verdict


def request_opinions(cases: Iterable[Case], act: Act) -> list[Opinion]:
    """Ask every authority that the matrix, or else the office's choice, demands; nobody is asked twice.

    Cases that the notice does not cover wait for `choose_authorities`. To be called in the transaction in which
    the cases (all of one cycle) enter department_opinions.
    """
    fetched = list(with_facts(Case.objects.filter(pk__in=[case.pk for case in cases])))
    if not fetched:
        return []
    cycle = fetched[0].cycle
    facts = nominee_facts([case.nomination for case in fetched], cycle)
    due_on = due_day(cycle, day_in(cycle, act.now))
    asked = {(opinion.case_id, opinion.authority) for case in fetched for opinion in case.opinions.all()}
    return Opinion.objects.bulk_create(
        Opinion(case=case, authority=code, requested_at=act.now, due_on=due_on)
        for case in fetched
        for code in asked_of(case, facts[case.nomination_id]) or ()
        if (case.pk, code) not in asked
    )


def due_day(cycle: AwardCycle, today: date) -> date:
    """The last day for an answer: the notice's number of working days after the day of asking."""
    days = cycle.notice.consultation.due_workdays
    return period(today, days, work_calendar([today]), count_first_day=False).last


@transaction.atomic
def choose_authorities(case: Case, authorities: Sequence[str], act: Act) -> ConsultationChoice:
    """Office: whom to ask about a case that the matrix does not cover, and why; they are asked at once.

    Chosen anew, authorities left out are no longer asked, unless they have answered. Raises StepRefused.
    """
    officer, case = _office_turn(case, act)
    notice = case.cycle.notice
    known = [a.code for a in notice.consultation.authorities]
    chosen = [code for code in known if code in authorities]
    if row_for(notice, nominee_facts([case.nomination], case.cycle)[case.nomination_id]):
        refuse("O1", "covered", notice.consultation.clause, name=str(case))
    if not chosen or not set(authorities) <= set(known):
        refuse("O1", "choose", notice.consultation.clause, name=str(case))
    _forget(case, [code for code in known if code not in chosen])
    choice, _created = ConsultationChoice.objects.update_or_create(
        case=case,
        defaults={
            "authorities": chosen, "reason": demand_text(act.reason, "choice"),
            "chosen_by": officer, "chosen_at": act.now,
        },
    )
    request_opinions([case], act)
    record(officer, "authorities_chosen", case, role=Role.OFFICE, authorities=chosen)
    return choice


def _forget(case: Case, authorities: list[str]) -> None:
    no_longer = case.opinions.filter(authority__in=authorities)
    answered = no_longer.exclude(verdict="").values_list("authority", flat=True)
    if answered:
        labels = [case.cycle.notice.authority(code).label for code in answered]
        refuse("O1", "answered_already", "四（三）", authorities=labels)
    no_longer.delete()


@transaction.atomic
def answer(opinion: Opinion, verdict: str, act: Act) -> Opinion:
    """A department's own answer; any but 无异议 gives its reason. It may be corrected until it is settled.

    Raises StepRefused.
    """
    opinion = _open(opinion)
    person = _answering(opinion, act)
    return _keep(opinion, verdict, person, act, role=Role.DEPARTMENT)


@transaction.atomic
def clear_the_rest(opinions: Collection[int], cycle: AwardCycle, act: Act) -> int:
    """"No objection to all the rest": clears those of `opinions` (the ones the person had before them) still open.

    Returns how many. Other departments' opinions and answered ones are left alone.
    """
    person = demand_role(act.actor, Role.DEPARTMENT)
    lock_cycle(cycle)
    rest = Opinion.objects.filter(
        pk__in=opinions, verdict="", case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS,
        authority__in=authorities_of(person),
    )
    cleared = list(rest.values_list("pk", flat=True))
    Opinion.objects.filter(pk__in=cleared).update(
        verdict=Verdict.CLEAR, answered_by=person, answered_at=act.now
    )
    if cleared:
        record(person, "opinions_cleared", cycle, role=Role.DEPARTMENT, opinions=cleared)
    return len(cleared)


@transaction.atomic
def enter_paper_reply(opinion: Opinion, verdict: str, scan: File, act: Act) -> Opinion:
    """Office: the answer of a department that does not sign in, with the scan of its paper.

    What the department answered itself stands, also where it answered on paper before. Raises StepRefused.
    """
    opinion = _open(opinion)
    officer = demand_role(act.actor, Role.OFFICE)
    if opinion.verdict and opinion.authority in authorities_of(opinion.answered_by):
        refuse("O1", "answered_online", "四（三）", authorities=[_label(opinion)])
    opinion.paper = scan
    return _keep(opinion, verdict, officer, act, role=Role.OFFICE)


@transaction.atomic
def settle(opinion: Opinion, act: Act) -> Opinion:
    """Office: go on in spite of an objection or a question, saying why. Raises StepRefused."""
    officer = demand_role(act.actor, Role.OFFICE)
    opinion = _open(opinion)
    if opinion.verdict in ("", Verdict.CLEAR):
        refuse("O1", "nothing_to_settle", "四（三）", authorities=[_label(opinion)])
    opinion.settled_reason = demand_text(act.reason, "settlement")
    opinion.settled_by, opinion.settled_at = officer, act.now
    opinion.save(update_fields=["settled_reason", "settled_by", "settled_at"])
    record(officer, "opinion_settled", opinion.case, role=Role.OFFICE, authority=opinion.authority)
    return opinion


@transaction.atomic
def drop(opinion: Opinion, act: Act) -> list[Decision]:
    """Office: end a case on this department's objection, with the reason. Raises StepRefused."""
    lock_cycle(opinion.case.cycle)
    opinion = Opinion.objects.select_related("case__cycle").get(pk=opinion.pk)  # it may have been corrected
    if opinion.verdict != Verdict.OBJECTION:
        refuse("O1", "no_objection", "四（三）")
    asked = Act(act.actor, act.now, act.reason, {"authority": opinion.authority})
    return advance("drop", [opinion.case], asked)


def forward(cases: Collection[Case], act: Act) -> list[Decision]:
    """Office: submit cases whose opinions are all in and clear to the district. Raises StepRefused."""
    return advance("forward", cases, act)


def _office_turn(case: Case, act: Act) -> tuple[User, Case]:
    officer = demand_role(act.actor, Role.OFFICE)
    lock_cycle(case.cycle)
    case = with_facts(Case.objects.filter(pk=case.pk)).get()
    _check_stage(case)
    return officer, case


def _open(opinion: Opinion) -> Opinion:
    """The opinion as it stands now, its case held, while its case is out for opinions and nobody settled it."""
    lock_cycle(opinion.case.cycle)
    opinion = Opinion.objects.select_related("case__cycle", "case__nomination").get(pk=opinion.pk)
    _check_stage(opinion.case)
    if opinion.settled_at is not None:
        refuse("O1", "settled", "四（三）", authorities=[_label(opinion)])
    return opinion


def _check_stage(case: Case) -> None:
    if case.stage != Stage.DEPARTMENT_OPINIONS:
        refuse("O1", "closed", "四（三）", name=str(case), stage=case.get_stage_display())


def _answering(opinion: Opinion, act: Act) -> User:
    person = demand_role(act.actor, Role.DEPARTMENT)
    if opinion.authority not in authorities_of(person):
        refuse("O1", "not_asked", "四（三）", authorities=[_label(opinion)])
    return person


def _keep(opinion: Opinion, verdict: str, person: User, act: Act, role: str) -> Opinion:
    if verdict not in Verdict.values:
        refuse("O1", "verdict", "四（三）")
    opinion.verdict = verdict
    opinion.reason = act.reason.strip() if verdict == Verdict.CLEAR else demand_text(act.reason, "objection")
    opinion.answered_by, opinion.answered_at = person, act.now
    opinion.save()
    record(person, "opinion", opinion.case, role=role, authority=opinion.authority, verdict=verdict)
    return opinion


def _label(opinion: Opinion) -> str:
    return opinion.case.cycle.notice.authority(opinion.authority).label
