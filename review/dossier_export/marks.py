"""How a dossier writes what it does not say in so many words."""

from datetime import datetime, tzinfo

from nominations.models.audit import mac


def mark(text: str) -> str:
    """Of a free text, which may name anybody; "" of none."""
    return mac(f"text:{text}") if text else ""


def told(at: datetime | None, zone: tzinfo) -> str | None:
    """A moment where the cycle is held, with its distance from UTC."""
    return at.astimezone(zone).isoformat() if at else None
