"""The outbox of a cycle: who will be sent what, each mail as it will read, and the office's hold on it."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User

from ..models import Message
from ..selectors.messages import going_out, mailed_today, outbox, sent
from ..services import mailing
from .common import act_of, demand_role, press

PER_PAGE, SENT_SHOWN = 30, 10
READERS = (Role.OFFICE, Role.AUDITOR)
HOLD = "hold"


@require_safe
def outbox_page(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom mail waits or is held, and what went out last."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    found = outbox(cycle)
    context = {
        "cycle": cycle,
        "hold": found.hold,
        "page": Paginator(found.people, PER_PAGE).get_page(request.GET.get("page")),
        "sent": sent(cycle)[:SENT_SHOWN],
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/messages/outbox.html", context)


@require_safe
def mail_page(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """One person's next mail as it will read, and what is held back of it. Raises Http404 where nothing waits."""
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    recipient = get_object_or_404(User, pk=person_pk)
    going = list(going_out(recipient, released=cycle))
    held = list(
        Message.objects.filter(recipient=recipient, cycle=cycle, mail=Message.Mail.HELD).order_by("made_at", "pk")
    )
    if not going and not held:
        raise Http404
    context = {
        "cycle": cycle,
        "recipient": recipient,
        "mail": mailing.compose(recipient, going) if going else None,
        "held": mailing.compose(recipient, held) if held else None,
        "may_hold": any(one.cycle_id == cycle.pk for one in going),
        "hold": outbox(cycle).hold,
        "tomorrow": mailed_today(recipient, cycle, timezone.now()),
        "is_office": request.user.holds(Role.OFFICE),
    }
    return render(request, "review/messages/mail.html", context)


@require_POST
def turn_outbox(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Hold or release all mail of a cycle."""
    demand_role(request.user, Role.OFFICE)
    take = _verb(verb, mailing.hold_outbox, mailing.release_outbox)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    done = _("发件箱已暂停，在恢复之前不发出邮件。") if verb == HOLD else _("发件箱已恢复。")
    back = reverse("outbox", args=[pk])
    return press(request, lambda: take(cycle, act_of(request)), back, lambda _answer: done)


@require_POST
def turn_mail(request: HttpRequest, pk: int, person_pk: int, verb: str) -> HttpResponse:
    """Hold or release what waits for one person."""
    demand_role(request.user, Role.OFFICE)
    take = _verb(verb, mailing.hold_mail, mailing.release_mail)
    cycle, recipient = get_object_or_404(AwardCycle, pk=pk), get_object_or_404(User, pk=person_pk)
    words = _("已暂停发给%(name)s的邮件。") if verb == HOLD else _("发给%(name)s的邮件已恢复。")
    done = words % {"name": recipient}
    back = reverse("outbox", args=[pk])
    return press(request, lambda: take(recipient, cycle, act_of(request)), back, lambda _answer: done)


def _verb(verb: str, hold: Callable, release: Callable) -> Callable:
    """Raises Http404 for any other word in the address."""
    try:
        return {HOLD: hold, "release": release}[verb]
    except KeyError as error:
        raise Http404 from error
