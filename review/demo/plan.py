"""Who ends up where: stages to reach, dealt out over units so that every quota is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from nominations.enums import Kind
from nominations.models import Unit
from nominations.policy.facts import UnitFacts
from nominations.policy.notice import ENTERPRISES, Notice
from nominations.policy.quota import working

from ..stages import Stage

Counts = dict[Stage, tuple[int, int]]  # collectives, individuals

FINISHED: Counts = {
    Stage.COMMENDED: (14, 30),
    Stage.NOT_SELECTED: (3, 7),
    Stage.SCREENED_OUT: (1, 2),
    Stage.DISQUALIFIED: (1, 1),
    Stage.REJECTED: (0, 1),
    Stage.WITHDRAWN: (1, 2),
    Stage.LAPSED: (2, 3),
    Stage.REVOKED: (0, 1),
}
EARLY: Counts = {
    Stage.COMMENDED: (4, 8),
    Stage.PUBLIC_NOTICE: (2, 5),
    Stage.APPROVED: (1, 2),
    Stage.DISTRICT_APPROVAL: (2, 4),
    Stage.DEPARTMENT_OPINIONS: (3, 6),
    Stage.NOT_SELECTED: (2, 5),
    Stage.SCREENED_OUT: (1, 2),
    Stage.REJECTED: (1, 1),
    Stage.DISQUALIFIED: (0, 1),
    Stage.WITHDRAWN: (1, 2),
}
LATE: Counts = {
    Stage.PANEL_REVIEW: (5, 10),
    Stage.OFFICE_SCREENING: (5, 12),
    Stage.RETURNED: (2, 4),
    Stage.UNIT_PUBLICITY: (4, 9),
    Stage.DRAFT: (5, 11),
}
# Collectives in these are not yet announced when the unit's others are: Q3 does not count them then.
ANNOUNCED_LATER = (Stage.DRAFT, Stage.LAPSED, Stage.UNIT_PUBLICITY)
MOST_INDIVIDUALS = 6  # of one unit
FULL_SIZE = sum(sum(pair) for counts in (FINISHED, EARLY, LATE) for pair in counts.values())


@dataclass
class Share:
    """What one unit puts forward: the stage each nominee is to reach."""

    unit: Unit
    collectives: list[Stage] = field(default_factory=list)
    individuals: list[Stage] = field(default_factory=list)


def scaled(counts: Counts, size: int) -> Counts:
    """The counts for about `size` nominees altogether; no stage is left without anybody it had."""
    factor = size / FULL_SIZE
    return {
        stage: tuple(max(1, round(number * factor)) if number else 0 for number in pair)
        for stage, pair in counts.items()
    }


def deal(notice: Notice, counts: Counts, units: Iterable[Unit], random: Random) -> list[Share]:
    """Deal the stages out over `units`, each within its allowance, until all are dealt."""
    collectives = _stages(counts, 0, random)
    individuals = _stages(counts, 1, random)
    shares = []
    for unit in units:
        if not collectives and not individuals:
            break
        share = Share(unit)
        room = _room(notice, unit, Kind.COLLECTIVE, 0)
        wish = random.randrange(2, 5) if by_data(notice, unit) else int(random.random() < 0.2)
        share.collectives = _take(collectives, min(room, wish))
        announced = [stage for stage in share.collectives if stage not in ANNOUNCED_LATER]
        room = _room(notice, unit, Kind.INDIVIDUAL, len(announced))
        share.individuals = _take(individuals, min(room, MOST_INDIVIDUALS))
        if share.collectives or share.individuals:
            shares.append(share)
    return shares


def by_data(notice: Notice, unit: Unit) -> bool:
    """Whether the unit's quota comes from the number of its enterprises."""
    return notice.unit_kind(unit.kind).collectives.basis == ENTERPRISES


def _stages(counts: Counts, position: int, random: Random) -> list[Stage]:
    stages = [stage for stage, pair in counts.items() for _n in range(pair[position])]
    random.shuffle(stages)
    return stages


def _take(stages: list[Stage], number: int) -> list[Stage]:
    taken, stages[:] = stages[:number], stages[number:]
    return taken


def _room(notice: Notice, unit: Unit, kind: str, collectives: int) -> int:
    """How many of `kind` the unit may put forward, beside so many collectives."""
    facts = UnitFacts(unit.pk, unit.name, unit.kind, unit.above_scale_enterprises)
    return working(notice, facts, kind, collectives, 0).allowed


def in_turns(units: list[Unit], notice: Notice, random: Random) -> Iterator[Unit]:
    """Towns and parks, whose quota comes from data, in turn with departments and companies; then invented ones."""
    towns = [unit for unit in units if by_data(notice, unit)]
    others = [unit for unit in units if unit not in towns]
    random.shuffle(towns)
    random.shuffle(others)
    while towns or others:
        yield from filter(None, (group.pop() if group else None for group in (towns, others)))
    for number in count(1):
        yield _invented(f"演示街道办事处{number:03d}", kind="town", above_scale_enterprises=67)
        yield _invented(f"演示部门{number:03d}", kind="department")


def _invented(name: str, **values: Any) -> Unit:
    return Unit.objects.get_or_create(name=name, defaults={"is_demo": True} | values)[0]
