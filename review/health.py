"""Is the site well? What a monitor asks every minute (trust: R60), as checks that each look at the real thing."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nominations.models import AuditEntry

from .selectors.messages import oldest_to_mail

LEAST_FREE = 500 * 1024 * 1024  # bytes
LONGEST_WAIT = timedelta(minutes=10)  # of work that is due
LONGEST_MAIL = timedelta(days=2)  # one mail a day goes to a person: what came after it waits for the next
MOST_SKEW = timedelta(seconds=2)
LONGEST_SINCE = timedelta(hours=26)  # since what is done daily or more often
LATELY = timedelta(minutes=15)  # as long as a lock lasts
MOST_LOCKED = 10  # accounts, each from one address
MOST_REFUSED = 200  # sign-ins and steps
LOOKED_AT = 2_000  # of the newest entries, so that a look takes no longer as the trail grows


def faults(now: datetime) -> dict[str, str]:
    """What is wrong, in a sentence for the log, by the name of the check; empty: all is well. `now` is aware."""
    found = {}
    for name, check in CHECKS.items():
        try:
            said = check(now)
        except (Error, OSError) as error:
            said = f"{type(error).__name__}: {error}".strip()
        if said:
            found[name] = said
    return found


def _database(now: datetime) -> str:
    """Takes a row, and gives it back."""
    with transaction.atomic():
        Session(session_key=uuid4().hex, session_data="", expire_date=now).save(force_insert=True)
        transaction.set_rollback(True)
    return ""


def _disk(_now: datetime) -> str:
    folders = {_there(Path(settings.MEDIA_ROOT)), settings.VAR_DIR, Path(tempfile.gettempdir())}
    if connection.vendor == "sqlite":
        folders.add(_there(Path(connection.settings_dict["NAME"]).absolute().parent))
    for folder in sorted(folders):
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            return f"{free // 2**20} MB are free for {folder}, of at least {LEAST_FREE // 2**20}"
        if not os.access(folder, os.W_OK):
            return f"{folder} cannot be written to"
    return ""


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there: the first upload makes the rest."""
    return folder if folder.is_dir() else _there(folder.parent)


def _background(now: datetime) -> str:
    due = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - LONGEST_WAIT).order_by("enqueued_at").first()
    return f"work waits since {due.enqueued_at:%Y-%m-%d %H:%M:%S %Z}: does `manage.py work` run?" if due else ""


def _mail(now: datetime) -> str:
    oldest = oldest_to_mail()
    late = oldest is not None and oldest < now - LONGEST_MAIL
    return f"a mail waits since {oldest:%Y-%m-%d %H:%M:%S %Z}: does `manage.py send_messages` run?" if late else ""


def _clock(_now: datetime) -> str:
    """Holds the database's clock against this machine's; SQLite has none of its own."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = abs(cursor.fetchone()[0] - timezone.now())
    return f"the clocks of site and database differ by {skew.total_seconds():.1f} s" if skew > MOST_SKEW else ""


def _backup(now: datetime) -> str:
    last = _last("backup_made")
    return "" if last and last.at >= now - LONGEST_SINCE else f"no backup for {_hours(last, now)}"


def _trail(now: datetime) -> str:
    last = _last("trail_verified")
    if last and last.refused:
        return "the audit trail did not stand when `manage.py verify_audit` looked last"
    return "" if last and last.at >= now - LONGEST_SINCE else f"the audit trail was not verified for {_hours(last, now)}"


def _refusals(now: datetime) -> str:
    """Somebody guesses passwords, or tries what is not theirs, again and again."""
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    seen = AuditEntry.objects.filter(pk__gt=newest - LOOKED_AT, at__gt=now - LATELY, refused=True)
    refused = list(seen.values_list("action", "object_id", "address"))
    locked = len({one for one in refused if one[0] == "locked_out"})
    if locked < MOST_LOCKED and len(refused) < MOST_REFUSED:
        return ""
    return f"{locked} accounts locked and {len(refused)} attempts refused in a quarter of an hour: see the audit trail"


def _last(action: str) -> AuditEntry | None:
    return AuditEntry.objects.filter(action=action).order_by("-pk").first()


def _hours(last: AuditEntry | None, now: datetime) -> str:
    return f"{(now - last.at) // timedelta(hours=1)} hours" if last else "as long as there is a record"


CHECKS: dict[str, Callable[[datetime], str]] = {
    "database": _database,
    "disk": _disk,
    "background": _background,
    "mail": _mail,
    "clock": _clock,
    "backup": _backup,
    "trail": _trail,
    "refusals": _refusals,
}
