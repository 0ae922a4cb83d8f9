"""A person's own inbox: what is read, and where mails go."""

from datetime import datetime
from functools import partial

from django.db import transaction

from nominations.models import User, record

from ..models import Message
from ..selectors.messages import inbox
from .mailing import tell_address_before

Mail = Message.Mail


def mark_read(user: User, now: datetime, *, upto: int | None = None, only: int | None = None) -> None:
    """Mark as read one message (`only`), or all up to that key."""
    unread = inbox(user).filter(read_at=None)
    unread = unread.filter(pk=only) if only is not None else unread.filter(pk__lte=upto)
    unread.update(read_at=now)


@transaction.atomic
def set_address(user: User, email: str) -> None:
    """Where this person's mails go from now on; "": nowhere, and what waits is read in the inbox alone.

    The address before is told, as far as mail goes out: so a person learns of what somebody else did.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.email == email:
        return
    before, locked.email = locked.email, email
    locked.save(update_fields=["email"])
    if not email:
        inbox(user).filter(mail__in=[Mail.WAITING, Mail.HELD]).update(mail=Mail.NONE)
    record(user, "mail_address_changed", user)
    if before:
        transaction.on_commit(partial(tell_address_before, locked, before))
