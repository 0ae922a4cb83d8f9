"""What a person keeps on their own desk: no act on anybody's case, so nothing for the audit trail."""

from nominations.models import User

from ..models import SavedFilter


def save_filter(person: User, name: str, query: str) -> SavedFilter:
    """Keep `query` (as in the list's address) under `name`, in place of what had that name."""
    saved, _created = SavedFilter.objects.update_or_create(person=person, name=name, defaults={"query": query})
    return saved


def drop_filter(saved: SavedFilter) -> None:
    saved.delete()
