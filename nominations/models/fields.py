"""The one field class of personal numbers, so that encryption at rest has one place to go."""

from django.db import models


class SensitiveCharField(models.CharField):
    """An ID or phone number: `masked()` is what a screen shows until somebody entitled asks."""

    description = "A personal number, shown masked"


def masked(value: str, head: int = 3, tail: int = 4) -> str:
    """Leave `head` and `tail` characters readable: 500113198005060011 → 500***********0011.

    Short values (under head + tail + 2 characters) are hidden whole.
    """
    if len(value) < head + tail + 2:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
