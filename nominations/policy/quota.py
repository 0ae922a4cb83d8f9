"""How many a unit may recommend, and how a list is made up: exact arithmetic, the working shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from .facts import NomineeFacts, RecommendationFacts, UnitFacts
from .findings import Finding, Severity
from .matching import matches
from .notice import COLLECTIVE, ENTERPRISES, FIXED, INDIVIDUAL, KINDS, RECOMMENDED, Allowance, Notice, UnitKind
from .rules import found

WHOLE = 100


@dataclass(frozen=True)
class Working:
    """One kind's allowance with its arithmetic: `base` × `percent` = `exact` → `allowed`, of which `used`."""

    kind: str
    basis: str  # notice.BASES
    base: int  # enterprises or collectives; the number itself where the basis is FIXED
    percent: Fraction  # 100 where FIXED
    exact: Fraction
    minimum: int
    allowed: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def over(self) -> int:
        return max(0, self.used - self.allowed)

    @property
    def lifted(self) -> bool:
        """不足1个的最多可推荐1个: the minimum stands in for a smaller result."""
        return self.minimum > floor(self.exact)


def working(notice: Notice, unit: UnitFacts, kind: str, collectives: int, individuals: int) -> Working:
    """The allowance of one kind for a unit that recommends so many of each (principals only). 一（二）"""
    unit_kind = notice.unit_kind(unit.kind)
    given = unit_kind.collectives if kind == COLLECTIVE else unit_kind.individuals
    base = base_of(unit_kind, given, unit, collectives)
    percent = Fraction(WHOLE) if given.basis == FIXED else given.percent
    exact = base * percent / WHOLE
    allowed = max(floor(exact), given.minimum)
    used = collectives if kind == COLLECTIVE else individuals
    return Working(kind, given.basis, base, percent, exact, given.minimum, allowed, used)


def base_of(unit_kind: UnitKind, given: Allowance, unit: UnitFacts, collectives: int) -> int:
    """What the percentage is taken of; Q3 has two readings, the notice's file chooses."""
    if given.basis == FIXED:
        return given.number
    if given.basis == ENTERPRISES:
        return unit.above_scale_enterprises
    if given.basis == RECOMMENDED:
        return collectives
    own = unit_kind.collectives
    base = base_of(unit_kind, own, unit, collectives)
    percent = Fraction(WHOLE) if own.basis == FIXED else own.percent
    return max(floor(base * percent / WHOLE), own.minimum)


def workings(notice: Notice, recommendation: RecommendationFacts) -> dict[str, Working]:
    """Both kinds' allowances as things stand, by kind; backups use no quota (五（二）, reading)."""
    counts = [len(recommendation.of_kind(kind)) for kind in KINDS]
    return {kind: working(notice, recommendation.unit, kind, *counts) for kind in KINDS}


def check_quota(notice: Notice, recommendation: RecommendationFacts) -> list[Finding]:
    """Q1–Q5 for one unit: findings about the unit have no subject, those about a pair have one."""
    shown = workings(notice, recommendation).values()
    return [
        *(finding for working in shown for finding in over_allowance(notice, recommendation.unit, working)),
        *(finding for kind in KINDS for finding in division_level(notice, recommendation, kind)),
        *(finding for nominee in recommendation.nominees for finding in pairing(notice, recommendation, nominee)),
    ]


def over_allowance(notice: Notice, unit: UnitFacts, working: Working) -> Iterator[Finding]:
    """Q1, Q2, Q3, Q4 一（二）: no more than allowed; 原则上 for those whose kind of unit says so."""
    if not working.over:
        return
    unit_kind, award = notice.unit_kind(unit.kind), notice.award(working.kind)
    yield found(
        notice,
        rule_of(unit_kind, working.kind),
        "over" if unit_kind.hard else "over_in_principle",
        severity=Severity.HARD if unit_kind.hard else Severity.SOFT,
        clause=unit_kind.clause,
        unit_kind=unit_kind.label,
        kind=award.label,
        measure=award.measure,
        allowed=working.allowed,
        used=working.used,
        over=working.over,
    )


def rule_of(unit_kind: UnitKind, kind: str) -> str:
    return "Q3" if unit_kind.rule == "Q2" and kind == INDIVIDUAL else unit_kind.rule


def division_level(notice: Notice, recommendation: RecommendationFacts, kind: str) -> Iterator[Finding]:
    """Q5 五（二）: at most one division-level collective and one such cadre a unit, those that fell out included."""
    award = notice.award(kind)
    recommended = (nominee for nominee in recommendation.principals if nominee.kind == kind)
    names = [nominee.name for nominee in recommended if nominee.division_level]
    if len(names) > award.division_level_limit:
        yield found(
            notice,
            "Q5",
            "too_many",
            kind=award.label,
            measure=award.measure,
            allowed=award.division_level_limit,
            used=len(names),
            names="、".join(names),
        )


def pairing(notice: Notice, recommendation: RecommendationFacts, nominee: NomineeFacts) -> Iterator[Finding]:
    """Q5 五（二）: a division-level nominee and its backup, seen from whichever of the two `nominee` is."""
    if nominee.backup_for is not None:
        yield from as_backup(notice, recommendation, nominee)
    elif nominee.division_level:
        yield from as_principal(notice, recommendation, nominee)


def as_principal(notice: Notice, recommendation: RecommendationFacts, nominee: NomineeFacts) -> Iterator[Finding]:
    demanded = notice.award(nominee.kind).backups_each
    backups = sum(other.backup_for == nominee.key for other in recommendation.nominees)
    if backups != demanded:
        code = "no_backup" if backups < demanded else "many_backups"
        yield found(
            notice,
            "Q5",
            code,
            field="division_level",
            subject=nominee.key,
            name=nominee.name,
            demanded=demanded,
            count=backups,
        )


def as_backup(notice: Notice, recommendation: RecommendationFacts, nominee: NomineeFacts) -> Iterator[Finding]:
    """A backup is no division-level one itself, and of the same kind as the division-level principal it stands by."""
    principal = next((other for other in recommendation.principals if other.key == nominee.backup_for), None)
    codes = {
        "backup_alone": principal is None or principal.replaced,
        "backup_division_level": nominee.division_level,
        "backup_kind": principal is not None and principal.kind != nominee.kind,
        "backup_needless": principal is not None and not principal.division_level,
    }
    for code, holds in codes.items():
        if holds:
            yield found(notice, "Q5", code, field="backup_for", subject=nominee.key, name=nominee.name)


def check_differential(notice: Notice, counts: Mapping[str, int]) -> list[Finding]:
    """Q6 一（二）: 差额推荐; a warning to the office while no more are recommended than there are places.

    `counts`: kind → principals recommended in the whole cycle.
    """
    return [
        found(
            notice,
            "Q6",
            "not_differential",
            kind=award.label,
            measure=award.measure,
            count=counts.get(award.code, 0),
            places=award.places,
        )
        for award in notice.awards
        if counts.get(award.code, 0) <= award.places
    ]


@dataclass(frozen=True)
class Composition:
    """How a list of one kind is made up: `capped` of `count` may be at most `cap` = ⌊percent × count⌋.

    No rule binds the last three, which are shown beside: `frontline` of individuals, `above_scale` of collectives.
    """

    kind: str
    count: int
    places: int
    capped: int
    percent: Fraction
    division_level: int = 0
    frontline: int = 0
    above_scale: int = 0

    @property
    def cap(self) -> int:
        return floor(self.count * self.percent / WHOLE)

    @property
    def over_places(self) -> int:
        return max(0, self.count - self.places)

    @property
    def over_cap(self) -> int:
        return max(0, self.capped - self.cap)

    @property
    def share(self) -> Fraction:
        return self.share_of(self.capped)

    def share_of(self, part: int) -> Fraction:
        """In percent; 0 on an empty list."""
        return Fraction(part * WHOLE, self.count) if self.count else Fraction(0)

    def changed(self, by: int, *, capped: bool) -> Composition:
        """The list with one nominee more (`by` 1) or less (-1), who counts towards the cap or not."""
        return replace(self, count=self.count + by, capped=self.capped + by * capped)


def list_composition(notice: Notice, kind: str, nominees: Iterable[NomineeFacts]) -> Composition:
    """Counts the principals of that kind among `nominees`; what else is there does not matter."""
    award = notice.award(kind)
    listed = [nominee for nominee in nominees if nominee.kind == kind and nominee.backup_for is None]
    return Composition(
        kind,
        len(listed),
        award.places,
        sum(matches(award.capped, nominee) for nominee in listed),
        award.capped_percent,
        sum(nominee.division_level for nominee in listed),
        sum(getattr(nominee, "frontline", False) for nominee in listed),
        sum(getattr(nominee, "above_scale", False) for nominee in listed),
    )


def check_list(notice: Notice, composition: Composition) -> list[Finding]:
    """R1 一（二）; R2 (collectives) and R3 (individuals) 五（二）."""
    award, findings = notice.award(composition.kind), []
    shown = {"kind": award.label, "measure": award.measure, "count": composition.count}
    if composition.over_places:
        findings.append(
            found(notice, "R1", "over", **shown, places=composition.places, over=composition.over_places)
        )
    if composition.over_cap:
        rule = "R2" if composition.kind == COLLECTIVE else "R3"
        numbers = {"capped": composition.capped, "cap": composition.cap, "over": composition.over_cap}
        findings.append(
            found(notice, rule, "over", **shown, **numbers, label=award.capped_label, percent=composition.percent)
        )
    return findings
