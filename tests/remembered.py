"""What tests begin with is made once a process; whoever begins the same way again gets the rows as they stood then.

Nothing is taken on trust: a memory serves only where every row of the database is what it was when the memory was made.
"""

import pickle
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

import time_machine
from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from tests import builders

OURS = ("nominations", "review")
KEPT = 8  # of one beginning, from different rows; a test that begins like no other would fill the memory in vain
Rows = dict["Table", dict[Any, tuple]]

_memories = defaultdict(list)


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    stamps: tuple[str, ...]  # more columns, which say when a row was written: again whenever it is put back
    key: int  # place of the primary key among the columns
    files: tuple[int, ...]  # places of the names of files

    @classmethod
    def of(cls, model):
        # When somebody signed in last is nothing that a test builds upon.
        every = [field for field in model._meta.local_concrete_fields if field.column != "last_login"]
        stamps = [field for field in every if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]
        fields = [field for field in every if field not in stamps]
        quote = connection.ops.quote_name
        return cls(
            quote(model._meta.db_table),
            tuple(quote(field.column) for field in fields),
            tuple(quote(field.column) for field in stamps),
            next(place for place, field in enumerate(fields) if field.primary_key),
            tuple(place for place, field in enumerate(fields) if isinstance(field, models.FileField)),
        )

    def rows(self, cursor):
        cursor.execute(f"SELECT {', '.join(self.columns)} FROM {self.name}")
        return {row[self.key]: row for row in cursor.fetchall()}

    def put(self, cursor, rows):
        columns = [*self.columns, *self.stamps]
        now = [connection.ops.adapt_datetimefield_value(timezone.now())] * len(self.stamps)
        one = f"({', '.join(['%s'] * len(columns))})"
        values = [value for row in rows for value in [*row, *now]]
        cursor.execute(f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES {', '.join([one] * len(rows))}", values)

    def change(self, cursor, row):
        pairs = ", ".join(f"{column} = %s" for column in self.columns)
        cursor.execute(f"UPDATE {self.name} SET {pairs} WHERE {self.columns[self.key]} = %s", [*row, row[self.key]])


@cache
def tables():
    return [Table.of(model) for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def _stand():
    with connection.cursor() as cursor:
        return {table: table.rows(cursor) for table in tables()}


def _content(name):
    with default_storage.open(name) as file:
        return file.read()


@dataclass
class Memory:
    """How the rows stood, what became of them, and what was given back for it."""

    before: Rows
    new: dict[Table, list[tuple]]
    changed: dict[Table, list[tuple]]
    files: dict[str, bytes]
    to_do: list  # once it is committed
    value: bytes

    @classmethod
    def of(cls, before, after, to_do, value):
        new = {table: [row for key, row in rows.items() if key not in before[table]] for table, rows in after.items()}
        changed = {
            table: [row for key, row in rows.items() if key in before[table] and before[table][key] != row]
            for table, rows in after.items()
        }
        assert all(before[table].keys() <= rows.keys() for table, rows in after.items()), "a memory does not hold what was deleted"
        written = [(table, row) for rows in (new, changed) for table in rows for row in rows[table]]
        files = {row[place]: _content(row[place]) for table, row in written for place in table.files if row[place]}
        return cls(before, new, changed, files, to_do, pickle.dumps(value))

    def put_back(self):
        with connection.cursor() as cursor:
            for table, rows in self.changed.items():
                for row in rows:
                    table.change(cursor, row)
            for table, rows in self.new.items():
                if rows:
                    table.put(cursor, rows)
        for name, content in self.files.items():
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))
        for _savepoints, then, robust in self.to_do:
            transaction.on_commit(then, robust=robust)
        return pickle.loads(self.value)


def remembered(make: Callable) -> Callable:
    """`make` writes rows and gives back what can be pickled; it deletes none, and leaves its arguments as they are in memory."""

    @wraps(make)
    def made(*args, **named):
        try:
            asked = (make.__qualname__, _told(args), _told(named), _told_by_the_clock(), builders._numbers)
        except TypeError:
            return make(*args, **named)
        # What a step learns of the people it is given is not known either where the step is remembered.
        args, named = pickle.loads(pickle.dumps((args, named)))
        if isinstance(settings._wrapped, UserSettingsHolder):  # a test's own settings: the rows may come out otherwise
            return make(*args, **named)
        known = _memories[asked]
        before = _stand()
        for memory in known:
            if memory.before == before:
                with transaction.atomic():
                    return memory.put_back()
        if len(known) == KEPT:
            return make(*args, **named)
        with transaction.atomic():
            waiting = len(connection.run_on_commit)
            value = make(*args, **named)
            known.append(Memory.of(before, _stand(), connection.run_on_commit[waiting:], value))
        return value

    return made


def _told_by_the_clock():
    """The second to which a test has travelled, if it has."""
    return time_machine.escape_hatch.is_travelling() and timezone.now().replace(microsecond=0)


def _told(value):
    """An argument as part of a key: rows by their keys. Raises TypeError for what has no such form."""
    if isinstance(value, models.Model):
        return (value._meta.label, value.pk)
    if isinstance(value, dict):
        return tuple((name, _told(one)) for name, one in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(_told(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        return _told(vars(value))
    hash(value)
    return value
