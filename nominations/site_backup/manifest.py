"""The manifest of a backup: what is in it, signed under AUDIT_KEY."""

import hmac
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.utils.crypto import salted_hmac

from ..models.audit import Head, mac
from .refusals import Damaged

NAME = "manifest.json"
FORMAT = 1


def marks() -> dict[str, str]:
    """A mark of each key but AUDIT_KEY, which signs: another one is noticed by it, and nobody finds the key from it."""
    keys = {"SECRET_KEY": settings.SECRET_KEY}
    keys |= {f"FIELD_KEYS {version}": secret for version, secret in settings.FIELD_KEYS.items()}
    return {name: salted_hmac(NAME, name, secret=key, algorithm="sha256").hexdigest()[:16] for name, key in keys.items()}


@dataclass(frozen=True)
class Manifest:
    """`made_at`: the moment whose state it is, ISO 8601 in UTC. `files`: path in the folder to SHA-256.

    `major`: of the PostgreSQL it was made on, else 0. `missing`: files that rows name and that were not there.
    """

    made_at: str
    engine: str
    major: int
    migrations: dict[str, str]
    head: Head
    rows: dict[str, int]
    left_out: list[str]
    missing: list[str]
    keys: dict[str, str]
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        said = asdict(self)
        text = json.dumps(said | {"signature": _signature(said)}, indent=1, ensure_ascii=False)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path, *, unverified: bool = False) -> Self:
        """The folder's manifest; `unverified`: under whatever key. Raises Damaged."""
        try:
            said = json.loads((folder / NAME).read_text(encoding="utf-8"))
            signature = said.pop("signature")
        except OSError as error:
            raise Damaged(f"{folder} is no whole backup: its {NAME} cannot be read ({error.strerror}).") from error
        except (ValueError, KeyError, AttributeError) as error:
            raise Damaged(f"{folder / NAME} was changed.") from error
        if not unverified and not hmac.compare_digest(str(signature), _signature(said)):
            raise Damaged(
                f"{folder / NAME} was changed, or AUDIT_KEY or AUDIT_HASH is not that of the site it was made on: "
                "put that site's .env in place. Where its key is lost, --unverified restores all the same."
            )
        if said.get("format") != FORMAT or said.keys() != {field.name for field in fields(cls)}:
            raise Damaged(f"{folder / NAME} is of another format than this code reads.")
        return cls(**said | {"head": Head(**said["head"])})

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def _signature(said: dict[str, object]) -> str:
    return mac(json.dumps(said, sort_keys=True, ensure_ascii=False))
