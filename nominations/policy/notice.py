"""What a notice says, as frozen dataclasses: everything the next notice could set differently.

`reading.py` makes a `Notice` from a TOML file; nothing else builds one outside tests. The
dataclasses are the file's schema too: a field without a default must be there and hold
something, and the types of `shapes.py` carry the limits. Percentages are exact
(`Fraction`): 15 means 15 %.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from .shapes import Code, Count, Days, Digits, OneOf, Percent, Positive, Share, Slug, Year

COLLECTIVE = "collective"
INDIVIDUAL = "individual"
KINDS = (COLLECTIVE, INDIVIDUAL)

PUBLIC = "public"  # 机关、参公单位、事业单位
ENTERPRISE = "enterprise"
OTHER = "other"
SECTORS = (PUBLIC, ENTERPRISE, OTHER)

DISTRICT_SOE = "district_soe"
OTHER_SOE = "other_soe"
NON_SOE = "non_soe"
OWNERSHIPS = (DISTRICT_SOE, OTHER_SOE, NON_SOE)

FIXED = "fixed"
ENTERPRISES = "enterprises"  # a percentage of the unit's above-scale enterprises
RECOMMENDED = "recommended"  # a percentage of the collectives the unit recommends
ALLOWANCE = "allowance"  # a percentage of the collectives the unit may recommend
BASES = (FIXED, ENTERPRISES, RECOMMENDED, ALLOWANCE)

SCORES = "scores"
VOTES = "votes"
MODES = (SCORES, VOTES)

CLEAN_RECORD = "clean_record"
STATEMENT_TRUE = "statement_true"
STATEMENTS = (CLEAN_RECORD, STATEMENT_TRUE)

CERTIFICATE = "certificate"  # 荣誉证书: addressed, a sentence, signed
PLAQUE = "plaque"  # 奖牌: all in the middle
LAYOUTS = (CERTIFICATE, PLAQUE)
TEXT_BLANKS = ("name", "award", "honour")  # what a certificate's words may leave open, and its number
NUMBER_BLANKS = ("year", "number")

OPTION_FIELDS = ("nature", "employer_nature", "person_category", "ownership", "assessment")

Kind = Annotated[str, OneOf(KINDS)]


@dataclass(frozen=True)
class Option:
    """One choice of a field, with what the rules need to know about it."""

    code: Code
    label: str
    sector: Annotated[str, OneOf(("", *SECTORS))] = ""  # nature, employer_nature, person_category: one of SECTORS
    head: bool = False  # person_category: heads its employer
    passing: bool = False  # assessment: counts as 称职（合格）及以上
    printed: str = ""  # what Attachment 3/4 prints where it knows fewer words

    @property
    def on_sheet(self) -> str:
        return self.printed or self.label


@dataclass(frozen=True)
class Criterion:
    code: Code
    text: str
    clause: str


@dataclass(frozen=True)
class OpinionBox:
    """One row of the opinions page: what is stated, who seals."""

    label: str
    statements: tuple[str, ...] = ()  # tick lines, each bound to a field by `fields`
    fields: tuple[Annotated[str, OneOf(STATEMENTS)], ...] = ()
    signature: str = "（盖章）"
    seals: tuple[str, ...] = ()  # the bodies whose seal the row leaves room for


@dataclass(frozen=True)
class FormText:
    """The printed words of Attachment 1 or 2."""

    attachment: str
    title: tuple[str, ...]  # printed line by line
    instructions: tuple[str, ...]  # the first is the introduction, then the numbered items
    boxes: tuple[OpinionBox, ...]


@dataclass(frozen=True)
class SheetText:
    """The printed words of Attachment 3 or 4."""

    attachment: str
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """What is printed for whoever is commended. `title` and `text` hold TEXT_BLANKS, `number` NUMBER_BLANKS."""

    label: str  # 荣誉证书, 奖牌: what it is called
    layout: Annotated[str, OneOf(LAYOUTS)]
    title: str
    text: tuple[str, ...]  # line by line; of a certificate the first is the address
    number: str  # 巴南{year}（个人）第{number}号; the year is the commending document's
    digits: Digits  # 3: 001
    bodies: tuple[str, ...]  # who gives it, and seals


NO_CERTIFICATE = Certificate("", CERTIFICATE, "", (), "", 1, ())  # a notice may leave it to paper


@dataclass(frozen=True)
class AwardKind:
    code: Kind
    label: str  # 先进集体
    measure: str  # 个 / 名
    places: Positive  # R1
    award: str  # 巴南区制造业高质量发展工作先进集体
    criteria: tuple[Criterion, ...]
    form: FormText
    sheet: SheetText
    division_level_limit: Count  # Q5, a unit
    backups_each: Count  # Q5, exactly so many a division-level nominee
    conditions: str = ""  # what every nominee must be, before the listed criteria
    capped_percent: Share = Fraction(100)  # R2 / R3; 100: no cap
    capped_label: str = ""  # 机关事业单位和区属国有企业
    capped: tuple[Match, ...] = ()
    certificate: Certificate = NO_CERTIFICATE


@dataclass(frozen=True)
class Allowance:
    """How many of one kind a unit may recommend."""

    basis: Annotated[str, OneOf(BASES)]
    number: Count = 0  # for FIXED
    percent: Percent = Fraction(0)  # for the others
    minimum: Count = 0  # 不足1个的最多可推荐1个


@dataclass(frozen=True)
class UnitKind:
    code: Code  # department, town, park, soe
    label: str
    rule: Annotated[str, OneOf(("Q1", "Q2", "Q4"))]  # of a finding about collectives; Q3 goes with Q2
    hard: bool
    clause: str
    collectives: Allowance
    individuals: Allowance
    enterprises_allowed: bool  # E1: may put forward enterprises and their staff
    enterprise_ownership: tuple[str, ...] = ()  # E1: only such enterprises; empty: any


def uninvited(code: str) -> UnitKind:
    """A kind of unit that this notice does not ask for recommendations."""
    nobody = Allowance(FIXED, 0)
    return UnitKind(code, code, "Q1", True, "", nobody, nobody, enterprises_allowed=False)


@dataclass(frozen=True)
class Match:
    """A pattern over a nominee; an empty tuple or None matches anything."""

    kind: Annotated[str, OneOf(("", *KINDS))] = ""
    sector: tuple[Annotated[str, OneOf(SECTORS)], ...] = ()
    ownership: tuple[str, ...] = ()
    head: bool | None = None
    cadre: bool | None = None


@dataclass(frozen=True)
class Authority:
    code: Code
    label: str  # 纪检监察
    checks_identity: bool  # sees the ID number of those it is asked about


@dataclass(frozen=True)
class ConsultationRow:
    code: Code  # A, B, C
    label: str
    match: tuple[Match, ...]
    authorities: tuple[str, ...]


@dataclass(frozen=True)
class Consultation:
    authorities: tuple[Authority, ...]
    rows: tuple[ConsultationRow, ...]
    due_workdays: Days
    clause: str


@dataclass(frozen=True)
class Publicity:
    unit_days: Days
    notice_days: Days
    count_first_day: bool


@dataclass(frozen=True)
class Dimension:
    code: Code
    label: str
    weight: Positive


@dataclass(frozen=True)
class Panel:
    mode: Annotated[str, OneOf(MODES)]
    trim_from: Count  # leave out highest and lowest where at least so many scored; 0: never
    clause: str
    dimensions: tuple[Dimension, ...] = ()  # for SCORES; the weights make 100


@dataclass(frozen=True)
class Notice:
    slug: Slug
    title: str
    honour: str  # 巴南区制造业高质量发展工作: heads every document title
    district: str
    document_number: str
    issued_on: date
    issuing_bodies: tuple[str, ...]
    commending_bodies: tuple[str, ...]
    office: str
    office_contact: str
    deadline: datetime  # aware; the second it names still counts
    unit_kinds: tuple[UnitKind, ...]
    awards: tuple[AwardKind, ...]
    options: dict[str, tuple[Option, ...]]
    assessment_years: tuple[Year, ...]
    word_limit: Positive
    publicity: Publicity
    consultation: Consultation
    panel: Panel
    clauses: dict[str, str] = field(default_factory=dict)  # rule id → where the notice says so

    @cached_property
    def collective(self) -> AwardKind:
        return self.award(COLLECTIVE)

    @cached_property
    def individual(self) -> AwardKind:
        return self.award(INDIVIDUAL)

    def award(self, kind: str) -> AwardKind:
        return next(award for award in self.awards if award.code == kind)

    def unit_kind(self, code: str) -> UnitKind:
        """The kind of that code; one that may recommend nobody where the notice knows no such kind."""
        return next((kind for kind in self.unit_kinds if kind.code == code), uninvited(code))

    def authority(self, code: str) -> Authority:
        return next(a for a in self.consultation.authorities if a.code == code)

    def clause(self, rule: str) -> str:
        """Where the notice says so; "" for a rule that rests on a standard or on common sense."""
        return self.clauses.get(rule, "")

    def option(self, field: str, code: str) -> Option | None:
        """The option of `field` with that code; None where there is none (an old or empty value)."""
        return self._options_by_code[field].get(code)

    @cached_property
    def _options_by_code(self) -> dict[str, dict[str, Option]]:
        return {field: {option.code: option for option in options} for field, options in self.options.items()}

    def label(self, field: str, code: str) -> str:
        option = self.option(field, code)
        return option.label if option else code
