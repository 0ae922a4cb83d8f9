"""征求意见, for a department: what it is asked, one answer, 'no objection to all the rest'."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, User, masked, record

from ..forms.opinions import AnswerForm
from ..forms.readback import read_as
from ..models import Opinion
from ..selectors.cases import asked_opinions
from ..selectors.consultation import NOMINEE, asked_in, days_late, identity_of, rounds, state_of, work_of
from ..selectors.facts import day_in
from ..selectors.nominee import Reading
from ..selectors.thread import told
from ..services.opinions import answer, clear_the_rest
from .common import act_of, demand_role, posted, press, take_step


@dataclass(frozen=True)
class Question:
    """One nominee a department is asked about: nothing but who it is, and the ID number where it checks one."""

    opinion: Opinion
    authority: str
    state: str
    days: int  # how many it is late
    work: str  # work unit and position, or the collective's nature
    id_number: str  # masked unless asked for; "" where the department does not check it


@require_safe
def my_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything this department is asked in a cycle."""
    demand_role(request.user, Role.DEPARTMENT)
    return _list(request, get_object_or_404(AwardCycle, pk=pk))


@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list once, ID numbers in full; that is recorded (domain §2)."""
    demand_role(request.user, Role.DEPARTMENT)
    return _list(request, get_object_or_404(AwardCycle, pk=pk), revealed=True)


def _list(request: HttpRequest, cycle: AwardCycle, *, revealed: bool = False) -> HttpResponse:
    now = timezone.now()
    asked = [question(opinion, now, revealed) for opinion in asked_in(request.user, cycle)]
    shown = [q.opinion.case_id for q in asked if q.id_number]
    if revealed and shown:
        record(request.user, "revealed_ids", cycle, role=Role.DEPARTMENT, cases=shown)
    context = {
        "cycle": cycle,
        "questions": asked,
        "open": [q for q in asked if not q.opinion.verdict],
        "again": [q for q in asked if q.opinion.asked_again_at],
        "checks_identity": bool(shown),
        "revealed": revealed,
        "several": len({q.authority for q in asked}) > 1,
        "letters": [
            (cycle.notice.authority(code), days)
            for code, days in rounds(cycle, asked_opinions(request.user).filter(case__cycle=cycle)).items()
        ],
    }
    return render(request, "review/opinions/mine.html", context)


def question(opinion: Opinion, now: object, revealed: bool = False) -> Question:
    cycle = opinion.case.cycle
    today, found = day_in(cycle, now), identity_of(opinion)
    return Question(
        opinion=opinion,
        authority=cycle.notice.authority(opinion.authority).label,
        state=state_of(opinion, today),
        days=days_late(opinion, today),
        work=work_of(opinion),
        id_number=found if revealed or not found else masked(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer, beside all that was said before it; it may be corrected while the case is out for opinions."""
    demand_role(request.user, Role.DEPARTMENT)
    opinion = own_opinion(request.user, pk)
    last = {} if opinion.is_awaited else {"verdict": opinion.verdict, "reason": opinion.reason}
    form = AnswerForm(posted(request), initial=last)

    def take(given: dict[str, str]) -> None:
        answer(opinion, given["verdict"], act_of(request, given["reason"]))

    return take_step(
        request,
        form=form,
        take=take,
        template="review/opinions/answer.html",
        context={
            "question": question(opinion, timezone.now()),
            "case": opinion.case,
            "thread": told(opinion.notes.select_related("by"), by_name=False),
            "sections": read_as(opinion.case.nomination, Reading.DEPARTMENT),
        },
        back=reverse("my_opinions", args=[opinion.case.cycle_id]),
        done=_("已答复对“%(name)s”的意见。") % {"name": opinion.case},
    )


def own_opinion(user: User, pk: int) -> Opinion:
    """Raises Http404 for another department's."""
    return get_object_or_404(asked_opinions(user).select_related(*NOMINEE), pk=pk)


@require_POST
def clear_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """'No objection to all the rest': those that the page listed, not what came in since."""
    demand_role(request.user, Role.DEPARTMENT)
    cycle = get_object_or_404(AwardCycle, pk=pk)
    listed = set(request.POST.getlist("opinions"))
    asked = [opinion.pk for opinion in asked_in(request.user, cycle) if str(opinion.pk) in listed]

    def cleared(count: int) -> str:
        words = ngettext("已对 %(count)s 个推荐对象答复无异议。", "已对 %(count)s 个推荐对象答复无异议。", count)
        return words % {"count": count}

    return press(request, lambda: clear_the_rest(asked, cycle, act_of(request)), reverse("my_opinions", args=[pk]), cleared)
