"""The history of a nominee's fields: every save keeps what it wrote over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import FileField, ForeignKey

from .models import CollectiveNomination, Edit, IndividualNomination, SensitiveCharField, User, masked, record
from .permissions import acting_role

Detail = CollectiveNomination | IndividualNomination
PAUSE = timedelta(minutes=30)  # after which the same person's next save begins another edit
PERSONAL = {field.name for model in Detail.__args__ for field in model._meta.fields if isinstance(field, SensitiveCharField)}


def note_edit(then: Detail, names: Iterable[str], actor: User, now: datetime) -> None:
    """Keep what `then`, the row before a save, held in the columns that the save changed.

    Call it in the save's transaction, which holds the row. A column that the person's edit had not touched yet goes on
    record, by its name alone.
    """
    columns = [name.removesuffix("_id") for name in names]
    last = then.edits.order_by("-pk").first()
    if last is None or last.by_id != actor.pk or now - last.last_at > PAUSE:
        last = Edit(nomination_id=then.pk, by=actor, began_at=now, before={})
    touched = {name: _kept(then, name) for name in columns if name not in last.before}
    last.before, last.last_at = touched | last.before, now
    last.save()
    if touched:
        record(actor, "nomination_edited", then, role=acting_role(actor, then.recommendation), fields=sorted(touched))


def _kept(row: Detail, name: str) -> Any:
    field, value = row._meta.get_field(name), getattr(row, name)
    if isinstance(field, SensitiveCharField):
        return masked(value)
    if isinstance(field, ForeignKey):
        return str(value) if value else ""
    if isinstance(field, FileField):
        return bool(value)
    if name == "unparsed":
        return {item: masked(text) if item in PERSONAL else text for item, text in value.items()}
    return value
