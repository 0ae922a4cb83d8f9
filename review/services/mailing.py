"""Messages by mail: one a day and person, and the office's hold on them."""

import logging
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nominations.enums import Role
from nominations.models import AwardCycle, User, record

from ..models import Message, OutboxHold
from ..selectors.messages import going_out, mailed_today, people_to_mail
from .advance import Act
from .refusing import demand_role, refuse

logger = logging.getLogger(__name__)

Mail = Message.Mail


@dataclass(frozen=True)
class Run:
    """How many mails went out, and how many could not; these wait for the next run."""

    sent: int
    failed: int


def compose(person: User, messages: list[Message]) -> EmailMessage:
    """The mail in which these messages go out, as it will read."""
    count = len(messages)
    subject = messages[0].title if count == 1 else _("%(count)d 条新消息") % {"count": count}
    body = render_to_string(
        "review/messages/mail.txt", {"person": person, "messages": messages, "site": settings.SITE_URL}
    )
    return EmailMessage(_("【评选表彰】%(subject)s") % {"subject": subject}, body, to=[person.email])


def send_waiting(now: datetime) -> Run:
    """Send what waits: all of a person's messages in one mail, at most one a day. `now` is aware.

    Can be run as often as one likes, also twice at once. A mail that fails waits on, and a server that is away ends
    the run: nothing is lost.
    """
    people = people_to_mail()
    if not people:
        return Run(0, 0)
    connection, sent, failed = get_connection(), 0, 0
    try:
        connection.open()
        for person in people:
            try:
                sent += _send_to(person, connection, now)
            except SMTPServerDisconnected:
                raise
            except SMTPException:  # this address is refused; the others may not be
                failed += 1
    except OSError:  # SMTPException is one too
        failed = len(people) - sent
    finally:
        connection.close()
    return Run(sent, failed)


@transaction.atomic
def _send_to(key: int, connection: BaseEmailBackend, now: datetime) -> int:
    """One person's mail; the row of the person is the lock. A mail that fails leaves nothing written."""
    person = User.objects.select_for_update(no_key=True).get(pk=key)
    messages = list(going_out(person))
    if not messages or not person.email or mailed_today(person, messages[0].cycle, now):
        return 0
    Message.objects.filter(pk__in=[one.pk for one in messages]).update(mail=Mail.SENT, mailed_at=now)
    mail = compose(person, messages)
    mail.connection = connection
    return mail.send()


def tell_address_before(person: User, address: str) -> None:
    """Mail to `address` that it is no longer the person's; not sent where the mail server is away, and not again."""
    text = render_to_string("review/messages/address_changed.txt", {"person": person})
    try:
        send_mail(_("【评选表彰】您的邮件地址已更改"), text, None, [address])
    except OSError:  # SMTPException is one too
        logger.warning("the address before a change was not told")


@transaction.atomic
def hold_outbox(cycle: AwardCycle, act: Act) -> None:
    """Office: no mail of this cycle goes out until it is released, nor what comes meanwhile. Raises StepRefused."""
    officer = demand_role(act.actor, Role.OFFICE)
    _hold, created = OutboxHold.objects.get_or_create(cycle=cycle, defaults={"by": officer, "at": act.now})
    if created:
        record(officer, "outbox_held", cycle, role=Role.OFFICE)


@transaction.atomic
def release_outbox(cycle: AwardCycle, act: Act) -> None:
    """Office: let the cycle's mail go out again; mails held one by one stay held. Raises StepRefused."""
    officer = demand_role(act.actor, Role.OFFICE)
    gone, _rows = OutboxHold.objects.filter(cycle=cycle).delete()
    if gone:
        record(officer, "outbox_released", cycle, role=Role.OFFICE)


def hold_mail(person: User, cycle: AwardCycle, act: Act) -> int:
    """Office: keep back what waits for one person; what comes later goes out. Returns how many. Raises StepRefused."""
    return _turn(person, cycle, act, Mail.WAITING, Mail.HELD, "mail_held")


def release_mail(person: User, cycle: AwardCycle, act: Act) -> int:
    """Office: let go what was kept back for one person. Returns how many. Raises StepRefused."""
    return _turn(person, cycle, act, Mail.HELD, Mail.WAITING, "mail_released")


@transaction.atomic
def _turn(person: User, cycle: AwardCycle, act: Act, before: str, after: str, action: str) -> int:
    officer = demand_role(act.actor, Role.OFFICE)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # not while the mail goes out
    found = Message.objects.filter(recipient=person, cycle=cycle, mail=before)
    if not found.exists():
        refuse("M1", "nothing_to_hold" if before == Mail.WAITING else "nothing_held", name=person.name)
    turned = found.update(mail=after)
    record(officer, action, person, role=Role.OFFICE, number=turned)
    return turned
