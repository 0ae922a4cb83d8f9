"""What is kept beside the rows: files, and the chain of the audit trail."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.utils import timezone

from nominations.audit_chain import fault

from ..models import Batch, DrawnForm


def every_file_is_there() -> Iterator[str]:
    """Whatever a row names lies under MEDIA_ROOT: uploads, and what was made in the background and is kept still."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, FileField)]
    named = [
        (field.model._meta.model_name, *row)
        for field in fields
        for row in field.model._base_manager.exclude(**{field.name: ""}).values_list("pk", field.name)
    ]
    named += [("drawnform", *row) for row in DrawnForm.objects.values_list("pk", "file")]
    named += [("batch", *row) for row in Batch.objects.filter(status=Batch.Status.DONE).values_list("pk", "file")]
    for model, pk, name in named:
        if not (Path(settings.MEDIA_ROOT) / name).is_file():
            yield f"{model} {pk}: {name} is not there"


def the_audit_trail_stands() -> Iterator[str]:
    """As `verify_audit` says; an entry may wait for its link for as long as that allows."""
    found = fault(timezone.now())
    if found:
        yield f"link {found.number}" + (f" (audit entry {found.entry})" if found.entry else "") + f": {found.why}"
