"""征求意见: ask the departments, take their answers, settle what they object to (四（三）)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from nominations.enums import Role
from nominations.models import AwardCycle, User, record
from nominations.policy.workdays import period
from nominations.selectors import nominee_facts, work_calendar

from ..consultation import row_for
from ..models import AWAITED, Case, ConsultationChoice, Decision, Opinion, OpinionNote
from ..reply_workbook import Reply
from ..selectors.cases import authorities_of
from ..selectors.duties import held_back
from ..selectors.facts import asked_of, day_in, with_facts
from ..selectors.recipients import holders, people_of_authorities
from ..stages import Stage
from ..telling import some_names
from .advance import Act, advance, lock_cycle
from .refusing import demand_apart, demand_role, demand_text, refuse
from .telling import Occasion, Telling, tell

Verdict = Opinion.Verdict
Kind = OpinionNote.Kind


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
    requested = Opinion.objects.bulk_create(
        Opinion(case=case, authority=code, requested_at=act.now, due_on=due_on)
        for case in fetched
        for code in asked_of(case, facts[case.nomination_id]) or ()
        if (case.pk, code) not in asked
    )
    counts = Counter(opinion.authority for opinion in requested)
    people = people_of_authorities(counts)
    words = {code: {"count": count, "due_on": due_on} for code, count in counts.items()}
    tellings = [Telling("opinion_asked", people[code], cycle.pk, words[code]) for code in counts]
    tell(Occasion(cycle, act.now, act.actor, act.batch), tellings)
    return requested


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
    """A department's own answer; any but 无异议 gives its reason. It may be corrected, and every answer stays on record.

    Raises StepRefused.
    """
    opinion = _open(opinion)
    person = _answering(opinion, act)
    _keep(opinion, verdict, person, act, role=Role.DEPARTMENT)
    _tell_of_doubts([opinion], act)
    return opinion


@transaction.atomic
def clear_the_rest(opinions: Collection[int], cycle: AwardCycle, act: Act) -> int:
    """"No objection to all the rest": clears those of `opinions` (the ones the person had before them) still open.

    Returns how many. Other departments' opinions, answered ones, those asked a second time, and cases that the person
    had another part in (W6) are left alone.
    """
    person = demand_role(act.actor, Role.DEPARTMENT)
    lock_cycle(cycle)
    rest = Opinion.objects.filter(
        pk__in=opinions, verdict="", case__cycle=cycle, case__stage=Stage.DEPARTMENT_OPINIONS,
        authority__in=authorities_of(person),
    )
    cleared = _not_held_back(person, rest)
    Opinion.objects.filter(pk__in=cleared).update(
        verdict=Verdict.CLEAR, answered_by=person, answered_at=act.now
    )
    OpinionNote.objects.bulk_create(
        OpinionNote(opinion_id=pk, kind=Kind.ANSWER, verdict=Verdict.CLEAR, by=person, at=act.now)
        for pk in cleared
    )
    if cleared:
        record(person, "opinions_cleared", cycle, role=Role.DEPARTMENT, opinions=cleared)
    return len(cleared)


def _not_held_back(person: User, opinions: QuerySet[Opinion]) -> list[int]:
    """Keys of those about cases that the person recommended or decided in no other part."""
    found = opinions.select_related("case")
    held = held_back(person, Role.DEPARTMENT, [opinion.case for opinion in found])
    return [opinion.pk for opinion in found if opinion.case_id not in held]


@transaction.atomic
def import_replies(replies: Collection[Reply], cycle: AwardCycle, act: Act) -> int:
    """A department's answers from its workbook: all of them, or none. Returns how many.

    Raises StepRefused, naming them, where some were answered or went on since, or were never this department's.
    """
    person = demand_role(act.actor, Role.DEPARTMENT)
    lock_cycle(cycle)
    waiting = Opinion.objects.filter(
        pk__in=[reply.opinion for reply in replies], verdict="", case__cycle=cycle,
        case__stage=Stage.DEPARTMENT_OPINIONS, authority__in=authorities_of(person),
    )
    found = waiting.select_related("case__cycle", "case__nomination").in_bulk()
    moved = tuple(str(reply.line) for reply in replies if reply.opinion not in found)
    if moved or not replies:
        refuse("O1", "replies_moved", "四（三）", names=moved)
    held_back = set(found) - set(_not_held_back(person, waiting))
    if held_back:
        names = tuple(str(reply.line) for reply in replies if reply.opinion in held_back)
        refuse("W6", "replies", "四（一）", names=names)
    for reply in replies:
        one = Act(person, act.now, reply.reason)
        _keep(found[reply.opinion], reply.verdict, person, one, role=Role.DEPARTMENT)
    _tell_of_doubts([found[reply.opinion] for reply in replies], act)
    record(person, "opinions_imported", cycle, role=Role.DEPARTMENT, opinions=sorted(found))
    return len(replies)


@transaction.atomic
def enter_paper_reply(opinion: Opinion, verdict: str, scan: File, act: Act) -> Opinion:
    """Office: the answer of a department that does not sign in, with the scan of its paper.

    What the department answered itself stands, also where it answered on paper before. Raises StepRefused.
    """
    opinion = _open(opinion)
    officer = demand_role(act.actor, Role.OFFICE)
    if opinion.verdict and opinion.authority in authorities_of(opinion.answered_by):
        refuse("O1", "answered_online", "四（三）", authorities=[_label(opinion)])
    demand_apart(officer, Role.OFFICE, opinion.case)
    return _keep(opinion, verdict, officer, act, role=Role.OFFICE, paper=scan)


@transaction.atomic
def settle(opinion: Opinion, act: Act) -> Opinion:
    """Office: answer a question, or say why to go on in spite of an objection; the department is asked again.

    O1 stays closed until its next word is 无异议: one that objects again is asked again, or the case is dropped.
    Raises StepRefused.
    """
    officer = demand_role(act.actor, Role.OFFICE)
    opinion = _open(opinion)
    if opinion.verdict in ("", Verdict.CLEAR):
        refuse("O1", "nothing_to_settle", "四（三）", authorities=[_label(opinion)])
    if opinion.is_awaited:
        refuse("O1", "asked_again", "四（三）", authorities=[_label(opinion)])
    demand_apart(officer, Role.OFFICE, opinion.case)
    said, cycle = demand_text(act.reason, "settlement"), opinion.case.cycle
    opinion.asked_again_at, opinion.due_on = act.now, due_day(cycle, day_in(cycle, act.now))
    opinion.save(update_fields=["asked_again_at", "due_on"])
    opinion.notes.create(kind=Kind.REPLY, text=said, due_on=opinion.due_on, by=officer, at=act.now)
    record(officer, "opinion_settled", opinion.case, role=Role.OFFICE, authority=opinion.authority)
    people = people_of_authorities([opinion.authority])[opinion.authority]
    again = Telling("opinion_again", people, cycle.pk, {"due_on": opinion.due_on})
    tell(Occasion(cycle, act.now, officer), [again])
    return opinion


@transaction.atomic
def prolong(opinions: Collection[int], cycle: AwardCycle, due_on: date, act: Act) -> int:
    """Office: a later last day for those of `opinions` still awaited and due before it, with the reason.

    Returns how many. Raises StepRefused for a day gone by, and where none would be prolonged.
    """
    officer = demand_role(act.actor, Role.OFFICE)
    lock_cycle(cycle)
    reason = demand_text(act.reason, "prolonging")
    if due_on < day_in(cycle, act.now):
        refuse("O1", "due_past", "四（三）", due_on=due_on)
    rows = Opinion.objects.filter(AWAITED, pk__in=opinions, case__cycle=cycle, due_on__lt=due_on)
    prolonged = list(rows.filter(case__stage=Stage.DEPARTMENT_OPINIONS).values_list("pk", flat=True))
    if not prolonged:
        refuse("O1", "none_to_prolong", "四（三）", due_on=due_on)
    Opinion.objects.filter(pk__in=prolonged).update(due_on=due_on)
    OpinionNote.objects.bulk_create(
        OpinionNote(opinion_id=pk, kind=Kind.PROLONGED, text=reason, due_on=due_on, by=officer, at=act.now)
        for pk in prolonged
    )
    record(officer, "opinions_prolonged", cycle, role=Role.OFFICE, opinions=prolonged, due_on=str(due_on))
    return len(prolonged)


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
    demand_apart(officer, Role.OFFICE, case)
    return officer, case


def _open(opinion: Opinion) -> Opinion:
    """The opinion as it stands now, its case held, while its case is out for opinions."""
    lock_cycle(opinion.case.cycle)
    opinion = Opinion.objects.select_related("case__cycle", "case__nomination").get(pk=opinion.pk)
    _check_stage(opinion.case)
    return opinion


def _check_stage(case: Case) -> None:
    if case.stage != Stage.DEPARTMENT_OPINIONS:
        refuse("O1", "closed", "四（三）", name=str(case), stage=case.get_stage_display())


def _answering(opinion: Opinion, act: Act) -> User:
    person = demand_role(act.actor, Role.DEPARTMENT)
    if opinion.authority not in authorities_of(person):
        refuse("O1", "not_asked", "四（三）", authorities=[_label(opinion)])
    demand_apart(person, Role.DEPARTMENT, opinion.case)
    return person


def _keep(
    opinion: Opinion, verdict: str, person: User, act: Act, role: str, paper: File | None = None
) -> Opinion:
    """The answer becomes the opinion's last word, and one more in its thread."""
    if verdict not in Verdict.values:
        refuse("O1", "verdict", "四（三）")
    opinion.verdict = verdict
    opinion.reason = act.reason.strip() if verdict == Verdict.CLEAR else demand_text(act.reason, "objection")
    opinion.answered_by, opinion.answered_at, opinion.asked_again_at = person, act.now, None
    opinion.save()
    opinion.notes.create(
        kind=Kind.ANSWER, verdict=verdict, text=opinion.reason, paper=paper, by=person, at=act.now
    )
    record(person, "opinion", opinion.case, role=role, authority=opinion.authority, verdict=verdict)
    return opinion


def _tell_of_doubts(opinions: Sequence[Opinion], act: Act) -> None:
    """The office learns what it has to look into, in one message a department and act."""
    doubts = [opinion for opinion in opinions if opinion.verdict != Verdict.CLEAR]
    if not doubts:
        return
    cycle, names = doubts[0].case.cycle, some_names([str(opinion.case) for opinion in doubts])
    words = {"authority": _label(doubts[0]), "names": names}
    tell(Occasion(cycle, act.now, act.actor), [Telling("opinion_doubt", holders(Role.OFFICE), cycle.pk, words)])


def _label(opinion: Opinion) -> str:
    return opinion.case.cycle.notice.authority(opinion.authority).label
