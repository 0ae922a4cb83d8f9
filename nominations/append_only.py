"""Tables that only grow: the database itself refuses to change or delete their rows.

Triggers, beside the application, which has no code for it either. A migration puts them up (`guards`); whoever empties a
test database takes them down for that long (`unguarded`).
"""

from collections.abc import Sequence

GROWING = ("nominations_auditentry", "nominations_auditseal")
REFUSAL = "the audit trail only grows"

_FUNCTION = f"""CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""


def guards(vendor: str, tables: Sequence[str]) -> list[str]:
    """SQL that puts the triggers up. `vendor`: Django's name of the database."""
    if vendor == "postgresql":
        # For a statement, not for a row: TRUNCATE has no rows, and what matches none is refused as well.
        return [_FUNCTION] + [
            f'CREATE TRIGGER {table}_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" EXECUTE FUNCTION refuse_change()'
            for table in tables
        ]
    return [
        f'CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in tables
        for event in ("UPDATE", "DELETE")
    ]


def unguarded(vendor: str, tables: Sequence[str]) -> list[str]:
    """SQL that takes them down."""
    if vendor == "postgresql":
        return [f'DROP TRIGGER {table}_grows ON "{table}"' for table in tables]
    return [f"DROP TRIGGER {table}_{event}" for table in tables for event in ("update", "delete")]
