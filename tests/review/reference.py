"""The workflow once more, written by hand from domain §4 and §5, for the stateful test to compare with.

It imports nothing of the code it judges: stages, steps and working days are spelled out.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

# Action, who, from → to. Whole-list steps and the others that backups take with their principal are marked.
TABLE = {
    ("announce", "unit_lead", "draft", "unit_publicity"),
    ("cancel_publicity", "unit_lead", "unit_publicity", "draft"),
    ("submit", "unit_lead", "unit_publicity", "office_screening"),
    ("lapse", "", "draft", "lapsed"),
    ("lapse", "", "unit_publicity", "lapsed"),
    ("lapse", "", "returned", "lapsed"),
    ("return", "office", "office_screening", "returned"),
    ("resubmit", "unit_lead", "returned", "office_screening"),
    ("resubmit", "unit_lead", "returned", "unit_publicity"),
    ("screen_out", "office", "office_screening", "screened_out"),
    ("shortlist", "office", "office_screening", "panel_review"),
    ("select", "panel", "panel_review", "department_opinions"),
    ("not_select", "panel", "panel_review", "not_selected"),
    ("call_up", "panel", "not_selected", "department_opinions"),
    ("forward", "office", "department_opinions", "district_approval"),
    ("drop", "office", "department_opinions", "disqualified"),
    ("approve", "district", "district_approval", "approved"),
    ("reject", "district", "district_approval", "rejected"),
    ("publish", "office", "approved", "public_notice"),
    ("disqualify", "district", "public_notice", "disqualified"),
    ("commend", "office", "public_notice", "commended"),
    *(
        ("withdraw", "unit_lead", stage, "withdrawn")
        for stage in (
            *("draft", "unit_publicity", "office_screening", "returned", "panel_review", "not_selected"),
            *("department_opinions", "district_approval"),
        )
    ),
    *(
        ("revoke", "district", stage, "revoked")
        for stage in (
            *("office_screening", "returned", "panel_review", "not_selected", "department_opinions"),
            *("district_approval", "approved", "public_notice", "commended"),
        )
    ),
}
TARGET = {(action, source): target for action, _who, source, target in TABLE if action != "resubmit"}
TOGETHER = {"submit", "shortlist", "select", "not_select", "call_up", "forward", "approve"}
FALLEN = {"screened_out", "rejected", "disqualified", "withdrawn", "lapsed", "revoked"}
NEVER_UNDONE = {"lapse"}  # the clock's
PLACED = {"department_opinions", "district_approval", "approved", "public_notice", "commended"}
PUBLISHED = {"public_notice", "commended"}

# 2023-12 … 2024-03: days the State Council's list treats unlike their weekday.
OFF = {date(2024, 1, 1), *(date(2024, 2, day) for day in range(10, 18))}
ON = {date(2024, 2, 4), date(2024, 2, 18)}
FULL_DAYS = 5


def is_workday(day):
    return day in ON or (day not in OFF and day.weekday() < 5)


def workdays_over(first, today):
    """How many working days from `first` on are over on the morning of `today`."""
    return sum(is_workday(first + timedelta(days=n)) for n in range((today - first).days))


@dataclass
class Nominee:
    """What the reference knows of one case."""

    pk: int
    unit: str
    kind: str
    person: str  # who or what it is: one a cycle (I3)
    asked: set  # authorities to ask (the matrix)
    principal: int | None = None
    stage: str = "draft"
    steps: int = 0
    cure_by: date | None = None
    needs_publicity: bool = False
    posted: date | None = None  # first day of its unit publicity
    replaced: bool = False  # its backup took its place
    was_returned: bool = False
    standing: list = field(default_factory=list)  # what each step that was not undone stood on, the last one last

    @property
    def locked(self):
        return self.stage not in ("draft", "returned")

    @property
    def counted(self):
        """Under way or done: public, or handed in once, and neither withdrawn nor lapsed."""
        return self.stage not in ("withdrawn", "lapsed") and (self.stage != "draft" or self.was_returned)

    @property
    def uses_a_place(self):
        return self.counted and self.principal is None and not self.replaced


@dataclass
class Reference:
    deadline: datetime
    nominees: dict = field(default_factory=dict)

    def at(self, *stages):
        return [nominee for nominee in self.nominees.values() if nominee.stage in stages]

    def backups_of(self, pk):
        return [n for n in self.nominees.values() if n.principal == pk and n.counted and n.stage not in FALLEN]

    def due(self, nominee):
        """The moment after which it is late."""
        if nominee.cure_by is None:
            return self.deadline
        return datetime.combine(nominee.cure_by, time(23, 59, 59), self.deadline.tzinfo)

    def late(self, now):
        waiting = self.at("draft", "unit_publicity", "returned")
        return {n.pk for n in waiting if now >= self.due(n) + timedelta(seconds=1)}

    def take(self, action, pks):
        """The step happened with these; gives the keys of all that moved, backups included."""
        moved = set(pks)
        if action in TOGETHER:
            for pk in pks:
                moved |= {n.pk for n in self.backups_of(pk) if n.stage == self.nominees[pk].stage}
        for pk in moved:
            self._move(self.nominees[pk], action)
        for pk in moved:
            if self.nominees[pk].stage in FALLEN:
                self._succeed(self.nominees[pk])
        return moved

    def picture(self):
        """Everybody as they stand, to be undone to."""
        return {pk: replace(nominee, standing=[]) for pk, nominee in self.nominees.items()}

    def remember(self, batch, pks, before):
        """These were moved by one act, from where they stood in the picture `before`."""
        for pk in pks:
            self.nominees[pk].standing.append((batch, before[pk]))

    def undo(self, batch, pks):
        """All of the act's nominees stand again as they did; nothing later may stand on it."""
        for pk in pks:
            now = self.nominees[pk]
            last, before = now.standing.pop()
            assert last == batch, f"something stands on what was undone with {now}"
            self.nominees[pk] = replace(before, steps=now.steps + 1, standing=now.standing)

    def _move(self, nominee, action):
        if action == "resubmit":
            target = "unit_publicity" if nominee.needs_publicity else "office_screening"
        else:
            target = TARGET[action, nominee.stage]
        nominee.stage = target
        nominee.steps += 1
        nominee.was_returned |= action == "return"
        if target not in ("draft", "unit_publicity", "returned"):
            nominee.cure_by, nominee.needs_publicity = None, False

    def _succeed(self, fallen):
        for heir in self.backups_of(fallen.pk):
            heir.principal = None
            heir.steps += 1
            fallen.replaced = True
