"""How often one address may do something that needs no sign-in, counted for all processes together."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from ..models import AddressCount

SKEW = timedelta(minutes=1)  # a window that opens later than that was opened before the clock was set back


@transaction.atomic
def admit(action: str, address: str, most: int, seconds: int, now: datetime) -> bool:
    """Count one attempt; False when `address` has had `most` of them within the window that its first one opened."""
    counts = AddressCount.objects.select_for_update()
    # In the order of their keys: two that clear away at once wait for each other, and do not lock each other out.
    past = Q(opened_at__lte=now - timedelta(seconds=seconds)) | Q(opened_at__gt=now + SKEW)
    over = counts.filter(past, action=action).order_by("pk")
    AddressCount.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()
    row, _created = counts.get_or_create(action=action, address=_digest(address), defaults={"opened_at": now})
    if row.count < most:
        row.count += 1
        row.save(update_fields=["count"])
        return True
    return False


def _digest(address: str) -> str:
    """No address is kept; without the site's key nobody finds it by trying them all."""
    return salted_hmac("review.throttle", address, algorithm="sha256").hexdigest()
