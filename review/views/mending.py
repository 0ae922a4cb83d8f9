"""Findings with the way to mend them: the label of the field at fault and the address where it is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from nominations.forms.sections import RECOMMENDATION_SECTIONS, SECTIONS, Item, Section, item_named, items_of
from nominations.models import Nomination, Recommendation
from nominations.policy.corrections import item_of
from nominations.policy.findings import Finding

from ..grounds import labels
from ..models import Decision
from .common import Said, said


def said_of_nominee(nomination: Nomination, findings: Iterable[Finding]) -> list[Said]:
    """Findings on one nominee; each leads to its field, or to the reason that it asks for."""
    return [
        replace(
            said([finding])[0],
            field_label=_label(SECTIONS[nomination.kind], finding.field),
            url=_nominee_url(nomination, finding),
        )
        for finding in findings
    ]


def said_of_unit(recommendation: Recommendation, findings: Iterable[Finding]) -> list[Said]:
    """Findings on the unit as a whole: its own fields, its quota, its reasons."""
    return [
        replace(
            said([finding])[0],
            field_label=_label(RECOMMENDATION_SECTIONS, finding.field),
            url=_unit_url(recommendation, finding),
        )
        for finding in findings
    ]


@dataclass(frozen=True)
class ShownPoint:
    """A ground of a return in words; `items` are those of the form to be corrected."""

    label: str
    note: str
    items: list[Item]


def points_of(decision: Decision, kind: str) -> list[ShownPoint]:
    """The grounds of a return, with the items of that kind's form."""
    items = {item.name: item for item in items_of(SECTIONS[kind])}
    return [
        ShownPoint(
            labels([point["ground"]])[0], point["note"], [items[name] for name in point["fields"] if name in items]
        )
        for point in decision.data.get("points", ())
    ]


def _label(sections: tuple[Section, ...], field: str) -> str:
    item = item_named(sections, item_of(field))
    return str(item.label) if item else ""


def _nominee_url(nomination: Nomination, finding: Finding) -> str:
    if finding.needs_reason:
        return reverse("reasons", args=[nomination.recommendation_id])
    if finding.field == "photo":
        return reverse("nomination_photo_edit", args=[nomination.pk])
    anchor = f"#id_{finding.field}" if finding.field else ""
    return reverse("nomination_edit", args=[nomination.pk]) + anchor


def _unit_url(recommendation: Recommendation, finding: Finding) -> str:
    if finding.needs_reason:
        return reverse("reasons", args=[recommendation.pk])
    if finding.field:
        return reverse("recommendation_edit", args=[recommendation.pk]) + f"#id_{finding.field}"
    return reverse("quota", args=[recommendation.pk])
