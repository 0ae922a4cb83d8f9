"""The page of a step with many cases: tick them, see what the list would be, confirm.

The same page answers GET (a proposal), a POST of 'preview' (worked out again, nothing done) and the step itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, User
from nominations.policy.findings import Finding
from nominations.policy.notice import AwardKind

from ..forms.publicity import CasesForm
from ..guards import principal
from ..messages import reason_title, words
from ..models import Case
from ..permissions import may_ever_take
from ..selectors.duties import held_back
from ..selectors.facts import with_facts
from ..selectors.lists import counting, in_list_order
from ..selectors.many import moved_meanwhile
from ..selectors.notices import public_line
from ..selectors.preview import ListPreview, preview_list
from ..selectors.proposing import Proposed
from ..services.advance import Act, StepRefused
from ..workflow import STEPS, label_of
from .common import CHANGED, FAULTY, Said, act_of, said
from .meter import Effect, Meter, effect, left_out_words, meter_of
from .narrowing import asked_for, keys_in

WHATEVER_IS_CHOSEN = ("S1",)  # no other choice would lift it: scores are missing
REASON = "reason_"  # and the rule it is written against: a field's name
PREVIEW = "preview"  # the name of the button that only works the list out
PROPOSE = "propose"  # the name of the button that ticks the proposal
CAPPED, EFFECT = _("计入占比"), _("增减影响")


@dataclass(frozen=True)
class Cell:
    """`label` is its column's heading."""

    label: Any
    text: Any
    badge: Any = ""


@dataclass(frozen=True)
class Row:
    """One candidate: `cells` under the page's columns, `obstacles` to the step."""

    case: Case
    checked: bool
    cells: Sequence[Cell] = ()
    obstacles: Sequence[Said] = ()
    backups: Sequence[Case] = ()
    readable: bool = True
    effect: Effect | None = None
    left_out: str = ""

    @property
    def work(self) -> str:
        """A person's work unit and position."""
        return public_line(self.case).work


@dataclass(frozen=True)
class Group:
    """The candidates of one kind, and how the list of that kind would be made up."""

    kind: str
    label: str
    rows: list[Row]
    meter: Meter


def nothing_more(form: CasesForm, preview: ListPreview) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class ListStep:
    """What tells one such page from another.

    `cases` are the candidates in the order shown, `proposed` the keys of those ticked at first, `cells` what a row
    shows besides, by key. `form` makes the form of (data, cases=…, initial=…); `take` gets the cases chosen, the
    clean form and the act; `done` is what is said afterwards, or makes it of the clean form. `more` adds to the
    page's context what hangs on form and preview.
    """

    action: str
    cases: Sequence[Case]
    form: Callable[..., CasesForm]
    take: Callable[[list[Case], Any, Act], Any]
    done: Any
    back: str
    template: str = "review/lists/step.html"
    intro: Any = ""
    proposed: Collection[int] = ()
    columns: Sequence[Any] = ()
    cells: Mapping[int, Sequence[Cell]] = field(default_factory=dict)
    more: Callable[[CasesForm, ListPreview], Mapping[str, Any]] = nothing_more
    readable: Collection[int] | None = None  # keys of the cases whose page this person may open; None: all
    metered: bool = True  # a list is put together, whose make-up is shown
    places_bind: bool = True  # R1 limits the list
    proposal: Mapping[str, Proposed] = field(default_factory=dict)  # by kind, where the system proposes one
    danger: bool = False

    def make(self, data: Any = None, **kwargs: Any) -> CasesForm:
        return self.form(data, cases=self.cases, **kwargs)

    @property
    def title(self) -> str:
        return label_of(self.action)

    @property
    def leaves_roster(self) -> bool:
        return any(step.whole_list for step in STEPS if step.action == self.action)

    @property
    def ticked(self) -> Collection[int]:
        """Keys of those ticked at first."""
        return [pk for one in self.proposal.values() for pk in one.chosen] or self.proposed

    @property
    def heads(self) -> Sequence[Any]:
        """Headings of all columns behind the unit's."""
        return [CAPPED, *self.columns, EFFECT] if self.metered else self.columns


def candidates(cycle: AwardCycle, action: str) -> list[Case]:
    """The cases that stand where `action` starts, with all that the guards read, in the order of lists.

    Without backups, where these travel along with their principal or have to stand by.
    """
    step = next(step for step in STEPS if step.action == action)
    cases = with_facts(cycle.cases.filter(stage__in=step.sources))
    principals_only = step.takes_backups or principal in step.guards
    return in_list_order(cases.filter(nomination__backup_for=None) if principals_only else cases)


def unhindered(action: str, cycle: AwardCycle, cases: Sequence[Case], now: datetime, user: User) -> list[int]:
    """Keys of the candidates that nothing of their own keeps from the step by this person."""
    obstacles = preview_list(action, cycle, cases, now, user).obstacles
    return [case.pk for case in cases if case.pk not in obstacles]


def list_step(request: HttpRequest, cycle: AwardCycle, page: ListStep) -> HttpResponse:
    """GET shows the proposal, POST previews or takes the step; 422 and 409 keep what was typed."""
    role = next(step.role for step in STEPS if step.action == page.action)
    held = held_back(request.user, role, page.cases)
    proposed = [pk for pk in page.ticked if pk not in held]
    draw = partial(_draw, request, cycle, page, held)
    if request.method != "POST":
        asked = asked_for(request)
        ticked = proposed if asked is None else [case.pk for case in page.cases if case.pk in asked]
        aside = len(asked) - len(ticked) if asked else 0
        return draw(page.make(initial={"cases": ticked}), aside=aside)
    form = page.make(request.POST)
    valid = form.is_valid()
    if PREVIEW in request.POST or PROPOSE in request.POST:
        return draw(_unjudged(form, page, proposed if PROPOSE in request.POST else None))
    moved = moved_meanwhile(page.action, cycle, keys_in(request.POST.getlist("cases")) - form.known.keys())
    if moved:
        return draw(_unjudged(form, page, None), refused=moved, status=CHANGED)
    if not valid:
        return draw(form, status=FAULTY)
    try:
        page.take(form.cleaned_data["cases"], form, act_of(request))
    except StepRefused as refusal:
        refused = _at_fields(form, refusal.findings)
        return draw(form, refused=refused, status=CHANGED)
    messages.success(request, page.done(form) if callable(page.done) else page.done)
    return redirect(page.back)


def demand_list_step(user: User, action: str) -> None:
    """Raises PermissionDenied where the step is never this person's to take."""
    if not any(may_ever_take(user, step) for step in STEPS if step.action == action):
        raise PermissionDenied


def _unjudged(form: CasesForm, page: ListStep, ticked: Collection[int] | None) -> CasesForm:
    """The same form, holding what was typed, without faults: a preview asks for nothing. `ticked` instead of its own."""
    typed = {name: form[name].value() for name in form.fields}
    return page.make(initial=typed | {"cases": chosen_keys(form) if ticked is None else ticked})


def chosen_keys(form: CasesForm) -> set[int]:
    """Keys of the candidates ticked, whatever else is wrong with the form."""
    given = {str(one) for one in form["cases"].value() or ()}
    return {pk for pk in form.known if str(pk) in given}


def _at_fields(form: CasesForm, findings: Iterable[Finding]) -> list[Finding]:
    """Put a refusal that a written reason would lift at the reason's field; returns the others."""
    others = []
    for finding in findings:
        name = f"{REASON}{finding.rule}"
        if name in form.fields:
            form.add_error(name, words(finding))
        else:
            others.append(finding)
    return others


def _draw(
    request: HttpRequest,
    cycle: AwardCycle,
    page: ListStep,
    held: Mapping[int, list[Finding]],
    form: CasesForm,
    *,
    refused: Iterable[Finding] = (),
    aside: int = 0,
    status: int = 200,
) -> HttpResponse:
    """`held`: of which cases this person had another part; `aside`: how many were asked for that are no candidates."""
    ticked = chosen_keys(form)
    picked = [case for case in page.cases if case.pk in ticked]
    preview = preview_list(page.action, cycle, picked, timezone.now(), request.user, reasons_in(form))
    shown = replace(preview, obstacles={**held, **preview.obstacles})
    context = {
        "cycle": cycle,
        "page": page,
        "title": page.title,
        "form": form,
        "aside": aside,
        "fields": [field for field in form if field.name != "cases"],
        "groups": groups(cycle, page, ticked, shown),
        "preview": preview,
        "reasons": [{**one, "about": reason_title(one["rule"])} for one in preview.reasons],
        "findings": said(preview.findings),
        "warnings": said(one for one in preview.warnings if one not in preview.findings),
        "refused": said(refused, {case.nomination_id: str(case) for case in (*page.cases, *preview.backups)}),
        "back": page.back,
        "stopped": said(finding for finding in preview.findings if finding.rule in WHATEVER_IS_CHOSEN),
        **page.more(form, preview),
    }
    return render(request, page.template, context, status=status)


def reasons_in(form: CasesForm) -> dict[str, str]:
    """Rule → reason, of the form's fields reason_R2 and the like, as typed."""
    typed = {name.removeprefix(REASON): form[name].value() for name in form.fields if name.startswith(REASON)}
    return {rule: text or "" for rule, text in typed.items()}


def groups(cycle: AwardCycle, page: ListStep, chosen: Collection[int], preview: ListPreview) -> list[Group]:
    """The candidates by kind of award; kinds without any are left out."""
    backups: dict[int, list[Case]] = {}
    for backup in preview.backups:
        backups.setdefault(backup.nomination.backup_for_id, []).append(backup)
    names = {backup.nomination_id: str(backup) for backup in preview.backups}
    capped = counting(cycle, page.cases) if page.metered else ()
    found = []
    for award in cycle.notice.awards:
        rows = [
            replace(
                metered(award, page, preview, case, checked=case.pk in chosen, capped=case.pk in capped),
                obstacles=said(preview.obstacles.get(case.pk, ()), names),
                backups=backups.get(case.nomination_id, ()),
                readable=page.readable is None or case.pk in page.readable,
            )
            for case in page.cases
            if case.nomination.kind == award.code
        ]
        if rows:
            meter = meter_of(award, preview, places_bind=page.places_bind)
            found.append(Group(award.code, award.label, rows, meter))
    return found


def metered(
    award: AwardKind, page: ListStep, preview: ListPreview, case: Case, *, checked: bool, capped: bool
) -> Row:
    """The row with the page's own cells; where a list is put together, also with what it does to the list."""
    cells = page.cells.get(case.pk, ())
    if not page.metered:
        return Row(case, checked, cells)
    proposed = page.proposal.get(award.code)
    why = proposed.left_out.get(case.pk) if proposed and not checked else None
    return Row(
        case,
        checked,
        [Cell(CAPPED, _("计入") if capped else ""), *cells],
        effect=effect(
            award, preview.made_up[award.code], checked=checked, capped=capped, places_bind=page.places_bind
        ),
        left_out=left_out_words(award, why, proposed.made) if why else "",
    )
