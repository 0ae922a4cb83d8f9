"""Either database into a file and back, and what stands in one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FileField

from ..models import AuditSeal
from ..models.audit import BEGINNING, Head
from . import files
from .refusals import Damaged, Refused

DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}

# Whoever reads a backup could go on with the sessions in it, and one that was ended meanwhile would come back to life.
LEFT_OUT = (Session._meta.db_table,)


@dataclass(frozen=True)
class State:
    """What stands in a database. `migrations`: the newest of each app. `named`: files under MEDIA_ROOT that rows name."""

    rows: dict[str, int]
    head: Head
    migrations: dict[str, str]
    named: frozenset[str]


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    return sorted(connection.introspection.table_names())


def state(connection: BaseDatabaseWrapper) -> State:
    """What stands in the database; in plain SQL, for its tables may be those of older code."""
    there = tables(connection)
    head = _rows(connection, "number, mac", AuditSeal._meta.db_table, "ORDER BY number DESC LIMIT 1")
    return State(
        rows={name: 0 if name in LEFT_OUT else _rows(connection, "COUNT(*)", name)[0][0] for name in there},
        head=Head(*head[0]) if head else Head(0, BEGINNING),
        migrations=dict(_rows(connection, "app, name", "django_migrations", "ORDER BY id")),
        named=frozenset(_named(connection, there)),
    )


def _named(connection: BaseDatabaseWrapper, there: list[str]) -> Iterator[str]:
    for model in apps.get_models():
        table = model._meta.db_table
        columns = [field.column for field in model._meta.local_fields if isinstance(field, FileField)]
        if columns and table in there:
            with connection.cursor() as cursor:
                known = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            for column in map(connection.ops.quote_name, known.intersection(columns)):
                yield from (name for (name,) in _rows(connection, column, table, f"WHERE {column} <> ''"))


def _rows(connection: BaseDatabaseWrapper, what: str, table: str, rest: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {connection.ops.quote_name(table)} {rest}")  # noqa: S608 - names of our own
        return cursor.fetchall()


@contextmanager
def snapshot(connection: BaseDatabaseWrapper, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """Write the database as it is at one moment into the folder; gives a connection that sees just that.

    Nobody waits for it: it only reads. PostgreSQL's is written at the end of the block, which may take long and would keep
    the files waiting. Raises Refused, where a tool is missing or fails, and Damaged.
    """
    seen = connection.copy()
    file = folder / DUMPS[connection.vendor]
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    try:
        if connection.vendor == "postgresql":
            name = _exported(seen)
            yield seen
            without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
            _run(seen, "pg_dump", [f"--snapshot={name}", "--format=custom", *_BARE, *without, f"--file={file}"])
        else:
            _dump_sqlite(connection, seen, file)
            yield seen
    finally:
        seen.close()


def _exported(seen: BaseDatabaseWrapper) -> str:
    """The name of what this connection sees from now on, until it is closed."""
    seen.set_autocommit(False)
    with seen.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        return cursor.fetchone()[0]


def _dump_sqlite(connection: BaseDatabaseWrapper, seen: BaseDatabaseWrapper, file: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])  # without the pages of what was deleted
    seen.settings_dict |= {"NAME": str(file), "OPTIONS": {}}
    with seen.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        for table in LEFT_OUT:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own
        cursor.execute("PRAGMA integrity_check")
        if (found := cursor.fetchone()[0]) != "ok":
            raise Damaged(f"The database is damaged: {found}. Keep it, and restore the last good backup elsewhere.")


def load(connection: BaseDatabaseWrapper, folder: Path) -> None:
    """Put the folder's database into the empty place of this one: all of it, or nothing. Raises Refused."""
    file = folder / DUMPS[connection.vendor]
    if connection.vendor == "postgresql":
        _run(connection, "pg_restore", ["--single-transaction", "--exit-on-error", *_BARE, str(file), "--dbname"])
    else:
        connection.close()
        files.copy(file, Path(connection.settings_dict["NAME"]))


def major(connection: BaseDatabaseWrapper) -> int:
    """The version of PostgreSQL whose tools are needed; 0 for SQLite, whose files every version reads."""
    return connection.pg_version // 10_000 if connection.vendor == "postgresql" else 0


_BARE = ["--no-owner", "--no-privileges", "--no-password"]


def tool(connection: BaseDatabaseWrapper, name: str) -> str:
    """Path of `pg_dump` or `pg_restore` of the server's own version. Raises Refused.

    An older pg_dump refuses the server, and a newer pg_restore sends settings that an older server does not know.
    """
    wanted = major(connection)
    for path in (f"/usr/lib/postgresql/{wanted}/bin/{name}", which(name)):
        if path and Path(path).exists():
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
            if f"(PostgreSQL) {wanted}." in said:
                return path
    raise Refused(f"{name} {wanted} is missing: install postgresql-client-{wanted}, of the server's own version.")


def _run(connection: BaseDatabaseWrapper, name: str, arguments: list[str]) -> None:
    """Run a tool on the database of this connection. Raises Refused with its words."""
    client = connection.client
    (_psql, *rest), secrets = client.settings_to_cmd_args_env(connection.settings_dict, arguments)
    run = subprocess.run(  # noqa: S603
        [tool(connection, name), *rest], env=os.environ | (secrets or {}), capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise Refused(f"{name} failed: {run.stderr.strip()}")
