"""公示: publish to the whole district, take objections, decide them (四（四）)."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from nominations.enums import Role
from nominations.models import AwardCycle, Recommendation, User, record

from ..models import Case, Objection, ObjectionFile, PublicNotice
from ..objecting import DaysFacts, check_in_time
from ..selectors.facts import day_in
from ..selectors.notices import latest_notice, notice_period, open_notice
from ..selectors.recipients import holders, people_of_units
from ..telling import some_names
from .advance import Act, StepRefused, advance, chosen_in, lock_cycle
from .proposals import propose_disqualification
from .refusing import demand_apart, demand_role, demand_text, refuse
from .telling import Occasion, Telling, tell

# Without 0/O, 1/I/L and U: read out on the telephone, typed off paper. 12 of 30 signs cannot be guessed.
RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_GROUPS, RECEIPT_GROUP = 3, 4


@dataclass(frozen=True)
class Objector:
    """Who objects, and what they say; each of `files` was checked as an upload."""

    real_name: str
    contact: str
    text: str
    files: Sequence[File] = ()


@dataclass(frozen=True)
class Arrival:
    """Of an objection that the office writes down: how it came, on which day, a letter's postmark, and who writes."""

    channel: str
    received_on: date
    postmark: date | None
    officer: User


@transaction.atomic
def publish(cycle: AwardCycle, cases: Collection[Case], act: Act) -> PublicNotice:
    """Office: begin one public notice of approved cases, from `act.data["first_day"]` on (today at the earliest).

    `act.data`: first_day (date), contact, secrecy_reviewed (True). The last day follows from the notice's number
    of working days. Raises StepRefused; then nothing is published.
    """
    lock_cycle(cycle)
    data = act.data or {}
    decisions = advance("publish", chosen_in(cycle, cases), act)
    if data["first_day"] < day_in(cycle, act.now):
        refuse("N1", "first_day_over", "四（四）", first_day=data["first_day"])
    last = cycle.public_notices.aggregate(last=Max("number"))["last"] or 0
    lasting = notice_period(cycle, data["first_day"])
    public_notice = PublicNotice.objects.create(
        cycle=cycle, number=last + 1, first_day=data["first_day"],
        last_day=lasting.last, days=[day.isoformat() for day in lasting.days], contact=data["contact"].strip(),
        reviewed_by=act.actor, published_at=act.now,
    )
    public_notice.cases.set([decision.case for decision in decisions])
    record(act.actor, "published", public_notice, role=Role.OFFICE)
    _tell_units(public_notice, [decision.case for decision in decisions], act)
    return public_notice


def _tell_units(public_notice: PublicNotice, cases: Collection[Case], act: Act) -> None:
    """One message for all nominees of one unit."""
    days = {"first": public_notice.first_day, "last": public_notice.last_day}
    groups: dict[Recommendation, list[str]] = {}
    for case in cases:
        groups.setdefault(case.nomination.recommendation, []).append(str(case))
    people = people_of_units({recommendation.unit_id for recommendation in groups})
    tell(
        Occasion(public_notice.cycle, act.now, act.actor, act.batch),
        [
            Telling("notice_begun", people[one.unit_id], one.pk, {"names": some_names(names)} | days)
            for one, names in groups.items()
        ],
    )


@transaction.atomic
def raise_objection(case: Case, objector: Objector, now: datetime, arrival: Arrival | None = None) -> Objection:
    """Anybody: object to a case during its public notice. The receipt alone leads back to the answer.

    `arrival`: given by the office for what came by letter, telephone or visit; None: by the web form, now.
    Raises StepRefused outside the days of the notice.
    """
    officer = demand_role(arrival.officer, Role.OFFICE) if arrival else None
    lock_cycle(case.cycle)
    case.refresh_from_db(fields=["stage"])
    came = {}
    if arrival:
        came = {"channel": arrival.channel, "received_on": arrival.received_on, "postmark": arrival.postmark}
    objection = Objection.objects.create(
        notice=_notice_in_time(case, now, arrival), case=case, receipt=new_receipt(), received_at=now,
        registered_by=officer, **came,
        real_name=demand_text(objector.real_name, "real_name"),
        contact=demand_text(objector.contact, "objector_contact"),
        text=demand_text(objector.text, "objection_text"),
    )
    for file in objector.files:
        ObjectionFile.objects.create(objection=objection, file=file)
    if officer:
        record(officer, "objection_registered", objection, role=Role.OFFICE)
    else:
        record(None, "objection_received", objection)
    told = Telling("objection", holders(Role.OFFICE), objection.pk, {"names": str(case)})
    tell(Occasion(case.cycle, now, officer), [told])
    return objection


def _notice_in_time(case: Case, now: datetime, arrival: Arrival | None) -> PublicNotice:
    """The notice to which this objection comes in time. Raises StepRefused where there is none."""
    if arrival is None:
        found = open_notice(case, day_in(case.cycle, now))
        if found is None:
            refuse("N1", "not_open", "四（四）", name=str(case))
        return found
    found = latest_notice(case)
    if found is None:
        refuse("N1", "not_under_notice", "四（四）", name=str(case), stage=case.get_stage_display())
    late = check_in_time(DaysFacts(found.first_day, found.last_day, arrival.received_on, arrival.postmark))
    if late:
        raise StepRefused(late)
    return found


def new_receipt() -> str:
    """A receipt number nobody can guess: XXXX-XXXX-XXXX."""
    groups = (
        "".join(secrets.choice(RECEIPT_SIGNS) for _sign in range(RECEIPT_GROUP))
        for _group in range(RECEIPT_GROUPS)
    )
    return "-".join(groups)


@transaction.atomic
def decide_objection(
    objection: Objection, outcome: str, inquiry: str, finding: str, act: Act
) -> Objection:
    """Office: record inquiry, finding and outcome; an upheld one is put to the district (四（四）).

    The finding is what the objector reads. Raises StepRefused when it is decided already.
    """
    officer = demand_role(act.actor, Role.OFFICE)
    lock_cycle(objection.case.cycle)
    objection = Objection.objects.select_related("case__cycle", "case__nomination").get(pk=objection.pk)
    if objection.decided_at is not None:
        refuse("N1", "decided", "四（四）", receipt=objection.receipt)
    if outcome not in Objection.Outcome.values:
        refuse("N1", "outcome", "四（四）")
    demand_apart(officer, Role.OFFICE, objection.case)
    objection.inquiry = demand_text(inquiry, "inquiry")
    objection.finding = demand_text(finding, "finding")
    objection.outcome, objection.decided_by, objection.decided_at = outcome, officer, act.now
    objection.save()
    record(officer, "objection_decided", objection, role=Role.OFFICE, outcome=outcome)
    if outcome == Objection.Outcome.UPHELD:
        propose_disqualification(objection, act)
    return objection
