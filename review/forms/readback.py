"""A nominee read back to those who may not read all of it."""

from collections.abc import Callable
from functools import partial

from nominations.forms.readback import Line, ReadSection, read_nominee, shown
from nominations.forms.sections import SECTIONS, Item
from nominations.models import Nomination
from nominations.selectors import sector_of

from ..selectors.nominee import Reading

ADDRESSES = ("location",)
PICTURES = ("photo",)
# What tells a consulted department whom it is asked about.
IDENTIFYING = (
    *("name", "nature", "level", "leader_name", "leader_position", "ownership"),
    *("gender", "birth_month", "employer", "employer_nature", "person_category", "position"),
)


def read_as(nomination: Nomination, reading: Reading) -> list[ReadSection]:
    """The sections of a nominee's form that `reading` allows, each with its lines; personal numbers masked or absent."""
    if reading is Reading.FULL:
        return read_nominee(nomination.detail)
    return _sections(nomination, partial(readable, reading=reading))


def readable(item: Item, reading: Reading) -> bool:
    """Whether `reading` allows that item of the form."""
    if reading is Reading.FULL:
        return True
    return _for_panel(item) if reading is Reading.PANEL else _for_department(item)


def _for_panel(item: Item) -> bool:
    return not item.personal and item.name not in ADDRESSES + PICTURES


def _for_department(item: Item) -> bool:
    return item.name in IDENTIFYING


def _sections(nomination: Nomination, allowed: Callable[[Item], bool]) -> list[ReadSection]:
    row = nomination.detail
    notice = nomination.recommendation.cycle.notice
    sector = sector_of(row, notice)
    read = [
        ReadSection(
            section,
            [
                Line(str(item.label), shown(row, item.name, notice) or str(item.empty), item.wide)
                for item in section.items_for(sector)
                if allowed(item)
            ],
        )
        for section in SECTIONS[nomination.kind]
    ]
    return [one for one in read if one.rows]
