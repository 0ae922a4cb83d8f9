"""荣誉证书、奖牌: as the cycle's notice words them, one to a page of A4 landscape (domain §6)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from nominations.models import AwardCycle
from nominations.policy.blanks import filled

from ..selectors.certificates import Awarded
from .typesetting import typeset
from .wording import clean, full_date


def certificates_pdf(cycle: AwardCycle, awarded: Iterable[Awarded]) -> bytes:
    """One page each, in the order given; which may be printed the caller knows. A demonstration's say so."""
    papers = [_paper(cycle, one) for one in awarded]
    return typeset("certificate", json.dumps({"papers": papers, "invented": cycle.is_demo})).pdf


def _paper(cycle: AwardCycle, one: Awarded) -> dict[str, Any]:
    template = one.award.certificate
    values = {
        "name": clean(one.entry.snapshot["name"]),
        "award": one.award.award,
        "honour": cycle.notice.honour,
    }
    address, *body = [filled(line, values) for line in template.text]
    return {
        "layout": template.layout,
        "title": filled(template.title, values),
        "address": address,
        "body": body,
        "number": one.number,
        "bodies": template.bodies,
        "day": full_date(date.fromisoformat(one.document_date)),
    }
