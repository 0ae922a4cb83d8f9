"""Brings every stored number under the key and the cipher that write now; may be cut off and begun again at any row."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import ExpressionWrapper, F, TextField

from .encryption import Unreadable, decrypt, is_current
from .models import SensitiveCharField

BATCH = 500  # rows a transaction: how long the site's own writes may have to wait


def columns() -> list[SensitiveCharField]:
    """Every column that holds encrypted numbers."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SensitiveCharField)
    ]


def stored_in(field: SensitiveCharField) -> "models.QuerySet[models.Model]":
    """Rows that have a number, by key, each with `stored`: what lies in the column, unread."""
    stored = ExpressionWrapper(F(field.name), output_field=TextField())
    return field.model._base_manager.annotate(stored=stored).exclude(stored="").order_by("pk")


def encrypt_anew(field: SensitiveCharField, read: Callable[[str], str] | None = None) -> int:
    """How many numbers of a column were written anew. `read`: what is stored → the number. Raises Unreadable, naming the row."""
    read = read or (lambda stored: decrypt(stored, field.column_name))
    written, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(stored_in(field).filter(pk__gt=last).select_for_update().values_list("pk", "stored")[:BATCH])
            for pk, stored in rows:
                if not is_current(stored):
                    field.model._base_manager.filter(pk=pk).update(**{field.name: _number(pk, stored, read)})
                    written += 1
        if not rows:
            return written
        last = rows[-1][0]


def read_all(field: SensitiveCharField) -> Iterator[str]:
    """What is stored in each row of a column, once it was read. Raises Unreadable, naming the row."""
    for pk, stored in stored_in(field).values_list("pk", "stored").iterator():
        _number(pk, stored, lambda stored: decrypt(stored, field.column_name))
        yield stored


def decrypt_all(field: SensitiveCharField) -> None:
    """Write the numbers of a column as text again: for a migration that is taken back. Raises Unreadable."""
    quote, table = connection.ops.quote_name, field.model._meta
    update = f"UPDATE {quote(table.db_table)} SET {quote(field.column)} = %s WHERE {quote(table.pk.column)} = %s"  # noqa: S608 - the names are our own
    with connection.cursor() as cursor:
        for pk, stored in list(stored_in(field).values_list("pk", "stored")):
            cursor.execute(update, [decrypt(stored, field.column_name), pk])


def _number(pk: int, stored: str, read: Callable[[str], str]) -> str:
    try:
        return read(stored)
    except Unreadable as error:
        raise Unreadable(f"row {pk}: {error}") from error
