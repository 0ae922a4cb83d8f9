"""A cycle's own Word templates: layout only, hence at any time, and on record."""

from django.db import transaction

from nominations.enums import Role
from nominations.models import AwardCycle, record

from ..models import WordTemplate
from .advance import Act


@transaction.atomic
def keep_template(cycle: AwardCycle, kind: str, name: str, content: bytes, act: Act) -> WordTemplate:
    """From now on the forms of this kind go out in this template, which the caller has checked."""
    values = {"name": name, "content": content, "uploaded_at": act.now}
    kept, _created = WordTemplate.objects.update_or_create(cycle=cycle, kind=kind, defaults=values)
    record(act.actor, "word_template_kept", cycle, role=Role.ADMIN, kind=kind, file=name)
    return kept


@transaction.atomic
def drop_template(cycle: AwardCycle, kind: str, act: Act) -> None:
    """Back to the template that is made from the notice; nothing happens where that is in use."""
    dropped, _rows = WordTemplate.objects.filter(cycle=cycle, kind=kind).delete()
    if dropped:
        record(act.actor, "word_template_dropped", cycle, role=Role.ADMIN, kind=kind)
