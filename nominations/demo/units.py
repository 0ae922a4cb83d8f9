"""The units of the demonstration, out of units.toml."""

import tomllib
from pathlib import Path

from django.db import transaction

from ..models import Unit, record

FILE = Path(__file__).with_name("units.toml")


@transaction.atomic
def ensure_units() -> dict[str, Unit]:
    """The demonstration's units by short name ("界石镇"), in the file's order; made where they are missing.

    A unit that is there already keeps what an administrator made of it.
    """
    known = {unit.name: unit for unit in Unit.objects.all()}
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["units"]
    return {entry["short_name"]: known.get(entry["name"]) or _make(**entry) for entry in entries}


def _make(name: str, short_name: str, kind: str, enterprises: int = 0, authority: str = "") -> Unit:
    unit = Unit.objects.create(
        name=name,
        short_name=short_name,
        kind=kind,
        above_scale_enterprises=enterprises,
        authority=authority,
        is_demo=True,
    )
    record(None, "unit_added", unit, name=name, demo=True)
    return unit
