"""Files copied with their digests, each whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

PART = ".part"  # how the name ends while a file or a folder is not whole
_PIECE = 1024 * 1024  # bytes


def below(folder: Path) -> Iterator[str]:
    """The files below a folder, as paths from there; not those that are not whole."""
    for path in folder.rglob("*") if folder.exists() else ():
        if path.is_file() and path.suffix != PART:
            yield path.relative_to(folder).as_posix()


def copy(source: Path, target: Path) -> str:
    """Copy a file for its owner alone to read; gives the SHA-256 of what was written. Raises OSError."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    digest = hashlib.sha256()
    with source.open("rb") as read, open(part, "wb", opener=_private) as write:
        while piece := read.read(_PIECE):
            digest.update(piece)
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())
    part.replace(target)
    return digest.hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
