"""What the rules look at: frozen facts, filled by `nominations/selectors.py` from rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from .identity import normalise
from .notice import COLLECTIVE, INDIVIDUAL


@dataclass(frozen=True)
class UnitFacts:
    key: int
    name: str
    kind: str  # UnitKind.code
    above_scale_enterprises: int = 0
    barred: bool = False  # E8


@dataclass(frozen=True)
class NomineeFacts:
    """What both kinds have. Empty text and None mean 'not filled in'."""

    key: int
    name: str = ""
    sector: str = ""  # of the collective, or of the person's employer
    ownership: str = ""
    head: bool = False
    is_cadre: bool = False
    division_level: bool = False
    backup_for: int | None = None  # key of the principal
    replaced: bool = False  # fell out, and its backup took its place
    criteria: tuple[str, ...] = ()
    honours: str = ""
    deeds: str = ""
    statement_true: bool | None = None
    barred: bool = False  # E8
    nominated_elsewhere: bool = False  # I3: this one is under way or done in this cycle already
    filled: frozenset[str] = frozenset()  # names of the fields that hold something
    unreadable: Mapping[str, str] = field(default_factory=dict, hash=False)  # field → what was typed

    kind = ""
    marked_by = ()

    @cached_property
    def marks(self) -> frozenset[tuple[str, str]]:
        """What this one shares with nobody else (I3): (field, value as it should have been typed), empty ones left out."""
        typed = ((name, normalise(getattr(self, name))) for name in self.marked_by)
        return frozenset((name, value) for name, value in typed if value)


@dataclass(frozen=True)
class CollectiveFacts(NomineeFacts):
    nature: str = ""
    phone: str = ""
    credit_code: str = ""
    clean_record: bool | None = None
    registered_here: bool | None = None
    operating_normally: bool | None = None
    above_scale: bool = False

    kind = COLLECTIVE
    marked_by = ("name", "credit_code")


@dataclass(frozen=True)
class IndividualFacts(NomineeFacts):
    gender: str = ""  # "male" / "female"
    birth_month: date | None = None  # first day of the month
    native_place: str = ""
    id_number: str = ""
    work_start: date | None = None  # first day of the month
    employer: str = ""
    employer_nature: str = ""
    person_category: str = ""
    contact: str = ""
    resume: str = ""
    city_managed: bool | None = None
    frontline: bool = False
    leads_collective: int | None = None  # key of a collective in the same recommendation
    assessments: Mapping[int, str] = field(default_factory=dict, hash=False)  # year → option code

    kind = INDIVIDUAL
    marked_by = ("id_number",)


@dataclass(frozen=True)
class PublicityFacts:
    first_day: date
    last_day: date
    open_objections: int = 0
    has_evidence: bool = False


@dataclass(frozen=True)
class RecommendationFacts:
    """One unit in one cycle. `nominees` are those that count: locked, under way, or about to be announced."""

    unit: UnitFacts
    nominees: tuple[NomineeFacts, ...] = ()
    decision_on: date | None = None
    decision_body: str = ""
    filled: frozenset[str] = frozenset()  # contact_name, office_phone, mobile…

    @property
    def principals(self) -> tuple[NomineeFacts, ...]:
        return tuple(n for n in self.nominees if n.backup_for is None)

    def of_kind(self, kind: str) -> tuple[NomineeFacts, ...]:
        """Principals of one kind: backups use no quota (五（二）, reading), nor does one whose backup took its place."""
        return tuple(n for n in self.principals if n.kind == kind and not n.replaced)


@dataclass(frozen=True)
class Moment:
    """A point in time handed in by the edge: the rules read no clock."""

    now: datetime  # aware
    deadline: datetime  # aware
