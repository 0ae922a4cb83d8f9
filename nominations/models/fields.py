"""The one field class of personal numbers: encrypted in the database, found by equality alone."""

from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models
from django.db.models.lookups import In, IsNull

from ..encryption import MARK, decrypt, encrypt, marks


class SensitiveCharField(models.CharField):
    """An ID or phone number: `masked()` is what a screen shows until somebody entitled asks.

    Read and written as the number, stored as a token (`encryption`); the empty text stays empty. `max_length` is that of
    the number. It can be asked for by equality and nothing else; reading raises Unreadable where the key is not there.
    A token is bound to its column's name: who renames one has to encrypt it anew.
    """

    description = "A personal number, shown masked"

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        self.column_name = f"{cls._meta.label_lower}.{name}"

    def get_internal_type(self) -> str:
        return "TextField"

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            raise TypeError(f"{self.column_name} takes a number, no expression of the database")
        number = super().get_db_prep_save(value, connection)
        return encrypt(number, self.column_name) if number else number

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return decrypt(value, self.column_name) if value else value

    def get_lookup(self, lookup_name: str) -> type[models.Lookup] | None:
        return {"exact": Same, "in": Among, "isnull": IsNull}.get(lookup_name)


class MarkOf(models.Func):
    """How the token in a column begins; what an index of equality is made of."""

    template = f"SUBSTR(%(expressions)s, 1, {MARK})"
    output_field = models.CharField()


class Among(In):
    """One of the given numbers, whichever key wrote them."""

    def numbers(self) -> set[str]:
        if hasattr(self.rhs, "as_sql") or any(hasattr(number, "as_sql") for number in self.rhs):
            raise FieldError("An encrypted number is compared with given ones, not with what the database holds")
        return {str(number) for number in self.rhs if number is not None}

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.lhs)
        numbers = self.numbers()
        wanted = marks(numbers - {""}, self.lhs.output_field.column_name)
        found, given = [], []
        if "" in numbers:
            found.append(f"{column} = ''")
            given += params
        if wanted:
            found.append(f"SUBSTR({column}, 1, {MARK}) IN ({', '.join(['%s'] * len(wanted))})")
            given += [*params, *wanted]
        if not found:
            raise EmptyResultSet
        return f"({' OR '.join(found)})", given


class Same(Among):
    """That number, whichever key wrote it."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> list[Any]:
        self.rhs = [self.rhs]
        return super().get_prep_lookup()


def masked(value: str, head: int = 3, tail: int = 4) -> str:
    """Leave `head` and `tail` characters readable: 500113198005060011 → 500***********0011.

    Short values (under head + tail + 2 characters) are hidden whole.
    """
    if len(value) < head + tail + 2:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
