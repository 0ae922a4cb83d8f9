"""A form as its page shows it: section by section, each with its progress, each field with what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from ..glyphs import named, undrawable
from ..messages import words
from ..policy.corrections import item_of
from ..policy.facts import NomineeFacts
from ..policy.findings import Finding, Severity
from ..policy.notice import INDIVIDUAL, PUBLIC, Notice
from ..policy.required import CONTACTS, required_fields
from .base import DraftForm
from .fields import Text, YesNo
from .readback import line_of
from .sections import Item, Section, items_of

# Said by the section's progress and a mark at the field: as long as one has not come to a field, it is no fault.
UNANSWERED = {
    ("F1", "missing"),
    ("E2", "none"),
    ("E3", "unanswered"),
    ("E6", "missing"),
    ("P1", "no_date"),
    ("P1", "no_body"),
}
UNREADABLE = ("F1", "unreadable")  # the field itself says what is wrong, more precisely
SECTOR_FROM = ("nature", "employer_nature", "person_category")
OF_THE_UNIT = {*CONTACTS, "decision_on", "decision_body"}


@dataclass(frozen=True)
class Note:
    """A finding in words, as `includes/finding_list.html` and the scripts take it."""

    severity: str
    message: str
    clause: str
    rule: str


@dataclass(frozen=True)
class Demand:
    """One reason for which the nominee came back; `places` are the items it is about."""

    words: str
    note: str
    places: tuple[Item, ...]


@dataclass(frozen=True)
class ShownItem:
    item: Item
    help: str
    fields: list[BoundField]
    notes: list[Note]
    unanswered: bool
    closed: str | None = None  # what it says, where it may not be changed
    demands: tuple[Demand, ...] = ()

    @property
    def inline(self) -> bool:
        """Whether its choices stand side by side: 是 / 否."""
        return any(isinstance(bound.field, YesNo) for bound in self.fields)

    @property
    def faulty(self) -> bool:
        return any(bound.errors for bound in self.fields) or any(note.severity == Severity.HARD for note in self.notes)


@dataclass(frozen=True)
class Progress:
    """`filled` of the `needed` fields are answered; `faults` more are answered wrongly."""

    needed: int = 0
    filled: int = 0
    faults: int = 0

    @property
    def state(self) -> str:
        """faulty, done, open, or optional where nothing is needed."""
        if self.faults:
            return "faulty"
        if not self.needed:
            return "optional"
        return "done" if self.filled >= self.needed else "open"

    @property
    def label(self) -> str:
        if self.faults:
            return _("%(faults)d 处须改正") % {"faults": self.faults}
        if not self.needed:
            return _("选填")
        return _("已填 %(filled)d / %(needed)d") % {"filled": self.filled, "needed": self.needed}


@dataclass(frozen=True)
class ShownSection:
    section: Section
    items: list[ShownItem]
    progress: Progress


@dataclass(frozen=True)
class FormPage:
    """`general`: what concerns no single field. `demands`: why it came back; None where it did not."""

    sections: list[ShownSection]
    general: list[Note]
    demands: list[Demand] | None = None


def form_page(form: DraftForm, sector: str, needed: set[str], findings: Iterable[Finding]) -> FormPage:
    """The page of `form`; `needed` names the items that must be answered."""
    listed = list(findings)
    asked = [_only_asked(section, sector) if settled(form) else section for section in form.sections]
    sections = [_section(form, section, sector, needed, listed) for section in asked if section.items]
    at_fields = {shown.item.name for section in sections for shown in section.items}
    general = [note(finding) for finding in listed if item_of(finding.field) not in at_fields]
    return FormPage(sections, general, demands_of(form))


def settled(form: DraftForm) -> bool:
    """Whether nothing on the page can change the nominee's sector."""
    return all(map(form.closed, SECTOR_FROM))


def _only_asked(section: Section, sector: str) -> Section:
    return replace(section, items=tuple(section.items_for(sector))) if sector else section


def demands_of(form: DraftForm) -> list[Demand] | None:
    """What the office wants corrected, in its order."""
    corrections = getattr(form.row, "corrections", None)
    if corrections is None:
        return None
    items = {item.name: item for item in items_of(form.sections)}
    return [
        Demand(one["demand"], one["note"], tuple(items[name] for name in one["fields"] if name in items))
        for one in corrections
    ]


def _section(form: DraftForm, section: Section, sector: str, needed: set[str], findings: list[Finding]) -> ShownSection:
    shown = [_item(form, item, findings) for item in section.items]
    asked = {item.name for item in section.items_for(sector)}
    return ShownSection(section, shown, _progress([one for one in shown if one.item.name in asked], needed))


def _item(form: DraftForm, item: Item, findings: list[Finding]) -> ShownItem:
    here = [finding for finding in findings if item_of(finding.field) == item.name]
    closed = line_of(form.row, item, form.row.recommendation.cycle.notice).value if form.closed(item.name) else None
    fields = [form[name] for name in form.names_of(item.name)]
    typed = "".join(str(bound.value() or "") for bound in fields if isinstance(bound.field, Text))
    return ShownItem(
        item=item,
        help=str(form.help_of(item)),
        fields=fields,
        notes=[note(finding) for finding in here if spoken(finding)] + not_drawn(typed),
        unanswered=any(map(unanswered, here)),
        closed=closed,
        demands=tuple(one for one in demands_of(form) or () if item in one.places),
    )


def not_drawn(text: str) -> list[Note]:
    """A note that names the characters of `text` that would be missing on paper; none where all are there."""
    signs = "、".join(named(sign) for sign in undrawable(text))
    message = _("打印所用的字体中没有 %(signs)s，印出来会缺字。请核对是否输错；确是此字的，请联系系统管理员安装字体。")
    return [Note(str(Severity.WARNING), message % {"signs": signs}, "", "")] if signs else []


def _progress(items: list[ShownItem], needed: set[str]) -> Progress:
    asked = [shown for shown in items if shown.item.name in needed]
    return Progress(
        needed=len(asked),
        filled=sum(not shown.unanswered for shown in asked),
        faults=sum(shown.faulty for shown in items),
    )


def needed_of(notice: Notice, nominee: NomineeFacts) -> set[str]:
    """The items this nominee must answer before it can be announced: F1, E2, E3, E6."""
    ticks = {name for box in notice.award(nominee.kind).form.boxes for name in box.fields}
    years = {"assessments"} if nominee.kind == INDIVIDUAL and nominee.sector == PUBLIC else set()
    return {*required_fields(nominee), "criteria", *ticks, *years}


def progress_of(notice: Notice, nominee: NomineeFacts, findings: Iterable[Finding]) -> Progress:
    """How far one nominee's form is, without drawing it."""
    needed = needed_of(notice, nominee)
    listed = list(findings)
    open_items = {item_of(finding.field) for finding in listed if unanswered(finding)}
    faults = {item_of(finding.field) for finding in listed if finding.blocks and not unanswered(finding)}
    return Progress(len(needed), len(needed - open_items), len(faults))


def unit_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Of a unit's findings those that its own form can cure."""
    return [finding for finding in findings if finding.field in OF_THE_UNIT]


def unanswered(finding: Finding) -> bool:
    return (finding.rule, finding.code) in UNANSWERED


def spoken(finding: Finding) -> bool:
    """Whether the finding is said in words at its field."""
    return not unanswered(finding) and (finding.rule, finding.code) != UNREADABLE


def note(finding: Finding) -> Note:
    return Note(str(finding.severity), str(words(finding)), finding.clause, finding.rule)


def as_json(page: FormPage) -> dict[str, Any]:
    """What a script needs to bring the page up to date after it saved."""
    return {
        "sections": {
            shown.section.slug: {"state": shown.progress.state, "label": shown.progress.label}
            for shown in page.sections
        },
        "items": {
            shown.item.name: {
                "unanswered": shown.unanswered,
                "notes": [vars(one) for one in shown.notes],
                "faults": {
                    bound.name: [str(fault) for fault in bound.errors] for bound in shown.fields if bound.errors
                },
            }
            for section in page.sections
            for shown in section.items
        },
        "general": [vars(one) for one in page.general],
    }
