"""Asking by an ID number whether its bearer is put forward already (I3): on record, and only so often (trust: R49)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from .models import AuditEntry, Recommendation, User, record
from .permissions import acting_role
from .policy.identity import read_id_number

MOST = 500  # numbers that one person may ask about in PERIOD: a large unit's sheet several times over
PERIOD = timedelta(days=1)
ACTION = "numbers_asked"


@transaction.atomic
def ask_about(numbers: Iterable[str], recommendation: Recommendation, actor: User, now: datetime) -> str:
    """Put on record how many of `numbers` can be anybody's, for each of them will be answered; or why none is, "" where it may.

    Call it before the answer is given. Numbers with a fault are not counted: nobody bears them. `now` is aware.
    """
    asked = sum(not read_id_number(number, now.date()).faults for number in numbers)
    if not asked:
        return ""
    lately = AuditEntry.objects.filter(actor=actor, action=ACTION, at__gt=now - PERIOD)
    if asked + sum(detail["count"] for detail in lately.values_list("detail", flat=True)) > MOST:
        return _(
            "24 小时内最多核对 %(most)d 个身份证号，这次没有保存。请核对是否选错了文件；确有需要的，请明天再试或联系工作专班办公室。"
        ) % {"most": MOST}
    record(actor, ACTION, recommendation, role=acting_role(actor, recommendation), count=asked)
    return ""
