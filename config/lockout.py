"""Wrong passwords from many addresses for one account, or from one address for many accounts.

Both together are axes' matter, for each person's browsers by themselves. Here the counts are higher, and who has signed
in with this browser before is let try on: so guessing ends, and nobody can shut a person out of the browser they use, not
even in the last hour before a deadline. An administrator ends it with one button. Names that nobody has are counted
alike: the answer tells nothing.
"""

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from nominations.models import User


def closed_to(request: HttpRequest, username: str, writer: str) -> bool:
    """Whether no password for this name is looked at. `writer`: primary key of who signed in here before, or ""."""
    too_many = _failures(Q(username=username)) >= settings.ACCOUNT_FAILURE_LIMIT
    if not too_many:
        address = get_client_ip_address(request)
        too_many = _failures(Q(ip_address=address)) >= settings.ADDRESS_FAILURE_LIMIT
    return too_many and not (writer and User.objects.filter(pk=writer, username=username).exists())


def _failures(whose: Q) -> int:
    """Wrong passwords of late; none of what is to come, by a clock that was set back since: it would shut out for longer."""
    now = timezone.now()
    recent = AccessAttempt.objects.filter(whose, attempt_time__gt=now - settings.AXES_COOLOFF_TIME, attempt_time__lte=now)
    return recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
