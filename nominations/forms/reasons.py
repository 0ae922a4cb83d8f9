"""The written reasons with which 原则上 rules may be left: one box a finding. Source: domain §4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Nomination, SoftReason
from ..policy.findings import Finding
from .fields import Text
from .page import Note, note

REASON_LIMIT = 500  # characters


@dataclass(frozen=True)
class Question:
    """One rule that one nominee (None: the unit) does not keep, and what was found."""

    nominee: Nomination | None
    rule: str
    findings: tuple[Finding, ...]
    reason: SoftReason | None

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"{self.rule}_{self.nominee.pk if self.nominee else 'unit'}"

    @property
    def key(self) -> int | None:
        return self.nominee.pk if self.nominee else None


def questions(
    findings: Mapping[int | None, Iterable[Finding]],
    nominees: Iterable[Nomination],
    reasons: Mapping[tuple[int | None, str], SoftReason],
) -> list[Question]:
    """What a reason is owed for: the unit's first, then by nominee in the order given."""
    asked = []
    for nominee in [None, *nominees]:
        key = nominee.pk if nominee else None
        by_rule: dict[str, list[Finding]] = {}
        for finding in findings.get(key, ()):
            if finding.needs_reason:
                by_rule.setdefault(finding.rule, []).append(finding)
        asked += [Question(nominee, rule, tuple(found), reasons.get((key, rule))) for rule, found in by_rule.items()]
    return asked


class ReasonsForm(forms.Form):
    """Questions of one unit; each may be answered later."""

    def __init__(self, *args: Any, asked: list[Question], **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        for question in asked:
            self.fields[question.name] = Text(
                REASON_LIMIT,
                lines=3,
                label=_("理由"),
                initial=question.reason.text if question.reason else "",
            )

    def answers(self) -> list[tuple[Nomination | None, str, str]]:
        """What was written anew: about whom, the rule, the text. To be asked of a valid form."""
        given: dict[str, Any] = self.cleaned_data
        return [
            (question.nominee, question.rule, given[question.name])
            for question in self.asked
            if given[question.name] != (question.reason.text if question.reason else "")
        ]

    def boxes(self) -> list[tuple[Question, list[Note], forms.BoundField]]:
        return [
            (question, [note(finding) for finding in question.findings], self[question.name]) for question in self.asked
        ]
