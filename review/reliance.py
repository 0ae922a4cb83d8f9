"""What may rest on a step that was taken, and so keeps it from being undone: pure functions from facts to findings.

The table of steps names these functions beside each step; a step that names none cannot be undone at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nominations.policy.findings import Finding, Severity


@dataclass(frozen=True)
class TakenFacts:
    """A step already taken, with all its cases; `…` of names: of the cases concerned."""

    today: date  # in the cycle's time zone
    taken_on: date
    first_day: date | None = None  # of the publicity or public notice that it began
    closed: bool = False  # the cycle is over
    outlasts_cycle: bool = False  # may be taken, hence undone, when it is over
    later: tuple[tuple[str, str], ...] = ()  # name, label of a later step that stands
    late: tuple[str, ...] = ()  # would be overdue at once where they came from
    parted: tuple[str, ...] = ()  # pairs that would stand apart
    crowded: bool = False  # more would hold a place than there are places
    edited: tuple[str, ...] = ()  # changed by the unit since
    judged: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()  # by a department; or the office chose whom to ask
    proposed: tuple[str, ...] = ()  # put to the district since
    listed_since: bool = False  # a list was made or added to without them
    barred_since: bool = False  # another cycle was opened, to which the bar applies


def _rests(code: str, **params: object) -> list[Finding]:
    return [Finding("W5", code, Severity.HARD, "", params=params)]


# -- of every step -------------------------------------------------------------------------------------------


def cycle_still_open(facts: TakenFacts) -> list[Finding]:
    return [Finding("W1", "cycle_closed", Severity.HARD, "")] if facts.closed and not facts.outlasts_cycle else []


def nothing_later(facts: TakenFacts) -> list[Finding]:
    """It is the latest step of each of its cases that stands."""
    if not facts.later:
        return []
    name, step = facts.later[0]
    return _rests("later_step", name=name, later=step, count=len(facts.later))


def still_in_time(facts: TakenFacts) -> list[Finding]:
    """T1: nothing comes back to where it lapses at once. 五（四）"""
    return _rests("time_over", names=facts.late) if facts.late else []


def pairs_stay_together(facts: TakenFacts) -> list[Finding]:
    """Q5: a backup stands with its principal. 五（二）"""
    return _rests("pair_parted", names=facts.parted) if facts.parted else []


def places_suffice(facts: TakenFacts) -> list[Finding]:
    """R1 一（二）"""
    return _rests("place_taken") if facts.crowded else []


def not_edited(facts: TakenFacts) -> list[Finding]:
    """What the unit has begun to mend is not taken out of its hands."""
    return _rests("edited", names=facts.edited) if facts.edited else []


ALWAYS = (cycle_still_open, nothing_later, not_edited, still_in_time, pairs_stay_together, places_suffice)


# -- of some -------------------------------------------------------------------------------------------------


def not_begun(facts: TakenFacts) -> list[Finding]:
    """What people have read is not unmade: a publicity or public notice, from its first day on."""
    if facts.first_day is None or facts.today < facts.first_day:
        return []
    return _rests("begun", first_day=facts.first_day)


def same_day(facts: TakenFacts) -> list[Finding]:
    """A publicity interrupted for longer is none of full working days. 四（一）"""
    return [] if facts.today == facts.taken_on else _rests("another_day", taken_on=facts.taken_on)


def given_today(facts: TakenFacts) -> list[Finding]:
    """A slip is put right on its day; an honour that has stood is taken back by revocation alone. 五（三）"""
    return [] if facts.today == facts.taken_on else _rests("given", taken_on=facts.taken_on)


def not_judged(facts: TakenFacts) -> list[Finding]:
    return _rests("judged", names=facts.judged) if facts.judged else []


def not_answered(facts: TakenFacts) -> list[Finding]:
    return _rests("answered", names=facts.answered) if facts.answered else []


def nothing_proposed(facts: TakenFacts) -> list[Finding]:
    return _rests("proposed", names=facts.proposed) if facts.proposed else []


def no_list_since(facts: TakenFacts) -> list[Finding]:
    """Whoever was chosen since was chosen because these had fallen out."""
    return _rests("listed_since") if facts.listed_since else []


def bar_not_applied(facts: TakenFacts) -> list[Finding]:
    """E8 五（三）"""
    return _rests("bar_applied") if facts.barred_since else []
