"""What the review's pages share: findings in words with the way to mend them, and the page of a step."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from nominations.enums import Role
from nominations.models import User
from nominations.policy.findings import Finding, Severity

from ..messages import words
from ..models import Case
from ..permissions import may_take
from ..selectors.cases import cases_visible_to
from ..services.advance import Act, StepRefused
from ..workflow import STEPS, steps_named

CHANGED = 409  # what was asked has become impossible
FAULTY = 422  # what was typed cannot be taken


@dataclass(frozen=True)
class Said:
    """A finding as `includes/finding_list.html` shows it."""

    severity: str
    message: str
    clause: str = ""
    rule: str = ""
    field_label: str = ""
    url: str = ""


def said(findings: Iterable[Finding], names: Mapping[int, str] | None = None) -> list[Said]:
    """Findings in words, each once; `names` (nominee's key → name) says about whom where several are on the page."""
    known = names or {}
    shown = [Said(f.severity, words(f), f.clause, f.rule, known.get(f.subject or 0, "")) for f in findings]
    return list(dict.fromkeys(shown))


def case_seen_by(user: User, pk: int) -> Case:
    """The case, if this person may see it. Raises Http404."""
    return get_object_or_404(cases_visible_to(user), pk=pk)


def act_of(request: HttpRequest, reason: str = "") -> Act:
    """Who acts, here and now."""
    return Act(request.user, timezone.now(), reason)


def demand_role(user: User, *roles: str) -> None:
    """Raises PermissionDenied, in words, for whoever holds none of `roles`."""
    if not user.holds(*roles):
        names = "、".join(str(Role(role).label) for role in roles)
        raise PermissionDenied(_("这个页面只供%(roles)s使用。") % {"roles": names})


def demand_step(user: User, action: str, case: Case) -> bool:
    """Whether that step leaves the case's stage. Raises PermissionDenied where it is never this person's to take."""
    if not any(may_take(user, step, case) for step in STEPS if step.action == action):
        raise PermissionDenied
    return bool(steps_named(action, case.stage))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: None on GET; on POST whatever came, an empty one too, so that its faults are said."""
    return request.POST if request.method == "POST" else None


def uploaded(request: HttpRequest) -> MultiValueDict | None:
    """The same for files: an empty dictionary on GET would bind the form, and show faults before anything was typed."""
    return request.FILES if request.method == "POST" else None


def take_step(
    request: HttpRequest,
    *,
    form: Form,
    take: Callable[[dict[str, Any]], Any],
    template: str,
    context: Mapping[str, Any],
    back: str,
    done: Any,
    names: Mapping[int, str] | None = None,
    onward: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """The page of a step: GET shows `form`, POST gives its clean data to `take`, says `done` and goes `back`.

    `onward`: to where instead, by what `take` gave.
    422 with the faults at their fields, 409 with the reasons of a refusal; both keep what was typed.
    """
    refused: list[Said] = []
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = FAULTY
    elif request.method == "POST":
        try:
            answer = take(form.cleaned_data)
        except StepRefused as refusal:
            refused, status = said(refusal.findings, names), CHANGED
        else:
            messages.success(request, done)
            return redirect(onward(answer) if onward else back)
    return render(request, template, {**context, "form": form, "refused": refused, "back": back}, status=status)


def press(
    request: HttpRequest, take: Callable[[], Any], back: str, done: Callable[[Any], Any] | None = None
) -> HttpResponse:
    """A button with nothing to fill in: `take`, say what `done` makes of its answer, and go `back`; 409 where it is refused.

    Without `done` nothing is said: the page itself shows what came of it.
    """
    try:
        answer = take()
    except StepRefused as refusal:
        reason = " ".join(words(finding) for finding in refusal.findings)
        return render(request, "409.html", {"reason": reason, "back_url": back}, status=CHANGED)
    if done:
        messages.success(request, done(answer))
    return redirect(back)


def impossible(request: HttpRequest, case: Case, action: str, back: str) -> HttpResponse:
    """The case has left the stage in which that step was possible (409)."""
    return no_form(request, "W1", "impossible", back, name=str(case), stage=case.get_stage_display(), action=action)


def no_form(request: HttpRequest, rule: str, code: str, back: str, **params: Any) -> HttpResponse:
    """In place of a form that could only be refused, why (409)."""
    reason = words(Finding(rule, code, Severity.HARD, "", params=params))
    return render(request, "409.html", {"reason": reason, "back_url": back}, status=CHANGED)
