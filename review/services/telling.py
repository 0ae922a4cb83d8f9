"""Tell people what happened: messages are written in the transaction of the step that they are about.

However many cases a step moves, each person gets one message about it. Mails come later: `services.mailing`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime

from nominations.models import AwardCycle, User

from ..models import Decision, Message
from ..selectors.recipients import holders, people_of_units
from ..stages import Stage
from ..telling import COCKPIT, KINDS, STEPS_TOLD, UNIT, some_names, text_of
from ..workflow import label_of

Mail = Message.Mail


@dataclass(frozen=True)
class Telling:
    """One message to each of `to`; `about`: the key that the kind's page takes, None where it takes none.

    With a `key` a person who was told this before is not told again.
    """

    kind: str
    to: Collection[User]
    about: int | None
    words: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Occasion:
    """When and in which cycle; whoever did it (`by`) needs no message; `batch`: the step's, if it can be undone."""

    cycle: AwardCycle
    at: datetime
    by: User | None = None
    batch: UUID | None = None


def tell(occasion: Occasion, tellings: Iterable[Telling]) -> list[Message]:
    """Write the messages; gives those that are new. Two queries, however many."""
    wanted = [_message(occasion, telling, person) for telling in tellings for person in telling.to]
    fresh = _not_told_yet([one for one in wanted if occasion.by is None or one.recipient_id != occasion.by.pk])
    Message.objects.bulk_create(fresh, ignore_conflicts=True)  # another process may remind at the same moment
    return fresh


def _message(occasion: Occasion, telling: Telling, person: User) -> Message:
    page = KINDS[telling.kind].page
    words = {name: _plain(value) for name, value in telling.words.items()}
    return Message(
        recipient=person,
        cycle=occasion.cycle,
        kind=telling.kind,
        text=text_of(telling.kind, words),
        link=reverse(page, args=[] if telling.about is None else [telling.about]),
        key=telling.key,
        batch=occasion.batch,
        made_at=occasion.at,
        mail=Mail.WAITING if person.email else Mail.NONE,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return localtime(value).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _not_told_yet(messages: Sequence[Message]) -> list[Message]:
    keys = {one.key for one in messages if one.key}
    told: set[tuple[Any, ...]] = set()
    if keys:
        told.update(Message.objects.filter(key__in=keys).values_list("recipient", "kind", "key"))
    return [one for one in messages if (one.recipient_id, one.kind, one.key) not in told]


def tell_of_steps(decisions: Sequence[Decision]) -> None:
    """Tell of steps just taken, as `telling.STEPS_TOLD` has it. Their cases come with nomination, unit and cycle."""
    groups: dict[tuple[str, str, int, str], list[Decision]] = {}
    for one in decisions:
        if one.to_stage == Stage.UNIT_PUBLICITY:  # mended, and made public anew before it is handed in
            continue
        for kind, to in STEPS_TOLD.get(one.action, ()):
            about = one.case.nomination.recommendation_id if KINDS[kind].page == COCKPIT else one.case.cycle_id
            groups.setdefault((kind, to, about, one.action), []).append(one)
    if not groups:
        return
    first = decisions[0]
    units = {one.case.nomination.recommendation.unit_id for one in decisions}
    people = people_of_units(units) if any(to == UNIT for _kind, to, *_rest in groups) else {}
    of_role = {to: holders(to) for _kind, to, *_rest in groups if to != UNIT}
    tell(
        Occasion(first.case.cycle, first.at, first.actor, first.batch),
        [
            Telling(kind, of_role.get(to) or people.get(_unit(group), ()), about, _words(group))
            for (kind, to, about, _action), group in groups.items()
        ],
    )


def _unit(group: Sequence[Decision]) -> int:
    return group[0].case.nomination.recommendation.unit_id


def _words(group: Sequence[Decision]) -> dict[str, Any]:
    one = group[0]
    return {
        "names": some_names([str(decision.case) for decision in group]),
        "count": sum(decision.case.nomination.backup_for_id is None for decision in group),
        "step": label_of(one.action),
        "unit": one.case.nomination.recommendation.unit.brief,
        "cure_by": one.case.cure_by,
    }


def tell_of_undoing(occasion: Occasion, batches: Collection[UUID]) -> None:
    """What nobody has seen of an undone step is taken back; who has seen it is told."""
    told = Message.objects.filter(batch__in=batches)
    told.filter(read_at=None).exclude(mail=Mail.SENT).delete()
    seen = list(told.select_related("recipient"))
    told.filter(mail__in=[Mail.WAITING, Mail.HELD]).update(mail=Mail.NONE)
    Message.objects.bulk_create(
        Message(
            recipient=one.recipient,
            cycle=occasion.cycle,
            kind="undone",
            made_at=occasion.at,
            link=one.link,
            text=text_of("undone", {"title": one.title, "text": one.text}),
            mail=Mail.WAITING if one.recipient.email else Mail.NONE,
        )
        for one in seen
        if occasion.by is None or one.recipient_id != occasion.by.pk
    )
