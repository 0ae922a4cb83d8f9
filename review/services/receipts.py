"""The receipt of a hand-in: made with it, in its transaction."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from nominations.models import Recommendation, entry, record_all
from nominations.models.audit import digest

from ..models import Decision, Printing
from ..selectors.printing import as_text, code_of
from ..selectors.receipts import RECEIPT, hands_in, mac_of, said_of


def acknowledge(decisions: Iterable[Decision], now: datetime) -> None:
    """Keep a receipt for each unit whose nominees these steps handed in; call it in their transaction."""
    handed_in = sorted((one for one in decisions if hands_in(one)), key=_unit)
    for _pk, ours in groupby(handed_in, key=_unit):
        steps = list(ours)
        _keep(steps[0].case.nomination.recommendation, steps, now)


def _unit(decision: Decision) -> int:
    return decision.case.nomination.recommendation_id


def _keep(recommendation: Recommendation, steps: list[Decision], now: datetime) -> None:
    said = said_of(recommendation, steps, now)
    number, sealed = code_of(said), digest(as_text(said))
    actor, role = steps[0].actor, steps[0].role
    told = {"receipt": number, "batch": said["batch"], "digest": sealed, "number": len(steps)}
    on_record = entry(actor, "handed_in", recommendation, role=role, **told)
    record_all([on_record])
    content = said | {"digest": sealed, "entry": on_record.pk}
    Printing.objects.create(
        code=number, cycle_id=recommendation.cycle_id, recommendation=recommendation, kind=RECEIPT,
        content=content | {"mac": mac_of(number, content)}, printed_at=now, printed_by=actor,
    )
