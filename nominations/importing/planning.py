"""What the lines of a sheet would change among a unit's drafts, and what the rules say of it. Seven queries at most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ..enums import Kind
from ..models import CollectiveNomination, IndividualNomination, Nomination, Recommendation, User
from ..permissions import refusal_to_change, refusal_to_edit
from ..policy.eligibility import check_nominee
from ..policy.findings import Finding
from ..policy.identity import birth_month_of, gender_of, normalise
from ..policy.notice import Notice
from ..selectors import live, nominee_facts, nominees_of, unit_facts
from ..selectors.facts import barred_from
from ..sheet_workbook import HEADINGS, LEADER, POST, squeezed
from .reading import BACKUP, Detail, Nominee, fields_of
from .splitting import STANDS_BY

MODELS: dict[str, type[Detail]] = {Kind.COLLECTIVE: CollectiveNomination, Kind.INDIVIDUAL: IndividualNomination}
ADDED, CHANGED, SAME = "added", "changed", "same"

Change = tuple[str, Any, Any]  # field, before, after; of BACKUP the principal's name


@dataclass(frozen=True)
class LinePlan:
    """What one line would do. `row`: the draft it is about, None where it adds one.

    `refusals`: why it cannot be done; `findings`: what the rules say of the draft as it would be, so far as a sheet can
    tell; `unsplit`: columns taken over whole.
    """

    nominee: Nominee
    row: Detail | None
    changes: tuple[Change, ...]
    refusals: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unsplit: tuple[str, ...] = ()
    namesake: bool = False

    @property
    def state(self) -> str:
        if self.row is None:
            return ADDED
        return CHANGED if self.changes else SAME


@dataclass(frozen=True)
class Plan:
    kind: str
    lines: tuple[LinePlan, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def new_numbers(self) -> list[str]:
        """ID numbers that the unit has not written before."""
        return [after for line in self.lines for field, _before, after in line.changes if field == "id_number"]

    @property
    def refused(self) -> bool:
        return any(line.refusals for line in self.lines)

    @property
    def seal(self) -> str:
        """Stands for what was shown: another plan for the same lines has another seal."""
        told = [(one.nominee.line, one.row and (one.row.pk, one.row.version), one.changes) for one in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Moment:
    """Who asks, when; `today` where the cycle is held."""

    user: User
    now: datetime
    today: date


def make_plan(recommendation: Recommendation, kind: str, nominees: Iterable[Nominee], moment: Moment) -> Plan:
    """Line by line what would be added, changed, left, or cannot be."""
    rows = [_detail(row, recommendation) for row in nominees_of(recommendation) if row.kind == kind]
    known = _Known(live(rows), nominees, recommendation.cycle.notice)
    plans = [_line_plan(nominee, known, moment) for nominee in known.nominees]
    drafts = [_as_it_would_be(plan, recommendation, kind) for plan in plans]
    found = _findings(recommendation, kind, drafts, moment.today)
    return Plan(kind, tuple(replace(plan, findings=found[number]) for number, plan in enumerate(plans)))


def _detail(row: Nomination, recommendation: Recommendation) -> Detail:
    detail = row.detail
    detail.recommendation = recommendation
    return detail


class _Known:
    """The unit's drafts by what a line is matched by, and the names that 备选 can mean."""

    def __init__(self, rows: list[Any], nominees: Iterable[Nominee], notice: Notice) -> None:
        self.nominees, self.notice = list(nominees), notice
        self.by_key = {row.pk: row for row in rows}
        self.claimed: dict[int, int] = {}
        self.by_id = {normalise(row.id_number): row for row in rows if getattr(row, "id_number", "")}
        self.by_name: dict[str, list[Any]] = {}
        for row in rows:
            self.by_name.setdefault(normalise(row.name), []).append(row)
        self.named = {*self.by_name, *(normalise(one.values["name"]) for one in self.nominees)}

    def match(self, nominee: Nominee) -> tuple[Any, bool]:
        """The draft that a line is about, or None; and whether somebody else of that name is there.

        A person is known by ID number; by name only where one of both has no number yet.
        """
        number = normalise(nominee.values.get("id_number", ""))
        if number and number in self.by_id:
            return self.by_id[number], False
        namesakes = self.by_name.get(normalise(nominee.values["name"]), [])
        if len(namesakes) == 1 and not (number and getattr(namesakes[0], "id_number", "")):
            return namesakes[0], False
        return None, bool(namesakes)

    def claim(self, row: Any, line: int) -> int:
        """Note that a line is about that draft; the line that was so before, or 0."""
        before = self.claimed.get(row.pk, 0)
        self.claimed.setdefault(row.pk, line)
        return before


def _line_plan(nominee: Nominee, known: _Known, moment: Moment) -> LinePlan:
    row, namesake = known.match(nominee)
    twice = known.claim(row, nominee.line) if row else 0
    told = _told_already(nominee, row, known) if row else frozenset()
    unsplit = tuple(column for column in nominee.unsplit if column not in told)
    fields = [field for column in nominee.texts if column not in told for field in fields_of(column)]
    values = {field: nominee.values[field] for field in fields if field in nominee.values}
    before = {field: _stored(row, field, known) for field in values}
    changes = tuple((field, before[field], value) for field, value in values.items() if before[field] != value)
    refusals = _refusals(nominee.values["name"], row, changes, unsplit, known, moment)
    if twice:
        refusals += (_("与第 %(line)d 行对应同一个推荐对象，请补全身份证号或删去一行。") % {"line": twice},)
    return LinePlan(nominee, row, changes, refusals, unsplit=unsplit, namesake=namesake)


def _told_already(nominee: Nominee, row: Any, known: _Known) -> frozenset[str]:
    """Columns in which stands what the sheet would print of that draft: they say nothing new, however it is parted."""
    principal = _stored(row, BACKUP, known)
    named = STANDS_BY % principal if principal else ""
    printed = {"remarks": "；".join(part for part in (named, row.remarks) if part)}
    if isinstance(row, CollectiveNomination):
        nature = known.notice.option("nature", row.nature)
        printed |= {"nature": nature.on_sheet if nature else "", LEADER: row.leader_name + row.leader_position}
    else:
        grade = f"（{row.grade}）" if row.position and row.grade else row.grade
        printed |= {POST: row.employer + row.position + grade}
    return frozenset(
        column for column, text in nominee.texts.items() if squeezed(printed.get(column, "")) == squeezed(text)
    )


def _stored(row: Any, field: str, known: _Known) -> Any:
    """What the draft has in that field: its empty value where there is no draft."""
    if field == BACKUP:
        principal = known.by_key.get(row.backup_for_id) if row else None
        return principal.name if principal else ""
    return getattr(row, field) if row else _EMPTY.get(field, "")


_EMPTY = {"birth_month": None, "headcount": None}


def _refusals(
    name: str, row: Any, changes: tuple[Change, ...], unsplit: Iterable[str], known: _Known, moment: Moment
) -> tuple[str, ...]:
    """Why the line cannot be done."""
    found = []
    if row and changes:
        found += [
            refusal_to_edit(moment.user, row, moment.now),
            refusal_to_change(row, [field for field, _before, _after in changes]),
        ]
        found += [_("分不清各是什么，请在中间加一个空格。") for _column in unsplit]
    for field, _before, after in changes:
        if field == BACKUP and normalise(after) not in known.named - {normalise(name)}:
            words = _("备注写明是“%(name)s”的备选，表中和名单上都没有另外一个“%(name)s”。请核对名称。")
            found.append(words % {"name": after})
    return tuple(filter(None, found))


def _as_it_would_be(plan: LinePlan, recommendation: Recommendation, kind: str) -> Any:
    """The draft as it would be, unsaved; a new one under a key that no row has."""
    draft = (
        copy(plan.row) if plan.row else MODELS[kind](pk=-plan.nominee.line, recommendation=recommendation, kind=kind)
    )
    fill(draft, plan.changes)
    return draft


def fill(draft: Any, changes: Iterable[Change]) -> list[str]:
    """Write the changes into a draft, 备选 apart; the names of the columns written.

    As in the form, a sound ID number tells gender and birth month where they are empty.
    """
    wanted = {field: after for field, _before, after in changes if field != BACKUP}
    number = wanted.get("id_number", "")
    if number:
        derived = {"gender": gender_of(number), "birth_month": birth_month_of(number)}
        wanted |= {
            field: value for field, value in derived.items() if not getattr(draft, field) and field not in wanted
        }
    for field, value in wanted.items():
        setattr(draft, field, value)
    kept = {field: text for field, text in draft.unparsed.items() if field not in wanted}
    if kept != draft.unparsed:
        draft.unparsed = kept
        return [*wanted, "unparsed"]
    return list(wanted)


def _findings(recommendation: Recommendation, kind: str, drafts: list[Any], today: date) -> list[tuple[Finding, ...]]:
    """What the rules say of each, as far as a sheet can tell: of its own columns, and whether it is this unit's.

    That two lines are of one nominee was told while they were read.
    """
    cycle = recommendation.cycle
    barred = barred_from(cycle)
    unit = unit_facts(recommendation, barred)
    facts = nominee_facts(drafts, cycle, barred)
    fields = {"", *(field for column in HEADINGS[kind] for field in fields_of(column))}
    notice = cycle.notice
    checked = (check_nominee(notice, unit, facts[draft.pk], today) for draft in drafts)
    return [tuple(finding for finding in found if finding.field in fields) for found in checked]
