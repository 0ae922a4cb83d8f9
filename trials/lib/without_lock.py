"""The site without the locks that let one after the other check and act: only for a trial, to show that it would tell.

On PostgreSQL no row is held; on SQLite, where the transaction itself is the lock, there is none.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import Atomic

from config.wsgi import application  # noqa: F401 - what gunicorn serves


def not_held(rows: QuerySet, *_how: Any, **_more: Any) -> QuerySet:
    return rows.all()


def no_transaction(*_given: Any) -> None:
    pass


QuerySet.select_for_update = not_held
if connection.vendor == "sqlite":
    Atomic.__enter__ = Atomic.__exit__ = no_transaction
