"""Messages as their readers see them: the inbox, and the outbox that the office can hold."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from nominations.models import AwardCycle, User

from ..models import Message, OutboxHold
from .facts import day_in

Mail = Message.Mail


def inbox(user: User) -> QuerySet[Message]:
    """All that this person was told, newest first."""
    return Message.objects.filter(recipient=user)


def unread(user: User) -> int:
    return inbox(user).filter(read_at=None).count()


def going_out(person: User | int, released: AwardCycle | None = None) -> QuerySet[Message]:
    """What stands in the person's next mail, oldest first; `released`: as if that cycle's outbox were not held."""
    held = OutboxHold.objects.filter(cycle=OuterRef("cycle"))
    waiting = Message.objects.filter(recipient=person, mail=Mail.WAITING)
    besides = Q(cycle=released) if released else Q(pk__in=[])
    return waiting.filter(~Q(Exists(held)) | besides).select_related("cycle").order_by("made_at", "pk")


def _to_mail() -> QuerySet[Message]:
    held = OutboxHold.objects.filter(cycle=OuterRef("cycle"))
    waiting = Message.objects.filter(~Exists(held), mail=Mail.WAITING, recipient__is_active=True)
    return waiting.exclude(recipient__email="").order_by()


def people_to_mail() -> list[int]:
    """Keys of those for whom a mail waits, whoever waits longest first."""
    return list(_to_mail().values_list("recipient", flat=True).annotate(last=Max("made_at")).order_by("last", "recipient"))


def oldest_to_mail() -> datetime | None:
    """When the longest waiting of the messages came that a mail waits for."""
    return _to_mail().aggregate(oldest=Min("made_at"))["oldest"]


def mailed_today(person: User, cycle: AwardCycle, now: datetime) -> bool:
    """Whether a mail went to the person on this day of the cycle's calendar."""
    zone = cycle.notice.deadline.tzinfo
    midnight = datetime.combine(day_in(cycle, now), time.min, zone)
    return Message.objects.filter(recipient=person, mailed_at__gte=midnight).exists()


@dataclass(frozen=True)
class Outbox:
    """`hold`: who stopped it all, and when. `people`: annotated with how many messages `wait` and are `held`."""

    hold: OutboxHold | None
    people: QuerySet[User]


def outbox(cycle: AwardCycle) -> Outbox:
    """To whom mail of this cycle waits."""
    hold = OutboxHold.objects.filter(cycle=cycle).select_related("by").first()
    mine = Q(inbox__cycle=cycle)
    people = User.objects.annotate(
        waiting=Count("inbox", mine & Q(inbox__mail=Mail.WAITING)),
        held=Count("inbox", mine & Q(inbox__mail=Mail.HELD)),
        newest=Max("inbox__made_at", filter=mine & Q(inbox__mail__in=[Mail.WAITING, Mail.HELD])),
    )
    return Outbox(hold, people.filter(newest__isnull=False).prefetch_related("grants__unit").order_by("-newest", "pk"))


def sent(cycle: AwardCycle) -> QuerySet[Message]:
    """Each mail that went out with messages of this cycle: recipient's name, moment, how many; newest first."""
    gone = Message.objects.filter(cycle=cycle, mail=Mail.SENT).order_by()
    rows = gone.values("recipient", "recipient__name", "mailed_at").annotate(count=Count("pk"))
    return rows.order_by("-mailed_at", "recipient")
