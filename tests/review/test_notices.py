"""公示: its days, objections with a receipt, findings, and what then may be commended."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from nominations.models import AuditEntry
from review.messages import words
from review.models import Objection, Proposal, PublicNotice
from review.objecting import DaysFacts, check_in_time
from review.selectors.notices import commended, notices_begun, open_notice, public_cycles, public_lists
from review.services import lists, notices
from review.services.advance import Act
from review.services.notices import Arrival, Objector
from review.stages import Stage
from tests import walk
from tests.builders import CHONGQING
from tests.cast import once
from tests.review.refusals import refused

OBJECTOR = Objector("吕异议", "13699990001", "该对象2022年有重大安全事故。")
IN_TIME = walk.at(2, 1)
DECIDED = walk.at(2, 4)
LATER = walk.at(2, 19)

kept = once(walk.approved)


def by(user, now=walk.PUBLISHED, **data):
    return Act(user, now, data=walk.PUBLISHING | data)


@pytest.fixture
def cases(cast):
    return walk.published(cast)


def objection(case, now=IN_TIME):
    return notices.raise_objection(case, OBJECTOR, now)


def decide(cast, one, outcome=Objection.Outcome.DISMISSED, now=DECIDED):
    return notices.decide_objection(one, outcome, "已调阅事故台账", "经核实，无此事故。", Act(cast.officer, now))


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [
        (date(2024, 1, 30), date(2024, 2, 4)),  # from a Tuesday; Saturday is off, Sunday the 4th is worked
        (date(2024, 2, 3), date(2024, 2, 8)),  # Saturday: counting begins on the worked Sunday
        (date(2024, 2, 7), date(2024, 2, 19)),  # over the Spring Festival; Sunday the 18th is worked
    ],
)
def test_a_notice_lasts_the_notices_working_days(cast, first_day, last_day):
    cases = walk.approved(cast)
    public_notice = notices.publish(cast.cycle, cases, by(cast.officer, first_day=first_day))
    assert public_notice.last_day == last_day
    assert set(public_notice.cases.all()) == set(cases)
    assert {case.stage for case in walk.fresh(cases)} == {Stage.PUBLIC_NOTICE}
    assert AuditEntry.objects.filter(action="published", actor=cast.officer).exists()


def test_notices_are_numbered(cast):
    one, other = walk.approved(cast)
    numbers = [notices.publish(cast.cycle, [case], by(cast.officer)).number for case in (one, other)]
    assert numbers == [1, 2]


@pytest.mark.parametrize("missing", [{"contact": ""}, {"secrecy_reviewed": False}, {"first_day": None}])
def test_nothing_is_published_without_contact_day_and_review(cast, missing):
    cases = walk.approved(cast)
    with refused(("W4", "asks")):
        notices.publish(cast.cycle, cases, by(cast.officer, **missing))
    assert not PublicNotice.objects.exists()


def test_a_notice_does_not_begin_in_the_past(cast):
    cases = walk.approved(cast)
    with refused(("N1", "first_day_over")):
        notices.publish(cast.cycle, cases, by(cast.officer, first_day=date(2024, 1, 29)))
    assert {case.stage for case in walk.fresh(cases)} == {Stage.APPROVED}


def test_only_the_office_publishes(cast):
    cases = walk.approved(cast)
    with refused(("W0", "not_allowed")):
        notices.publish(cast.cycle, cases, by(cast.director))


def test_anybody_may_object_during_the_notice(cases):
    one = objection(cases[0])
    assert (one.case, one.notice.number, one.decided_at) == (cases[0], 1, None)
    assert (one.real_name, one.contact) == ("吕异议", "13699990001")


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (datetime(2024, 1, 29, 23, 59, 59, tzinfo=CHONGQING), False),
        (datetime(2024, 1, 30, 0, 0, tzinfo=CHONGQING), True),
        (datetime(2024, 2, 4, 23, 59, 59, tzinfo=CHONGQING), True),
        (datetime(2024, 2, 5, 0, 0, tzinfo=CHONGQING), False),
    ],
)
def test_the_days_of_objecting_are_those_of_the_notice(cases, now, allowed):
    if allowed:
        objection(cases[0], now)
    else:
        with refused(("N1", "not_open")):
            objection(cases[0], now)
    assert Objection.objects.exists() == allowed


def test_one_objects_to_what_is_under_notice(cast):
    approved = walk.approved(cast)[0]
    with refused(("N1", "not_open")):
        objection(approved)


@pytest.mark.parametrize("blank", ["real_name", "contact", "text"])
def test_an_objection_has_name_contact_and_content(cases, blank):
    given = {"real_name": "吕异议", "contact": "13699990001", "text": "内容"} | {blank: "  "}
    with refused(("W4", "text")):
        notices.raise_objection(cases[0], Objector(**given), IN_TIME)
    assert not Objection.objects.exists()


def test_receipts_are_unlike_each_other_and_say_nothing(cases):
    receipts = {objection(cases[0]).receipt for _n in range(20)}
    assert len(receipts) == 20
    signs = set("".join(receipts)) - {"-"}
    assert signs <= set(notices.RECEIPT_SIGNS)
    assert all(len(receipt) == 14 and receipt.count("-") == 2 for receipt in receipts)


def test_the_office_finds_and_decides(cast, cases):
    one = decide(cast, objection(cases[0]))
    assert (one.outcome, one.finding, one.decided_by) == ("dismissed", "经核实，无此事故。", cast.officer)
    with refused(("N1", "decided")):
        decide(cast, one)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "inquiry", "finding", "expected"),
    [
        ("", "核实", "结论", ("N1", "outcome")),
        ("perhaps", "核实", "结论", ("N1", "outcome")),
        ("dismissed", " ", "结论", ("W4", "text")),
        ("dismissed", "核实", "", ("W4", "text")),
    ],
)
def test_a_decision_is_complete(cast, cases, outcome, inquiry, finding, expected):
    one = objection(cases[0])
    with refused(expected):
        notices.decide_objection(one, outcome, inquiry, finding, Act(cast.officer, IN_TIME))
    one.refresh_from_db()
    assert one.decided_at is None


@pytest.mark.parametrize("part", ["director", "lead", "auditor", "chair"])
def test_only_the_office_decides(cast, cases, part):
    one = objection(cases[0])
    with refused(("W0", "not_yours")):
        notices.decide_objection(one, "dismissed", "核实", "结论", Act(getattr(cast, part), IN_TIME))


def test_an_upheld_objection_goes_to_the_district_once(cast, cases):
    first, second = objection(cases[0]), objection(cases[0])
    decide(cast, first, Objection.Outcome.UPHELD)
    decide(cast, second, Objection.Outcome.UPHELD)
    proposal = Proposal.objects.get()
    assert (proposal.case, proposal.action, proposal.ground) == (cases[0], "disqualify", "经核实，无此事故。")


def commend(cast, cases, now=walk.COMMENDED):
    return lists.commend(cast.cycle, cases, Act(cast.officer, now, data=walk.DECREE))


def test_nobody_is_commended_while_the_notice_runs(cast, cases):
    with refused(("N1", "not_over")):
        commend(cast, cases, datetime(2024, 2, 4, 23, 59, 59, tzinfo=CHONGQING))
    commend(cast, cases, datetime(2024, 2, 5, 0, 0, tzinfo=CHONGQING))


def test_nobody_is_commended_with_an_open_or_upheld_objection(cast, cases):
    one = objection(cases[0])
    with refused(("N1", "open_objections")):
        commend(cast, cases)
    decide(cast, one, Objection.Outcome.UPHELD)
    with refused(("N1", "upheld_proposed")):
        commend(cast, cases)
    commend(cast, cases[1:])
    assert [case.stage for case in walk.fresh(cases)] == [Stage.PUBLIC_NOTICE, Stage.COMMENDED]


def test_a_dismissed_objection_is_in_nobodys_way(cast, cases):
    decide(cast, objection(cases[0]))
    commend(cast, cases)


@pytest.mark.parametrize("missing", ["document_number", "document_date"])
def test_a_commendation_names_its_document(cast, cases, missing):
    act = Act(cast.officer, walk.COMMENDED, data=walk.DECREE | {missing: ""})
    with refused(("W4", "asks")):
        lists.commend(cast.cycle, cases, act)


# -- what comes by letter, telephone or visit, written down by the office


def arrival(cast, received_on, postmark=None, channel=None, officer=None):
    channel = channel or ("letter" if postmark else "phone")
    return Arrival(channel, received_on, postmark, officer or cast.officer)


def registered(cast, case, *given, now=LATER, **more):
    return notices.raise_objection(case, OBJECTOR, now, arrival(cast, *given, **more))


BEFORE, FIRST, SATURDAY, LAST, AFTER = (date(2024, 1, 29), date(2024, 1, 30), date(2024, 2, 3), date(2024, 2, 4), date(2024, 2, 5))


@pytest.mark.parametrize(
    ("received_on", "postmark", "code"),
    [
        (BEFORE, None, "out_of_time"),
        (FIRST, None, ""),
        (SATURDAY, None, ""),
        (LAST, None, ""),
        (AFTER, None, "out_of_time"),
        (BEFORE, BEFORE, "posted_out_of_time"),
        (FIRST, BEFORE, ""),  # posted on a rumour, but it came while the notice ran
        (AFTER, FIRST, ""),
        (date(2024, 2, 19), LAST, ""),  # two weeks on the way
        (AFTER, AFTER, "posted_out_of_time"),
    ],
)
def test_a_postmark_within_the_notices_days_counts_however_late_the_letter(received_on, postmark, code):
    found = check_in_time(DaysFacts(FIRST, LAST, received_on, postmark))
    assert [(finding.code, finding.clause) for finding in found] == ([(code, "四（四）")] if code else [])
    for finding in found:
        assert "2024-01-30 至 2024-02-04" in words(finding)


def test_the_office_registers_what_came_by_letter(cast, cases):
    one = registered(cast, cases[0], date(2024, 2, 8), LAST)
    assert (one.get_channel_display(), one.received_on, one.postmark) == ("来信", date(2024, 2, 8), LAST)
    assert (one.registered_by, one.notice.number, len(one.receipt)) == (cast.officer, 1, 14)
    entry = AuditEntry.objects.get(action="objection_registered")
    assert (entry.actor, entry.role) == (cast.officer, "office")
    assert not AuditEntry.objects.filter(action="objection_received").exists()


def test_a_registered_objection_is_in_the_way_until_it_is_decided(cast, cases):
    """The letter comes after the last day, when the nominee could have been commended already."""
    now = walk.at(2, 7)
    one = registered(cast, cases[0], date(2024, 2, 7), LAST, now=now)
    with refused(("N1", "open_objections")):
        commend(cast, cases, now)
    decide(cast, one, now=now)
    commend(cast, cases, now)


def test_what_comes_out_of_time_is_not_registered(cast, cases):
    with refused(("N1", "out_of_time")):
        registered(cast, cases[0], AFTER)
    with refused(("N1", "posted_out_of_time")):
        registered(cast, cases[0], AFTER, AFTER)
    assert not Objection.objects.exists()


def test_nothing_is_registered_of_those_not_under_notice(cast, cases):
    approved = walk.approved(cast, walk.drafted(cast))[0]
    commend(cast, cases)
    for case in (approved, cases[0]):
        with refused(("N1", "not_under_notice")):
            registered(cast, case, FIRST)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("part", ["director", "lead", "auditor", "chair", "admin"])
def test_only_the_office_registers(cast, cases, part):
    with refused(("W0", "not_yours")):
        registered(cast, cases[0], FIRST, officer=getattr(cast, part))


@pytest.mark.parametrize("wrong", [("phone", AFTER, LAST), ("letter", FIRST, LAST)])
def test_only_a_letter_has_a_postmark_and_not_a_later_one(cast, cases, wrong):
    channel, received_on, postmark = wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        registered(cast, cases[0], received_on, postmark, channel=channel)


# -- what the public reads


def test_the_public_reads_from_the_first_day_on(cast, cases):
    assert not public_cycles(date(2024, 1, 29)).exists()
    assert list(public_cycles(date(2024, 1, 30))) == [cast.cycle]
    assert notices_begun(cast.cycle, date(2024, 1, 29)) == []
    [one] = notices_begun(cast.cycle, date(2024, 1, 30))
    assert set(one.shown) == set(cases)


def test_who_fell_out_is_not_shown_any_more(cast, cases):
    decide(cast, objection(cases[0]), Objection.Outcome.UPHELD)
    walk.confirm_proposal(cast)
    [one] = notices_begun(cast.cycle, date(2024, 2, 4))
    assert one.shown == [cases[1]]


def test_the_public_reads_name_work_unit_and_position_and_nothing_else(cast, cases):
    collectives, individuals = public_lists(cast.cycle, cases)
    [collective], [individual] = collectives.lines, individuals.lines
    assert vars(collective) == {"pk": cases[0].pk, "name": cases[0].nomination.name, "work": ""}
    row = cases[1].nomination.detail
    assert vars(individual) == {"pk": cases[1].pk, "name": row.name, "work": f"{row.employer} {row.position}"}


def test_one_can_object_to_the_latest_notice(cast, cases):
    assert open_notice(cases[0], date(2024, 2, 4)).number == 1
    assert open_notice(cases[0], date(2024, 2, 5)) is None


def test_commended_are_listed_by_document(cast, cases):
    commend(cast, cases[:1])
    commend(cast, cases[1:])
    assert [[line.pk for line in one.lists[0].lines] for one in commended(cast.cycle)] == [
        [cases[0].pk],
        [cases[1].pk],
    ]
