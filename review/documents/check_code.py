"""校验码: tells whether a sheet of paper and a record say the same (domain §6)."""

from __future__ import annotations

import json
from base64 import b32encode

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac

from nominations.models import Nomination

# What a nomination holds besides its content: how it is kept, not what it says.
BOOKKEEPING = frozenset({"order", "locked", "counted", "replaced", "publicity", "version", "unparsed", "updated_by", "updated_at"})
SALT = "review.documents.check_code"
LENGTH = 10  # base32 characters: 50 bits


def check_code(nomination: Nomination) -> str:
    """Ten characters, "ABCDE-FGHIJ", that change with any content of the nominee.

    Keyed with the site's key, so that nobody can print a code for other words. Includes the unit and the fill date,
    which stand on the cover. A photo counts by its stored name, which is new with every upload.
    """
    nominee = nomination.detail
    recommendation = nominee.recommendation
    content = {
        field.name: field.value_to_string(nominee)
        for field in nominee._meta.concrete_fields
        if field.name not in BOOKKEEPING
    }
    content |= {"unit": recommendation.unit_id, "fill_date": recommendation.fill_date}
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    code = b32encode(salted_hmac(SALT, text, algorithm="sha256").digest()).decode()[:LENGTH]
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
