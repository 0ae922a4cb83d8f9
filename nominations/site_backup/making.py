"""A backup made while the site runs."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from . import databases, files
from .manifest import Manifest, marks
from .refusals import Refused

MEDIA = "media/"
ATTEMPTS = 20


def make(folder: Path, now: datetime) -> Manifest:
    """Make the folder, which must not be there, a backup of the site. Raises Refused, Damaged or OSError; then it is not there.

    The moment it shows is that of the database; no file that a row then named is missing, unless it was already.
    """
    if folder.exists():
        raise Refused(f"{folder} is there already: name a folder that is not.")
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise Refused(f"{folder} lies in the uploads' own folder: name another one.")
    if not databases.tables(connection):
        raise Refused("The database is empty: there is nothing to back up.")
    with _under_way(folder) as part:
        state, digests, missing = _collect(part)
        dump = databases.DUMPS[connection.vendor]
        made = Manifest(
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            engine=connection.vendor,
            major=databases.major(connection),
            migrations=state.migrations,
            head=state.head,
            rows=state.rows,
            left_out=list(databases.LEFT_OUT),
            missing=sorted(missing),
            keys=marks(),
            files={dump: files.digest(part / dump)} | {MEDIA + name: digests[name] for name in sorted(digests)},
        )
        made.write(part)
        os.sync()
        part.rename(folder)
    return made


@contextmanager
def _under_way(folder: Path) -> Iterator[Path]:
    """The folder it is made in, empty, and another's only where that one died; it goes when this one fails."""
    part = folder.with_name(folder.name + files.PART)
    part.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(part, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Refused(f"Another backup into {folder} is under way.") from None
    try:
        for left in part.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield part
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    finally:
        os.close(held)


def _collect(part: Path) -> tuple[databases.State, dict[str, str], frozenset[str]]:
    """Database and files that fit: the state, the files' digests, and which of those named are missing.

    A file is written before the row that names it, never changed, deleted after the row, and its name does not come back.
    So most are copied before the database is taken; those added meanwhile, after it. Where one went in between, the
    database is taken again, without that row. One that was missing and is named even so is missing on the site.
    """
    digests: dict[str, str] = {}
    _copy_new(part, digests)
    lost: frozenset[str] = frozenset()
    for _attempt in range(ATTEMPTS):
        with databases.snapshot(connection, part) as seen:
            state = databases.state(seen)
            _copy_new(part, digests)
        missing = state.named - digests.keys()
        if missing <= lost:
            return state, digests, missing
        lost = missing
    raise Refused("Files are replaced more quickly than they can be copied: try again when less is going on.")


def _copy_new(part: Path, digests: dict[str, str]) -> None:
    media = Path(settings.MEDIA_ROOT)
    for name in files.below(media):
        if name not in digests:
            try:
                digests[name] = files.copy(media / name, part / MEDIA / name)
            except FileNotFoundError:  # deleted since it was listed
                (part / MEDIA / name).unlink(missing_ok=True)
