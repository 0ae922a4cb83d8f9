"""What a nominee's form said when it was sent back, and how it differs from what it says now."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Field, Model
from django.utils.crypto import constant_time_compare, salted_hmac

from nominations.models import CollectiveNomination, IndividualNomination, Nomination, masked
from nominations.models.fields import SensitiveCharField

from ..models import Case, Decision, ReturnRecord

Detail = CollectiveNomination | IndividualNomination
Values = Mapping[str, Any]  # column → what `kept` made of it, once JSON
PLACES = ("recommendation", "nomination_ptr", "order")  # where the form lies, not what it says
ROWS = ("backup_for", "leads_collective")  # kept by their names
PHOTO = "photo"


def records_of(decisions: Iterable[Decision]) -> list[ReturnRecord]:
    """The forms of the cases as they stand, for those returns; not saved. One query."""
    taken = list(decisions)
    rows = [decision.case.nomination.detail for decision in taken]
    others = {getattr(row, f"{name}_id", None) for row in rows for name in ROWS}
    names = {row.pk: str(row) for row in Nomination.objects.filter(pk__in=others - {None})}
    return [
        ReturnRecord(decision=decision, values={field.name: kept(row, field, names) for field in said_by(row)})
        for decision, row in zip(taken, rows, strict=True)
    ]


def said_by(row: Model) -> list[Field]:
    """The columns that hold what the form says."""
    return [field for field in row._meta.concrete_fields if field.editable and field.name not in PLACES]


def kept(row: Model, field: Field, names: dict[int, str]) -> Any:
    """One column's value as a record keeps it; `names`: key → name of the rows that others point to."""
    value = getattr(row, field.attname)
    if field.name in ROWS:
        return names.get(value, "")
    if field.name == PHOTO:
        return value.name if value else ""
    if isinstance(field, SensitiveCharField):
        return {"masked": masked(value), "seal": seal(value)}
    return value


def seal(value: str) -> str:
    """Tells one number from another without telling it; another SECRET_KEY makes all of them look changed."""
    return salted_hmac("review.returns", value, algorithm="sha256").hexdigest()


def changed(values: Values, row: Detail) -> list[str]:
    """Names of the columns that say something else than `values`, which were kept then."""
    return [field.name for field in said_by(row) if field.name in values and _differs(values[field.name], row, field)]


def _differs(then: Any, row: Detail, field: Field) -> bool:
    if isinstance(field, SensitiveCharField):
        return not constant_time_compare(then["seal"], seal(getattr(row, field.name)))
    if field.name in ROWS:
        other = getattr(row, field.name)
        return then != (str(other) if other else "")
    if field.name == PHOTO:
        return then != (row.photo.name if row.photo else "")
    return field.to_python(then) != getattr(row, field.name)


def row_then(values: Values, row: Detail) -> Detail:
    """The form as it was then, numbers masked, to be read back; never to be saved."""
    fields = [field for field in said_by(row) if field.name not in (*ROWS, PHOTO)]
    old = type(row)(recommendation=row.recommendation, kind=row.kind)
    for field in fields:
        then = values.get(field.name)
        sensitive = isinstance(field, SensitiveCharField)
        setattr(old, field.name, then["masked"] if sensitive and then else field.to_python(then))
    return old


def last_returns(cases: Collection[int]) -> dict[int, Decision]:
    """Case pk → its last return that was not taken back, with the record kept of it. One query."""
    returns = Decision.objects.filter(case__in=cases, action="return", undone_by=None).select_related("returned")
    return {decision.case_id: decision for decision in returns.order_by("pk")}


def last_return(case: Case) -> Decision | None:
    return last_returns([case.pk]).get(case.pk)
