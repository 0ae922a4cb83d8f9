"""Who is told what: each message reaches those it concerns and nobody else, once, and by one mail a day."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from nominations.administration.cycles import change_deadline
from nominations.models import AuditEntry, AwardCycle
from review.models import Message, Opinion
from review.services import mailing, notices, opinions, panel, reminding, rounds
from review.services.advance import Act
from review.services.inbox import set_address
from review.services.notices import Objector
from review.services.undoing import undo
from review.telling import STEPS_TOLD
from review.workflow import STEPS
from tests import walk
from tests.cast import once
from tests.review.refusals import refused

kept = once(walk.published)  # the whole way, so that every step has told whom it tells
CITIZEN = Objector("吕异议", "13699990001", "产值不实")


def told(cast, kind):
    """The parts of the cast that have a message of that kind, each as often as they have it."""
    parts = {user.pk: part for part, user in cast.everybody().items()}
    parts |= {user.pk: f"department:{code}" for code, user in cast.departments.items()}
    parts |= {user.pk: "panel" for user in cast.panellists}
    return sorted(parts[pk] for pk in Message.objects.filter(kind=kind).values_list("recipient", flat=True))


def departments(opinions):
    return sorted({f"department:{opinion.authority}" for opinion in opinions})


def last(kind):
    return Message.objects.filter(kind=kind).latest("pk")


def test_the_steps_tell_whom_they_concern(cast):
    assert told(cast, "to_judge") == ["panel"] * 5
    assert told(cast, "opinion_asked") == departments(Opinion.objects.all())
    assert (told(cast, "to_approve"), told(cast, "decided")) == (["director"], ["officer"])
    assert told(cast, "notice_begun") == ["clerk", "lead"]
    assert {one.kind for one in Message.objects.all()} == {
        "to_judge", "opinion_asked", "to_approve", "decided", "notice_begun"
    }  # fmt: skip


def test_one_message_names_the_first_and_counts_the_others(cast):
    cases = walk.submitted(cast, walk.drafted(cast, 4, 1))
    cases = walk.returned(cast, cases)
    assert told(cast, "returned") == ["clerk", "lead"]
    names = "、".join(str(case) for case in cases[:3])
    assert last("returned").text.startswith(f"{names}等 5 个推荐对象被退回补正")
    assert "2024-01-10" in last("returned").text
    assert last("returned").link == f"/recommendations/{cast.recommendation.pk}/cockpit/"


def test_opinions_and_objections_reach_the_office_without_the_objector(cast):
    case = walk.fresh([Opinion.objects.first().case])[0]
    notices.raise_objection(case, CITIZEN, walk.at(1, 31))
    asked = walk.selected(cast, walk.drafted(cast, 1, 0))[0]
    doubtful = asked.opinions.get(authority="tax")
    opinions.answer(doubtful, "objection", Act(cast.departments["tax"], walk.ANSWERED, "欠税"))
    opinions.settle(doubtful, Act(cast.officer, walk.ANSWERED, "已缴清"))

    assert (told(cast, "objection"), told(cast, "opinion_doubt")) == (["officer"], ["officer"])
    assert told(cast, "opinion_again") == ["department:tax"]
    texts = " ".join(Message.objects.values_list("text", flat=True))
    assert not any(secret in texts for secret in (CITIZEN.real_name, CITIZEN.contact, CITIZEN.text, "欠税"))
    to_departments = Message.objects.filter(kind__startswith="opinion_a").values_list("text", flat=True)
    assert not any(str(asked) in text for text in to_departments)


def test_what_was_undone_unseen_is_taken_back_and_what_was_seen_is_corrected(cast):
    case = walk.submitted(cast, walk.drafted(cast, 1, 0))[0]
    case = walk.returned(cast, [case])[0]
    Message.objects.filter(kind="returned", recipient=cast.lead).update(read_at=walk.RETURNED)
    undo(case.decisions.last(), Act(cast.officer, walk.RETURNED, "点错了"))
    assert (told(cast, "returned"), told(cast, "undone")) == (["lead"], ["lead"])
    assert "退回补正" in last("undone").text


def test_a_step_told_is_one_of_the_table(cast):
    assert STEPS_TOLD.keys() <= {step.action for step in STEPS}


# -- what the days bring


def test_the_deadline_is_told_three_days_and_one_day_before_to_who_is_late(cast):
    walk.drafted(cast, 1, 0)
    late, day = ["clerk", "lead", "other_clerk", "other_lead"], cast.cycle.deadline
    for days, count in ((4, 0), (3, 4), (3, 0), (2, 0), (1, 4), (0, 0)):
        assert reminding.remind_all(day - timedelta(days=days)) == count, days
    assert told(cast, "deadline_near") == sorted(late * 2)
    assert reminding.remind_all(day + timedelta(seconds=1)) == 0  # it is over
    AwardCycle.objects.update(deadline=day + timedelta(days=2))
    assert reminding.remind_all(day) == 4  # it was moved


def test_each_move_of_the_deadline_is_told_to_every_unit_once(cast):
    units, first = ["clerk", "lead", "other_clerk", "other_lead"], cast.cycle.deadline
    now = first - timedelta(days=30)
    assert reminding.remind_all(now) == 0
    for number, deadline in enumerate((first + timedelta(days=5), first), start=1):  # and back again
        change_deadline(cast.cycle, deadline, "公示期不足", cast.admin, now)
        assert [reminding.remind_all(now) for _again in range(2)] == [4, 0]
        assert told(cast, "deadline_moved") == sorted(units * number)
    assert last("deadline_moved").text == (
        "报送截止时间由 2024-01-17 23:59:59 调整为 2024-01-12 23:59:59，请据此安排报送。"
    )


def test_who_has_handed_in_everything_is_left_alone(cast):
    reminding.remind_all(cast.cycle.deadline - timedelta(days=1))
    assert told(cast, "deadline_near") == ["other_clerk", "other_lead"]


def test_ends_of_publicity_cure_dates_and_opinions_are_told_once(cast):
    walk.returned(cast, walk.drafted(cast, 1, 0), cure_by=date(2024, 1, 10))
    walk.announced(cast, walk.drafted(cast, 1, 0))  # … 2024-01-04
    walk.selected(cast, walk.drafted(cast, 1, 0))
    Opinion.objects.filter(verdict="").update(due_on=date(2024, 1, 10))
    days = [date(2024, 1, 4), date(2024, 1, 5), date(2024, 1, 8), date(2024, 1, 9), date(2024, 1, 10)]
    seen = {}
    for day in days:
        reminding.remind_all(walk.at(day.month, day.day))
        for kind in ("publicity_over", "cure_near", "opinion_due"):
            if told(cast, kind):
                seen.setdefault(kind, day)
    assert seen == {"publicity_over": days[1], "opinion_due": days[2], "cure_near": days[3]}
    assert told(cast, "publicity_over") == told(cast, "cure_near") == ["clerk", "lead"]
    assert told(cast, "opinion_due") == departments(Opinion.objects.filter(verdict=""))


def test_the_office_learns_that_a_public_notice_is_over(cast):
    reminding.remind_all(walk.at(2, 4))
    assert told(cast, "notice_over") == []
    for _run in range(2):
        reminding.remind_all(walk.at(2, 5))
    assert told(cast, "notice_over") == ["officer"]


# -- reminders by button


def test_members_who_are_late_are_reminded_once_a_day(cast):
    case = walk.shortlisted(cast, walk.drafted(cast, 1, 0))[0]
    panel.score(case, walk.marks_for(cast.cycle, 80), Act(cast.panellists[1], walk.SCORED))
    officer, chair = Act(cast.officer, walk.SCORED), Act(cast.chair, walk.SCORED)
    assert reminding.remind_panel(cast.cycle, officer).count == 4
    assert reminding.remind_panel(cast.cycle, chair).count == 0
    assert cast.panellists[1].inbox.filter(kind="scores_wanted").count() == 0
    tomorrow = Act(cast.chair, walk.SCORED + timedelta(days=1))
    assert reminding.remind_panel(cast.cycle, tomorrow).count == 3  # the chair knows
    with refused(("W0", "not_yours")):
        reminding.remind_panel(cast.cycle, Act(cast.panellists[2], walk.SCORED))
    rounds.end_round(cast.cycle, Act(cast.chair, walk.SELECTED, "议程已到"))
    with refused(("S1", "nobody_late")):
        reminding.remind_panel(cast.cycle, tomorrow)


def test_departments_that_are_late_are_reminded_and_those_without_an_account_named(cast):
    walk.selected(cast, walk.drafted(cast, 1, 0))
    cast.departments["tax"].grants.all().delete()
    act = Act(cast.officer, walk.ANSWERED)
    assert reminding.remind_departments(cast.cycle, act, "police").count == 1
    done = reminding.remind_departments(cast.cycle, act)
    assert (done.count, done.unreachable) == (Opinion.objects.filter(verdict="").count() - 2, ("税务",))
    with refused(("O1", "nobody_late")):
        reminding.remind_departments(cast.cycle, act, "personnel")


# -- mail


@pytest.fixture
def waiting(cast):
    """Unit and office read mail; two messages wait for the lead."""
    for user in (cast.lead, cast.clerk, cast.officer):
        set_address(user, f"person{user.pk}@example.org")
        user.refresh_from_db()
    for _number in range(2):
        walk.returned(cast, walk.drafted(cast, 1, 0))
    return cast


def to(user):
    return [sent for sent in mail.outbox if sent.to == [user.email]]


def test_one_mail_a_day_holds_all_that_waits(waiting):
    cast, morning = waiting, walk.at(1, 8, 10)
    assert mailing.send_waiting(morning).sent == 2
    (sent,) = to(cast.lead)
    assert (sent.subject, sent.body.count("被退回补正")) == ("【评选表彰】2 条新消息", 2)
    assert f"http://127.0.0.1:8000/recommendations/{cast.recommendation.pk}/cockpit/" in sent.body

    walk.returned(cast, walk.drafted(cast, 1, 0))
    assert mailing.send_waiting(morning + timedelta(hours=13, minutes=59)).sent == 0  # still the same day in Chongqing
    assert mailing.send_waiting(morning + timedelta(hours=14)).sent == 2
    assert [one.subject for one in to(cast.lead)] == ["【评选表彰】2 条新消息", "【评选表彰】退回补正"]
    assert not to(cast.departments["police"])  # no address


def test_a_server_that_is_away_loses_nothing(waiting):
    with patch.object(EmailBackend, "open", side_effect=ConnectionRefusedError):
        assert mailing.send_waiting(walk.at(1, 8)) == mailing.Run(0, 2)
    good = EmailBackend.send_messages

    def breaks(backend, mails):
        if mail.outbox:
            raise SMTPServerDisconnected
        return good(backend, mails)

    with patch.object(EmailBackend, "send_messages", breaks):
        assert mailing.send_waiting(walk.at(1, 8)) == mailing.Run(1, 1)
    assert mailing.send_waiting(walk.at(1, 8)) == mailing.Run(1, 0)
    assert (len(to(waiting.lead)), len(to(waiting.clerk))) == (1, 1)


def test_the_office_holds_one_mail_or_all(waiting):
    cast, act = waiting, Act(waiting.officer, walk.RETURNED)
    mailing.hold_mail(cast.lead, cast.cycle, act)
    mailing.hold_outbox(cast.cycle, act)
    walk.returned(cast, walk.drafted(cast, 1, 0))
    assert mailing.send_waiting(walk.at(1, 8)).sent == 0
    mailing.release_outbox(cast.cycle, act)
    assert mailing.send_waiting(walk.at(1, 8)).sent == 2
    (sent,) = to(cast.lead)
    assert sent.subject == "【评选表彰】退回补正"  # what came after the hold
    with refused(("M1", "nothing_to_hold")):
        mailing.hold_mail(cast.lead, cast.cycle, act)
    assert mailing.release_mail(cast.lead, cast.cycle, act) == 2
    assert mailing.send_waiting(walk.at(1, 9)).sent == 1
    trail = AuditEntry.objects.filter(action__regex="^(mail|outbox)_(held|released)").order_by("pk")
    assert [one.action for one in trail] == ["mail_held", "outbox_held", "outbox_released", "mail_released"]


def test_who_takes_the_address_away_reads_in_the_inbox_alone(waiting):
    set_address(waiting.lead, "")
    assert mailing.send_waiting(walk.at(1, 8)).sent == 1
    assert waiting.lead.inbox.filter(read_at=None, mail=Message.Mail.NONE).count() == 3
