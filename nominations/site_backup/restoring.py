"""A backup put into an empty place, and held against its manifest and the published heads."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils._os import safe_join

from ..audit_chain import Fault, fault, head, seal
from . import databases, files
from .making import MEDIA
from .manifest import Manifest, marks
from .refusals import Damaged, Refused, Unequal

Say = Callable[[str], object]


def check(folder: Path, *, unverified: bool = False) -> Manifest:
    """The manifest of a backup that is whole: each file is there as it was written. Raises Damaged."""
    made = Manifest.read(folder, unverified=unverified)
    wrong = sorted(name for name, expected in made.files.items() if _digest(folder, name) != expected)
    if wrong:
        raise Damaged(f"The backup is damaged: {', '.join(wrong)} missing or changed.")
    if databases.DUMPS.get(made.engine) not in made.files:
        raise Damaged("The backup is damaged: it has no database.")
    return made


def _digest(folder: Path, name: str) -> str:
    try:
        return files.digest(Path(safe_join(folder, name)))
    except (OSError, SuspiciousFileOperation):
        return ""


def restore(folder: Path, made: Manifest, say: Say) -> None:
    """Put a backup that was checked into this site's database and MEDIA_ROOT.

    The database comes last and at once, so that what was interrupted does not look whole and can be done again.
    Raises Refused, and Unequal where what stands there afterwards is not what was backed up.
    """
    _refuse_place(made)
    media = Path(settings.MEDIA_ROOT)
    for name, expected in made.files.items():
        if name.startswith(MEDIA) and files.copy(folder / name, media / name.removeprefix(MEDIA)) != expected:
            raise Damaged(f"{name} was changed while it was copied.")
    databases.load(connection, folder)
    _compare(made)
    if _is_older():
        say("The backup was made by older code: its tables are brought up to date.")
        call_command("migrate", verbosity=0, interactive=False)


def _refuse_place(made: Manifest) -> None:
    """Raises Refused where the backup cannot be restored here."""
    if made.engine != connection.vendor:
        raise Refused(
            f"The backup was made on {made.engine}, and DATABASE_URL names {connection.vendor}: name another one."
        )
    if made.major > databases.major(connection):
        raise Refused(f"The backup was made on PostgreSQL {made.major}: restore it on that version or a newer one.")
    keys = marks()
    if lacking := sorted(name for name, mark in made.keys.items() if name != "SECRET_KEY" and keys.get(name) != mark):
        raise Refused(
            f"This site has not the key {', '.join(lacking)} of the site the backup was made on: "
            "without it ID and phone numbers cannot be read. Put that site's .env in place."
        )
    known = MigrationLoader(None).disk_migrations
    if newer := [".".join(one) for one in made.migrations.items() if one not in known]:
        raise Refused(f"The backup was made by newer code, with {', '.join(sorted(newer))}: restore with that code.")
    if connection.vendor == "postgresql":
        databases.tool(connection, "pg_restore")
    else:
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    if databases.tables(connection):
        raise Refused("The database is not empty, and nothing is restored over it: name an empty one as DATABASE_URL.")
    connection.close()
    if connection.vendor == "sqlite" and Path(connection.settings_dict["NAME"] + "-wal").exists():
        raise Refused("The database is in use: stop the site first.")
    media = Path(settings.MEDIA_ROOT)
    for name in files.below(media):  # what an interrupted restore has put there may stay
        if made.files.get(MEDIA + name) != files.digest(media / name):
            raise Refused(f"{media} is not empty (it has {name}): move it away, or name another folder as MEDIA_ROOT.")


def _compare(made: Manifest) -> None:
    """Raises Unequal unless rows and head are those of the manifest."""
    now = databases.state(connection)
    differ = sorted(name for name in now.rows.keys() | made.rows.keys() if now.rows.get(name) != made.rows.get(name))
    if differ:
        raise Unequal(f"What was restored is not what was backed up: rows differ in {', '.join(differ)}.")
    if now.head != made.head:
        raise Unequal(f"What was restored is not what was backed up: its head is {now.head.number} {now.head.mac}.")


def _is_older() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def trail(made: Manifest) -> tuple[Fault | None, bool]:
    """What does not hold in the restored trail, and whether that is only that newer heads were published.

    As at the moment of the backup: an entry that had just been written then is sealed now.
    """
    found = fault(made.moment)
    if found:
        return found, found.number > head().number
    seal(whole=True)
    return None, False
